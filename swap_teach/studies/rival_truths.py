"""What the rivals are judged by: each benchmark's accuracies, those to choose on and those to report on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from swap_teach.benchmarks import TASKS, load_benchmark
from swap_teach.studies.scored_parts import published

PIXEL_TASKS = ("segmentsemantic", "normal", "autoencoder")


@dataclass(frozen=True)
class Truth:
    """The accuracies of some architectures in one data set or task.

    choose, report    accuracy to choose on and to report on; the same column where the table has only one.
    chosen, reported  their names. classes  whether the task has classes, so that labels mean something.
    """

    dataset: str
    choose: np.ndarray
    report: np.ndarray
    chosen: str = "validation"
    reported: str = "test"
    classes: bool = True


def truths(benchmark: str, archs: list[str]) -> Iterator[Truth]:
    """Return the truths of a benchmark in the order of `archs`; DARTS's are named by row."""
    if benchmark in ("mini", "nb201", "nb101"):
        names = {"mini": "digit scenes", "nb101": "cifar10"}
        for dataset in ("cifar10", "cifar100") if benchmark == "nb201" else (names[benchmark],):
            if benchmark == "nb101":
                table = published("nb101")
            else:
                table = load_benchmark(benchmark, dataset if benchmark == "nb201" else None)
            yield _two(dataset, table, archs)
    elif benchmark == "darts":
        table = load_benchmark("darts")
        yield _one("cifar10", table.set_index(table.index.astype(str))["val_acc"], archs)
    else:
        for task in TASKS:
            column = load_benchmark(benchmark, task).drop_duplicates("arch").set_index("arch")["val_metric"]
            yield _one(task, column, archs, classes=task not in PIXEL_TASKS)


def _two(dataset: str, table: pd.DataFrame, archs: list[str]) -> Truth:
    both = table.drop_duplicates("arch").set_index("arch").loc[archs]
    return Truth(dataset, both["val_acc"].to_numpy(float), both["test_acc"].to_numpy(float))


def _one(dataset: str, column: pd.Series, archs: list[str], classes: bool = True) -> Truth:
    only = column.loc[archs].to_numpy(float)
    return Truth(dataset, only, only, "validation", "validation", classes)
