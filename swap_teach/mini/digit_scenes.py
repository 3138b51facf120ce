"""The small image task of the self-made benchmark: which digit lies on a piece of photograph.

Every scene is made from what installed packages ship: scikit-learn's 1,797 handwritten digits of 8 x 8 pixels and
the photographs of `photographs.py`. A digit is turned, scaled, shifted, coloured and laid on a piece of
photograph; a part of a second digit, which doesn't count, lies beside it. NumPy only. Read in lesson A1.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from swap_teach.photographs import photo_crops
from swap_teach.seeding import derived_rng

SIZE = 12  # pixels; two halvings leave 3 x 3
CLASSES = 10
# The digits come in the order in which 43 people wrote them, so the three parts hold (all but) different hands.
SPLITS = {"train": (0, 1000), "val": (1000, 1297), "test": (1297, 1797)}

ROTATION = 30.0  # degrees, either way
SCALE = (0.9, 1.25)  # 1: the digit's 8 pixels become 8 of the scene's 12
SHIFT = 1.5  # pixels, either way, both directions
DISTANCE = (6.6, 10.2)  # pixels from the middle of the scene to the middle of the distractor
BACKGROUND = 0.6  # brightness of the photograph
INK = (0.5, 1.0)  # each of red, green, blue
OPACITY = (0.8, 1.0)
NOISE = 0.05  # standard deviation, where white is 1

BANK, BANK_SIZE = 200, 200  # pieces of photograph that backgrounds are cut from, and their width in pixels


def draw_scenes(split: str, n: int, *parts: int | str) -> tuple[np.ndarray, np.ndarray]:
    """Draw `n` scenes; every digit of the split appears before any appears again.

    split   "train", "val" or "test": which digits (and, with their own crops, which backgrounds)
    parts   what names this draw, such as a seed and an epoch; the same parts give the same scenes

    Returns x, uint8 of shape (n, 3, 12, 12), and y, int64 of shape (n,): the digit on top.
    Raises ValueError for an unknown split. Used in lesson A1.

    >>> x, y = draw_scenes("test", 1000, 0)
    >>> x.shape, bool(np.bincount(y).min() > 90)
    ((1000, 3, 12, 12), True)
    """
    if split not in SPLITS:
        raise ValueError(f"No split {split!r}; choose one of {', '.join(SPLITS)}.")
    glyphs, labels = _digits(split)
    rng = derived_rng("digit scenes", split, *parts)
    chosen = np.concatenate([rng.permutation(len(glyphs)) for _ in range(-(-n // len(glyphs)))])[:n]
    angle, distance = rng.uniform(0, 2 * np.pi, n), rng.uniform(*DISTANCE, n)
    beside = np.stack([distance * np.sin(angle), distance * np.cos(angle)])
    scene = BACKGROUND / 255 * _backgrounds(split, n, rng)
    scene = _lay(scene, glyphs[rng.integers(len(glyphs), size=n)], beside, rng)
    scene = _lay(scene, glyphs[chosen], rng.uniform(-SHIFT, SHIFT, (2, n)), rng)
    scene += rng.normal(0, NOISE, scene.shape)
    return (scene * 255).round().clip(0, 255).astype(np.uint8), labels[chosen]


@cache
def _digits(split: str) -> tuple[np.ndarray, np.ndarray]:
    """Ink of each digit of the split, 0..1, shape (digits, 8, 8); and its label."""
    from sklearn.datasets import load_digits

    everything = load_digits()
    start, stop = SPLITS[split]
    return everything.images[start:stop] / 16, everything.target[start:stop].astype(np.int64)


@cache
def _bank(split: str) -> np.ndarray:
    """Crops of the photographs, uint8, shape (BANK, 3, BANK_SIZE, BANK_SIZE)."""
    pixels, _ = photo_crops(BANK, BANK_SIZE, derived_rng("digit scenes", "backgrounds", split))
    return np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))


def _backgrounds(split: str, n: int, rng: np.random.Generator) -> np.ndarray:
    """Cut `n` pieces of SIZE pixels from the bank, at random places; shape (n, 3, SIZE, SIZE)."""
    which = rng.integers(BANK, size=n)[:, None, None]
    top, left = rng.integers(BANK_SIZE - SIZE, size=(2, n, 1, 1), endpoint=True)
    rows, columns = top + np.arange(SIZE)[:, None], left + np.arange(SIZE)
    return np.asarray(_bank(split)[which, :, rows, columns].transpose(0, 3, 1, 2))


def _lay(scene: np.ndarray, glyphs: np.ndarray, middle: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lay one digit in a random turn, size, colour and opacity on each scene; `middle`: (2, n), rows first."""
    n = len(scene)
    angle = np.deg2rad(rng.uniform(-ROTATION, ROTATION, n))
    ink = _turn(glyphs, angle, rng.uniform(*SCALE, n), middle) * rng.uniform(*OPACITY, (n, 1, 1))
    colour = rng.uniform(*INK, (n, 3, 1, 1))
    cover = ink[:, None]
    return scene * (1 - cover) + colour * cover


def _turn(glyphs: np.ndarray, angle: np.ndarray, scale: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """Turn, scale and move each glyph; bilinear, no ink outside. Shape (n, SIZE, SIZE)."""
    n, side = glyphs.shape[:2]
    grid = np.indices((SIZE, SIZE)).reshape(2, 1, -1) - (SIZE - 1) / 2 - middle[:, :, None]
    cosine, sine = (np.cos(angle) / scale)[:, None], (np.sin(angle) / scale)[:, None]
    row = cosine * grid[0] - sine * grid[1] + (side - 1) / 2
    column = sine * grid[0] + cosine * grid[1] + (side - 1) / 2
    # A border of two empty pixels, so that every place outside reads zero.
    padded = np.pad(glyphs, ((0, 0), (2, 2), (2, 2)))
    row, column = row.clip(-1.5, side + 0.5) + 2, column.clip(-1.5, side + 0.5) + 2
    r, c = row.astype(np.int64), column.astype(np.int64)
    dr, dc = row - r, column - c
    image = np.arange(n)[:, None]
    upper = padded[image, r, c] * (1 - dc) + padded[image, r, c + 1] * dc
    lower = padded[image, r + 1, c] * (1 - dc) + padded[image, r + 1, c + 1] * dc
    return np.asarray((upper * (1 - dr) + lower * dr).reshape(n, SIZE, SIZE))
