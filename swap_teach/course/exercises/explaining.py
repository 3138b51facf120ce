"""Show inputs and answers in a few lines, and explain an error in the learner's code without a traceback."""

from __future__ import annotations

import inspect
import linecache
import traceback
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from swap_teach.course.exercises.exercise import Case, Exercise

_SHAPES = "arrays of different shapes meet; print the shapes just before this line."
LIKELY_CAUSES: tuple[tuple[type[Exception], tuple[str, ...], str], ...] = (
    (NameError, (), "a name is used that is not defined, or is spelt differently; is its import cell run?"),
    (IndexError, ("scalar",), "a single number is indexed as if it were an array; print it just before this line."),
    (IndexError, (), "an index goes past the end; Python counts from 0, and rows and columns are easily swapped."),
    (KeyError, (), "a key is looked up that the dictionary doesn't have."),
    (AttributeError, (), "the object has no such method; print its type, it may be a list where you expect an array."),
    (TypeError, ("unhashable",), "a set holds numbers, texts and tuples, no arrays or lists: write `tuple(row)`."),
    (TypeError, (), "an operation meets a kind of value it can't work with; print the types of both sides."),
    (ValueError, ("truth value",), "an array has many truth values; say which you mean, with `.any()` or `.all()`."),
    (ValueError, ("shape", "broadcast", "dimension", "align", "matmul"), _SHAPES),
    (ValueError, (), "a value is one the operation does not allow; print it just before this line."),
    (ZeroDivisionError, (), "something is divided by zero."),
    (RecursionError, (), "a function calls itself without end; does it begin with a case that returns at once?"),
    (OverflowError, (), "a number is too large for the type that holds it; Python's own `int(x)` has no limit."),
)
"""Kind of error, words of which its message holds one (none: any message), likely cause; the first that fits counts."""


def show_case(exercise: Exercise, case: Case) -> str:
    """Show the arguments of a case by name, one below the other, or the case's own wording."""
    if case.shown is not None:
        return case.shown
    names = inspect.signature(exercise.reference).parameters
    if not names:
        return "nothing"
    return "\n".join(_named(name, value) for name, value in zip(names, case.args, strict=True))


def show_value(value: Any) -> str:
    """Show a value in a few lines: arrays and tensors as rows of numbers, long ones shortened with their shape.

    Numbers with a fraction are rounded to six digits.

    >>> print(show_value([5 / 6, 2.0]))
    [0.833333, 2.0]
    >>> print(show_value(np.array([[1, 0], [0, 1]], dtype=bool)))
    [[1 0]
     [0 1]]
    """
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, dict):
        parts = [(key, show_value(item)) for key, item in value.items()]
        return "\n".join(f"{key}:\n{text}" if "\n" in text else f"{key}: {text}" for key, text in parts)
    if not isinstance(value, np.ndarray):
        text = repr(_rounded(value))
        return text if len(text) <= 300 else f"{text[:300]} … ({len(text)} characters)"
    shown = value.astype(int) if value.dtype.kind == "b" else value
    text = np.array2string(shown, threshold=80, edgeitems=3, max_line_width=90, precision=6)
    return text if value.size <= 80 else f"{text}  (shape {' x '.join(map(str, value.shape))})"


def explain_error(exercise: Exercise, error: Exception) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Explain an error in a sentence and details: the line of the learner's code, the likely cause, what to try."""
    kind = type(error).__name__
    frame = _learners_line(error)
    expected = f"{exercise.function}{inspect.signature(exercise.reference)}"
    if frame is None:
        return (
            f"The function could not be called as the exercise calls it: {kind}: {error}.",
            (("try", f"keep the first line of the stub: {expected.split(' -> ')[0]}"),),
        )
    number, line = frame
    details = [("where", f"line {number} of your cell: {line}" if line else f"line {number} of your cell")]
    for known, words, cause in LIKELY_CAUSES:
        if isinstance(error, known) and (not words or any(word in str(error) for word in words)):
            details.append(("often", cause))
            break
    return f"Your code stopped with {kind}: {error}.", (*details, ("try", exercise.advice))


def _learners_line(error: Exception) -> tuple[int, str] | None:
    """Find the deepest line that is neither this package's nor an installed library's, or None."""
    ours = __file__.rsplit("explaining", 1)[0].rsplit("exercises", 1)[0]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.lineno is None or frame.filename.startswith(ours) or "site-packages" in frame.filename:
            continue
        if frame.filename.startswith("<frozen") or "/lib/python" in frame.filename:
            continue
        return frame.lineno, linecache.getline(frame.filename, frame.lineno).strip()
    return None


def _rounded(value: Any) -> Any:
    """Round a number with a fraction to six digits, also within lists and tuples; leave all else as it is."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and abs(value) < 1e6:
        return float(f"{value:.6g}")
    if type(value) in (list, tuple):
        return type(value)(_rounded(item) for item in value)
    return value


def _named(name: str, value: Any) -> str:
    """Show a value behind its name, the arrays of a list one by one."""
    if isinstance(value, list) and value and all(isinstance(item, np.ndarray) for item in value):
        return "\n".join(_named(f"{name}[{i}]", item) for i, item in enumerate(value))
    if isinstance(value, np.ndarray) and value.dtype.kind == "b":
        value = value.tolist()  # True and False: who copies 1 and 0 gets -2 and -1 from `~`
    return f"{name} = " + show_value(value).replace("\n", "\n" + " " * (len(name) + 3))
