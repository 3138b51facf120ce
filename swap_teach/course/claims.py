"""Claims that a lesson makes and a cell computes: the prose stays true, or the run stops and says why."""

from __future__ import annotations

import math
from typing import Any

from swap_teach.figures import publish


class ClaimError(AssertionError):
    """A lesson's claim does not hold for the value computed in this run."""

    def _render_traceback_(self) -> list[str]:
        """Let IPython show the message alone: which lines of the package raised it is no news to a learner."""
        return [f"{type(self).__name__}: {self}"]


def claim(text: str, value: Any, expected: Any = True, tolerance: float = 0.0) -> None:
    """Print a sentence if `value` is `expected` within `tolerance`, else raise ClaimError.

    `value` and `expected` are numbers (tolerance absolute, in their unit) or booleans. Where there is a tolerance the
    sentence ends with the computed value, to four digits and to the unit above 10,000: the one part that may differ
    from machine to machine, and that proofs of the outputs overlook (`tests/nbval_sanitize.cfg`).

    >>> claim("Ten thousand units on five points have ten patterns", 10, 10)
    Holds: Ten thousand units on five points have ten patterns (expected 10).
    >>> claim("rho of SWAP on mini", 0.71, 0.70, tolerance=0.05)
    Holds: rho of SWAP on mini (expected 0.7, within 0.05; computed 0.71).
    """
    within = f", within {tolerance:g}" if tolerance else ""
    if not _holds(value, expected, tolerance):
        raise ClaimError(
            f"This does not hold here: {text}. Computed {value}, expected {expected}{within}. If you changed a cell "
            "above, that is your finding: say why. If a function of yours was adopted above, it may be the cause: put "
            "None for it in its `adopt` cell. If neither, restart the kernel and run all cells; if it still fails, "
            "the lesson's text no longer matches its code."
        )
    computed = f"; computed {_digits(float(value))}" if tolerance else ""
    print(f"Holds: {text}." if expected is True else f"Holds: {text} (expected {expected}{within}{computed}).")


def _digits(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1e4 else f"{value:.4g}"  # 49254, not 4.925e+04


def headline(text: str) -> None:
    """Display the lesson's headline figure, and hand it to the course's closing table in the output's metadata.

    >>> headline("10 patterns from 10,000 units")
    Headline: 10 patterns from 10,000 units
    """
    if "\n" in text or not text:
        raise ValueError(f"A headline is one line of text; it was {text!r}.")
    bundle = {"text/plain": f"Headline: {text}", "text/markdown": f"**Headline: {text}**"}
    publish(bundle, {"swap_teach": {"headline": text}})


def _holds(value: Any, expected: Any, tolerance: float) -> bool:
    if isinstance(expected, bool):
        return bool(value) is expected
    return bool(math.isfinite(value) and abs(float(value) - float(expected)) <= tolerance)
