"""The register of metrics: one decorated function each, and the pass it reads.

A *pass* is what costs: a forward, a backward. A *metric* is a number read off what a pass left behind. Metrics
that name the same pass share it, so SWAP, V and NWOT together cost one forward. Used in lesson 07.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd
    from torch import nn

    from swap_teach.metrics.passes import Batch

Direction = Literal["larger is better", "smaller is better"]
Need = Literal["forward", "weights", "images", "labels", "gradients", "double backward", "own weights"]
"""`weights`, `images`, `labels`: the value depends on them. `own weights`: it draws its own, and puts yours back."""
Reading = float | tuple[float, str]
"""What a metric returns: its value, alone or with a note, say "saturated: ..."."""
Pass = Callable[["nn.Module", "Batch"], tuple[Any, str]]
"""Runs a network on a batch; returns what its metrics read, and a note on the network ("" or "dead: ...")."""


@dataclass(frozen=True)
class Metric:
    """A training-free score: what computes it, and what one must know to use it."""

    name: str
    compute: Callable[[Any], Reading]
    reads: Pass
    needs: frozenset[Need]
    """Empty: shapes are enough, and a network on the meta device will do."""
    direction: Direction
    unit: str
    source: str
    aliases: tuple[str, ...]
    version: int
    """Part of a stored score's key: raise it whenever the value may change."""

    @property
    def column(self) -> str:
        """The name of its column in a table: the name, and the unit where it has one."""
        return f"{self.name}_{self.unit}" if self.unit else self.name

    @property
    def doc(self) -> str:
        """Its docstring."""
        return self.compute.__doc__ or ""


_METRICS: dict[str, Metric] = {}
_NAMES: dict[str, str] = {}  # each name and alias, to the name


def metric(
    name: str,
    *,
    reads: Pass,
    needs: Iterable[Need] = (),
    direction: Direction = "larger is better",
    unit: str = "",
    source: str,
    aliases: tuple[str, ...] = (),
    version: int = 1,
) -> Callable[[Callable[[Any], Reading]], Callable[[Any], Reading]]:
    """Register the decorated function, which turns what the pass `reads` left behind into a number.

    The function comes back unchanged. Registering a name again replaces the metric and warns; an alias that
    belongs to another metric is a ValueError.

    >>> from swap_teach.metrics.passes import hear_patterns
    >>> @metric("layers", reads=hear_patterns, needs={"weights", "images"}, source="an example")
    ... def layers(patterns):
    ...     return len(patterns.layers)
    >>> get_metric("layers").direction
    'larger is better'
    >>> unregister("layers")
    """

    def register(compute: Callable[[Any], Reading]) -> Callable[[Any], Reading]:
        for spelling in (name, *aliases):
            owner = _NAMES.get(spelling, name)
            if owner != name:
                raise ValueError(f"{spelling!r} already belongs to the metric {owner!r}: choose another name or alias.")
        if name in _METRICS:
            warnings.warn(f"The metric {name!r} is registered again and replaces the earlier one.", stacklevel=2)
            unregister(name)
        _METRICS[name] = Metric(
            name, compute, reads, frozenset(needs), direction, unit, source, tuple(aliases), version
        )
        _NAMES.update(dict.fromkeys((name, *aliases), name))
        return compute

    return register


def unregister(name: str) -> None:
    """Take a metric out of the register, with its aliases."""
    found = _METRICS.pop(get_metric(name).name)
    for spelling in (found.name, *found.aliases):
        del _NAMES[spelling]


def get_metric(name: str) -> Metric:
    """Look up a metric by name or alias; ValueError names those there are.

    >>> get_metric("macs").name
    'flops'
    """
    if name not in _NAMES:
        close = difflib.get_close_matches(name, _NAMES, n=1)
        guess = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"No metric {name!r}.{guess} There are: {', '.join(sorted(_METRICS))}.")
    return _METRICS[_NAMES[name]]


def get_metrics(names: Iterable[str]) -> list[Metric]:
    """Look up several, in order, each once; ValueError for none at all, or for one string in place of a list."""
    if isinstance(names, str):
        raise ValueError(f"metrics must be a list of names, got the string {names!r}: write [{names!r}].")
    found = list(dict.fromkeys(get_metric(name) for name in names))
    if not found:
        raise ValueError(f"No metric asked for. There are: {', '.join(sorted(_METRICS))}.")
    return found


def list_metrics() -> pd.DataFrame:
    """Return a table of all metrics, a row each: column, direction, needs, shared pass, source, first line of the doc.

    >>> list(list_metrics().query("shared_pass == 'hear_patterns'").index)
    ['nwot', 'pattern_share', 'swap', 'units']
    """
    import pandas as pd

    rows = {
        m.name: {
            "column": m.column,
            "direction": m.direction,
            "needs": ", ".join(sorted(m.needs)) or "shapes only",
            "shared_pass": m.reads.__name__,
            "aliases": ", ".join(m.aliases),
            "source": m.source,
            "what": m.doc.partition("\n")[0],
        }
        for m in sorted(_METRICS.values(), key=lambda m: m.name)
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("metric")
