"""The check's four outcomes and what each message says."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from swap_teach.course.exercises import Case, Exercise, get_exercise
from swap_teach.course.exercises.grading import CANNOT_TELL, CORRECT, NOT_ATTEMPTED, NOT_YET, grade, run, untouched

ROWS = get_exercise("02-distinct-rows")


def test_a_wrong_answer_shows_the_smallest_example_theirs_beside_expected_and_what_to_try() -> None:
    message = grade(ROWS, lambda bits: 7)
    assert message.head == NOT_YET
    assert message.text == "The answer differs on the smallest example."
    assert dict(message.details) == {
        "called with": "bits = [[1 0 1]\n        [0 0 1]\n        [1 0 1]\n        [1 1 1]]",
        "expected": "3",
        "got": "7",
        "try": ROWS.advice,
    }


def test_an_answer_that_fails_later_says_how_many_were_right_before() -> None:
    message = grade(ROWS, lambda bits: min(ROWS.reference(bits), 20))
    assert message.text.startswith("The answer differs on example 6 (the 5 before it are right).")


def test_none_asks_for_a_return() -> None:
    def forgets(bits: np.ndarray) -> None:
        len({tuple(row) for row in bits})

    assert grade(ROWS, forgets).text == "The function returned None. Does every way through it end in `return`?"


def test_a_printed_answer_is_shown_and_not_let_out(capsys: pytest.CaptureFixture[str]) -> None:
    def prints(bits: np.ndarray) -> None:
        print("I think", len(bits))

    assert dict(grade(ROWS, prints).details)["printed"] == "I think 4"
    assert capsys.readouterr().out == ""


def test_an_unreadable_answer_is_named() -> None:
    assert grade(ROWS, lambda bits: {"rows": 3}).text == "The function returned a dict that can't be read as an answer."
    assert grade(ROWS, lambda bits: "3").text == "The function returned a str that can't be read as an answer."


def test_an_error_is_explained_with_its_line_and_without_a_traceback() -> None:
    def fails(bits: np.ndarray) -> int:
        return int(bits[99, 0])

    message = grade(ROWS, fails)
    details = dict(message.details)
    assert message.head == NOT_YET
    assert message.text.startswith("Your code stopped with IndexError: index 99")
    assert details["where"].endswith("return int(bits[99, 0])")
    assert "Python counts from 0" in details["often"]
    assert "got" not in details
    assert "Traceback" not in repr(message)


@pytest.mark.parametrize(
    ("id", "attempt", "cause"),
    [
        ("02-distinct-rows", lambda bits: len({row for row in bits}), "write `tuple(row)`"),  # noqa: C416
        ("02-distinct-rows", lambda bits: 1 if bits == 0 else 2, "`.any()` or `.all()`"),
        ("02-pattern-of-a-sample", lambda weights, biases, x: x @ weights + biases, "print the shapes"),
        ("03-ceiling", lambda V, S, d: math.comb(S, -d), "a value is one the operation does not allow"),
        ("03-ceiling", lambda V, S, d: np.int64(S)[0], "a single number is indexed"),
        ("03-pack-bits", lambda bits: bits[0] * 2**9, "has no limit"),
    ],
)
def test_the_likely_cause_fits_the_error(id: str, attempt: Any, cause: str) -> None:
    assert cause in dict(grade(get_exercise(id), attempt).details)["often"]


@pytest.mark.parametrize(
    ("id", "attempt", "words"),
    [
        ("03-pack-bits", lambda bits: 2.0 ** np.arange(len(bits)) @ bits, "right up to 53 samples"),
        ("03-pack-bits", lambda bits: np.float32(2) ** np.arange(len(bits), dtype="f") @ bits, "right up to 24"),
        ("03-pack-bits", lambda bits: 2 ** np.arange(len(bits)) @ bits, "Right up to 63 samples"),
        ("03-pack-bits", lambda bits: 2 ** np.arange(len(bits), dtype="u8") @ bits, "Right up to 64 samples"),
        ("02-distinct-rows", lambda bits: len({str(row) for row in bits}), "writes it as text"),
        ("02-distinct-rows", lambda bits: len(set(bits @ 2 ** np.arange(bits.shape[1]))), "has 64 bits"),
        ("02-pattern-of-a-sample", lambda weights, biases, x: weights @ x + biases != 0, "a negative sum"),
        ("03-swap-by-loop", lambda layers: len(np.unique(np.hstack(layers), axis=1)), "take `.shape[1]`"),
        ("03-ceiling", lambda V, S, d: min(V, 2 * sum(math.comb(S, k) for k in range(d + 1))), "one sample too many"),
    ],
)
def test_attempts_of_readers_get_the_message_that_fits(id: str, attempt: Any, words: str) -> None:
    message = grade(get_exercise(id), attempt)
    assert message.head == NOT_YET
    assert words in message.text


def test_a_wrong_signature_shows_the_right_one() -> None:
    message = grade(ROWS, lambda: 3)
    assert message.text.startswith("The function could not be called as the exercise calls it: TypeError")
    assert "distinct_rows(bits" in dict(message.details)["try"]


@pytest.mark.parametrize("given", [3, np.zeros((2, 2)), "distinct_rows"])
def test_a_value_in_place_of_the_function_can_not_be_told(given: Any) -> None:
    message = grade(ROWS, given)
    assert message.head == CANNOT_TELL
    assert 'Write `check("02-distinct-rows", distinct_rows)`, without calling it.' in message.text


def test_an_answer_that_changes_from_call_to_call_can_not_be_told() -> None:
    calls, cases = itertools.count(), len(list(ROWS.cases(np.random.default_rng(0))))

    def forgetful(bits: np.ndarray) -> int:
        return ROWS.reference(bits) if next(calls) < cases else 0  # type: ignore[no-any-return]

    message = grade(ROWS, forgetful)
    assert message.head == CANNOT_TELL
    assert "Two calls with the same input gave two answers." in message.text


def test_a_missing_package_can_not_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    message = grade(get_exercise("04-capture"), lambda model, inputs: inputs)
    assert message.head == CANNOT_TELL
    assert "not installed" in message.text


@pytest.mark.parametrize("nothing", [None, ...])
def test_nothing_at_all_is_not_attempted(nothing: Any) -> None:
    assert grade(ROWS, nothing).head == NOT_ATTEMPTED


def test_an_exercise_without_input_does_not_give_its_answer_away() -> None:
    message = grade(get_exercise("00-read-a-cell"), lambda: [(0, 3)])
    assert "expected" not in dict(message.details)


def test_warnings_of_the_learners_code_stay_quiet(recwarn: pytest.WarningsRecorder) -> None:
    def warns(bits: np.ndarray) -> int:
        np.array([1.0]) / 0
        return ROWS.reference(bits)  # type: ignore[no-any-return]

    assert grade(ROWS, warns).head == CORRECT
    assert not recwarn.list


def test_interrupting_a_check_is_the_learners_right() -> None:
    def interrupted(bits: np.ndarray) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(ROWS, interrupted)


def test_the_functions_that_do_nothing() -> None:
    def says(bits: np.ndarray) -> None:
        """Say something."""

    def asks(bits: np.ndarray) -> None:
        return print(bits)

    assert untouched(says)
    assert not untouched(asks)
    assert not untouched(len)
    assert not untouched(lambda bits: 0)


def test_run_passes_copies() -> None:
    original = np.ones((2, 2), dtype=int)

    def spoils(bits: np.ndarray) -> int:
        bits[:] = 5
        return 1

    assert run(ROWS, spoils, Case((original,))).value == 1
    assert (original == 1).all()


def test_two_wrong_answers_that_fail_alike_get_the_first_misconceptions_message_alone() -> None:
    """An attempt equal to a misconception on the smallest example alone is not taken for it."""
    exercise: Exercise = get_exercise("03-ceiling")

    def half_right(V: int, S: int, d: int) -> int:
        return 5 if (V, S, d) == (10_000, 5, 1) else exercise.reference(V, S, d)  # type: ignore[no-any-return]

    assert grade(exercise, half_right).text == "The answer differs on the smallest example."


def test_a_solution_is_shown_without_the_type_checkers_comments() -> None:
    assert "type: ignore" not in get_exercise("04-capture").solution


def test_a_mask_is_shown_as_true_and_false_which_can_be_copied() -> None:
    shown = dict(grade(get_exercise("06-calibrate"), lambda *args: (0, 0, 0)).details)["called with"]
    assert "calibration = [True, True, True, False, False, False]" in shown
