"""The self-made benchmark: NAS-Bench-201 cells, really trained on the digit scenes, three seeds each.

Which cells, in which order, how each is trained, and the row that is kept of it. `runner.py` trains many.
Read in lesson A1; its table is `load_benchmark("mini")`.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from swap_teach.initialisation import weight_generator
from swap_teach.mini.digit_scenes import CLASSES, draw_scenes
from swap_teach.mini.stacking import Stack, stacked_cross_entropy
from swap_teach.seeding import derived_rng
from swap_teach.spaces import get_space
from swap_teach.spaces.nb201 import NB201
from swap_teach.training import Recipe, train

Row = dict[str, str | int | float]

SEEDS = (0, 1, 2)
EPOCH = 1000  # scenes; each of the 1,000 training digits once
EVALUATED = {"train": 1000, "val": 2000, "test": 6000}  # scenes
RECIPE = Recipe(epochs=36, batch_size=64, learning_rate=0.1, warmup=0.2)
CHECKPOINTS = (12,)  # epochs after which accuracies are kept too
# Means and standard deviations of red, green and blue over training scenes, where white is 1.
MEAN, DEVIATION = (0.39, 0.32, 0.30), (0.21, 0.20, 0.21)


def cell_order() -> list[str]:
    """Return one cell of each of the 6,466 classes, classes in random order: every start of it is a fair sample.

    First a class (by NAS-Bench-201's own rule of equality), then one of its members, each equally likely.

    >>> len(cell_order())
    6466
    """
    space = NB201()
    members: defaultdict[str, list[str]] = defaultdict(list)
    for genotype in space:
        members[space.isomorphism_class(genotype)].append(str(genotype))
    rng = derived_rng("mini benchmark", "cells")
    names = sorted(members)
    return [members[names[k]][rng.integers(len(members[names[k]]))] for k in rng.permutation(len(names))]


def suffixes(recipe: Recipe) -> dict[int, str]:
    """Return what is added to a column's name for each epoch that is evaluated; nothing for the last.

    >>> suffixes(RECIPE)
    {12: '_epoch12', 36: ''}
    """
    early = {epochs: f"_epoch{epochs}" for epochs in CHECKPOINTS if epochs < recipe.epochs}
    return {**early, recipe.epochs: ""}


def columns(recipe: Recipe) -> list[str]:
    """Return the names of a row's columns: accuracies in percent, losses in nats, processor seconds of one training.

    >>> columns(RECIPE)[:5], columns(RECIPE)[-3:]
    (['arch', 'seed', 'params', 'epochs', 'train_acc_epoch12'], ['test_acc', 'test_loss', 'cpu_seconds'])
    """
    measured = [
        f"{split}_{what}{suffix}"
        for suffix in suffixes(recipe).values()
        for split in EVALUATED
        for what in ("acc", "loss")
    ]
    return ["arch", "seed", "params", "epochs", *measured, "cpu_seconds"]


@dataclass(frozen=True)
class SceneBatches:
    """Training scenes for several seeds side by side: fresh ones each epoch, drawn once and then kept.

    A seed's scenes depend on (seed, epoch) alone. All cells see the same ones in the same order.
    """

    seeds: tuple[int, ...]
    batch_size: int
    _drawn: dict[int, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return EPOCH // self.batch_size

    def epoch(self, number: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield batches of (batch, seeds * 3, 12, 12) and (batch, seeds)."""
        x, y = self.scenes(number)
        for start in range(0, len(self) * self.batch_size, self.batch_size):
            batch = slice(start, start + self.batch_size)
            yield normalised(x[batch], len(self.seeds)), torch.from_numpy(y[batch])

    def scenes(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Return all scenes of an epoch, (EPOCH, seeds * 3, 12, 12), and their labels, (EPOCH, seeds)."""
        if number not in self._drawn:
            drawn = [draw_scenes("train", EPOCH, seed, number) for seed in self.seeds]
            self._drawn[number] = (np.concatenate([x for x, _ in drawn], axis=1), np.stack([y for _, y in drawn], 1))
        return self._drawn[number]


class Trainer:
    """Trains one cell after another, on the same scenes; holds the scenes, never a network."""

    def __init__(self, recipe: Recipe = RECIPE, seeds: tuple[int, ...] = SEEDS):
        self.recipe, self.seeds = recipe, seeds
        self.batches = SceneBatches(seeds, recipe.batch_size)
        for epoch in range(recipe.epochs):
            self.batches.scenes(epoch)  # now, so that the first cell's time doesn't hold it
        # Every network is judged on the same scenes, whatever its seed.
        self.evaluated = {split: draw_scenes(split, n, "evaluation") for split, n in EVALUATED.items()}

    def __call__(self, arch: str) -> list[Row]:
        """Train one cell with every seed, as one stack; one row for each seed, in the columns of `columns`."""
        space = get_space("nb201")
        genotype = space.parse(arch)
        key = space.executed_key(genotype, network="small")
        networks = [
            space.build(genotype, CLASSES, network="small", generator=weight_generator(seed, key))
            for seed in self.seeds
        ]
        params = sum(p.numel() for p in networks[0].parameters())
        rows: list[Row] = [
            {"arch": arch, "seed": seed, "params": params, "epochs": self.recipe.epochs} for seed in self.seeds
        ]
        stack = Stack(networks)

        def judge(epochs: int) -> None:
            if epochs in suffixes(self.recipe):
                suffix = suffixes(self.recipe)[epochs]
                for split, scenes in self.evaluated.items():
                    for row, accuracy, loss in zip(rows, *evaluate(stack, *scenes), strict=True):
                        row[f"{split}_acc{suffix}"], row[f"{split}_loss{suffix}"] = accuracy, loss

        start = time.process_time()
        train(stack, self.batches, self.recipe, stacked_cross_entropy, judge)
        seconds = (time.process_time() - start) / len(self.seeds)
        return [row | {"cpu_seconds": seconds} for row in rows]


def evaluate(stack: Stack, x: np.ndarray, y: np.ndarray, batch_size: int = 500) -> tuple[list[float], list[float]]:
    """Return each network's accuracy in percent and mean cross-entropy in nats, on the same scenes."""
    right = torch.zeros(stack.copies, dtype=torch.float64)
    loss = torch.zeros(stack.copies, dtype=torch.float64)
    stack.eval()
    with torch.no_grad():
        for start in range(0, len(x), batch_size):
            targets = torch.from_numpy(y[start : start + batch_size])[:, None].expand(-1, stack.copies)
            scenes = np.tile(x[start : start + batch_size], (1, stack.copies, 1, 1))
            logits = stack(normalised(scenes, stack.copies))
            right += (logits.argmax(2) == targets).sum(0)
            loss += functional.cross_entropy(logits.transpose(1, 2), targets, reduction="none").sum(0)
    return (100 * right / len(x)).tolist(), (loss / len(x)).tolist()


def normalised(x: np.ndarray, copies: int) -> Tensor:
    """From uint8 scenes (N, copies * 3, H, W) to floats of mean 0 and standard deviation 1 a colour."""
    mean, deviation = (torch.tensor(v * copies)[:, None, None] for v in (MEAN, DEVIATION))
    scaled = (torch.from_numpy(x).to(torch.float32) / 255 - mean) / deviation
    return scaled.contiguous(memory_format=torch.channels_last)
