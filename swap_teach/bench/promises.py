"""What this package promises of its speed, as ratios of times taken in turns; each by its name, with its bound."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

from swap_teach.bench.rows import Row, row
from swap_teach.bench.subjects import DARTS_CELLS, NB201_CELL, count_rows, in_order, subject
from swap_teach.bench.timing import Place, peak_bytes, take_turns
from swap_teach.listening import capture
from swap_teach.metrics.nwot import agreements
from swap_teach.metrics.passes import Batch, hear_patterns
from swap_teach.reference import bit_matrix_reference, count_patterns_reference
from swap_teach.scoring import score_network

FIRST_ORDER = ("grad_norm", "snip", "plain", "fisher")


def promises(place: Place, rounds: int) -> Iterator[Row]:
    """Measure all of them but those of growth, which `scaling` has."""
    yield from one_darts_cell(place, rounds)
    yield from nb201(place, rounds)
    yield from eight_darts_cells(place, rounds)
    yield from nwot(place, rounds)
    yield from shared_pass(place, rounds)


def one_darts_cell(place: Place, rounds: int) -> Iterator[Row]:
    """Run the authors' protocol, S = 16: fresh weights, one forward, a count."""
    one = subject("darts", DARTS_CELLS, "scoring", 16, place, law="normal")
    one.net.train()
    bits = bit_matrix_reference(one.net, one.x)
    ways = {
        "whole": in_order(one.draw, one.score),
        "bare": in_order(one.draw, one.forward),
        "textbook's count": lambda: count_patterns_reference(bits),
        "authors' count": lambda: count_rows(bits),
    }
    t = take_turns(ways, 5 * rounds, place)  # each takes a few milliseconds
    where = "one DARTS cell, S = 16"
    yield row(f"{where}: draw and score / draw and bare forward", "ratio", t["whole"] / t["bare"], "at most", 1.25)
    ratio = t["textbook's count"] / t["whole"]
    yield row(f"{where}: the textbook's count / draw and score", "ratio", ratio, "at least", 10)
    yield row(f"{where}: the authors' count of rows / draw and score", "ratio", t["authors' count"] / t["whole"])


def nb201(place: Place, rounds: int) -> Iterator[Row]:
    """Score the network that NAS-Bench-201 trained, S = 32: time, and memory."""
    one = subject("nb201", NB201_CELL, "benchmark", 32, place)
    t = take_turns({"score": one.score, "bare": one.forward, "textbook": one.textbook}, rounds, place)
    where = "NB201, S = 32"
    yield row(f"{where}: score / bare forward", "ratio", t["score"] / t["bare"], "at most", 1.4)
    less = (t["textbook"] - t["bare"]) / (t["score"] - t["bare"])
    yield row(f"{where}: the textbook / ours, each less the bare forward", "ratio", less, "at least", 15)
    extra = peak_bytes(one.score, place) - peak_bytes(one.forward, place)
    largest = max(heard.values.nbytes for heard in capture(one.net, one.x))
    ratio = extra / (largest + 16 * one.score().count)
    name = f"{where}: extra peak memory / (largest layer + 16 bytes a pattern)"
    yield row(name, "ratio", [ratio], "at most", 1)


def eight_darts_cells(place: Place, rounds: int) -> Iterator[Row]:
    """Score eight DARTS cells of 16 channels, S = 16: all in all."""
    one = subject("darts", DARTS_CELLS, "small", 16, place)
    ways = {"score": one.score, "textbook": one.textbook, "authors": one.authors}
    t = take_turns(ways, min(rounds, 5), place)
    name = "eight DARTS cells, S = 16: the textbook / ours, all in all"
    yield row(name, "ratio", t["textbook"] / t["score"], "at least", 20)
    name = "eight DARTS cells, S = 16: the authors' count of rows / ours, all in all"
    yield row(name, "ratio", t["authors"] / t["score"])


def nwot(place: Place, rounds: int) -> Iterator[Row]:
    """Make NWOT's matrix of agreements, S = 64: from packed bits, and as two products of float32 matrices."""
    one = subject("nb201", NB201_CELL, "benchmark", 64, place)
    patterns, _ = hear_patterns(one.net, Batch(one.x))
    bits = torch.cat([heard.values.flatten(1) > 0 for heard in capture(one.net, one.x)], dim=1).float()

    def textbook() -> torch.Tensor:
        with torch.autocast(place.device.type, enabled=False):
            return bits @ bits.T + (1 - bits) @ (1 - bits).T

    if not np.array_equal(textbook().cpu().numpy(), agreements(patterns)):
        raise RuntimeError("NWOT's agreements differ from the textbook's: a ratio of times would mean nothing.")
    t = take_turns({"textbook": textbook, "ours": lambda: agreements(patterns)}, rounds, place)
    name = "NWOT, S = 64: two float matrix products / packed bits"
    yield row(name, "ratio", t["textbook"] / t["ours"], "at least", 10)


def shared_pass(place: Place, rounds: int) -> Iterator[Row]:
    """Score four first-order metrics: in one pass, and one by one."""
    one = subject("nb201", NB201_CELL, "benchmark", 16, place)

    def shared() -> None:
        score_network(one.net, one.x, one.y, FIRST_ORDER)

    def alone() -> None:
        for name in FIRST_ORDER:
            score_network(one.net, one.x, one.y, [name])

    t = take_turns({"shared": shared, "alone": alone}, rounds, place)
    name = f"{', '.join(FIRST_ORDER)}: in one pass / one by one"
    yield row(name, "ratio", t["shared"] / t["alone"], "at most", 0.3)
