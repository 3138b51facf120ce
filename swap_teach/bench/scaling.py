"""How cost grows: exponents fitted to times, with intervals; and how many networks a second a core scores."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from swap_teach.batch_scoring import score_many
from swap_teach.bench.rows import Row, Sense, row
from swap_teach.bench.subjects import NB201_CELL, Subject, subject
from swap_teach.bench.timing import Place, take_turns
from swap_teach.images import ImageSource
from swap_teach.packed import count_distinct
from swap_teach.spaces import get_space
from swap_teach.spaces.nb201_network import Network
from swap_teach.workers import end_with_parent

LINEAR = 1.1
"""An exponent up to this is called linear: sorting n values takes a little more than n."""


def exponent(sizes: ArrayLike, seconds: ArrayLike) -> tuple[float, float, float]:
    """Fit seconds = a size^b in each round, (rounds, sizes): b's mean over the rounds, and its 95 % interval.

    >>> exponent([1, 2, 4], [[1, 2, 4], [3, 6, 12]])
    (1.0, 1.0, 1.0)
    """
    positive = [row for row in np.atleast_2d(np.asarray(seconds, float)) if row.min() > 0]  # a difference may not be
    if not positive:
        return float("nan"), float("nan"), float("nan")
    logs = np.log(np.array(positive)).T
    slopes = np.polyfit(np.log(np.asarray(sizes, float)), logs, 1)[0]
    b = round(float(slopes.mean()), 6)
    if len(slopes) < 2:
        return b, float("nan"), float("nan")
    half = float(stats.t.ppf(0.975, len(slopes) - 1) * slopes.std(ddof=1) / np.sqrt(len(slopes)))
    return b, round(b - half, 6), round(b + half, 6)


def scaling(place: Place, rounds: int) -> Iterator[Row]:
    """Fit exponents in V, S, batch and depth, on the network that NAS-Bench-201 trained."""
    sides = [_nb201(place, size=side) for side in (24, 32, 48, 64)]
    yield from _grown("in V (S = 16)", {one.score().neurons: one for one in sides}, rounds, place)
    batches = {samples: _nb201(place, samples=samples) for samples in (8, 16, 32, 64)}
    yield from _grown("in S up to 64, the batch", batches, rounds, place)
    yield from _grown("in the number of cells (S = 16)", {3 * n: _deep(n, place) for n in (1, 2, 4, 8)}, rounds, place)
    for samples in (16, 64):
        counts = {units: _count(units, samples, place) for units in (1 << 16, 1 << 17, 1 << 18, 1 << 19)}
        times = take_turns({str(units): do for units, do in counts.items()}, rounds, place)
        yield _row(f"counting alone, in V (S = {samples})", counts, list(times.values()))


def _grown(name: str, subjects: Mapping[int, Subject], rounds: int, place: Place) -> Iterator[Row]:
    """Time scores and bare forwards in turns; an exponent for each, and for what a score takes beyond a forward."""
    ways = {f"score {size}": one.score for size, one in subjects.items()}
    times = take_turns(ways | {f"bare {size}": one.forward for size, one in subjects.items()}, rounds, place)
    scores = [times[f"score {size}"] for size in subjects]
    bare = [times[f"bare {size}"] for size in subjects]
    yield _row(f"a score, {name}", subjects, scores, "at most", LINEAR)
    yield _row(f"a bare forward, {name}", subjects, bare)
    beyond = [score - forward for score, forward in zip(scores, bare, strict=True)]
    yield _row(f"a score less a bare forward, {name}", subjects, beyond)


def _row(
    name: str, sizes: Iterable[int], times: Sequence[NDArray[np.float64]], sense: Sense = "", bound: float = np.nan
) -> Row:
    b, low, high = exponent(list(sizes), np.stack(times, axis=1))
    return Row(f"growth of {name}", "exponent", b, low, high, len(times[0]), sense, bound)


def _nb201(place: Place, samples: int = 16, size: int = 32) -> Subject:
    return subject("nb201", NB201_CELL, "benchmark", samples, place, size=size)


def _count(units: int, samples: int, place: Place) -> Callable[[], int]:
    random = np.random.default_rng(0).integers(256, size=(samples // 8, units), dtype=np.uint8)
    packed = torch.from_numpy(random).to(place.device)
    return lambda: count_distinct(packed)


def _deep(cells: int, place: Place) -> Subject:
    """NAS-Bench-201's network with so many cells a stage."""
    like = _nb201(place)
    net, x = place.put(Network(get_space("nb201").parse(NB201_CELL).edges, 16, cells, 10), like.x)
    return Subject(net, x, like.y)


def throughput(place: Place, rounds: int, networks: int = 64) -> Iterator[Row]:
    """Score NAS-Bench-201's networks on 1, 2, ... processes that wait for work: networks a second, and a core.

    Wall-clock seconds: what else the machine does counts. Scoring many runs on CPUs alone.
    """
    space, rng = get_space("nb201"), np.random.default_rng(0)
    archs = list({space.executed_key(arch): arch for arch in (space.sample(rng) for _ in range(networks))}.values())
    score = partial(score_many, space, archs, ["swap"], ImageSource("photos"), layout=place.layout, progress=False)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    counts = [workers for workers in (1, 2, 4, 8, 16) if workers <= cores]
    seconds: dict[int, list[float]] = {workers: [] for workers in counts}
    for _ in range(rounds):
        for workers in counts:
            with ProcessPoolExecutor(workers, get_context("spawn"), end_with_parent) as executor:
                list(executor.map(_wake, [0.5] * workers))
                score(executor=executor, chunk=4)  # images and code are loaded once
                before = time.perf_counter()
                score(executor=executor, chunk=4)
                seconds[workers].append(time.perf_counter() - before)
    for workers, taken in seconds.items():
        rate = len(archs) / np.array(taken) / workers
        yield row(f"NB201, SWAP, S = 16: each of {workers} processes", "networks/s", rate)
    if len(counts) > 1:
        most = counts[-1]
        b, low, high = exponent(counts, 1 / np.stack([seconds[w] for w in counts], axis=1))
        yield Row(f"growth of networks a second, in processes up to {most}", "exponent", b, low, high, rounds)


def _wake(nap: float) -> None:
    time.sleep(nap)
