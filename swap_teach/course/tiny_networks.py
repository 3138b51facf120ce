"""Random ReLU networks in NumPy, small enough to read: what lessons 02 and 03 measure before torch enters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def draw_layers(inputs: ArrayLike, widths: Sequence[int], seed: int = 0) -> list[NDArray[np.uint8]]:
    """Pass S samples through ReLU layers with N(0, 1) weights and biases; return one S x V bit matrix a layer.

    inputs  S numbers (d = 1) or S x d: dense layers with `widths` units each.
            S x C x height x width: 3 x 3 convolutions with `widths` channels each, one unit a channel and position.

    Raises ValueError for inputs of another shape. float64. Used in lessons 02 and 03.

    >>> [bits.shape for bits in draw_layers([-1, 0, 1], (4, 2))]
    [(3, 4), (3, 2)]
    >>> [bits.shape for bits in draw_layers(np.ones((5, 3, 8, 8)), (2, 4))]
    [(5, 128), (5, 256)]
    """
    return [(layer.reshape(len(layer), -1) > 0).astype(np.uint8) for layer in draw_activations(inputs, widths, seed)]


def draw_activations(inputs: ArrayLike, widths: Sequence[int], seed: int = 0) -> list[NDArray[np.float64]]:
    """Return the post-activation values of the same network, one array a layer (S x V, or S x C x height x width)."""
    x = np.asarray(inputs, float)
    x = x[:, None] if x.ndim == 1 else x
    if x.ndim not in (2, 4):
        raise ValueError(f"Expected S numbers, an S x d array or S x C x height x width images; got shape {x.shape}.")
    rng = np.random.default_rng(seed)
    layers = []
    for width in widths:
        seen = x if x.ndim == 2 else patches(x)
        weights, biases = rng.normal(size=(seen.shape[-1], width)), rng.normal(size=width)
        # Divided by a constant, which changes no sign: deep networks keep numbers of ordinary size.
        x = np.maximum((seen @ weights + biases) / np.sqrt(seen.shape[-1]), 0)
        x = x if x.ndim == 2 else np.moveaxis(x, -1, 1)
        layers.append(x)
    return layers


def patches(images: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the 3 x 3 patch round each position, zeros outside: from S x C x h x w to S x h x w x 9C.

    >>> patches(np.ones((1, 1, 2, 2)))[0, 0, 0].reshape(3, 3).astype(int)
    array([[0, 0, 0],
           [0, 1, 1],
           [0, 1, 1]])
    """
    framed = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(framed, (3, 3), axis=(2, 3))  # S, C, h, w, 3, 3
    return np.moveaxis(windows, 1, 3).reshape(*images.shape[:1], *images.shape[2:], -1)
