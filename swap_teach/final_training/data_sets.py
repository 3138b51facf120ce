"""What a final training is fed with: images of one epoch after another, and those the network is judged on.

A data set draws what is random (order, crops, flips, new scenes) from the seed and the number of the epoch alone, so
an epoch can be repeated, and a stopped training goes on with the images it would have had. Used in lesson A5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from swap_teach.datafiles import find, missing
from swap_teach.final_training.augment import crop_and_flip
from swap_teach.images import NORMALISATION
from swap_teach.mini.digit_scenes import CLASSES, SIZE, draw_scenes
from swap_teach.mini.trainer import DEVIATION, EPOCH, EVALUATED, MEAN
from swap_teach.seeding import derived_rng

Batch = tuple[np.ndarray, np.ndarray]
"""Images, float32 of shape (n, 3, side, side), normalised; and their labels, int64."""


class DataSet(Protocol):
    """Training images, and images to judge on. `len` is the number of training images an epoch."""

    @property
    def name(self) -> str:
        """What tells it from another: kind and number of images."""

    @property
    def classes(self) -> int:
        """How many there are."""

    @property
    def side(self) -> int:
        """Width and height of an image in pixels."""

    def __len__(self) -> int: ...

    def epoch(self, seed: int, number: int, batch_size: int) -> Iterator[Batch]:
        """Yield an epoch's whole batches; what doesn't fill one is left out."""

    def judged(self, batch_size: int) -> Iterator[Batch]:
        """Yield the images to judge on, always the same."""


@dataclass(frozen=True)
class Scenes:
    """The self-made task: digits on pieces of photograph, 12 pixels, new ones each epoch, judged on test digits.

    >>> Scenes(judge_on=300).name
    'mini, 1000 new scenes an epoch, judged on 300 test scenes'
    """

    judge_on: int = EVALUATED["test"]
    classes: int = CLASSES
    side: int = SIZE
    size: int = EPOCH

    @property
    def name(self) -> str:
        """Kind and numbers of images."""
        return f"mini, {self.size} new scenes an epoch, judged on {self.judge_on} test scenes"

    def __len__(self) -> int:
        return self.size

    def epoch(self, seed: int, number: int, batch_size: int) -> Iterator[Batch]:
        """Yield scenes of training digits; those of another epoch are others."""
        x, y = draw_scenes("train", self.size, seed, number)
        for batch in _whole(len(y), batch_size):
            yield normalised(x[batch], MEAN, DEVIATION), y[batch]

    def judged(self, batch_size: int) -> Iterator[Batch]:
        """Yield scenes of test digits: those on which the self-made benchmark judges its cells."""
        x, y = draw_scenes("test", self.judge_on, "evaluation")
        for start in range(0, len(y), batch_size):
            yield normalised(x[start : start + batch_size], MEAN, DEVIATION), y[start : start + batch_size]


@dataclass(frozen=True)
class Few:
    """A few scenes, the same in each epoch, and judged on these: what a sound training learns by heart."""

    size: int = 64
    classes: int = CLASSES
    side: int = SIZE

    @property
    def name(self) -> str:
        """Kind and number of images."""
        return f"mini, the same {self.size} scenes each epoch, judged on these"

    def __len__(self) -> int:
        return self.size

    def epoch(self, seed: int, number: int, batch_size: int) -> Iterator[Batch]:
        """Yield the scenes of the seed, whatever the epoch."""
        yield from Scenes(size=self.size).epoch(seed, 0, batch_size)

    def judged(self, batch_size: int) -> Iterator[Batch]:
        """Yield the scenes of seed 0."""
        yield from self.epoch(0, 0, self.size)


@dataclass(frozen=True)
class Arrays:
    """Images in memory, uint8 (n, 3, side, side): shuffled, shifted by up to `margin` pixels and mirrored."""

    kind: str
    train: tuple[np.ndarray, np.ndarray] = field(repr=False)
    test: tuple[np.ndarray, np.ndarray] = field(repr=False)
    classes: int
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    margin: int = 4

    @property
    def name(self) -> str:
        """Kind and numbers of images."""
        return f"{self.kind}, {len(self):,} training images, judged on {len(self.test[1]):,} test images"

    @property
    def side(self) -> int:
        """Width and height in pixels."""
        return int(self.train[0].shape[-1])

    def __len__(self) -> int:
        return len(self.train[1])

    def epoch(self, seed: int, number: int, batch_size: int) -> Iterator[Batch]:
        """Yield all training images in a new order, each moved and mirrored by chance."""
        rng = derived_rng(seed, "final training", "images", number)
        order = rng.permutation(len(self))
        for batch in _whole(len(self), batch_size):
            x = crop_and_flip(self.train[0][order[batch]], self.margin, rng)
            yield normalised(x, self.mean, self.deviation), self.train[1][order[batch]]

    def judged(self, batch_size: int) -> Iterator[Batch]:
        """Yield the test images as they are."""
        for start in range(0, len(self.test[1]), batch_size):
            x, y = (part[start : start + batch_size] for part in self.test)
            yield normalised(x, self.mean, self.deviation), y


def cifar(kind: str) -> Arrays:
    """Load "cifar10" or "cifar100" from where data is looked up; MissingDataError, which says what to type, if absent.

    Where only the subset of a few images is there, it is taken, and `name` shows how many they are.
    """

    def load(split: str) -> tuple[np.ndarray, np.ndarray]:
        names = (f"images/{kind}_{split}.npz", f"images/{kind}_{split}_subset.npz")
        path = find(*names)
        if path is None:
            raise missing(
                kind,
                names,
                f"Fetch it with `swap-teach fetch {kind}`, or train on --dataset mini, which needs no file.",
            )
        with np.load(path, allow_pickle=False) as data:
            return np.ascontiguousarray(data["x"].transpose(0, 3, 1, 2)), data["y"].astype(np.int64)

    return Arrays(kind, load("train"), load("test"), {"cifar10": 10, "cifar100": 100}[kind], *NORMALISATION[kind])


def normalised(x: np.ndarray, mean: tuple[float, ...], deviation: tuple[float, ...]) -> np.ndarray:
    """From uint8 (n, 3, h, w) to float32 of mean 0 and standard deviation 1 a colour."""
    middle, width = (np.array(values, dtype=np.float32)[:, None, None] for values in (mean, deviation))
    scaled: np.ndarray = (x.astype(np.float32) / 255 - middle) / width
    return scaled


def _whole(n: int, batch_size: int) -> Iterator[slice]:
    return (slice(start, start + batch_size) for start in range(0, n - batch_size + 1, batch_size))
