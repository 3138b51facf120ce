"""Everything that only teaches: exercises and their checks, predictions, quizzes, claims, the museum, the lessons.

The names below load on first use (PEP 562), so that importing the package imports neither torch nor matplotlib.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "check": "verbs",
    "hint": "verbs",
    "solution": "verbs",
    "adopt": "verbs",
    "predict": "asking",
    "calibration": "asking",
    "quiz": "asking",
    "museum": "asking",
    "inventory": "inventories",
    "inventory_report": "inventories",
    "claim": "claims",
    "ClaimError": "claims",
    "headline": "claims",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"swap_teach.course has no {name!r}; it offers {', '.join(__all__)}.")
    return getattr(import_module(f"swap_teach.course.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
