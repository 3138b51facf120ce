"""Score many architectures: each by its own weights, whatever runs beside it.

A score is a function of its conditions alone. Weights come from (seed, executed key, law, repeat), images from
the source and the repeat; nothing is drawn from a shared stream. So a score is the same, bit for bit, alone or
in a batch, on one process or eight, in any order, and after a crash. Used from lesson 05 on.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, get_args, runtime_checkable

import torch
from torch import nn
from tqdm.auto import tqdm

from swap_teach.initialisation import Law, initialise, weight_generator
from swap_teach.input_batches import InputBatches, Inputs, input_batches
from swap_teach.listening import Mode
from swap_teach.metrics import Metric, get_metric, get_metrics
from swap_teach.score_table import score_table
from swap_teach.scoring import score_network
from swap_teach.store import Conditions, Layout, Row, Store
from swap_teach.workers import one_thread, run_all

if TYPE_CHECKING:
    import pandas as pd

    from swap_teach.spaces import Space


def score_many(
    space: Space[Any],
    genotypes: Iterable[Any],
    metrics: Sequence[str],
    inputs: Inputs,
    *,
    network: str = "scoring",
    num_classes: int | None = None,
    mode: Mode = "train",
    law: Law = "default",
    seed: int = 0,
    repeats: int = 1,
    layout: Layout = "contiguous",
    store: str | Path | None = None,
    workers: int = 0,
    executor: Executor | None = None,
    chunk: int = 16,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Score every genotype with fresh weights, and return one row for each genotype and repeat.

    genotypes  genotypes or their strings; `genotypes=space` scores a whole space. Those that run the same
               network (equal `space.executed_key`) are computed once.
    inputs     x or (x, y) for every repeat, or source(repeat) -> (x, y) with an `id`, say an `ImageSource`,
               for fresh images each time.
    network, num_classes  which network `space.build` makes; None: as many outputs as its benchmark's have.
    law, mode  of its weights, and of BatchNorm.
    seed, repeats  weights are drawn anew for each repeat 0, 1, ... from (seed, executed key, law, repeat).
    layout     of images (S, C, H, W) in memory. "channels_last" is quicker, but sums in another order: units very
               near zero may switch, and counts change a little. So it is a condition like the others.
    store      a file that keeps every score: what is there is read, and an interrupted run goes on.
    workers    0: this process. N: N processes. executor: any `concurrent.futures.Executor` instead.
    chunk      networks that travel together; what a crash can lose. On a cluster, as many as take a second.
    progress   None shows a bar on a terminal.

    Returns columns arch, repeat, one for each metric (`list_metrics()` says which, with its unit), note (flags:
    dead, not finite, saturated; a value that isn't finite is NaN). Rows are in the order of `genotypes`.
    PyTorch is held to one thread, since the order of a sum depends on their number; use workers for more.

    Raises ValueError for arguments that don't fit, StoreError as in `Store`; an error in scoring a network says
    which, and what was scored before it is in the store.

    >>> import numpy as np
    >>> from swap_teach import get_space
    >>> x = np.random.default_rng(0).normal(size=(4, 3, 8, 8))
    >>> cells = ["|skip_connect~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|"]
    >>> table = score_many(get_space("nb201"), cells, ["params", "units"], x, network="small")
    >>> table[["params_M", "units", "note"]].values.tolist()
    [[0.030946, 2176.0, 'dead: the output is the same for every sample']]
    """
    if chunk < 1:
        raise ValueError(f"chunk must be at least 1, got {chunk}.")
    if layout not in get_args(Layout):
        raise ValueError(f"Unknown layout {layout!r}: choose one of {', '.join(get_args(Layout))}.")
    wanted = get_metrics(metrics)
    batches = input_batches(inputs, repeats)
    if layout == "channels_last" and batches.of_repeat[0][0].ndim != 4:
        shape = batches.of_repeat[0][0].shape
        raise ValueError(f"channels_last needs images of shape (S, C, H, W), got {shape}: leave layout as it is.")
    classes = space.num_classes if num_classes is None else num_classes
    conditions = Conditions(
        space.name, network, classes, batches.id, batches.samples, law, mode, seed, torch.__version__, layout
    )
    archs = [str(genotype) for genotype in genotypes]
    keys = {arch: space.executed_key(space.parse(arch), network) for arch in archs}
    with Store(store) as opened:
        opened.remember(space.name, network, keys.items())
        done = opened.done(conditions, [(metric.name, metric.version) for metric in wanted])
        jobs = _missing(keys, repeats, wanted, done)
        chunks = [Chunk(space, conditions, batches, tuple(jobs[i : i + chunk])) for i in range(0, len(jobs), chunk)]
        total = len(set(keys.values())) * repeats
        bar = tqdm(
            total=total, initial=total - len(jobs), unit="network", disable=None if progress is None else not progress
        )
        with bar, closing(run_all(score_chunk, chunks, workers, executor)) as scored:
            for rows in scored:
                opened.add(conditions, rows)
                bar.update(len({(row.executed_key, row.repeat) for row in rows}))
        return score_table(opened.read(conditions), archs, repeats, wanted)


