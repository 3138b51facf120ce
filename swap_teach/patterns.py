"""Activation patterns as bits: pack a unit's bits into words, count the distinct patterns.

A *unit* is one post-activation value of a network. Over a batch of S samples it is switched on by some of
them: those S bits are its *sample-wise activation pattern* (SWAP-NAS, Def. 3.2, Eq. 3). The SWAP-Score is the
number of distinct ones (Def. 3.3, Eq. 4). NumPy only; `packed.py` does the same on a network's tensors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def pack(bits: ArrayLike) -> NDArray[np.uint64]:
    """Pack an S x V matrix of bits into ceil(S / 64) words for each of the V units: shape (V, words).

    Sample s becomes bit s % 64 of word s // 64. Used in lesson 03.

    >>> pack([[1, 0, 1], [1, 1, 0]]).ravel().tolist()
    [3, 2, 1]
    """
    matrix = np.asarray(bits)
    if matrix.ndim != 2:
        raise ValueError(
            f"Expected a matrix of bits, rows = samples and columns = units; got an array of shape {matrix.shape}."
        )
    if matrix.dtype != bool:
        if not np.isin(matrix, (0, 1)).all():
            raise ValueError("Expected only 0 and 1 (or False and True). Binarise first: bits = values > 0.")
        matrix = matrix.astype(bool)
    samples, units = matrix.shape
    words = np.zeros((max(1, -(-samples // 64)), units), np.uint64)
    for s, row in enumerate(matrix):
        words[s // 64] |= row.astype(np.uint64) << np.uint64(s % 64)
    return words.T


def count_patterns(bits: ArrayLike) -> int:
    """Count the distinct sample-wise activation patterns, the distinct *columns*, of a bit matrix.

    bits  S x V, rows = samples, columns = units; booleans or 0/1; list, NumPy array or CPU tensor.

    Raises ValueError when it is no matrix, or holds anything but 0 and 1.
    Source: SWAP-NAS, Def. 3.3, Eq. 4. Used from lesson 03 on.

    >>> count_patterns([[1, 0, 1, 1], [0, 0, 1, 0]])
    3
    """
    words = pack(bits)
    if len(words) == 0:
        return 0
    # Not np.unique, which takes 15 times as long as a sort on 64-bit words (NumPy 2.4).
    ordered = np.sort(words, axis=0) if words.shape[1] == 1 else words[np.lexsort(words.T)]
    return int((ordered[1:] != ordered[:-1]).any(axis=1).sum()) + 1
