"""Made-up inputs and softened ones: white and 1/f noise, and a mean filter.

Used in lesson 05, through `images.py`.
"""

from __future__ import annotations

import numpy as np

from swap_teach.seeding import derived_rng


def noise_images(n: int, size: int, exponent: float = 0.0, seed: int = 0, *, repeat: int = 0) -> np.ndarray:
    """Draw Gaussian noise whose power falls with spatial frequency f like 1/f^exponent.

    0 is white noise; 2 is close to what photographs have. Each channel of each image is independent and has
    mean 0 and standard deviation 1. Returns float32 of shape (n, 3, size, size). ValueError for a size below 2:
    one pixel has no standard deviation.

    >>> x = noise_images(4, 32, exponent=2, seed=0)
    >>> x.shape, round(float(x.std()), 3)
    ((4, 3, 32, 32), 1.0)
    """
    if n < 1 or size < 2:
        raise ValueError(f"noise needs n >= 1 and size >= 2, got n={n}, size={size}.")
    white = derived_rng(seed, "noise", repeat).standard_normal((n, 3, size, size))
    f = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None, :])
    f[0, 0] = 1  # the mean is removed below, so its amplitude is free
    amplitude = f ** (-exponent / 2)
    shaped = np.fft.irfft2(np.fft.rfft2(white) * amplitude, s=(size, size))
    shaped -= shaped.mean(axis=(2, 3), keepdims=True)
    return np.asarray((shaped / shaped.std(axis=(2, 3), keepdims=True)).astype(np.float32))


def blur(x: np.ndarray, pixels: int) -> np.ndarray:
    """Replace each pixel by the mean of the `pixels` x `pixels` square around it (edges are mirrored).

    x  shape (..., height, width). pixels  odd, else ValueError; 1 changes nothing.

    >>> blur(np.array([[0.0, 3.0, 0.0]]), 3)
    array([[1., 1., 1.]])
    """
    from scipy import ndimage

    if pixels < 1 or pixels % 2 == 0:
        raise ValueError(f"pixels must be odd and positive, got {pixels}: an even square has no centre.")
    return np.asarray(ndimage.uniform_filter(x, size=(1,) * (x.ndim - 2) + (pixels, pixels), mode="reflect"))