@runtime_checkable
class Rewirable(Protocol):
    """A network that can become another architecture's, which is quicker than making that; weights are drawn next."""

    def rewire(self, genotype: Any) -> None:
        """Become the network of `genotype`."""


@dataclass(frozen=True)
class Job:
    """One network to build and initialise, and the metrics that are missing for it."""

    arch: str
    executed_key: str
    repeat: int
    metrics: tuple[str, ...]


@dataclass(frozen=True)
class Chunk:
    """What travels to a worker: genotypes as text, never modules."""

    space: Space[Any]
    conditions: Conditions
    batches: InputBatches
    jobs: tuple[Job, ...]


def _missing(keys: dict[str, str], repeats: int, metrics: list[Metric], done: set[tuple[str, int, str]]) -> list[Job]:
    """List what isn't in the store, each executed key once, the repeats of an architecture together."""
    first = {key: arch for arch, key in reversed(keys.items())}
    jobs = []
    for key, repeat in itertools.product(dict.fromkeys(keys.values()), range(repeats)):
        missing = tuple(metric.name for metric in metrics if (key, repeat, metric.name) not in done)
        if missing:
            jobs.append(Job(first[key], key, repeat, missing))
    return jobs


def score_chunk(chunk: Chunk) -> list[Row]:
    """Score the networks of one chunk; runs in a worker."""
    rows: list[Row] = []
    networks, given = _Networks(chunk.space, chunk.conditions), chunk.conditions
    with one_thread():
        for job in chunk.jobs:
            generator = weight_generator(given.seed, job.executed_key, given.law, job.repeat)
            try:
                rows += _score_job(networks.make(job.arch, generator), chunk, job, generator.initial_seed())
            except Exception as error:
                error.add_note(f"This happened while scoring {given.space}, network {given.network!r}, {job.arch}")
                raise
    return rows


class _Networks:
    """One network after another, each from the last one's modules where they will do."""

    def __init__(self, space: Space[Any], conditions: Conditions):
        self.space, self.conditions = space, conditions
        self.arch, self.network = "", nn.Module()

    def make(self, arch: str, generator: torch.Generator) -> nn.Module:
        """Return this architecture's network with fresh weights; it is the caller's until the next call."""
        given = self.conditions
        if arch == self.arch:
            initialise(self.network, given.law, generator)
        elif isinstance(self.network, Rewirable):
            self.network.rewire(self.space.parse(arch))
            initialise(self.network, given.law, generator)
        else:
            self.network = self.space.build(
                self.space.parse(arch), given.num_classes, given.network, generator, given.device, given.law
            )
        self.arch = arch
        return self.network


def _score_job(net: nn.Module, chunk: Chunk, job: Job, seed: int) -> list[Row]:
    x, y = chunk.batches.of_repeat[job.repeat]
    targets = None if y is None else torch.from_numpy(y)
    images = torch.from_numpy(x)
    if chunk.conditions.layout == "channels_last":  # every layer keeps the layout it is given
        images = images.contiguous(memory_format=torch.channels_last)
    scores = score_network(net, images, targets, job.metrics, seed, chunk.conditions.mode)
    return [
        Row(
            job.executed_key,
            name,
            get_metric(name).version,
            job.repeat,
            score.value if score.finite else None,
            score.note,
            score.seconds,
        )
        for name, score in scores.items()
    ]
