"""The game's pictures: the pair shows its operations and nothing that gives it away; the board shows who was right."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from swap_teach import get_space
from swap_teach.course.frames_game import pair_of_cells, scoreboard
from swap_teach.course.pairs import Cell, Pair, game_pairs
from swap_teach.spaces.drawing import STYLES

PAIRS = (
    Pair(Cell("a", 60.0, 30, 7), Cell("b", 70.0, 20, 9)),
    Pair(Cell("c", 80.0, 20, 8), Cell("d", 10.0, 20, 9)),
)
PLAYERS = {"you": ("L", "L"), "size": ("L", "?"), "SWAP": ("R", "R")}


@pytest.mark.parametrize("place", range(1, 11))
def test_a_pair_holds_the_twelve_operations_in_words_and_no_figure_of_them(place: int) -> None:
    pair = game_pairs()[place - 1]
    drawing = pair_of_cells(pair, place)
    shown = [words for words in ElementTree.fromstring(drawing.svg).itertext() if words.strip()]
    labels = sorted(words for words in shown if words in {style.words for style in STYLES.values()})
    ops = [*get_space("nb201").parse(pair.left.arch).ops, *get_space("nb201").parse(pair.right.arch).ops]
    assert labels == sorted(STYLES[op].words for op in ops)
    told = drawing.description
    assert told.startswith(f"Pair {place}. Left: 0 to 1: ")
    assert len(re.findall(r"\d to \d: ", told)) == 12
    for cell in (pair.left, pair.right):
        for figure in (f"{cell.accuracy:.1f}", f"{cell.params}", f"{cell.params:,}", f"{cell.swap}"):
            assert figure not in told
            assert figure not in " ".join(shown)


def test_the_words_of_the_board_are_computed_from_the_game() -> None:
    assert scoreboard(PAIRS, PLAYERS).description == (
        "2 pairs, both accuracies and who was correct. "
        "Pair 1: left 60.0 %, right 70.0 %, you took left; you wrong, size wrong, SWAP correct. "
        "Pair 2: left 80.0 %, right 10.0 %, you took left; you correct, size tie, SWAP wrong. "
        "Correct, ties counted half: you 1, size 0.5, SWAP 1."
    )


def test_ticks_differ_in_shape_and_the_choice_is_filled() -> None:
    figure = scoreboard(PAIRS, PLAYERS).figure
    truth, ticks = figure.axes
    assert [text.get_text() for text in ticks.texts] == ["✗", "✓", "✗", "½", "✓", "✗"]
    white = (1.0, 1.0, 1.0, 1.0)
    filled = [tuple(dots.get_facecolor()[0]) != white for dots in truth.collections]
    assert filled == [True, False, True, False]
    assert next(dots.get_offsets().data[0].tolist() for dots in truth.collections) == [60.0, 1.0]
    assert scoreboard(PAIRS, PLAYERS).png().startswith(b"\x89PNG")


def test_a_better_cell_stands_further_right() -> None:
    [truth, _] = scoreboard(PAIRS, PLAYERS).figure.axes
    places = truth.transData.transform([(accuracy, 1) for accuracy in (10, 60, 80, 88)])[:, 0]
    assert (places[1:] > places[:-1]).all()
