"""The pictures of lesson 06: f over the sizes of a space, the plane of Theta and Psi, what mu steers, intervals.

Sizes are in thousands of parameters throughout; a score's place in the ranking is all that counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLACK, BLUE, GREEN, SERIES, VERMILION, Picture, number, panels, style
from swap_teach.rank_bootstrap import spearman_statistic

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from swap_teach.correlations import Correlation

PICKS = 10
"""How many cells of highest score are looked at: those a search would train."""


def over_sizes(spaces: Mapping[str, tuple[ArrayLike, float, float]]) -> Picture:
    """Draw f(Theta) over the histogram of a space's sizes, one panel a space: name -> (sizes, mu, sigma).

    >>> print(over_sizes({"five nets": ([1, 1, 2, 3, 4], 2, 1)}).description)
    The size factor over the sizes of networks. five nets (5 networks, 1 to 4 thousand parameters; mu 2, sigma 1): f \
is 0.3679 at the lower quartile, 1 at the median, 0.3679 at the upper quartile; below 0.001 for 0% of the networks.
    """
    figure, axes = panels(len(spaces), width=3.75 * max(2, len(spaces)), height=2.9)
    told = []
    for panel, (name, (given, mu, sigma)) in zip(axes, spaces.items(), strict=True):
        sizes = np.asarray(given, float)
        _draw_sizes(panel, sizes, mu, sigma)
        with style():
            panel.set(title=name, xlabel="thousand parameters", ylabel="f")
        quartiles = _factor(np.quantile(sizes, [0.25, 0.5, 0.75]), mu, sigma)
        low, middle, high = (number(float(factor)) for factor in quartiles)
        gone = np.mean(_factor(sizes, mu, sigma) < 0.001)
        told.append(
            f"{name} ({len(sizes):,} networks, {number(sizes.min())} to {number(sizes.max())} thousand parameters; "
            f"mu {number(mu)}, sigma {number(sigma)}): f is {low} at the lower quartile, {middle} at the median, "
            f"{high} at the upper quartile; below 0.001 for {gone:.0%} of the networks"
        )
    with style():
        axes[0].legend(loc="upper right")
    return Picture(figure, f"The size factor over the sizes of networks. {'. '.join(told)}.")


def plane(psi: ArrayLike, theta: ArrayLike, accuracy: ArrayLike, mu: float, sigma: float) -> Picture:
    """Draw cells in the plane of size and SWAP-Score, lines of equal Psi' through them, and f over the sizes below.

    The larger a marker, the better its accuracy. Two lines part the cells: first ten from the rest, first half
    from the second. Along a line Psi' is the same: what a cell lacks in f it has more of in Psi.
    """
    from matplotlib.figure import Figure

    p, t, a = (np.asarray(values, float) for values in (psi, theta, accuracy))
    with style():
        # Fixed places: a layout that is worked out anew at each step makes an explorer slow.
        figure = Figure(figsize=(6.2, 3.9))
        above = figure.add_axes((0.13, 0.4, 0.85, 0.52))
        below = figure.add_axes((0.13, 0.13, 0.85, 0.2), sharex=above)
    _draw_plane(above, p, t, a, mu, sigma)
    _draw_sizes(below, t, mu, sigma)
    with style():
        above.set(ylabel="SWAP-Score Ψ", title=f"μ = {number(mu)}, σ = {number(sigma)}")
        above.tick_params(labelbottom=False)
        above.locator_params(axis="y", nbins=4)
        above.legend(loc="lower right", fontsize=9)
        below.set(xlabel="size Θ, thousand parameters", ylabel="f", ylim=(0, 1.05))
    return Picture(
        figure, f"Cells by size and SWAP-Score, lines of equal Psi' through them. {_told(p, t, a, mu, sigma)}"
    )


def planes(
    psi: ArrayLike, theta: ArrayLike, accuracy: ArrayLike, targets: Mapping[str, tuple[float, float]]
) -> Picture:
    """Draw the plane of `plane` once for each named (mu, sigma), side by side: the static form of its explorer."""
    p, t, a = (np.asarray(values, float) for values in (psi, theta, accuracy))
    figure, axes = panels(len(targets), width=2.9 * len(targets), height=3.2, sharey=True)
    told = []
    for panel, (name, (mu, sigma)) in zip(axes, targets.items(), strict=True):
        _draw_plane(panel, p, t, a, mu, sigma)
        with style():
            panel.set(title=f"{name}\nμ = {number(mu)}, σ = {number(sigma)}", xlabel="thousand parameters")
        told.append(f"{name}: {_told(p, t, a, mu, sigma)}")
    with style():
        axes[0].set_ylabel("SWAP-Score Ψ")
        axes[0].legend(loc="lower right", fontsize=9)
    return Picture(figure, f"Cells by size and SWAP-Score, lines of equal Psi' through them. {' '.join(told)}")


def account(psi: ArrayLike, theta: ArrayLike, accuracy: ArrayLike, mu: float, sigma: float) -> pd.DataFrame:
    """Tabulate what Psi', and each of its halves alone, do: rank correlation, and the ten cells they put first.

    Columns: score, rho (Spearman, with `accuracy`), then of its first ten: median_size (thousand), mean_accuracy.
    Where the tenth place is tied, the cells named first are taken.

    >>> account([1, 2, 3], [3, 2, 1], [50, 60, 70], mu=2, sigma=1).round(2).to_dict("list")["rho"]
    [0.5, 1.0, 0.0, -1.0]
    """
    import pandas as pd

    p, t, a = (np.asarray(values, float) for values in (psi, theta, accuracy))
    scores = {"Psi'": p * _factor(t, mu, sigma), "Psi": p, "f alone": _factor(t, mu, sigma), "#params": t}
    rows = []
    for name, score in scores.items():
        first = np.argsort(-score, kind="stable")[:PICKS]
        rows.append((name, _rho(score, a), np.median(t[first]), a[first].mean()))
    return pd.DataFrame(rows, columns=["score", "rho", "median_size", "mean_accuracy"])


def plane_and_account(
    psi: ArrayLike, theta: ArrayLike, accuracy: ArrayLike, mu: float, sigma: float
) -> tuple[Picture, pd.DataFrame]:
    """Return the plane and its table together, as the explorer shows them."""
    table = account(psi, theta, accuracy, mu, sigma)
    return plane(psi, theta, accuracy, mu, sigma), table.round({"rho": 2, "median_size": 0, "mean_accuracy": 1})


def steering(psi: ArrayLike, theta: ArrayLike, accuracy: ArrayLike, mus: Sequence[float]) -> Picture:
    """Draw what mu does, with sigma = mu^2: to the rank correlation, and to the size of the ten cells put first."""
    p, t, a = (np.asarray(values, float) for values in (psi, theta, accuracy))
    tables = [account(p, t, a, mu, mu**2).set_index("score") for mu in mus]
    figure, [left, right] = panels(2, width=7.5, height=3.2)
    curves = {name: [table.rho[name] for table in tables] for name in ("Psi'", "f alone", "Psi", "#params")}
    sizes = [table.median_size["Psi'"] for table in tables]
    with style():
        for (name, values), (colour, marker, dash) in zip(curves.items(), SERIES, strict=False):
            marker = marker if name in ("Psi'", "f alone") else ""  # the other two don't depend on mu
            left.plot(mus, values, color=colour, marker=marker, linestyle=dash, label=name.replace("Psi", "Ψ"))
        left.axhline(0, color="0.6", linewidth=0.8)
        left.set(xlabel="μ, thousand parameters", ylabel="Spearman's ρ", title="all cells")
        left.legend(loc="lower right")
        right.plot(mus, mus, color="0.6", linestyle="--", label="size = μ")
        right.plot(mus, sizes, color=BLUE, marker="o", label="first ten by Ψ'")
        right.set(xlabel="μ, thousand parameters", ylabel="median size", title="the ten cells put first")
        right.legend(loc="upper left")
    rows = zip(mus, curves["Psi'"], curves["f alone"], sizes, strict=True)
    told = "; ".join(
        f"mu {number(mu)}: rho of Psi' {rho:.2f}, of f alone {alone:.2f}, first ten {size:,.0f} thousand parameters"
        for mu, rho, alone, size in rows
    )
    fixed = f"Psi has {curves['Psi'][0]:.2f}, counting parameters {curves['#params'][0]:.2f}"
    return Picture(figure, f"What mu steers in {len(p)} cells, with sigma = mu squared. {told}. {fixed}.")


def intervals(rows: Mapping[str, Correlation]) -> Picture:
    """Draw rank correlations with their 95 % intervals, in the order given, from the top.

    >>> from swap_teach.correlations import Correlation
    >>> intervals({"Psi": Correlation("spearman", 0.7, 0.6, 0.8, 50, 2000, 0)}).description
    'Rank correlations with their 95 % intervals, n = 50. Psi 0.70 [0.60, 0.80].'
    """
    figure, [axes] = panels(width=6.5, height=0.9 + 0.4 * len(rows))
    places = range(len(rows))[::-1]
    values, lows, highs = (np.array([getattr(r, part) for r in rows.values()]) for part in ("value", "low", "high"))
    with style():
        axes.errorbar(values, places, xerr=[values - lows, highs - values], fmt="o", color=BLACK, capsize=3)
        axes.set_yticks(places, [name.replace("Psi", "Ψ") for name in rows])
        axes.set(xlabel="Spearman's ρ", ylim=(-0.6, len(rows) - 0.4))
        axes.grid(axis="x", color="0.9")
    told = "; ".join(f"{name} {r.value:.2f} [{r.low:.2f}, {r.high:.2f}]" for name, r in rows.items())
    kind = next(iter(rows.values()))
    return Picture(figure, f"Rank correlations with their 95 % intervals, n = {kind.n}. {told}.")


def _draw_plane(axes: Axes, psi: np.ndarray, theta: np.ndarray, accuracy: np.ndarray, mu: float, sigma: float) -> None:
    place = accuracy.argsort().argsort() / max(1, len(accuracy) - 1)
    log_score = _log_score(psi, theta, mu, sigma)
    ranked = np.sort(log_score)[::-1]
    first = np.argsort(-log_score, kind="stable")[:PICKS]
    sizes = np.linspace(theta.min(), theta.max(), 300)
    top = 1.1 * psi.max()
    with style():
        axes.scatter(theta, psi, s=3 + 45 * place**2, color=BLUE, alpha=0.35, linewidths=0)
        axes.scatter(theta[first], psi[first], s=70, marker="s", facecolors="none", edgecolors=VERMILION)
        for cut, dash, name in ((PICKS, "-", "first ten (squares)"), (len(psi) // 2, "--", "first half")):
            level = ranked[cut - 1 : cut + 1].mean()
            along = np.minimum(level + (sizes - mu) ** 2 / sigma, np.log(2 * top))
            axes.plot(sizes, np.exp(along), color=BLACK, linestyle=dash, linewidth=1, label=name)
        axes.set_ylim(0, top)
        axes.yaxis.set_major_formatter("{x:,.0f}")


def _draw_sizes(axes: Axes, sizes: np.ndarray, mu: float, sigma: float) -> None:
    """Draw f as a line over a histogram whose tallest bar is 1."""
    counts, edges = np.histogram(sizes, bins=40)
    at = np.unique(
        np.concatenate([np.linspace(edges[0], edges[-1], 500), mu + np.sqrt(sigma) * np.linspace(-3, 3, 61)])
    )
    at = at[(at >= edges[0]) & (at <= edges[-1])]
    with style():
        axes.stairs(counts / counts.max(), edges, fill=True, color="0.8", label="networks")
        axes.plot(at, _factor(at, mu, sigma), color=GREEN, label="f")
        axes.axvline(mu, color=GREEN, linestyle=":", linewidth=1)
        axes.set_ylim(0, 1.05)


def _told(psi: np.ndarray, theta: np.ndarray, accuracy: np.ndarray, mu: float, sigma: float) -> str:
    table = account(psi, theta, accuracy, mu, sigma).set_index("score")
    rho = ", ".join(f"{name} {table.rho[name]:.2f}" for name in table.index)
    size, best = round(table.median_size["Psi'"]), table.mean_accuracy
    return (
        f"{len(psi)} cells, mu {number(mu)}, sigma {number(sigma)}. Spearman's rho with accuracy: {rho}. The first "
        f"{min(PICKS, len(psi))} by Psi' have a median of {size:,} thousand parameters and a mean accuracy of "
        f"""{best["Psi'"]:.1f}; by f alone {best["f alone"]:.1f}."""
    )


def _factor(theta: ArrayLike, mu: float, sigma: float) -> np.ndarray:
    from swap_teach.swap import size_factor

    return size_factor(theta, mu, sigma)


def _log_score(psi: np.ndarray, theta: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    """Return log Psi', which orders the cells where Psi' itself is too small for a float and they would all tie."""
    logs: np.ndarray = np.log(np.maximum(psi, 0.5)) - (theta - mu) ** 2 / sigma
    return logs


def _rho(score: np.ndarray, accuracy: np.ndarray) -> float:
    return float(spearman_statistic(score, accuracy)(np.ones((len(score), 1)))[0])  # NaN if all scores are equal
