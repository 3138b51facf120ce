"""The capstone's page: it says what was recorded, tells what is missing, and is written only where asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from swap_teach import get_space
from swap_teach.course import inventory, predict, progress
from swap_teach.course.exercises.grading import CORRECT
from swap_teach.course.questions.inventory import ITEMS
from swap_teach.course.report import own_lines, page, place, report
from swap_teach.spaces.nb201 import Genotype

CELL = get_space("nb201").draw(Genotype(("nor_conv_3x3", "none", "skip_connect", "none", "none", "avg_pool_3x3")))


def test_a_fresh_record_is_told_as_missing_with_its_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    report(CELL, "score 5, place 2 among 3 others", "Spearman .7, n = 600")
    out = " ".join(capsys.readouterr().out.split())
    assert "not played: lesson 00" in out
    assert "before: not answered (lesson 00), after: not answered (lesson 10)" in out
    assert "none recorded: each lesson asks some" in out
    assert "0 of " in out
    assert "score 5, place 2 among 3 others" in out
    assert CELL.description[:30] in out


def test_what_was_recorded_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    progress.note("game", "00", {"answers": "L" * 10, "correct": {"you": 6.5, "size": 7, "SWAP": 8}})
    inventory("before", "?" * 10)
    inventory("after", "".join(item.answer for item in ITEMS))
    predict("04-second-reader", "none", sure=90)
    predict("04-times-ten", "tenfold", sure=50)
    progress.note("exercises", "04-scale", {"outcome": CORRECT, "attempts": 2})
    lines = dict(own_lines(progress.read()))
    assert lines["game"] == "you 6.5, size 7, SWAP 8 of 10 pairs"
    assert lines["inventory"] == "before 0 of 10, after 10 of 10"
    assert lines["predictions"] == "1 of 2 came true; 70 % sure on average, right in 50 % of those"
    assert lines["exercises"].startswith("1 of ")


def test_the_page_is_one_file_without_links_and_only_where_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    report(CELL, "a < b", "row")
    assert not list(tmp_path.iterdir())
    report(CELL, "a < b", "row", to="mine.html")
    html = (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert "a &lt; b" in html
    assert "<svg" in html
    assert "href" not in html
    assert "Written to mine.html." in capsys.readouterr().out
    assert page((("a", "b"),), CELL).count("<tr>") == 1


def test_equals_share_the_better_place() -> None:
    assert place(2.0, [2.0, 2.0, 1.0]) == "place 1 among 3 others"
    assert place(1.0, [2.0] * 1500) == "place 1,501 among 1,500 others"
