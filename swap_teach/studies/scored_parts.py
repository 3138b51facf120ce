"""Parts of a long scoring: samples of a benchmark, some metrics each, resumed from the store and read from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import torch

from swap_teach.batch_scoring import score_many
from swap_teach.benchmarks import load_benchmark
from swap_teach.datafiles import find, missing
from swap_teach.input_batches import input_batches
from swap_teach.metrics import get_metrics
from swap_teach.score_table import average_repeats, score_table
from swap_teach.spaces import get_space
from swap_teach.store import Conditions, Store
from swap_teach.studies.trained import order

if TYPE_CHECKING:
    from swap_teach.initialisation import Law
    from swap_teach.spaces import Space
    from swap_teach.studies import Setting
    from swap_teach.studies.image_kinds import Images
    from swap_teach.studies.mini_images import Scenes

PUBLISHED = {  # third parties' scores: samples are drawn from the architectures that stand there
    "nb201": "nb201_published_scores_c10.csv.gz",
    "nb101": "nb101_published_scores_500.csv.gz",
    "tnb101-micro": "tnb101_micro_published_scores_class_scene.csv.gz",
}


@dataclass(frozen=True)
class Part:
    """The first `n` architectures of a benchmark's sample, scored by some metrics. Several parts may share them."""

    benchmark: str
    n: int
    metrics: tuple[str, ...]
    images: Images | Scenes
    network: str = "scoring"
    repeats: int = 1
    law: Law = "default"
    suffix: str = ""
    """Of its columns, where several parts score one metric in different ways."""

    @property
    def space(self) -> Space[Any]:
        """The space its architectures are from."""
        return get_space("nb201" if self.benchmark == "mini" else self.benchmark)

    @property
    def conditions(self) -> Conditions:
        """What its scores are kept under in a store."""
        batches, classes = input_batches(self.images, 1), self.space.num_classes
        inputs, samples, torch_version = batches.id, batches.samples, torch.__version__
        return Conditions(self.space.name, self.network, classes, inputs, samples, self.law, "train", 0, torch_version)


def score_part(setting: Setting, part: Part, archs: list[str]) -> None:
    """Score what isn't in the store yet; a crash or Ctrl-C costs the last few networks."""
    print(f"{part.benchmark} {part.network}: {len(archs)} x {', '.join(part.metrics)}", flush=True)
    score_many(
        part.space,
        archs,
        part.metrics,
        part.images,
        network=part.network,
        repeats=part.repeats,
        law=part.law,
        store=setting.store,
        workers=setting.workers,
        chunk=4,
        progress=False,
    )


def read_part(setting: Setting, part: Part, archs: list[str]) -> pd.DataFrame:
    """Return what the store holds of a part, a row for each architecture: the mean over repeats, where all are there.

    Columns: the metrics', with the part's suffix. Index: 0, 1, ...
    """
    metrics = get_metrics(part.metrics)
    distinct = list(dict.fromkeys(archs))
    with Store(setting.store) as store:
        scores = score_table(store.read(part.conditions), distinct, part.repeats, metrics)
    means = average_repeats(scores.assign(note="")).set_index("arch").loc[archs, [m.column for m in metrics]]
    return means.reset_index(drop=True).add_suffix(part.suffix)


def seven_digits(table: pd.DataFrame) -> pd.DataFrame:
    """Round to seven significant digits, what float32 holds."""
    return table.map(lambda value: float(f"{value:.7g}"))


@cache
def sample(benchmark: str) -> tuple[str, ...]:
    """Return a benchmark's architectures in one fixed random order: those that others have scored, if there are such.

    MissingDataError where the table isn't on this machine.
    """
    if benchmark not in PUBLISHED:
        archs = load_benchmark(benchmark)["arch"]
        archs = archs if benchmark == "darts" else archs.drop_duplicates()
    else:
        archs = published(benchmark)["arch"]
    return tuple(archs.to_numpy()[order(benchmark, len(archs))])


@cache
def published(benchmark: str) -> pd.DataFrame:
    """Read others' scores of a benchmark: arch, and a column `nbsz_<metric>` for each; errors as in `sample`.

    The table of nb101 repeats architectures, with other draws of a score: the first counts.
    """
    path = find(PUBLISHED[benchmark])
    if path is None:
        raise missing(f"The table of scores of {benchmark}", (PUBLISHED[benchmark],), "It can't be fetched yet.")
    table = pd.read_csv(path).rename(columns={"arch_str": "arch"})
    if benchmark == "nb101":
        table = table.merge(load_benchmark("nb101")[["arch"]], left_on="index", right_index=True)
    return table[table["nbsz_synflow"].notna()].drop_duplicates("arch").filter(regex="arch|nbsz_|_acc")
