"""Our scores against those that others published for the same architectures, metric by metric. Read in lesson 08."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from swap_teach.datafiles import find
from swap_teach.metrics import list_metrics
from swap_teach.ranking import spearman
from swap_teach.records import load_record
from swap_teach.studies import Finding, Setting
from swap_teach.studies.scored_parts import PUBLISHED, published

SUITE_ZERO = "nbsz_"  # the columns of NAS-Bench-Suite-Zero, Krishnakumar et al., NeurIPS 2022


def study(setting: Setting) -> Finding:
    """Rank the same architectures by our score and by theirs: the recorded scores against the published ones."""
    record = load_record("metrics", "scores")
    rows = []
    for benchmark in PUBLISHED:
        mine = record.table[record.table["benchmark"] == benchmark].drop_duplicates("arch").set_index("arch")
        pair = mine.join(published(benchmark).drop_duplicates("arch").set_index("arch"))
        rows += [row | {"benchmark": benchmark} for row in agreement(pair.iloc[: setting.sample])]
    table = pd.DataFrame(rows).set_index("benchmark").reset_index()
    return Finding(
        title="Spearman between our scores and NAS-Bench-Suite-Zero's, architecture by architecture",
        table=table,
        inputs=list(record.about["inputs"]),
        benchmarks=[],
        n={str(benchmark): int(n) for benchmark, n in table.groupby("benchmark", sort=False)["n"].max().items()},
        notes="Theirs: one draw of their own images and weights on CIFAR-10, for tnb101-micro class_scene on images "
        "of Taskonomy. Ours: nb201 the same network; nb101 and tnb101-micro our small networks, theirs the "
        "benchmark's, so those rows say as much about the networks as about the metric. Files: "
        + "; ".join(f"{name} {_hash(name)}" for name in PUBLISHED.values()),
    )


def agreement(pair: pd.DataFrame) -> list[dict[str, object]]:
    """Return a row for each metric that both have: repeats (of ours), n, spearman, low, high.

    pair  our columns (`list_metrics().column`, or with _3 for the mean of three repeats) beside `nbsz_<metric>`.
    """
    rows: list[dict[str, object]] = []
    for name, column in list_metrics()["column"].items():
        for mine, repeats in ((column, 1), (f"{column}_3", 3)):
            if mine not in pair or f"{SUITE_ZERO}{name}" not in pair:
                continue
            both = pair[[mine, f"{SUITE_ZERO}{name}"]].replace([np.inf, -np.inf], np.nan).dropna()
            if len(both) < 10:
                continue
            rho = spearman(both.iloc[:, 0], both.iloc[:, 1])
            figures = {"spearman": round(rho.value, 4), "low": round(rho.low, 4), "high": round(rho.high, 4)}
            rows.append({"metric": name, "repeats": repeats, "n": rho.n, **figures})
    return rows


def _hash(name: str) -> str:
    path = find(name)
    return "" if path is None else hashlib.sha256(path.read_bytes()).hexdigest()[:12]
