"""NWOT: on how many units two images agree, for every pair; the rows of the matrix whose columns SWAP counts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.metrics.passes import Patterns, hear_patterns
from swap_teach.metrics.registry import Reading, metric

if TYPE_CHECKING:
    from numpy.typing import NDArray


@metric(
    "nwot",
    reads=hear_patterns,
    needs={"weights", "images"},
    source="Mellor et al., Neural Architecture Search without Training, ICML 2021, Equation 2",
    aliases=("naswot",),
)
def nwot(patterns: Patterns) -> Reading:
    """Reward images that fall into different linear regions: log|det K|, K_ij the units on which i and j agree.

    K_ij = V - (Hamming distance of the images' bit patterns), V on the diagonal. Its determinant is large when the
    images' patterns are far apart, and for V large: log|det K| is about S log V and more. Two images with one
    pattern make K singular. It sees pairs of images only; which units tell them apart makes no difference.
    """
    K = agreements(patterns)
    eigenvalues = np.linalg.eigvalsh(K)
    if eigenvalues[0] <= eigenvalues[-1] * len(K) * np.finfo(float).eps:
        return -math.inf, "K is singular: the images' patterns depend on each other, say two of them are one"
    return float(np.log(eigenvalues).sum())


def agreements(patterns: Patterns) -> NDArray[np.int64]:
    """Return K, S x S: the number of units that two samples both switch on, or both leave off. Exact.

    The patterns come packed along samples; here each layer's bits are turned and packed along units, so that
    eight comparisons are one xor, and a count of ones.
    """
    S, V = patterns.samples, sum(map(len, patterns.layers))
    packed = [np.empty((S, 0), np.uint8)]
    for words in patterns.layers:
        bits = np.unpackbits(words.cpu().numpy().view(np.uint8), axis=1, count=S, bitorder="little")
        packed.append(np.packbits(np.ascontiguousarray(bits.T), axis=1))
    rows = np.concatenate(packed, axis=1)  # the bits that fill up a layer's last byte are 0 for all, and so agree
    rows = np.pad(rows, ((0, 0), (0, -rows.shape[1] % 8))).view(np.uint64)
    K = np.full((S, S), V)
    for i in range(1, S):
        K[i, :i] = K[:i, i] = V - np.bitwise_count(rows[:i] ^ rows[i]).sum(axis=1, dtype=np.int64)
    return K
