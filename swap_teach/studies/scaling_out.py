"""What a cluster costs: a network's seconds, the start, a chunk's own time, a row in the store, and what travels.

The cluster is a local one of two workers; a real one's messages take longer. Needs the extra `dask`. Read in lesson A4.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from swap_teach.batch_scoring import Chunk, Job, score_chunk, score_many
from swap_teach.clusters import dask_executor
from swap_teach.images import ImageSource
from swap_teach.input_batches import InputBatches, input_batches
from swap_teach.spaces import get_space
from swap_teach.store import Conditions, Row, Store
from swap_teach.studies import Finding, Setting
from swap_teach.workers import run_all

METRICS = ["swap", "units", "params"]
RUNS, NETWORKS, NAP = 5, 64, 0.05


def study(setting: Setting) -> Finding:
    """Measure everything `RUNS` times; a sample of N takes N networks in place of 64."""
    import pandas as pd

    networks = setting.sample or NETWORKS
    rows = [*speed(networks), *cluster(), *storing(10_000), *travelling()]
    return Finding(
        title="What scoring on a cluster costs, piece by piece, with two local workers",
        table=pd.DataFrame(rows, columns=["what", "unit", "runs", "median", "low", "high"]),
        inputs=[ImageSource("noise").id],
        benchmarks=[],
        n={"networks": networks, "runs": RUNS},
        notes="NAS-Bench-201, scoring network, SWAP with units and params, 16 noise images of 32 x 32 pixels. low and "
        "high are the smallest and largest run. Two cores that other processes shared, so the smallest run is the one "
        "that was disturbed least; CPU s don't count the others' time. "
        f"chunk, own time: chunks that only wait {NAP} s, less the wait. empty chunk: 300 chunks of nothing.",
    )


Measured = tuple[str, str, int, float, float, float]


def _row(what: str, unit: str, values: list[float]) -> Measured:
    digits = [float(f"{value:.4g}") for value in (np.median(values), min(values), max(values))]
    return (what, unit, len(values), *digits)  # type: ignore[return-value]


def _timed(do: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    do()
    return clock() - began


def speed(networks: int) -> Iterator[Measured]:
    """Score in this process, on one thread: seconds of the processor for a network, its construction included."""
    space, rng = get_space("nb201"), np.random.default_rng(0)
    archs = [space.sample(rng) for _ in range(networks)]
    distinct = len({space.executed_key(arch) for arch in archs})
    images = ImageSource("noise")

    def score() -> object:
        return score_many(space, archs, METRICS, images, progress=False)

    score()
    yield _row("network, one process", "CPU s", [_timed(score, time.process_time) / distinct for _ in range(RUNS)])


def cluster() -> Iterator[Measured]:
    """Start clusters; then let the last one's workers wait, and do nothing."""
    starts = []
    for _ in range(RUNS):
        began = time.perf_counter()
        with dask_executor(local=2) as executor:
            executor.submit(abs, 1).result()
            starts.append(time.perf_counter() - began)
    yield _row("start of two workers", "s", starts)
    with dask_executor(local=2) as executor:

        def run(function: Callable[[Any], object], tasks: list[Any]) -> object:
            return list(run_all(function, tasks, executor=executor))

        run(time.sleep, [0.0] * 20)
        naps = [_timed(lambda: run(time.sleep, [NAP] * 40)) / 20 - NAP for _ in range(RUNS)]
        yield _row("chunk, own time", "s", naps)
        yield _row("empty chunk", "s", [_timed(lambda: run(abs, [1] * 300)) / 300 for _ in range(RUNS)])


def storing(count: int) -> Iterator[Measured]:
    """Write rows into stores, three a network and 16 networks at a time: seconds and bytes for a network."""
    names = [f"|nor_conv_3x3~{k:060d}" for k in range(count)]
    rows = [Row(name, metric, 1, 0, 1.0, "", 0.1) for name in names for metric in METRICS]

    def write(store: Store) -> None:
        for k in range(0, len(rows), 16 * len(METRICS)):
            store.add(_conditions(), rows[k : k + 16 * len(METRICS)])

    seconds, sizes = [], []
    for _ in range(RUNS):
        with TemporaryDirectory() as folder:
            path = Path(folder, "scores.sqlite")
            with Store(path) as store:
                store.remember("nb201", "scoring", zip(names, names, strict=True))
                seconds.append(_timed(partial(write, store)) / count)
            sizes.append(path.stat().st_size / count)
    yield _row("storing a network", "s", seconds)
    yield _row("a network in the store", "bytes", sizes)


def _conditions() -> Conditions:
    return Conditions("nb201", "scoring", 10, "noise", 16, "default", "train", 0, "2")


def travelling() -> Iterator[Measured]:
    """Pickle what a worker is sent, and what it isn't."""
    space, rng = get_space("nb201"), np.random.default_rng(0)
    archs = [str(space.sample(rng)) for _ in range(16)]
    batches = input_batches(ImageSource("noise"), 1)
    jobs = tuple(Job(arch, space.executed_key(space.parse(arch)), 0, tuple(METRICS)) for arch in archs)
    chunk = Chunk(space, _conditions(), batches, jobs)
    light = replace(chunk, batches=InputBatches(batches.id, {}))
    net = space.build(space.parse(archs[0]))
    for what, thing in (
        ("16 genotypes in a chunk", light),
        ("their images, once", batches),
        ("their scores", score_chunk(chunk)),
        ("one network as a module", net),
    ):
        yield _row(what, "bytes", [float(len(pickle.dumps(thing)))])
