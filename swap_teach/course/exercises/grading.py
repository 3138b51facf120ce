"""Run a learner's function, decide between four outcomes, and say why."""

from __future__ import annotations

import copy
import dis
import inspect
import io
import time
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

import numpy as np

from swap_teach.course.exercises.answers import same
from swap_teach.course.exercises.exercise import Case, Exercise
from swap_teach.course.exercises.explaining import explain_error, show_case, show_value
from swap_teach.course.message import Message

NOT_ATTEMPTED, NOT_YET, CORRECT, CANNOT_TELL = "Not attempted", "Not yet", "Correct", "Cannot tell"


@dataclass(frozen=True)
class Answer:
    """What a function gave for one case: a value or an error, what it printed, and how long it took."""

    value: Any = None
    error: Exception | None = None
    printed: str = ""
    seconds: float = 0.0


def grade(exercise: Exercise, function: Any, clock: Callable[[], float] = time.perf_counter) -> Message:
    """Grade a function against an exercise; the message's head is one of the four outcomes.

    The same function gets the same message every time, seconds of a slow answer apart. Used by `check` and `adopt`.
    """
    if function is None or function is ... or untouched(function):
        return _reminder(exercise)
    if not callable(function):
        return Message(
            CANNOT_TELL,
            f"The check needs the function itself, and was given {type(function).__name__} {function!r}. "
            f'Write `check("{exercise.id}", {exercise.function})`, without calling it.',
        )
    try:
        cases = list(exercise.cases(np.random.default_rng(zlib.crc32(exercise.id.encode()))))
    except ImportError as error:
        return Message(CANNOT_TELL, f"This check needs a package that is not installed: {error}.")
    answers = [run(exercise, function, case, clock) for case in cases]
    if isinstance(answers[0].error, NotImplementedError):
        return _reminder(exercise)
    rights = [run(exercise, exercise.reference, case) for case in cases]
    agreed = [agree(exercise, ours, theirs) for ours, theirs in zip(rights, answers, strict=True)]
    if not all(agreed):
        return _not_yet(exercise, cases, rights, answers, agreed.index(False))
    if not agree(exercise, answers[0], run(exercise, function, cases[0])):
        return Message(
            CANNOT_TELL,
            "Two calls with the same input gave two answers. Does the function draw at random, or remember "
            "something from call to call, such as a list outside it?",
            (("called with", show_case(exercise, cases[0])),),
        )
    return _correct(exercise, len(cases), sum(answer.seconds for answer in answers))


def untouched(function: Any) -> bool:
    """Tell whether a function's body does nothing: a docstring, `...`, `pass` or `return None`.

    >>> def stub(bits):
    ...     "What it should do."
    ...     ...
    >>> untouched(stub), untouched(lambda bits: bits.sum())
    (True, False)
    """
    if not inspect.isfunction(function):
        return False
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
    return all(
        step.opname in idle and ("CONST" not in step.opname or step.argval is None or step.argval is ...)
        for step in dis.get_instructions(function)
    )


def run(
    exercise: Exercise,
    function: Callable[..., Any],
    case: Case,
    clock: Callable[[], float] = time.perf_counter,
) -> Answer:
    """Run a function on a copy of a case; its errors, warnings and prints are held back."""
    printed = io.StringIO()
    args = copy.deepcopy(case.args)
    start = clock()
    with redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = exercise.attempt(function, args)
            value = list(value) if isinstance(value, Iterator) else value  # can be read only once
        except Exception as error:  # whatever the learner's code raises is what we explain
            return Answer(error=error, printed=printed.getvalue(), seconds=clock() - start)
    return Answer(value=value, printed=printed.getvalue(), seconds=clock() - start)


def agree(exercise: Exercise, one: Answer, other: Answer) -> bool:
    """Tell whether two answers are the same: equal in normal form, or the same error or unreadable value."""
    if one.error is not None or other.error is not None:
        return type(one.error) is type(other.error)
    read_one, read_other = _normal(exercise, one.value), _normal(exercise, other.value)
    if read_one is None or read_other is None:
        return read_one is read_other and type(one.value) is type(other.value) and repr(one.value) == repr(other.value)
    return same(read_one, read_other)


def _normal(exercise: Exercise, value: Any) -> Any:
    """Return the value in the exercise's normal form, or None where it can't be read."""
    try:
        return exercise.normal(value)
    except (TypeError, ValueError):
        return None


def _not_yet(exercise: Exercise, cases: list[Case], rights: list[Answer], answers: list[Answer], first: int) -> Message:
    """Explain a wrong answer by a known misconception's own message, else by the first case that differs."""
    theirs, details = answers[first], [("called with", show_case(exercise, cases[first]))]
    if cases[first].args:  # without an input, what is expected is the solution itself
        details.append(("expected", show_value(rights[first].value)))
    if theirs.error is None:
        details.append(("got", show_value(theirs.value)))
    if theirs.printed:
        details.append(("printed", theirs.printed.rstrip()))
    for known in exercise.misconceptions:
        wrongs = [run(exercise, known.wrong, case) for case in cases]
        if all(agree(exercise, a, b) for a, b in zip(wrongs, answers, strict=True)):
            return Message(NOT_YET, known.message, tuple(details))
    if theirs.error is not None:
        text, more = explain_error(exercise, theirs.error)
        return Message(NOT_YET, text, (*details, *more))
    if theirs.value is None:
        text = "The function returned None. Does every way through it end in `return`?"
    elif _normal(exercise, theirs.value) is None:
        text = f"The function returned a {type(theirs.value).__name__} that can't be read as an answer."
    else:
        example = "the smallest example" if first == 0 else f"example {first + 1} (the {first} before it are right)"
        text = f"The answer differs on {example}."
    return Message(NOT_YET, text, (*details, ("try", exercise.advice)))


def _correct(exercise: Exercise, count: int, seconds: float) -> Message:
    if seconds > exercise.slower_than:
        return Message(
            CORRECT, f"Right, slow: all {count} examples agree, but they took {seconds:.0f} s. {exercise.faster}"
        )
    return Message(CORRECT, f"Right on every one of {count} examples." if count > 1 else "Right on the one example.")


def _reminder(exercise: Exercise) -> Message:
    return Message(
        NOT_ATTEMPTED,
        f"Write the body of `{exercise.function}` in the cell above, run that cell, then this one. "
        f'`hint("{exercise.id}")` helps; the lesson goes on without it.',
    )
