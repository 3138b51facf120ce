"""The museum's pieces: right is right, each fault shows in its figure, and the words don't give it away."""

from __future__ import annotations

import numpy as np
import pytest

from swap_teach import regularised_swap
from swap_teach.course import museum_pieces as pieces_of
from swap_teach.course.asking import museum as ask
from swap_teach.course.questions import Exhibit, get_question, list_questions

pieces = pytest.mark.parametrize("id", pieces_of.PIECES)
FAULTY = (pieces_of.in_bytes, pieces_of.normal_curve, pieces_of.thousands_twice, pieces_of.one_network)


def test_the_right_port_is_the_package_s_and_the_faulty_ones_are_not() -> None:
    expected = regularised_swap(pieces_of.SCORES, pieces_of.PARAMETERS / 1000, 600, 90_000)
    np.testing.assert_allclose(pieces_of.right(pieces_of.SCORES, pieces_of.PARAMETERS, 600, 90_000), expected)
    for port in FAULTY:
        assert not np.allclose(port(pieces_of.SCORES, pieces_of.PARAMETERS, 600, 90_000), expected)


@pieces
def test_the_fault_shows(id: str) -> None:
    piece = pieces_of.PIECES[id]
    assert piece.as_published().description != piece.mended().description
    assert piece.as_published().png() != piece.mended().png()
    assert piece.as_published().description == piece.as_published().description


@pieces
def test_the_figure_does_not_name_the_fault(id: str) -> None:
    exhibit = get_question("EXHIBITS", id)
    assert isinstance(exhibit, Exhibit)
    seen = f"{exhibit.picture().description} {exhibit.prompt}".casefold()
    for word in ("byte", "twice", "2 sigma", "one network at", "module", "hook", "float32", "function"):
        assert word not in seen


def test_what_is_to_be_seen() -> None:
    told = {id: piece.as_published().description for id, piece in pieces_of.PIECES.items()}
    mended = {id: piece.mended().description for id, piece in pieces_of.PIECES.items()}
    assert "highest 1 at 0.3" in told["06-early"]
    assert "highest 1 at 1.2" in mended["06-early"]
    assert "12.7 at 9" in told["06-reach"]
    assert "1 at 1, 2 at 4, 3 at 9, 4 at 16, 5 at 25" in mended["06-reach"]
    assert "0.368 at 73.31" in told["06-level"]
    assert "0.37 at 1,532" in told["06-level"]
    assert "16,794 at 16,794" in told["06-diagonal"]
    assert "16,794 at 16,794" not in mended["06-diagonal"]
    assert "0 at 5; never rises" in told["06-programs"]
    assert mended["06-programs"].endswith("constant.")


def test_every_piece_is_an_exhibit_of_lesson_06() -> None:
    assert [exhibit.id for exhibit in list_questions("EXHIBITS", "06")] == list(pieces_of.PIECES)


def test_the_mended_figure_comes_with_the_right_answer_alone(capsys: pytest.CaptureFixture[str]) -> None:
    ask("06-early")
    assert "highest 1 at 0.3" in capsys.readouterr().out
    ask("06-early", "a")
    wrong = capsys.readouterr().out
    assert wrong.startswith("Not quite.")
    assert "highest" not in wrong
    ask("06-early", "B")
    named = capsys.readouterr().out
    assert named.startswith("Correct. Yes: the top is at 0.3")
    assert "highest 1 at 1.2" in named
