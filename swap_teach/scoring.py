"""Score one network by any metrics, each shared pass run once. Used from lesson 05 on."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from torch import nn

from swap_teach.listening import Mode, NotFiniteError
from swap_teach.metrics import Metric, get_metrics
from swap_teach.metrics.passes import Batch
from swap_teach.metrics.registry import Pass


@dataclass(frozen=True)
class Score:
    """What one metric says of one network."""

    value: float
    """NaN where there is none; the note then says why."""
    seconds: float
    """What it took, the pass it shares included: the cost of having this metric alone."""
    note: str = ""
    """Empty, or "dead: ...", "not finite: ...", "saturated: ..."."""

    @property
    def finite(self) -> bool:
        """Whether there is a value."""
        return math.isfinite(self.value)

    def __float__(self) -> float:
        return self.value


def score_network(
    net: nn.Module,
    inputs: Any,
    targets: Any = None,
    metrics: Sequence[str] = ("swap", "units", "params"),
    seed: int = 0,
    mode: Mode = "train",
) -> dict[str, Score]:
    """Score a network with its weights as they are, sharing passes; it comes back as it went in.

    inputs   (S, ...) array or tensor. targets  (S,) labels, for metrics that need them.
    metrics  names or aliases (`list_metrics()`); the keys of the result, in this order, are their names.
    seed     of a metric's own noise, derived for each metric by its name. mode  as in `swap_score`.

    A network that puts out NaN or infinity gets NaN and a note, never a made-up number; a dead one is noted, and
    keeps the value that was measured. ValueError for an unknown metric, labels that are missing, or inputs that
    don't fit.

    >>> import torch
    >>> net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    >>> scores = score_network(net, torch.eye(2), metrics=["units", "params"])
    >>> scores["units"].value, round(float(scores["params"]) * 1e6)
    (3.0, 9)
    """
    wanted = get_metrics(metrics)
    unlabelled = [metric.name for metric in wanted if "labels" in metric.needs and targets is None]
    if unlabelled:
        raise ValueError(f"{', '.join(unlabelled)} need labels: pass targets, one class number for each sample.")
    batch = Batch(inputs, targets, mode, seed)
    scores: dict[str, Score] = {}
    for reads in dict.fromkeys(metric.reads for metric in wanted):
        scores |= _score_pass(net, batch, reads, [metric for metric in wanted if metric.reads is reads])
    return {metric.name: scores[metric.name] for metric in wanted}


def _score_pass(net: nn.Module, batch: Batch, reads: Pass, metrics: list[Metric]) -> dict[str, Score]:
    """Run one pass, and each metric that reads it."""
    start = time.perf_counter()
    try:
        left_behind, finding = reads(net, batch)
    except NotFiniteError as error:
        seconds = time.perf_counter() - start
        return {metric.name: Score(math.nan, seconds, f"not finite: {error}") for metric in metrics}
    pass_seconds = time.perf_counter() - start
    scores = {}
    for metric in metrics:
        start = time.perf_counter()
        reading = metric.compute(left_behind)
        seconds = pass_seconds + time.perf_counter() - start
        value, remark = reading if isinstance(reading, tuple) else (reading, "")
        if not math.isfinite(value):
            remark = f"not finite: {metric.name} came out as {value}. {remark}".rstrip()
            value = math.nan
        scores[metric.name] = Score(float(value), seconds, "; ".join(filter(None, (finding, remark))))
    return scores
