"""A NAS-Bench-201 cell, built edge by edge: its drawing, its places among all 15,625 cells, and what is known of it.

Scores and sizes are the recorded ones (`load_scores("nb201")`); accuracies are those of the self-made benchmark
(`load_benchmark("mini")`), where it has trained this cell or one that computes the same. Used in lesson 04.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from swap_teach.figures import SERIES, Picture, style
from swap_teach.spaces.drawing import STYLES, Drawing
from swap_teach.spaces.nb201 import NB201, OPERATIONS, Genotype

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MU, SIGMA = 344.0, 120_000.0
"""Where lesson 06 begins: the median size of the space in thousands of parameters, and about its square."""
_WORDS = [(STYLES[operation].words.removeprefix("average "), operation) for operation in OPERATIONS]
DIALS: Mapping[str, Sequence[Any]] = {f"e{edge}": _WORDS for edge in ("01", "02", "12", "03", "13", "23")}
"""One control an edge, for `explore`, with the operations in short words: `e01` is the edge from node 0 to node 1."""


class Standing(NamedTuple):
    """A cell by one measure: its value, its place among all cells (1: the highest), how many others have the same."""

    measure: str
    value: float
    place: int
    equal: int

    def __str__(self) -> str:
        shared = f", shared with {self.equal:,}" if self.equal else ""
        return f"{self.measure} {self.value:,.0f}, place {self.place:,}{shared}"


def cell_in_the_ranking(
    e01: str = "nor_conv_3x3",
    e02: str = "nor_conv_1x1",
    e12: str = "nor_conv_3x3",
    e03: str = "skip_connect",
    e13: str = "none",
    e23: str = "avg_pool_3x3",
) -> tuple[Drawing, Picture, pd.DataFrame]:
    """Return a cell's drawing, its places by three measures, and both as a table; the default is the running cell.

    Columns of the table: measure, this cell, place (1 is the highest), equal (how many others share the place); then
    a row for each known accuracy in per cent, without a place. ValueError for an operation that isn't one of the five.

    >>> drawing, ranking, table = cell_in_the_ranking(e03="none")
    >>> print(ranking.description.split(";")[0])
    The cell among 15,625. SWAP-Score 57,902, place 3,403
    """
    import pandas as pd

    cell = Genotype((e01, e02, e12, e03, e13, e23))
    standings = stand(str(cell))
    accuracies = _accuracies().get(NB201().canonical_class(cell))
    rows = [(s.measure, f"{s.value:,.0f}", f"{s.place:,}", f"{s.equal:,}") for s in standings]
    known = "No cell that computes the same was trained in the benchmark mini."
    if accuracies:
        rows += [(f"mini: {kind}, %", f"{value:.1f}", "", "") for kind, value in accuracies.items()]
        told = ", ".join(f"{kind} {value:.1f} %" for kind, value in accuracies.items())
        known = f"The benchmark mini trained it, or one that computes the same: {told}."
    dead = " Its output is the same for every image." if _table().dead[str(cell)] else ""
    words = f"The cell among {len(_table()):,}. {'; '.join(map(str, standings))}.{dead} {known}"
    table = pd.DataFrame(rows, columns=["measure", "this cell", "place", "equal"])
    return NB201().draw(cell), Picture(_figure(standings), words), table


def stand(arch: str) -> list[Standing]:
    """Say where a cell stands by SWAP-Score, by regularised SWAP-Score (mu 344, sigma 120,000) and by its size.

    >>> print(*stand("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"), sep="; ")
    SWAP-Score 1, place 15,425, shared with 200; regularised SWAP-Score 1, ...; thousand parameters 73, ...
    """
    standings, values = [], _table().loc[arch].to_dict()
    for measure in _MEASURES:
        ranking, value = _ranking(measure), float(values[measure])
        higher = len(ranking) - int(np.searchsorted(ranking, value, "right"))
        equal = len(ranking) - int(np.searchsorted(ranking, value, "left")) - higher - 1
        standings.append(Standing(measure, value, higher + 1, equal))
    return standings


_MEASURES = ("SWAP-Score", "regularised SWAP-Score", "thousand parameters")


@cache
def _table() -> pd.DataFrame:
    from swap_teach.records import load_scores
    from swap_teach.swap import regularised_swap

    scores = load_scores("nb201").set_index("arch")
    size = 1000 * scores.params_M
    values = (scores.swap, regularised_swap(scores.swap, size, MU, SIGMA), size)
    columns: dict[str, Any] = dict(zip(_MEASURES, values, strict=True))
    return scores.assign(**columns)


@cache
def _ranking(measure: str) -> np.ndarray:
    """Return all cells' values, the lowest first."""
    return np.sort(_table()[measure].to_numpy())


@cache
def _accuracies() -> Mapping[str, Mapping[str, float]]:
    """Return the accuracies (per cent) of each function that was trained, as the mean over its trained cells."""
    from swap_teach.benchmarks import load_benchmark

    space, mini = NB201(), load_benchmark("mini")
    function = [space.canonical_class(space.parse(arch)) for arch in mini.arch]
    means = mini.groupby(function)[["val_acc", "test_acc"]].mean()
    names = {"val_acc": "validation accuracy", "test_acc": "test accuracy"}
    return {
        str(trained): {name: float(row[column]) for column, name in names.items()} for trained, row in means.iterrows()
    }


def _figure(standings: Sequence[Standing]) -> Figure:
    """Draw one line a measure, from the first place to the last, and on it this cell with its value."""
    from matplotlib.figure import Figure

    cells = len(_table())
    with style():
        figure = Figure(figsize=(7.5, 2.1))
        # Fixed places: a layout that is worked out anew at each step makes an explorer slow.
        axes = figure.add_axes((0.24, 0.24, 0.7, 0.72))
        for row, (standing, (colour, marker, _)) in enumerate(zip(standings, SERIES, strict=False)):
            axes.axhline(row, color="0.8", linewidth=5)
            axes.plot(standing.place, row, marker, color=colour, markersize=10, clip_on=False)
            axes.annotate(
                f"{standing.value:,.0f}", (standing.place, row), xytext=(0, 8), textcoords="offset points", ha="center"
            )
        axes.set(xlim=(1, cells), ylim=(len(standings) - 0.6, -0.6), xlabel="place (1: the highest)")
        axes.set_xticks((1, cells // 4, cells // 2, 3 * cells // 4, cells))
        axes.set_yticks(range(len(standings)), [standing.measure for standing in standings])
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.tick_params(axis="y", length=0)
        axes.spines[:].set_visible(False)
    return figure
