"""check, hint, solution, adopt as a learner calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from swap_teach.course import adopt, check, hint, progress, solution
from swap_teach.course.exercises import get_exercise


def says(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_hints_come_one_by_one_and_the_last_one_stays(capsys: pytest.CaptureFixture[str]) -> None:
    heads = []
    for _ in range(4):
        hint("03-pack-bits")
        heads.append(says(capsys).split(".")[0])
    assert heads == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3 (the last one)", "Hint 3 of 3 (the last one)"]


def test_a_hint_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="03-pack-bits has hints 1 to 3; there is no hint 4"):
        hint("03-pack-bits", 4)


def test_a_fresh_kernel_begins_with_the_first_hint_whatever_the_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SWAP_TEACH_PROGRESS", str(tmp_path))
    progress.note("exercises", "03-pack-bits", {"hints": 3})
    hint("03-pack-bits")
    assert says(capsys).startswith("Hint 1 of 3")
    assert progress.read()["exercises"]["03-pack-bits"]["hints"] == 3


def test_solution_shows_the_source_of_the_tested_reference(capsys: pytest.CaptureFixture[str]) -> None:
    solution("03-ceiling")
    assert "return min(V, parts[d])" in says(capsys)


def test_adopt_takes_the_learners_function_once_it_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    def first_check(hints_used: int) -> int:
        return hints_used + 2

    assert adopt("00-first-check", first_check) is first_check
    assert says(capsys) == "first_check: your function is used from here on.\n"


def test_adopt_falls_back_on_the_courses_function(capsys: pytest.CaptureFixture[str]) -> None:
    assert adopt("00-first-check", lambda hints_used: 0) is get_exercise("00-first-check").reference
    assert says(capsys).startswith("first_check: the course's own function is used")


def test_an_attempt_is_noted_and_an_untouched_stub_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SWAP_TEACH_PROGRESS", str(tmp_path))
    check("00-first-check", ...)
    assert says(capsys).startswith("Not attempted.")
    assert not list(tmp_path.iterdir())
    check("00-first-check", lambda hints_used: 0)
    check("00-first-check", lambda hints_used: 2 + hints_used)
    noted = json.loads((tmp_path / "progress.json").read_text())["exercises"]["00-first-check"]
    assert noted == {"outcome": "Correct", "attempts": 2}
