"""Exercises of lesson 00, Start here: read a drawn cell, and meet the machinery."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from swap_teach.course.exercises.answers import paths
from swap_teach.course.exercises.exercise import Case, Exercise, Misconception


def read_a_cell() -> list[tuple[int, ...]]:
    """List every path from node 0 (in) to node 3 (out) of the drawn cell, each as its nodes, such as (0, 2, 3)."""
    return [(0, 3), (0, 2, 3), (0, 1, 2, 3)]


def first_check(hints_used: int) -> int:
    """Add 2 to the number of hints you used."""
    return 2 + hints_used


def _arrows_backwards() -> list[Any]:
    return [(3, 0), (3, 2, 0), (3, 2, 1, 0)]


def _none_kept() -> list[Any]:
    return [(0, 3), (0, 2, 3), (0, 1, 2, 3), (0, 1, 3)]


def _prints(hints_used: int) -> None:
    print(2 + hints_used)


def _string(hints_used: int) -> str:
    return str(2 + hints_used)


def _always_four(hints_used: int) -> int:
    return 2 + 2


def _always_three(hints_used: int) -> int:
    return 2 + 1


def _doubled(hints_used: int) -> int:
    return 2 * hints_used


def _nothing_to_pass(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((), shown="the running cell, as drawn above")


def _numbers_of_hints(rng: np.random.Generator) -> Iterator[Case]:
    for hints_used in (1, 0, 2, int(rng.integers(3, 9))):
        yield Case((hints_used,))


EXERCISES = [
    Exercise(
        id="00-read-a-cell",
        title="Read a cell",
        prompt="Look at the drawn cell. Data enters at node 0 and leaves at node 3, along the arrows; an edge called "
        "`none` hands nothing on. Return the list of all paths from node 0 to node 3, each path as the nodes it "
        "visits: `(0, 2, 3)` goes from 0 to 2 to 3.",
        reference=read_a_cell,
        cases=_nothing_to_pass,
        normal=paths,
        hints=(
            "Start at node 0 and ask, at each node, where its arrows lead.",
            "Cross out the edge called `none` first: nothing travels along it.",
            "Besides the direct edge, follow both edges into node 2. There are three paths.",
        ),
        misconceptions=(
            Misconception(
                "arrows followed backwards",
                _arrows_backwards,
                "Your paths run from node 3 to node 0. In a cell each node is computed from nodes with smaller "
                "numbers: data goes from 0 (in) to 3 (out).",
                "NAS-Bench-201 strings name an edge by its source after the node that receives it; readers turn it "
                "round",
            ),
            Misconception(
                "none kept as a path",
                _none_kept,
                "One of your paths uses the edge 1 to 3, whose operation is `none`. That edge hands on zeros whatever "
                "comes in, so no data gets through.",
                "fresh readers take `none` for `do nothing`, which is `skip_connect`",
            ),
        ),
        advice="list, for each node, the nodes its arrows reach, leave out `none`, then walk from 0 to 3.",
        minutes=5,
        starred=True,
    ),
    Exercise(
        id="00-first-check",
        title="Your first check",
        prompt='Learn the machinery: run `hint("00-first-check")` once or twice, then return 2 plus the number of '
        "hints you used. The check calls your function several times, with different numbers.",
        reference=first_check,
        cases=_numbers_of_hints,
        hints=(
            "That was one hint. A function gives its answer back with the word `return`.",
            "That was the second. The number of hints arrives under the name `hints_used`: add 2 to it.",
        ),
        misconceptions=(
            Misconception(
                "prints instead of returning",
                _prints,
                "Your function prints the answer and returns None. What is printed is for eyes alone; `return` hands "
                "the value to whoever called the function, here the check.",
                "the most common first error in any notebook course",
            ),
            Misconception(
                "returns a string",
                _string,
                "Your function returns text that looks like a number. Nobody can add to `'3'`: return the number "
                "itself, without quotes or `str`.",
                "fresh readers who format the answer for display",
            ),
            Misconception(
                "two hints, always",
                _always_four,
                "Your function always returns 4. The check calls it with other numbers of hints, too: add 2 to "
                "`hints_used`, whatever it is.",
                "`return 2 + 2`, the number of one's own hints written down",
            ),
            Misconception(
                "one hint, always",
                _always_three,
                "Your function always returns 3. The check calls it with other numbers of hints, too: add 2 to "
                "`hints_used`, whatever it is.",
                "`return 2 + 1`, the number of one's own hints written down",
            ),
            Misconception(
                "doubled",
                _doubled,
                "You multiply by 2. That agrees for 2 hints alone: add 2 to `hints_used`.",
                "`2 * hints_used`, tried out with two hints",
            ),
        ),
        advice="call the function yourself first: `first_check(1)` should show 3.",
        minutes=3,
        importance="useful",
    ),
]
