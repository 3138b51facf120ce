"""The best sum of log ranks that one half of the cells chooses, reported once on the other half. Read in lesson 08."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from swap_teach.ranking import spearman, split
from swap_teach.records import load_record, load_scores
from swap_teach.spaces.nb201 import NB201
from swap_teach.studies import Finding, Setting
from swap_teach.studies.rival_truths import Truth, truths
from swap_teach.studies.scores_metrics import AZ_NAS

CANDIDATES = ("params_M", "swap", "units", "pattern_share", "nwot", "meco", "jacov", "synflow")
MOST = 4
FIXED = {
    "params": ("params_M",),
    "az_nas": (*AZ_NAS, "flops_MMAC"),
    "az_nas on noise": (*(f"{name}_noise" for name in AZ_NAS), "flops_MMAC"),
}
RECORDS = ("metrics", "nb201", "nb201_rivals")
CHOSEN, FROM_MINI = "chosen on the public half", "chosen on mini"


def study(setting: Setting) -> Finding:
    """Choose by validation accuracy on the public half, the mean over data sets; report by test accuracy."""
    rows: list[dict[str, object]] = []
    entries = [names for n in range(1, MOST + 1) for names in combinations(CANDIDATES, n)]
    from_mini: tuple[str, ...] = ()
    for benchmark, cells, found in tables():
        table = found.iloc[: setting.sample]
        known = list(truths(benchmark, list(table.index)))
        space = NB201()
        public, report = split([space.canonical_class(space.parse(arch)) for arch in table.index])
        chosen = max(entries, key=lambda names: _mean_rho(table, names, known, public))
        from_mini = from_mini or chosen
        for entry, names in {CHOSEN: chosen, FROM_MINI: from_mini, **FIXED}.items():
            if not set(names) <= set(table) or (entry == FROM_MINI and benchmark == "mini"):
                continue
            rows += [
                {"benchmark": benchmark, "cells": cells, "entry": entry, "metrics": " + ".join(names)}
                | {"tried": len(entries) if entry == CHOSEN else 1, "dataset": truth.dataset}
                | {"half": half, "n": len(half_cells)}
                | _rho(log_ranks(table, names, half_cells), accuracy[half_cells])
                for truth in known
                for half, half_cells, accuracy in (
                    ("public", public, truth.choose),
                    ("report", report, truth.report),
                    ("both", np.arange(len(table)), truth.report),
                )
            ]
    sizes = pd.DataFrame(rows).groupby(["benchmark", "cells"])["n"].max()
    return Finding(
        title="Label-free sums of log ranks: chosen on one half of the cells, reported on the other",
        table=pd.DataFrame(rows),
        inputs=list(
            dict.fromkeys(name for record in RECORDS for name in load_record(record, "scores").about["inputs"])
        ),
        benchmarks=["mini", "nb201"],
        n={" ".join(map(str, key)): int(n) for key, n in zip(sizes.index, sizes, strict=True)},
        notes="Halves split by function. Public: validation accuracy; report: test accuracy, looked at once for each "
        "entry; both: all of these cells by test accuracy, as AZ-NAS's authors report, after the choice on half of "
        "them. Scores: mini and the sample of nb201, record metrics (64 images); all of nb201, records nb201 and "
        "nb201_rivals (16 photographs). The entry chosen on mini saw no accuracy of nb201.",
    )


def tables() -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield benchmark, which cells, and the recorded scores of those that have all candidates; mini first."""
    metrics = load_scores("metrics")
    for benchmark in ("mini", "nb201"):
        table = metrics[metrics["benchmark"] == benchmark].set_index("arch").dropna(axis=1, how="all")
        fixed = [name for names in FIXED.values() for name in names if name in table]
        yield benchmark, "all" if benchmark == "mini" else "sample", table.dropna(subset=[*CANDIDATES, *fixed])
    table = load_scores("nb201").set_index("arch").join(load_scores("nb201_rivals").set_index("arch"))
    yield "nb201", "all", table.dropna(subset=list(CANDIDATES))


def recorded_entries() -> dict[str, list[str]]:
    """Return the entry chosen on mini and the one chosen on the public half of the whole space: the columns of each."""
    all_cells = load_record("label_free").table.query("benchmark == 'nb201' and cells == 'all'").set_index("entry")
    return {entry: str(all_cells["metrics"].loc[[entry]].iloc[0]).split(" + ") for entry in (FROM_MINI, CHOSEN)}


def log_ranks(table: pd.DataFrame, names: Sequence[str], cells: np.ndarray) -> np.ndarray:
    """Return the sum of log(rank / n) of some metrics among these cells: AZ-NAS's way of joining scores.

    >>> log_ranks(pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1]}), ["a", "b"], np.arange(3)).round(2).tolist()
    [-1.1, -0.81, -1.1]
    """
    ranks = [rankdata(table[name].to_numpy(float)[cells]) / len(cells) for name in names]
    return np.asarray(np.log(ranks).sum(axis=0))


def _mean_rho(table: pd.DataFrame, names: Sequence[str], known: list[Truth], cells: np.ndarray) -> float:
    score = log_ranks(table, names, cells)
    return float(np.mean([spearman(score, truth.choose[cells], resamples=0).value for truth in known]))


def _rho(score: np.ndarray, accuracy: np.ndarray) -> dict[str, float]:
    rho = spearman(score, accuracy)
    return {"spearman": round(rho.value, 4), "low": round(rho.low, 4), "high": round(rho.high, 4)}
