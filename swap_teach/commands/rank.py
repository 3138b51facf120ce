"""The command `swap-teach rank`: rank trained architectures by a training-free score, and say how well it did."""

from __future__ import annotations

import argparse
import json
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any

from swap_teach.commands.conditions import add_conditions, score_space

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = """\
examples:
  swap-teach rank                                          the course's own benchmark, nothing to download
  swap-teach rank --benchmark nb201 --dataset cifar100 --sample 2000 --inputs cifar10 --workers 2
  swap-teach rank --benchmark darts --inputs cifar10 --law normal --repeats 8 --same-images --draws 10

Each draw takes other images and other weights. Spearman's rho comes with its 95 % bootstrap interval, and beside it
stands what counting parameters achieves on the same architectures; `gain` is the difference, paired. Where smaller
scores are better, they are ranked from the smallest.
"""
SPACES = {
    "mini": "nb201",
    "nb201": "nb201",
    "darts": "darts",
    "nb101": "nb101",
    "nb101-sample": "nb101",
    "tnb101-micro": "tnb101-micro",
    "tnb101-macro": "tnb101-macro",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `swap-teach rank`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = (
        "Rank trained architectures by a score that needs no training, and compare with their accuracies."
    )
    parser.epilog = EXAMPLES
    what = parser.add_argument_group("what to rank")
    what.add_argument("--benchmark", default="mini", choices=sorted(SPACES), help="default: %(default)s, our own")
    what.add_argument("--dataset", help="nb201: cifar10 (default), cifar100, imagenet16; tnb101-*: a task")
    what.add_argument("--sample", type=int, metavar="N", help="N of its architectures, drawn with --seed; else all")
    how = add_conditions(parser, metrics="swap")
    how.add_argument(
        "--draws", type=int, default=1, metavar="D", help="rank D times, with seeds --seed, --seed + 1, ..."
    )
    out = parser.add_argument_group("what to print")
    out.add_argument(
        "--top", type=int, default=5, metavar="K", help="the K best by the first metric (default: %(default)s)"
    )
    out.add_argument("--resamples", type=int, default=2000, help="for the intervals (default: %(default)s)")
    out.add_argument("--json", action="store_true", help="print the reports as JSON in place of tables")


def main(given: argparse.Namespace) -> int:
    """Run `swap-teach rank` and return its exit status."""
    import pandas as pd

    if given.draws < 1:
        raise ValueError(f"--draws must be at least 1, got {given.draws}.")
    truth = _trained(given)
    reports = []
    for seed, scores in _draws(given, list(truth.arch)):
        report = _report(given, truth, scores).assign(draw=seed)
        reports.append(report)
        if not given.json:
            _print(given, truth, scores, report)
    whole = pd.concat(reports, ignore_index=True)
    if given.json:
        print(json.dumps(json.loads(whole.to_json(orient="records")), indent=1))
    elif given.draws > 1:
        for metric, rho in whole.groupby("metric").spearman:
            spread = f"median {rho.median():.3f}, from {rho.min():.3f} to {rho.max():.3f}"
            print(f"{metric}: Spearman over {given.draws} draws: {spread}")
    return 0


def _trained(given: argparse.Namespace) -> pd.DataFrame:
    """Load the architectures with their accuracy: on test images, or the one accuracy a table has."""
    import numpy as np

    from swap_teach.benchmarks import TASKS, load_benchmark

    if given.benchmark.startswith("tnb101") and given.dataset is None:
        raise ValueError(f"{given.benchmark} has seven tasks: choose one with --dataset, say {TASKS[0]}.")
    table = load_benchmark(given.benchmark, given.dataset)
    metric = table.get("val_metric", table.val_acc)  # TransNAS-Bench-101's tasks aren't all judged by an accuracy
    table = table.assign(accuracy=table.test_acc.fillna(metric)).drop_duplicates("arch")
    if given.sample is None:
        return table
    if not 3 <= given.sample <= len(table):
        raise ValueError(
            f"--sample must be between 3 and the {len(table)} architectures there are, got {given.sample}."
        )
    return table.iloc[np.sort(np.random.default_rng(given.seed).choice(len(table), given.sample, replace=False))]


def _draws(given: argparse.Namespace, archs: list[str]) -> Iterator[tuple[int, pd.DataFrame]]:
    """Score all architectures once for each draw: a row each, means over the repeats."""
    from swap_teach.score_table import average_repeats
    from swap_teach.spaces import get_space

    for seed in range(given.seed, given.seed + given.draws):
        again = argparse.Namespace(**{**vars(given), "seed": seed})
        again.metrics = ",".join(dict.fromkeys([*given.metrics.split(","), "params"]))
        yield seed, average_repeats(score_space(again, get_space(SPACES[given.benchmark]), archs))


def _report(given: argparse.Namespace, truth: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Report on each metric, the sign of one where smaller is better turned."""
    from swap_teach.metrics import get_metrics
    from swap_teach.ranking import rank_report

    columns = {
        metric.name: -scores[metric.column] if metric.direction == "smaller is better" else scores[metric.column]
        for metric in get_metrics(given.metrics.split(","))
    }
    which = f"{given.benchmark}{'' if given.dataset is None else ' ' + given.dataset}, n = {len(truth)}"
    return rank_report(columns, truth.accuracy, scores.params_M, split=which, resamples=given.resamples)


def _print(given: argparse.Namespace, truth: pd.DataFrame, scores: pd.DataFrame, report: pd.DataFrame) -> None:
    from swap_teach.metrics import get_metric

    for row in report.to_dict("records"):
        print(_sentence(row))
    if given.draws == 1 and given.top > 0:
        metric = get_metric(given.metrics.split(",")[0])
        ranked = scores.assign(accuracy=truth.accuracy.to_numpy()).sort_values(
            metric.column, ascending=metric.direction == "smaller is better", kind="stable"
        )
        best = ranked.head(given.top)[list(dict.fromkeys([metric.column, "params_M", "accuracy", "arch"]))]
        print(f"\nThe best {len(best)} by {metric.column}:\n{best.to_string(index=False)}")


def _sentence(row: dict[Hashable, Any]) -> str:
    """Say one line of a report: the metric with its interval, and #params beside it."""
    where = f"seed {row['draw']}, {row['split']}: {row['metric']}"
    if row["note"]:
        return f"{where}: {row['note']}"
    return (
        f"{where} Spearman {row['spearman']:.3f} {_interval(row['spearman_low'], row['spearman_high'], '.3f')}, "
        f"Kendall {row['kendall']:.3f}; #params {row['params_spearman']:.3f}, "
        f"gain {row['gain']:+.3f} {_interval(row['gain_low'], row['gain_high'], '+.3f')}"
        + (f"; {row['not_finite']} not finite" if row["not_finite"] else "")
    )


def _interval(low: float | None, high: float | None, form: str) -> str:
    """Write an interval; too many resamples that tie leave none."""
    if low is None or high is None or low != low:
        return "(no interval: too many resamples tie)"
    return f"[{low:{form}}, {high:{form}}]"
