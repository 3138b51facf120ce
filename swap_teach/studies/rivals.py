"""How well every metric ranks and picks, on every benchmark: the honest table. Read in lesson 08.

Scores are read from the records `metrics`, `nb201`, `darts` and `nb201_rivals`; nothing is scored here. Whatever is
chosen (mu and sigma, the best tenth) is chosen on validation accuracy, and reported on test accuracy, where a table has
both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from swap_teach.choices import size_target
from swap_teach.metrics import list_metrics
from swap_teach.metrics.rank_sums import az_nas, tenas
from swap_teach.ranking import correlation_difference, partial_correlation, rank_report, spearman
from swap_teach.records import load_record, load_scores
from swap_teach.studies import Finding, Setting
from swap_teach.studies.rival_truths import Truth, truths
from swap_teach.studies.whole_space import whole_space
from swap_teach.swap import regularised_swap

RESAMPLES = 1000
SAMPLES = {"nb201": 64, "mini": 64}  # of the record `metrics`; 16 elsewhere
SUFFIXES = {"_16": (16, 1), "_3": (0, 3), "_8": (16, 8)}  # samples (0: as the rest) and repeats of such a column


@dataclass(frozen=True)
class Column:
    """One way of scoring: a metric, its samples and repeats; larger is better in `values`."""

    metric: str
    samples: int
    repeats: int
    values: np.ndarray


def study(setting: Setting) -> Finding:
    """Judge every column of scores by every accuracy of its benchmark."""
    rows: list[dict[str, object]] = []
    record = load_record("metrics", "scores")
    for (benchmark, network), found in record.table.groupby(["benchmark", "network"], sort=False):
        table = found.set_index("arch").dropna(axis=1, how="all").iloc[: setting.sample]
        if benchmark == "nb201":
            table = table.join(_sixteen_photographs())
        if "params_M" not in table:  # the DARTS record has what belongs to the one cell
            darts = load_record("darts", "scores").table.set_index("row")
            table = table.join(darts[["swap", "units", "params_M", "macs_M"]].set_index(darts.index.astype(str)))
            table = table.rename(columns={"macs_M": "flops_MMAC", "swap": "swap_8"})
        for truth in truths(str(benchmark), list(table.index)):
            about = {"benchmark": benchmark, "network": network, "dataset": truth.dataset, "cells": "sample"}
            rows += [about | row for row in judge(columns(table, SAMPLES.get(str(benchmark), 16)), table, truth)]
    for table, truth, extra in whole_space(setting.sample):
        about = {"benchmark": "nb201", "network": "scoring", "dataset": truth.dataset, "cells": "report side"}
        judged = judge([*columns(table, 16), Column("swap_reg_fitted", 16, 1, extra)], table, truth)
        rows += [about | row for row in judged]
    table = _with_costs(pd.DataFrame(rows))
    largest = table.groupby(["benchmark", "network", "cells"], sort=False)["n"].max()
    return Finding(
        title="How well every metric ranks and picks",
        table=table,
        inputs=list(record.about["inputs"]),
        benchmarks=["mini", "nb201", "nb101", "darts", "tnb101-micro", "tnb101-macro"],
        n={" ".join(map(str, key)): int(n) for key, n in largest.items()},  # type: ignore[call-overload]
        notes="swap_reg: mu the 90 % quantile of the sample's sizes, sigma = mu^2, no accuracy used. swap_reg_fitted: "
        "mu and sigma of the record size_target, chosen on other cells by validation accuracy. over_nwot: less NWOT "
        "on as many samples, or on other ones where those aren't recorded. tenth: rho within the best tenth by "
        "tenth_by. "
        "Scored as the record metrics says; nb201 on 16 samples: the record nb201's photographs.",
    )


def _sixteen_photographs() -> pd.DataFrame:
    """Return what is recorded of all NAS-Bench-201 cells on 16 photographs: swap_16 and nwot_16."""
    swap, nwot = (
        load_scores("nb201").set_index("arch")[["swap"]],
        load_scores("nb201_rivals").set_index("arch")[["nwot"]],
    )
    return swap.join(nwot).add_suffix("_16")


def columns(table: pd.DataFrame, samples: int) -> Iterator[Column]:
    """Return every way of scoring that a table of scores holds, and what is made of several columns together."""
    metrics = list_metrics()
    for suffix, (other, repeats) in {"": (0, 1), **SUFFIXES}.items():
        for name, metric in metrics.iterrows():
            if metric["column"] + suffix in table:
                values = table[metric["column"] + suffix].to_numpy(float)
                sign = -1 if metric["direction"] == "smaller is better" else 1
                yield Column(str(name), other or samples, repeats, sign * values)
        if "swap" + suffix in table:
            theta = table["params_M"].to_numpy(float)
            psi = regularised_swap(table["swap" + suffix].to_numpy(float), theta, *size_target(theta))
            yield Column("swap_reg", other or samples, repeats, psi)
    noise = table.filter(regex="_noise$|^flops_MMAC$").rename(columns=lambda name: name.removesuffix("_noise"))
    for name, together, columns_of in (
        ("az_nas", az_nas, table),
        ("az_nas_noise", az_nas, noise),
        ("tenas", tenas, table),
    ):
        try:
            yield Column(name, samples, 1, together(columns_of).to_numpy(float))
        except ValueError:  # the table lacks one of its columns
            continue


def judge(scored: Iterator[Column] | list[Column], table: pd.DataFrame, truth: Truth) -> Iterator[dict[str, object]]:
    """Return a row of figures for each column; metrics that need labels only where the task has classes."""
    known = list(scored)
    needs = list_metrics()["needs"]
    size, units = table["params_M"].to_numpy(float), table["units"].to_numpy(float)
    references = {column.samples: column.values for column in known if column.metric == "nwot"}
    for column in known:
        if not truth.classes and "labels" in needs.get(column.metric, ""):
            continue
        usable = np.isfinite(column.values) & np.isfinite(truth.report)
        if usable.sum() < 20 or len(np.unique(column.values[usable])) < 2:
            continue
        score, report, choose = column.values[usable], truth.report[usable], truth.choose[usable]
        found = rank_report(
            {column.metric: score}, report, size[usable], split=truth.reported, k=1, resamples=RESAMPLES
        ).iloc[0]
        row: dict[str, object] = {"metric": column.metric, "samples": column.samples, "repeats": column.repeats}
        row |= {"n": len(score), "not_finite": int((~np.isfinite(column.values)).sum()), "truth": truth.reported}
        row |= {name: _short(found[name]) for name in found.index if name.startswith(("spearman", "kendall"))}
        row |= {"params_spearman": _short(found["params_spearman"])}
        row |= {"units_spearman": _short(spearman(units[usable], report, resamples=0).value)}
        row |= {name: _short(found[name]) for name in ("gain", "gain_low", "gain_high")}
        row |= _partial(score, report, size[usable])
        row |= _over_nwot(column, references, report, usable)
        row |= {"regret": _short(found["regret_top1"])} | _tenth(score, report, choose, truth)
        yield row


def _partial(score: np.ndarray, report: np.ndarray, size: np.ndarray) -> dict[str, object]:
    names = ("partial", "partial_low", "partial_high")
    try:
        r = partial_correlation(score, report, size, resamples=RESAMPLES)
    except ValueError:  # the score ranks just as size does
        return dict.fromkeys(names, np.nan)
    return dict(zip(names, map(_short, (r.value, r.low, r.high)), strict=True))


def _over_nwot(
    column: Column, references: dict[int, np.ndarray], report: np.ndarray, usable: np.ndarray
) -> dict[str, object]:
    """Compare with NWOT on the same architectures and as many samples, where there is such a column."""
    names = ("over_nwot", "over_nwot_low", "over_nwot_high")
    nwot = references.get(column.samples, next(iter(references.values()), None))
    if nwot is None or column.metric == "nwot":
        return dict.fromkeys(names, np.nan)
    both = np.isfinite(nwot[usable])
    d = correlation_difference(column.values[usable][both], nwot[usable][both], report[both], resamples=RESAMPLES)
    return dict(zip(names, map(_short, (d.value, d.low, d.high)), strict=True))


def _tenth(score: np.ndarray, report: np.ndarray, choose: np.ndarray, truth: Truth) -> dict[str, object]:
    """Rank within the tenth of the architectures that is best by the accuracy for choosing."""
    best = np.argsort(-choose, kind="stable")[: max(3, len(choose) // 10)]
    row: dict[str, object] = {"tenth_n": len(best), "tenth_by": truth.chosen}
    values = (np.nan, np.nan, np.nan)
    if len(np.unique(score[best])) > 1 and len(np.unique(report[best])) > 1:
        rho = spearman(score[best], report[best], resamples=RESAMPLES)
        values = rho.value, rho.low, rho.high
    return row | dict(zip(("tenth", "tenth_low", "tenth_high"), map(_short, values), strict=True))


def _with_costs(table: pd.DataFrame) -> pd.DataFrame:
    """Add the processor time of the record `costs`."""
    costs = load_record("costs").table
    return table.merge(
        costs[["benchmark", "network", "metric", "samples", "milliseconds"]],
        how="left",
        on=["benchmark", "network", "metric", "samples"],
    )


def _short(value: float) -> float:
    return round(float(value), 4)
