"""Metrics of sample-wise activation patterns: SWAP, its plainest rival, the number of units, and a share of our own."""

from __future__ import annotations

import torch

from swap_teach.metrics.passes import Patterns, hear_patterns
from swap_teach.metrics.registry import metric
from swap_teach.packed import count_distinct
from swap_teach.swap import SwapScore


@metric(
    "swap",
    reads=hear_patterns,
    needs={"weights", "images"},
    source="SWAP-NAS (ICLR 2024), Definitions 3.2 and 3.3, Equations 3 and 4",
    aliases=("psi", "swap_score"),
)
def swap(patterns: Patterns) -> tuple[float, str]:
    """Count the distinct sample-wise activation patterns, Psi: the integer that `swap_score` returns.

    It says how differently the units see the batch. At most min(V, 2^S); from 95 % of that it is noted as
    saturated, since networks that reach a common ceiling can't be told apart.
    """
    packed = torch.cat(patterns.layers, dim=1)  # at once: sorting layer by layer takes two to four times as long
    score = SwapScore(count_distinct(packed), packed.shape[1], patterns.samples)
    return score.count, f"saturated: {score.count} of at most {score.ceiling}" if score.saturated else ""


@metric(
    "units",
    reads=hear_patterns,
    needs={"weights", "images"},
    source="the V of SWAP-NAS, Definition 3.2",
    aliases=("neurons", "V"),
)
def units(patterns: Patterns) -> float:
    """Count the units, V: post-activation values for one sample. SWAP has to beat it to be worth a forward."""
    return sum(layer.shape[1] for layer in patterns.layers)


@metric(
    "pattern_share",
    reads=hear_patterns,
    needs={"weights", "images"},
    source="this course, lesson 08: a part of its label-free entry",
)
def pattern_share(patterns: Patterns) -> float:
    """Average over the activations: how many distinct patterns there are for each unit.

    Each activation is counted by itself, so a wide one doesn't outweigh the others and the share says nothing about
    size: between 1 / units, where all units of an activation agree, and 1, where each has its own pattern.
    """
    return sum(count_distinct(layer) / layer.shape[1] for layer in patterns.layers) / len(patterns.layers)
