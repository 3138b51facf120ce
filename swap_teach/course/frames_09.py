"""The pictures of lesson 09: what searches find by budget, where they stop, other settings, the best of n by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLACK, SERIES, Picture, number, panels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

    from swap_teach.means import Mean

Series = Mapping[str, Sequence["Mean"]]


def by_budget(
    budgets: Sequence[int], shown: Mapping[str, Series], bars: Mapping[str, Mapping[str, float]] | None = None
) -> Picture:
    """Draw means over searches with their 95 % intervals against the budget, one panel a quantity.

    shown  the quantity, which names the axis, to series by name: a mean for each budget
    bars   the quantity to lines across its panel, by name: what needs no search
    """
    figure, axes = panels(len(shown), width=7.5 if len(shown) > 1 else 6.2, height=3.6)
    told = []
    for panel, (what, series) in zip(axes, shown.items(), strict=True):
        across = (bars or {}).get(what, {})
        _draw_curves(panel, budgets, series, across)
        with style():
            panel.set_ylabel(what)
        lines = [f"{name}: {_told(means)}" for name, means in series.items()]
        lines += [f"for comparison, {name}: {number(round(value, 2))}" for name, value in across.items()]
        told.append(f"{what}, after {', '.join(f'{budget:,}' for budget in budgets)} evaluations. {'; '.join(lines)}.")
    n = next(iter(next(iter(shown.values())).values()))[0].n
    with style():
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return Picture(figure, f"Means over {n} searches, with 95 % intervals at the first and the last. {' '.join(told)}")


def where_they_stop(
    scores: ArrayLike, accuracy: ArrayLike, stops: Mapping[str, Sequence[int]], largest: int
) -> Picture:
    """Draw all cells by score and test accuracy, and mark the cells that searches return when stopped.

    stops    a label to the rows returned, one a search; largest  the row of the largest cell
    """
    x, y = np.asarray(scores, float), np.asarray(accuracy, float)
    low = float(np.quantile(y, 0.1))
    figure, [axes] = panels(width=6.2, height=3.8)
    with style():
        axes.scatter(x, y, s=10, color="0.7", linewidths=0, label="all cells")
        for (name, rows), (colour, marker, _) in zip(stops.items(), SERIES, strict=False):
            at = np.unique(rows)
            axes.scatter(x[at], y[at], s=60, marker=marker, facecolors="none", edgecolors=colour, label=name)
        axes.scatter(x[largest], y[largest], s=130, marker="*", color=BLACK, label="the largest cell")
        axes.set(xlabel="SWAP-Score", ylabel="test accuracy (%)", ylim=(low, y.max() + 0.4))
        axes.set_xlim(float(np.quantile(x, 0.35)), float(x.max()) * 1.01)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.legend(loc="upper left", fontsize=9)
    told = "; ".join(
        f"{name}: {len(set(rows))} different cells, mean score {x[list(rows)].mean():,.0f}, mean accuracy "
        f"{y[list(rows)].mean():.1f}"
        for name, rows in stops.items()
    )
    top = int(x.argmax())
    return Picture(
        figure,
        f"SWAP-Score and test accuracy of {len(x)} cells; low scores and low accuracies lie outside the figure. "
        f"{told}. The highest score has accuracy {y[top]:.1f}, place {1 + int((y > y[top]).sum())} of {len(y)}; the "
        f"largest cell has {y[largest]:.1f}.",
    )


def settings_map(table: pd.DataFrame) -> Picture:
    """Draw the record `search_settings` as maps: population by sample, one for each objective and budget.

    In each square the place found, the geometric mean over mutations and rates of crossover (0: the highest score).
    """
    groups = list(table.groupby(["objective", "budget"]))
    figure, axes = panels(len(groups), width=7.8, height=2.9, sharey=True)
    top = np.log1p(table.place.max())
    told = []
    for panel, ((objective, budget), rows) in zip(axes, groups, strict=True):
        places = rows.assign(log=np.log1p(rows.place)).pivot_table(index="population", columns="sample", values="log")
        name = {"swap": "Ψ", "regularised swap": "Ψ'"}[str(objective)]
        with style():
            panel.imshow(places, vmin=0, vmax=top, cmap="cividis_r")
            for (row, column), log in np.ndenumerate(places.to_numpy()):
                dark = "white" if log > 0.6 * top else "black"
                panel.text(column, row, f"{np.expm1(log):.0f}", ha="center", va="center", color=dark)
            panel.set(title=f"{name}, {budget} evaluations", xlabel="sample S")
            panel.set_xticks(range(places.shape[1]), [str(size) for size in places.columns])
            panel.set_yticks(range(places.shape[0]), [str(size) for size in places.index])
            panel.spines[:].set_visible(False)
        cells = ", ".join(
            f"P {population} S {sample}: {np.expm1(places.loc[population, sample]):.0f}"
            for population in places.index
            for sample in places.columns
        )
        told.append(f"{name.replace('Ψ', 'Psi')}, {budget} evaluations: {cells}")
    with style():
        axes[0].set_ylabel("population P")
    return Picture(figure, f"How many cells score higher than the one found. {'; '.join(told)}.")


def best_of(scores: ArrayLike, values: ArrayLike, n: int) -> float:
    """Return the mean value of the cell that scores highest among n, over all ways to draw n of the cells.

    That is what random search finds, without the luck of a seed. Of equals the first counts.
    ValueError for an n below 1 or above the number of cells.

    >>> [round(best_of([3, 2, 1], [50, 80, 60], n), 1) for n in (1, 2, 3)]
    [63.3, 60.0, 50.0]
    """
    ranked = np.asarray(values, float)[np.argsort(-np.asarray(scores, float), kind="stable")]
    if not 1 <= n <= len(ranked):
        raise ValueError(f"Draw between 1 and all {len(ranked)} cells; got n={n}.")
    return float(_chances(len(ranked), n) @ ranked)


def _chances(cells: int, n: int) -> NDArray[np.float64]:
    """Return how likely each rank is the best of n drawn: none above it is drawn, and it is."""
    above = np.arange(cells)
    steps = np.clip((cells - n - above[:-1]) / (cells - above[:-1]), 0, None)  # the next rank isn't drawn either
    none_above = np.concatenate([[1.0], np.cumprod(steps)])
    return none_above * n / np.maximum(cells - above, n)


def _draw_curves(axes: Axes, budgets: Sequence[int], series: Series, across: Mapping[str, float]) -> None:
    with style():
        for k, ((name, means), (colour, marker, dash)) in enumerate(zip(series.items(), SERIES, strict=False)):
            values = np.array([mean.value for mean in means])
            reach = [values - [mean.low for mean in means], [mean.high for mean in means] - values]
            at = np.array(budgets) * 1.06 ** (k - len(series) / 2)  # side by side, so that intervals can be read
            axes.errorbar(at, values, reach, color=colour, marker=marker, linestyle=dash, capsize=2, label=name)
        for (name, value), pattern in zip(across.items(), ((1, 2), (5, 2, 1, 2)), strict=False):
            axes.axhline(value, color=BLACK, linestyle=(0, pattern), linewidth=1.2, label=name)
        if axes.get_ylim()[0] < 0 < axes.get_ylim()[1]:
            axes.axhline(0, color="0.6", linewidth=0.8)
        axes.set_xscale("log")
        axes.set_xticks(budgets, [f"{budget:,}" for budget in budgets])
        axes.minorticks_off()
        axes.set_xlabel("evaluations")


def _told(means: Sequence[Mean]) -> str:
    ends = (0, len(means) - 1)
    digits = 0 if max(abs(mean.value) for mean in means) >= 1000 else 2
    value, low, high = ([f"{getattr(m, part):,.{digits}f}" for m in means] for part in ("value", "low", "high"))
    return ", ".join(value[k] + f" [{low[k]}, {high[k]}]" * (k in ends) for k in range(len(means)))
