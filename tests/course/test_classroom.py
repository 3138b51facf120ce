"""The records of a class as tables, and the command that prints them."""

from __future__ import annotations

import json

import pytest

from swap_teach.cli import main
from swap_teach.course.classroom import exercises_table, inventory_table, predictions_table, read_records
from swap_teach.course.progress import SECTIONS
from swap_teach.course.questions import get_question
from swap_teach.course.questions.inventory import ITEMS

RIGHT = "".join(item.answer for item in ITEMS)


def record(**sections):
    return {"version": 1} | {section: sections.get(section, {}) for section in SECTIONS}


ADA = record(
    exercises={"03-pack-bits": {"outcome": "Correct", "attempts": 1, "hints": 2}},
    predictions={"03-one-layer": {"choice": "10", "sure": 70}},
    inventory={"before": "?" * 10, "after": RIGHT},
)
BEN = record(
    exercises={
        "03-pack-bits": {"outcome": "Not yet", "attempts": 3, "solution_seen": True},
        "03-ceiling": {"hints": 1},
    },
    predictions={"03-one-layer": {"choice": "32", "sure": None}},
    inventory={"before": RIGHT},
)


def test_exercises_are_counted_by_learner():
    table = exercises_table([ADA, BEN])
    assert table.loc["03-pack-bits"].tolist() == [2, 1, 1, 1.0, 2.0]
    assert table.loc["03-ceiling", "attempted"] == 0, "a hint alone is no attempt"
    assert table.loc["03-ceiling"].isna().sum() == 2


def test_predictions_show_the_majority_beside_what_is_right():
    row = predictions_table([ADA, BEN, BEN]).loc["03-one-layer"]
    assert get_question("PREDICTIONS", "03-one-layer").answer == "10"
    assert row[["made", "most_said", "right"]].tolist() == [3, "32", "10"]
    assert row.right_percent == pytest.approx(100 / 3)


def test_the_inventory_counts_those_who_did_both_rounds():
    table = inventory_table([ADA, BEN])
    assert (table.right_before_percent == 0).all()
    assert (table.right_after_percent == 100).all()
    assert (table.learners == 1).all()


def test_a_folder_of_records(tmp_path, capsys):
    (tmp_path / "group").mkdir()
    (tmp_path / "ada.json").write_text(json.dumps(ADA))
    (tmp_path / "group" / "ben.json").write_text(json.dumps(BEN))
    assert list(read_records(tmp_path)) == ["ada.json", "group/ben.json"]
    assert main(["progress", "--class", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("2 learners\n")
    assert main(["progress", "--class", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["exercises"]["03-pack-bits"]["solved"] == 1
    (tmp_path / "notes.json").write_text("[]")
    assert main(["progress", "--class", str(tmp_path)]) == 2
    assert "notes.json is not a progress file" in capsys.readouterr().err


def test_an_empty_folder_says_what_to_collect(tmp_path):
    with pytest.raises(ValueError, match=r"holds no .json file. Collect the learners' `swap-teach progress --json`"):
        read_records(tmp_path)


def test_ones_own_record_is_found_from_the_checkout(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SWAP_TEACH_PROGRESS", raising=False)
    assert main(["progress", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["exercises"] == {}
    folder = tmp_path / "my-course" / ".swap-teach"
    folder.mkdir(parents=True)
    (folder / "progress.json").write_text(json.dumps(ADA))
    assert main(["progress", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == ADA
