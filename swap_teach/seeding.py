"""Generators derived from what they are for, so that no result depends on what ran before it.

A generator is named by its parts, e.g. (seed, "photos", repeat). Equal parts give equal numbers on every
machine; parts that differ anywhere give independent ones.
"""

from __future__ import annotations

import hashlib
import json

import numpy as np


def derived_rng(*parts: int | np.integer | str) -> np.random.Generator:
    """Return the generator of these parts: PCG64 seeded with the SHA-256 of the parts as JSON.

    ValueError for a part that is neither a string nor an integer of 0 or more. Weights, which torch draws, have
    `weight_generator` in `initialisation.py`.

    >>> [int(derived_rng(0, "photos", repeat).integers(100)) for repeat in (1, 1, 2)]
    [68, 68, 83]
    """
    for part in parts:
        if not isinstance(part, str) and not (isinstance(part, int | np.integer) and part >= 0):
            raise ValueError(f"A seed, like a repeat, is an integer of 0 or more; got {part!r}.")
    # int() because NumPy's integers have no JSON form, and 3 and np.int64(3) must mean the same.
    text = json.dumps([part if isinstance(part, str) else int(part) for part in parts])
    digest = hashlib.sha256(text.encode()).digest()
    return np.random.default_rng(np.random.SeedSequence(int.from_bytes(digest, "big")))
