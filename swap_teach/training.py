"""The project's one training loop: stochastic gradient descent, a warm-up, half a cosine down to zero.

Whatever is trained here, from the self-made benchmark's small cells to a found network at full size, goes through
`train`; what differs is the recipe, the batches and what happens after each epoch. Read in lesson A1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Recipe:
    """How to train. `warmup` is the share of all steps during which the learning rate rises."""

    epochs: int
    batch_size: int
    learning_rate: float
    warmup: float = 0.0
    momentum: float = 0.9
    weight_decay: float = 5e-4

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.batch_size < 1:
            raise ValueError(
                f"A recipe needs at least one epoch and one image a batch, got epochs={self.epochs}, "
                f"batch_size={self.batch_size}."
            )
        if not 0 <= self.warmup < 1:
            raise ValueError(f"warmup is a share of the steps, 0 <= warmup < 1, got {self.warmup}.")


class Batches(Protocol):
    """The training data: a number of steps an epoch, and the batches of each epoch, counted from 0."""

    def __len__(self) -> int:
        """Return the number of steps an epoch."""

    def epoch(self, number: int) -> Iterable[tuple[Tensor, Tensor]]:
        """Yield inputs and targets, in the order of training."""


def learning_rate(recipe: Recipe, progress: float) -> float:
    """Return the learning rate at `progress`, the share of the steps already taken: 0 <= progress <= 1.

    It rises linearly from 0 to the recipe's value during the warm-up and falls to 0 along half a cosine.

    >>> recipe = Recipe(epochs=1, batch_size=1, learning_rate=0.2, warmup=0.25)
    >>> [round(learning_rate(recipe, p), 3) for p in (0, 0.125, 0.25, 0.625, 1)]
    [0.0, 0.1, 0.2, 0.1, 0.0]
    """
    if progress < recipe.warmup:
        return recipe.learning_rate * progress / recipe.warmup
    fall = (progress - recipe.warmup) / (1 - recipe.warmup)
    return recipe.learning_rate * (1 + math.cos(math.pi * fall)) / 2


def train(
    model: nn.Module,
    batches: Batches,
    recipe: Recipe,
    loss: Loss = functional.cross_entropy,
    after_epoch: Callable[[int], None] | None = None,
) -> None:
    """Train `model` in place, with Nesterov's momentum.

    loss         of (outputs, targets), a scalar
    after_epoch  is called with the number of epochs done (1, 2, ...); the model may be evaluated in it

    Everything random is the caller's: fresh weights and the order of the batches. With one thread the same
    weights and batches give the same result bit for bit.
    """
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.SGD(
        parameters,
        lr=0.0,
        momentum=recipe.momentum,
        weight_decay=recipe.weight_decay,
        nesterov=recipe.momentum > 0,
        foreach=True,
    )
    steps, step = recipe.epochs * len(batches), 0
    for epoch in range(recipe.epochs):
        model.train()
        for x, y in batches.epoch(epoch):
            # The middle of the step: neither the first nor the last one is wasted on a rate of zero.
            optimiser.param_groups[0]["lr"] = learning_rate(recipe, (step + 0.5) / steps)
            optimiser.zero_grad()
            loss(model(x), y).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            step += 1
        if after_epoch is not None:
            after_epoch(epoch + 1)
