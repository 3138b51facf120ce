"""Architectures that were really trained, their scores, and how well those rank them: what every study shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.batch_scoring import score_many
from swap_teach.benchmarks import load_benchmark
from swap_teach.ranking import correlation_difference, spearman
from swap_teach.seeding import derived_rng
from swap_teach.spaces import get_space

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

    from swap_teach.initialisation import Law
    from swap_teach.studies import Setting
    from swap_teach.studies.image_kinds import Images

LAWS: dict[str, Law] = {"nb201": "default", "darts": "normal", "mini": "default"}  # darts: the SWAP authors' law
NETWORKS = {"nb201": "scoring", "darts": "scoring", "mini": "small"}


@dataclass(frozen=True)
class Trained:
    """Some architectures of a benchmark: in `truth` a column of accuracies for each data set."""

    benchmark: str
    archs: list[str]
    truth: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.archs)

    def of(self, rows: np.ndarray) -> Trained:
        """Keep these architectures only."""
        kept = {dataset: accuracy[rows] for dataset, accuracy in self.truth.items()}
        return Trained(self.benchmark, [self.archs[i] for i in rows], kept)


def order(benchmark: str, n: int) -> np.ndarray:
    """Return the fixed order in which the architectures of a benchmark are taken: a sample is a start of it.

    It is random; mini's table stands in such an order, and grows.
    """
    return np.arange(n) if benchmark == "mini" else derived_rng(0, f"studies {benchmark}").permutation(n)


def sample(benchmark: str, n: int) -> Trained:
    """Draw n architectures: the same ones each time, and the first of a larger sample are those of a smaller.

    Accuracy is test accuracy, for DARTS the one that there is. ValueError for more than there are.
    """
    if benchmark == "nb201":
        tables = {dataset: load_benchmark("nb201", dataset) for dataset in ("cifar10", "cifar100")}
    elif benchmark == "darts":
        tables = {"cifar10": load_benchmark("darts").assign(test_acc=lambda table: table.val_acc)}
    else:
        tables = {"digit scenes": load_benchmark("mini")}
    first = next(iter(tables.values()))
    if not 3 <= n <= len(first):
        raise ValueError(f"A sample of {benchmark} has 3 to {len(first)} architectures, got {n}.")
    rows = order(benchmark, len(first))[:n]
    truth = {dataset: table.test_acc.to_numpy()[rows] for dataset, table in tables.items()}
    return Trained(benchmark, list(first.arch.iloc[rows]), truth)


def score(trained: Trained, images: Images, repeats: int, setting: Setting, law: Law | None = None) -> pd.DataFrame:
    """Score the architectures: arch, repeat, swap, units, params_M, note. Rows of an architecture stand together."""
    print(f"{trained.benchmark}, {len(trained)} architectures, {repeats} repeats: {images.id}", flush=True)
    table = score_many(
        get_space("nb201" if trained.benchmark == "mini" else trained.benchmark),
        trained.archs,
        ["swap", "units", "params"],
        images,
        network=NETWORKS[trained.benchmark],
        law=law or LAWS[trained.benchmark],
        repeats=repeats,
        store=setting.store,
        workers=setting.workers,
    )
    if table["swap"].isna().any():
        raise ValueError(f"{int(table['swap'].isna().sum())} scores aren't finite; a study has no place for them.")
    return table


def by_repeat(table: pd.DataFrame, column: str = "swap") -> np.ndarray:
    """Lay one score out as (architectures, repeats)."""
    return table[column].to_numpy().reshape(-1, table["repeat"].max() + 1)


def at_ceiling(table: pd.DataFrame) -> float:
    """Return the share of architectures that are noted as saturated in every repeat."""
    return float(by_repeat(table.assign(full=table["note"].str.contains("saturated: ")), "full").all(axis=1).mean())


def quality(
    psi: ArrayLike, params: ArrayLike, units: ArrayLike, accuracy: ArrayLike, resamples: int = 2000
) -> dict[str, float]:
    """Return the columns that all records share: n and the correlations, to four digits.

    Where all scores are the same they rank nothing: NaN.
    """
    values = np.asarray(psi, float)
    found: dict[str, float] = {"n": len(values)}
    if len(np.unique(values)) > 1:
        rho = spearman(values, accuracy, resamples=resamples)
        gain = correlation_difference(values, params, accuracy, resamples=resamples)
        found |= {"spearman": rho.value, "low": rho.low, "high": rho.high}
        found |= {"gain": gain.value, "gain_low": gain.low, "gain_high": gain.high}
    else:
        found |= dict.fromkeys(("spearman", "low", "high", "gain", "gain_low", "gain_high"), np.nan)
    found["params_spearman"] = spearman(params, accuracy, resamples=0).value
    found["units_spearman"] = spearman(units, accuracy, resamples=0).value
    return {name: round(value, 4) for name, value in found.items()}
