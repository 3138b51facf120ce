"""The project's one training loop: stochastic gradient descent, a warm-up, half a cosine down to zero.

Whatever is trained here, from the self-made benchmark's small cells to a found network at full size, goes through
`Training.epoch`; what differs is the recipe, the batches and what happens after each epoch. Read in lessons A1 and A5.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

Loss = Callable[[Any, Tensor], Tensor]
"""Of a model's outputs (mostly one tensor) and the targets."""


@dataclass(frozen=True)
class Recipe:
    """How to train. `warmup` is the share of all steps during which the learning rate rises.

    `clip` is the longest that all gradients together, as one vector, may be; None leaves them as they are.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    warmup: float = 0.0
    momentum: float = 0.9
    weight_decay: float = 5e-4
    nesterov: bool = True
    clip: float | None = None

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.batch_size < 1:
            raise ValueError(
                f"A recipe needs at least one epoch and one image a batch, got epochs={self.epochs}, "
                f"batch_size={self.batch_size}."
            )
        if not 0 <= self.warmup < 1:
            raise ValueError(f"warmup is a share of the steps, 0 <= warmup < 1, got {self.warmup}.")
        if self.clip is not None and not self.clip > 0:
            raise ValueError(f"clip is a length above 0, or None for no clipping, got {self.clip}.")


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


class Training:
    """A training under way: a model, its optimiser, and how many epochs are done.

    forward   what to run in place of the model: a method of it that gives more than its logits, say
    autocast  a type in which PyTorch may compute what bears it, such as torch.bfloat16; weights stay float32.
              None: all in the weights' own type.

    `state_dict` is all that the coming epochs depend on, besides the batches: saved after an epoch and loaded into a
    training of the same recipe, it goes on to the same weights, bit for bit (one device, as many threads).
    """

    def __init__(
        self,
        model: nn.Module,
        recipe: Recipe,
        forward: Callable[[Tensor], Any] | None = None,
        autocast: torch.dtype | None = None,
    ):
        self.model, self.recipe, self.autocast = model, recipe, autocast
        self.forward = forward or model
        self.epochs_done = 0
        self.parameters = [p for p in model.parameters() if p.requires_grad]
        self.optimiser = torch.optim.SGD(
            self.parameters,
            lr=0.0,
            momentum=recipe.momentum,
            weight_decay=recipe.weight_decay,
            nesterov=recipe.nesterov and recipe.momentum > 0,
            foreach=True,
        )

    def epoch(self, batches: Batches, loss: Loss = functional.cross_entropy) -> None:
        """Train one more epoch of `batches`; `loss` is of (outputs, targets), a scalar."""
        step, steps = self.epochs_done * len(batches), self.recipe.epochs * len(batches)
        self.model.train()
        for x, y in batches.epoch(self.epochs_done):
            # The middle of the step: neither the first nor the last one is wasted on a rate of zero.
            self.optimiser.param_groups[0]["lr"] = learning_rate(self.recipe, (step + 0.5) / steps)
            self.optimiser.zero_grad()
            with torch.autocast(x.device.type, dtype=self.autocast, enabled=self.autocast is not None):
                error = loss(self.forward(x), y)
            error.backward()  # type: ignore[no-untyped-call]
            if self.recipe.clip is not None:
                nn.utils.clip_grad_norm_(self.parameters, self.recipe.clip, foreach=True)
            self.optimiser.step()
            step += 1
        self.epochs_done += 1

    def state_dict(self) -> dict[str, Any]:
        """Return weights, the optimiser's momentum and the epochs done: tensors, numbers and text alone."""
        return {
            "epochs_done": self.epochs_done,
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take up where the training that gave `state` was."""
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.epochs_done = state["epochs_done"]


def train(
    model: nn.Module,
    batches: Batches,
    recipe: Recipe,
    loss: Loss = functional.cross_entropy,
    after_epoch: Callable[[int], None] | None = None,
) -> None:
    """Train `model` in place, from the first epoch to the last.

    loss         of (outputs, targets), a scalar
    after_epoch  is called with the number of epochs done (1, 2, ...); the model may be evaluated in it

    Everything random is the caller's: fresh weights and the order of the batches. With one thread the same
    weights and batches give the same result bit for bit.
    """
    training = Training(model, recipe)
    for _ in range(recipe.epochs):
        training.epoch(batches, loss)
        if after_epoch is not None:
            after_epoch(training.epochs_done)
