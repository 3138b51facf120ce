"""What is done to training images, and never to those a network is judged on: crop, flip, cutout.

Each takes the generator that draws: the caller derives it from seed and epoch. Used in lesson A5.
"""

from __future__ import annotations

import numpy as np


def cutout(x: np.ndarray, side: int, rng: np.random.Generator) -> np.ndarray:
    """Blank a square in each image, in a place of its own; returns a new array of the same shape.

    x     (n, channels, height, width), normalised: 0 is the mean colour
    side  of the square in pixels; its middle may be any pixel, so that part of it may lie outside; 0: no square

    Source: DeVries and Taylor 2017 (arXiv 1708.04552).

    >>> cutout(np.ones((1, 1, 2, 2)), 4, np.random.default_rng(0)).sum()
    np.float64(0.0)
    """
    middle = rng.integers(x.shape[-2:], size=(len(x), 2))
    first = middle - side // 2
    rows, columns = (
        (first[:, k, None] <= np.arange(x.shape[2 + k])) & (np.arange(x.shape[2 + k]) < first[:, k, None] + side)
        for k in (0, 1)
    )
    return np.where((rows[:, :, None] & columns[:, None, :])[:, None], np.zeros((), x.dtype), x)


def crop_and_flip(x: np.ndarray, margin: int, rng: np.random.Generator) -> np.ndarray:
    """Shift each image by up to `margin` pixels in both directions, zeros coming in, and mirror every second one.

    x  (n, channels, height, width); returns a new array of the same shape and type. The usual augmentation for CIFAR,
    margin 4; on pixels before they are normalised, so that black comes in.

    >>> image = np.arange(4).reshape(1, 1, 2, 2)
    >>> {crop_and_flip(image, 0, np.random.default_rng(k))[0, 0, 0, 0].item() for k in range(9)} == {0, 1}
    True
    """
    n, _, height, width = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    corner = rng.integers(2 * margin, size=(2, n, 1), endpoint=True)
    mirrored = rng.integers(2, size=(n, 1)) == 1
    rows = corner[0] + np.arange(height)
    columns = corner[1] + np.where(mirrored, np.arange(width)[::-1], np.arange(width))
    cropped = padded[np.arange(n)[:, None, None], :, rows[:, :, None], columns[:, None, :]]
    return np.ascontiguousarray(cropped.transpose(0, 3, 1, 2))


def crop_box(width: int, height: int, rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Draw a part of a picture, 8 to 100 % of its area and 3:4 to 4:3 in shape: (left, top, right, bottom) in pixels.

    As for ImageNet everywhere since Szegedy and others, "Going Deeper with Convolutions", CVPR 2015. Where ten draws
    don't fit inside, the central square is taken.

    >>> crop_box(100, 100, np.random.default_rng(0))
    (7.0, 0.0, 83.0, 87.0)
    """
    for _ in range(10):
        area, shape = width * height * rng.uniform(0.08, 1), np.exp(rng.uniform(np.log(3 / 4), np.log(4 / 3)))
        across, down = round((area * shape) ** 0.5), round((area / shape) ** 0.5)
        if 0 < across <= width and 0 < down <= height:
            left, top = (int(rng.integers(0, room, endpoint=True)) for room in (width - across, height - down))
            return float(left), float(top), float(left + across), float(top + down)
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    return float(left), float(top), float(left + side), float(top + side)


def jitter(x: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """Change brightness, contrast and saturation of one picture by factors of 1 +- `strength`, in this order.

    x  float (height, width, 3), white 1; returns the same shape, within 0 ... 1.
    """
    brightness, contrast, saturation = rng.uniform(1 - strength, 1 + strength, 3)
    grey = np.array([0.299, 0.587, 0.114])  # how bright red, green and blue look (ITU-R BT.601)
    x = (x * brightness).clip(0, 1)
    x = ((x @ grey).mean() * (1 - contrast) + x * contrast).clip(0, 1)
    return np.asarray(((x @ grey)[..., None] * (1 - saturation) + x * saturation).clip(0, 1))
