"""The game as a verb: nothing is told before ten choices, the result is right, the first game is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from swap_teach.course import progress
from swap_teach.course.game import Board, majority, play
from swap_teach.course.pairs import game_pairs

TRUTH = "".join(pair.higher("accuracy") for pair in game_pairs())
OPPOSITE = TRUTH.translate(str.maketrans("LR", "RL"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SWAP_TEACH_PROGRESS", str(tmp_path / "record"))
    return tmp_path


def test_unanswered_it_shows_the_pairs_and_a_reminder_and_no_accuracy(capsys: pytest.CaptureFixture[str]) -> None:
    play("")
    said = capsys.readouterr().out
    assert said.count("left or right?") == 10
    assert "Not played yet. Write ten letters" in said
    assert "%" not in said
    assert progress.read()["game"] == {}


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ("LRL", "'LRL' has 3"),
        (TRUTH + "L", "has 11"),
        ("LRLRLRLRLX", "'LRLRLRLRLX'\nhas 'X'"),
        (["L"] * 9, "has 9"),
    ],
)
def test_what_can_not_be_read_says_so_and_tells_nothing(answers, message: str, capsys) -> None:
    play(answers)
    said = capsys.readouterr().out
    assert said.startswith("Nothing recorded. The game needs ten letters")
    assert " ".join(message.split()) in " ".join(said.split())
    assert "%" not in said
    assert progress.read()["game"] == {}


@pytest.mark.parametrize(
    ("answers", "points"),
    [(list(TRUTH), "10"), (" ".join(OPPOSITE.lower()), "0"), ("?" * 10, "5")],
    ids=["list", "small letters with blanks", "undecided"],
)
def test_the_learner_is_told_how_many_were_correct(answers, points: str, capsys) -> None:
    play(answers)
    assert f"You took the better cell in {points} of 10 pairs." in " ".join(capsys.readouterr().out.split())


def test_both_scores_play_the_same_pairs(capsys) -> None:
    size = sum(
        (pair.left.params > pair.right.params) == (pair.left.accuracy > pair.right.accuracy) for pair in game_pairs()
    )
    swap = sum(
        (pair.left.swap > pair.right.swap) == (pair.left.accuracy > pair.right.accuracy) for pair in game_pairs()
    )
    assert not any(pair.left.params == pair.right.params for pair in game_pairs())
    play(TRUTH)
    said = " ".join(capsys.readouterr().out.split())
    assert f"more parameters is correct in {size}, the one with the higher SWAP-Score in {swap}" in said
    assert f"Correct, ties counted half: you 10, size {size}, SWAP {swap}." in said


def test_the_first_game_is_kept(capsys) -> None:
    play(OPPOSITE)
    play(TRUTH)
    kept = progress.read()["game"]["00"]
    assert (kept["answers"], kept["correct"]["you"]) == (OPPOSITE, 0)
    assert "Your first game stays the one that is kept." in " ".join(capsys.readouterr().out.split())


def test_a_class_exports_and_its_majority_plays(folder: Path) -> None:
    files = [folder / f"{name}.json" for name in "abc"]
    for file, answers in zip(files, ["L" * 10, "L" * 5 + "R" * 5, "R" * 10], strict=True):
        play(answers, export=file)
    assert json.loads(files[0].read_text())["correct"] == TRUTH.count("L")
    assert majority(files) == "L" * 5 + "R" * 5
    assert majority(files[::2]) == "?" * 10
    with pytest.raises(ValueError, match="A majority needs at least one exported game"):
        majority([])


def test_the_buttons_tell_nothing_until_all_are_chosen(capsys) -> None:
    board = Board(game_pairs())
    for row, side in zip(board.buttons[:-1], TRUTH, strict=False):
        row.value = side
    board.finish.click()
    assert "No choice yet for pair 10." in board.view.value
    assert "%" not in board.view.value
    board.buttons[-1].value = TRUTH[-1]
    board.finish.click()
    assert "10 of 10 pairs" in board.view.value
    assert 'alt="10 pairs' in board.view.value
    assert progress.read()["game"]["00"]["answers"] == TRUTH
    assert capsys.readouterr().out == ""
