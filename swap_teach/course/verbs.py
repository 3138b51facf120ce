"""The verbs of the exercises in a notebook: check, hint, solution, adopt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from swap_teach.course import progress
from swap_teach.course.exercises import get_exercise
from swap_teach.course.exercises.grading import CORRECT, NOT_ATTEMPTED, grade
from swap_teach.course.message import Message, say

_hints_shown: Counter[str] = Counter()  # of this kernel, so that a fresh run always begins with the first hint


def check(id: str, function: Any) -> None:
    """Say whether a function solves an exercise: "Not attempted", "Not yet", "Correct" or "Cannot tell", and why.

    The function gets copies of its inputs. Used in every lesson.

    >>> check("00-first-check", lambda hints_used: 2 + hints_used)
    Correct. Right on every one of 4 examples.
    """
    message = grade(get_exercise(id), function)
    say(message)
    if message.head != NOT_ATTEMPTED:
        _note(id, outcome=message.head, attempts=_noted(id).get("attempts", 0) + 1)


def hint(id: str, number: int | None = None) -> None:
    """Show the next hint of an exercise, or the hint with this number. Hints cost nothing.

    >>> hint("03-ceiling", 1)
    Hint 1 of 3. Five samples on a line: A(5, 1) = A(4, 1) + A(4, 0) = 8 + 2 = 10. With four units, 4 at
    most.
    """
    hints = get_exercise(id).hints
    if number is None:
        number = min(_hints_shown[id] + 1, len(hints))
    if not 1 <= number <= len(hints):
        raise ValueError(f"{id} has hints 1 to {len(hints)}; there is no hint {number!r}.")
    _hints_shown[id] = max(_hints_shown[id], number)
    last = " (the last one)" if number == len(hints) else ""
    say(Message(f"Hint {number} of {len(hints)}{last}", hints[number - 1]))
    _note(id, hints=max(number, _noted(id).get("hints", 0)))


def solution(id: str) -> None:
    """Show one way to solve an exercise: the source of the function the check compares with."""
    exercise = get_exercise(id)
    say(Message("One solution", "Other ways may be as good; `check` accepts them.", (("code", exercise.solution),)))
    _note(id, solution_seen=True)


def adopt(id: str, function: Any) -> Callable[..., Any]:
    """Return the learner's function if it passes the exercise's check, else the package's; print which.

    >>> pack_bits = adopt("03-pack-bits", None)
    pack_bits: the course's own function is used from here on (yours has not passed its check yet).
    """
    exercise = get_exercise(id)
    if grade(exercise, function).head == CORRECT:
        print(f"{exercise.function}: your function is used from here on.")
        return function  # type: ignore[no-any-return]
    print(f"{exercise.function}: the course's own function is used from here on (yours has not passed its check yet).")
    return exercise.reference


def _noted(id: str) -> dict[str, Any]:
    return dict(progress.read()["exercises"].get(id, {}))


def _note(id: str, **what: Any) -> None:
    progress.note("exercises", id, _noted(id) | what)
