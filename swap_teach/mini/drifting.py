"""How two trainings that begin almost alike drift apart. Read in lesson A1."""

from __future__ import annotations

import torch
from torch import Tensor

from swap_teach.initialisation import weight_generator
from swap_teach.mini.digit_scenes import CLASSES
from swap_teach.mini.stacking import Stack, stacked_cross_entropy
from swap_teach.mini.trainer import SceneBatches
from swap_teach.spaces import get_space
from swap_teach.training import Recipe, train


def step_losses(arch: str, recipe: Recipe, seed: int = 0, nudge: float = 0.0) -> list[float]:
    """Train one cell as the benchmark does, with one seed, and return the loss of every step (nats).

    arch   a NAS-Bench-201 string. nudge  is added to the network's first weight, before the first step.

    The same arguments give the same losses bit for bit on one machine, with one thread. Used in lesson A1.
    """
    space = get_space("nb201")
    genotype = space.parse(arch)
    generator = weight_generator(seed, space.executed_key(genotype, network="small"))
    network = space.build(genotype, CLASSES, network="small", generator=generator)
    with torch.no_grad():
        next(network.parameters()).flatten()[0].add_(nudge)
    losses = []

    def heard(logits: Tensor, targets: Tensor) -> Tensor:
        loss = stacked_cross_entropy(logits, targets)
        losses.append(loss.item())
        return loss

    train(Stack([network]), SceneBatches((seed,), recipe.batch_size), recipe, heard)
    return losses
