"""Where the time goes: construction, weights, forward, hearing, counting, and each metric's whole cost and memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from swap_teach.bench.rows import Row, row
from swap_teach.bench.subjects import Subject, subject
from swap_teach.bench.timing import Place, peak_bytes, take_turns
from swap_teach.initialisation import weight_generator
from swap_teach.listening import run
from swap_teach.metrics import list_metrics
from swap_teach.packed import Packer, count_distinct
from swap_teach.reference import bit_matrix_reference, count_patterns_reference
from swap_teach.scoring import score_network
from swap_teach.spaces import get_space

SAMPLES = 16


def stages(spaces: Sequence[str], metrics: Sequence[str], place: Place, rounds: int) -> Iterator[Row]:
    """Time the scoring network of one architecture of each space, piece by piece, and each metric on it."""
    for name in spaces:
        space = get_space(name)
        arch = str(space.sample(np.random.default_rng(0)))
        one = subject(name, arch, "scoring", SAMPLES, place)
        ways: dict[str, Callable[[], object]] = {"construction, weights drawn": _build(name, arch, place)}
        ways |= _pieces(one)
        ways |= {f"{metric}, total": _score(one, metric) for metric in metrics}
        times = take_turns(ways, rounds, place)
        for what, seconds in times.items():
            yield row(f"{name}, S = {SAMPLES}: {what}", "ms", 1000 * seconds)
        if "swap, total" in times:
            textbook = times["textbook: forward, heard and kept"] + times["textbook: count"]
            yield row(f"{name}, S = {SAMPLES}: the textbook / swap, total", "ratio", textbook / times["swap, total"])
        for what in ("bare forward", *(f"{metric}, total" for metric in metrics)):
            yield row(f"{name}, S = {SAMPLES}: {what}, peak memory", "MB", [peak_bytes(ways[what], place) / 1e6])


def _build(name: str, arch: str, place: Place) -> Callable[[], object]:
    space = get_space(name)
    genotype = space.parse(arch)
    return lambda: space.build(genotype, space.num_classes, "scoring", weight_generator(0, "bench"), place.device)


def _pieces(one: Subject) -> dict[str, Callable[[], object]]:
    """List SWAP's pieces, ours and the textbook's. Hearing includes the forward that is heard."""
    packer = Packer()
    run(one.net, one.x, packer.add)
    packed = packer.packed()
    one.net.train()
    bits = bit_matrix_reference(one.net, one.x)
    return {
        "initialisation": one.draw,
        "bare forward": one.forward,
        "forward, heard and packed": lambda: run(one.net, one.x, Packer().add),
        "count": lambda: count_distinct(packed),
        "textbook: forward, heard and kept": lambda: bit_matrix_reference(one.net, one.x),
        "textbook: count": lambda: count_patterns_reference(bits),
    }


def _score(one: Subject, metric: str) -> Callable[[], object]:
    return partial(score_network, one.net, one.x, one.y, [metric])


def every_metric() -> list[str]:
    """Names of all metrics."""
    return list(list_metrics().index)
