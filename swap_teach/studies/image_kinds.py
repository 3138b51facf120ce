"""The images that the studies compare: noise, photographs and CIFAR-10, each as it is or blurred."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from swap_teach.images import blur, inputs_id, load_images, noise_images


@dataclass(frozen=True)
class Images:
    """A source of images for `score_many`: called with a repeat, it returns (x, y).

    kind      noise, photos or cifar10. exponent  noise: its power falls like 1/f^exponent.
    blur      width in pixels of the mean filter, 1 for none. samples  S. seed  of the images.
    fresh     other images for each repeat, or the same ones for all. start  the batch that repeat 0 gets.

    >>> Images("noise", exponent=2, samples=4).id.split("#")[0]
    'noise exponent=2 blur=1 n=4 size=32 seed=0 fresh'
    """

    kind: str
    exponent: float = 0
    blur: int = 1
    samples: int = 16
    seed: int = 0
    fresh: bool = True
    size: int = 32
    start: int = 0

    def __call__(self, repeat: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the images and labels of this repeat."""
        draw = self.start + (repeat if self.fresh else 0)
        if self.kind == "noise":
            x = noise_images(self.samples, self.size, self.exponent, self.seed, repeat=draw)
            y = np.arange(self.samples, dtype=np.int64) % 10
        else:
            x, y = load_images(self.kind, self.samples, self.size, self.seed, repeat=draw)
        return blur(x, self.blur), y

    @property
    def id(self) -> str:
        """The settings, and a hash of the images of repeat 0."""
        which = f"{self.kind} exponent={self.exponent:g}" if self.kind == "noise" else self.kind
        drawn = ("fresh" if self.fresh else "same") + (f" from {self.start}" if self.start else "")
        settings = f"{which} blur={self.blur} n={self.samples} size={self.size} seed={self.seed} {drawn}"
        return inputs_id(self(0)[0], settings)
