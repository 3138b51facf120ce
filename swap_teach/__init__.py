"""SWAP-NAS, taught and really run: sample-wise activation patterns for training-free architecture search.

The public names below load on first use (PEP 562), so that `import swap_teach` needs neither torch nor a
notebook: lessons 00 to 03 run before torch is installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "capture": "listening",
    "count_patterns": "patterns",
    "swap_score": "swap",
    "repeated_swap_score": "swap",
    "regularised_swap": "swap",
    "score_network": "scoring",
    "score_many": "batch_scoring",
    "list_metrics": "metrics",
    "get_space": "spaces",
    "list_spaces": "spaces",
    "search": "searching",
    "load_images": "images",
    "load_benchmark": "benchmarks",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"swap_teach has no {name!r}; it offers {', '.join(__all__)}.")
    return getattr(import_module(f"swap_teach.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
