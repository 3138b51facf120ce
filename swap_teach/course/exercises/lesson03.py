"""Exercises of lesson 03, Sample-wise patterns and the SWAP-Score: the count, the packing, the ceiling."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from swap_teach.course import example
from swap_teach.course.exercises.exercise import Case, Exercise, Misconception


def swap_by_loop(layers: list[np.ndarray]) -> int:
    """Count the different patterns of all units, over all layers together: the SWAP-Score of a network.

    layers is a list of bit matrices, one a layer, each with one row a sample and one column a unit.
    """
    patterns = set()
    for bits in layers:
        for column in bits.T.tolist():
            patterns.add(tuple(column))
    return len(patterns)


def _transpose_forgotten(layers: list[np.ndarray]) -> int:
    return len({tuple(row) for row in np.concatenate(layers, axis=1).tolist()})


def _summed_by_layer(layers: list[np.ndarray]) -> int:
    return sum(swap_by_loop([bits]) for bits in layers)


def _networks(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(
        ([np.array([[1, 0], [1, 0], [0, 1]], dtype=np.uint8), np.array([[1, 1], [1, 1], [0, 1]], dtype=np.uint8)],)
    )
    yield Case(([example.bits()],))
    for samples, widths in ((4, (3, 5)), (2, (9,)), (6, (20, 30, 10)), (16, (50, 80))):
        yield Case(([rng.integers(0, 2, size=(samples, units), dtype=np.uint8) for units in widths],))


def pack_bits(bits: np.ndarray) -> list[int]:
    """Give one integer to each unit (column): the sum of 2**s over the samples s that switch it on.

    bits has one row a sample and one column a unit. There may be more than 64 samples: no bit may get lost.
    """
    words = [0] * bits.shape[1]
    for s, row in enumerate(bits.tolist()):
        for unit, bit in enumerate(row):
            words[unit] += bit << s
    return words


def _float32_weights(bits: np.ndarray) -> np.ndarray:
    weights = np.float32(2) ** np.arange(len(bits), dtype=np.float32)
    return np.asarray((weights[:, None] * bits).sum(axis=0, dtype=np.float32))


def _uint8_shift(bits: np.ndarray) -> np.ndarray:
    shifts = np.arange(len(bits), dtype=np.uint8)[:, None]
    return np.asarray((bits.astype(np.uint8) << shifts).sum(axis=0, dtype=np.uint64))


def _int64_shift(bits: np.ndarray) -> np.ndarray:
    return np.asarray((bits.astype(np.int64) << np.arange(len(bits))[:, None]).sum(axis=0))


def _first_sample_highest(bits: np.ndarray) -> list[Any]:
    return pack_bits(bits[::-1])


def _bit_matrices(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([[1, 0, 1, 0], [0, 0, 1, 1], [1, 0, 1, 0]], dtype=np.uint8),))
    yield Case((example.bits(),))
    for samples in (9, 25, 65):
        bits = np.zeros((samples, 2), dtype=np.uint8)
        bits[0, 0] = bits[-1] = 1
        last = f"sample {samples - 1}"
        yield Case(
            (bits,), shown=f"{samples} samples, 2 units: the first is on for sample 0 and {last}, the second for {last}"
        )
    for samples, units in ((16, 300), (30, 20), (70, 12)):
        yield Case((rng.integers(0, 2, size=(samples, units), dtype=np.uint8),))


def ceiling(V: int, S: int, d: int) -> int:
    """Bound the number of patterns that V units of one ReLU layer, with d inputs and a bias, have over S samples.

    The smaller of V and Cover's count, 2 * (C(S-1, 0) + C(S-1, 1) + ... + C(S-1, d)).
    """
    from math import comb

    cover = 2 * sum(comb(S - 1, k) for k in range(d + 1))
    return min(V, cover)


def _min_of_units_and_samples(V: int, S: int, d: int) -> int:
    return min(V, S)


def _factor_two_left_out(V: int, S: int, d: int) -> int:
    return min(V, sum(math.comb(S - 1, k) for k in range(d + 1)))


def _two_to_the_samples(V: int, S: int, d: int) -> int:
    return min(V, 2**S)


def _sizes(rng: np.random.Generator) -> Iterator[Case]:
    for case in ((10_000, 5, 1), (4, 5, 1), (10_000, 3, 2), (10_000, 8, 2), (100, 16, 27)):
        yield Case(case)
    for _ in range(5):
        yield Case((int(rng.integers(1, 3000)), int(rng.integers(1, 14)), int(rng.integers(1, 6))))


EXERCISES = [
    Exercise(
        id="03-swap-by-loop",
        title="The SWAP-Score by a loop",
        prompt="The SWAP-Score of a network is the number of different patterns among its units. A unit's pattern is "
        "its column: which samples switch it on. The layers come one by one; two units of different layers "
        "with equal columns have the same pattern.",
        reference=swap_by_loop,
        cases=_networks,
        hints=(
            "Lesson 02 described each sample by a row. Here each unit is described by a column: `bits.T` turns "
            "columns into rows.",
            "A `set` of tuples keeps one of each pattern. Which of the loops does it have to outlive?",
            "Make one set before the loop over the layers, add every column to it, and count at the end.",
        ),
        misconceptions=(
            Misconception(
                "transpose forgotten",
                _transpose_forgotten,
                "You count distinct rows, the patterns of samples, as in lesson 02; that can never exceed the "
                "number of samples. SWAP counts columns, the patterns of units: transpose first.",
                "a published port that calls unique on the samples' axis",
            ),
            Misconception(
                "counted per layer and summed",
                _summed_by_layer,
                "You count each layer by itself and add up. Layers share patterns: a unit in the second layer with the "
                "column of one in the first adds nothing new. Collect all layers first, count once.",
                "ports that keep one counter a hook",
            ),
        ),
        advice="write down the columns of all layers side by side and cross out those you have already seen.",
        minutes=8,
        starred=True,
    ),
    Exercise(
        id="03-pack-bits",
        title="Pack a pattern into one integer",
        prompt="Counting columns is faster if each is one number. Sample 0 is worth 1, sample 1 is worth 2, sample "
        "2 is worth 4, and so on; a unit's number is the sum over the samples that switch it on. Return one "
        "whole number a unit. It must stay exact for any number of samples.",
        reference=pack_bits,
        cases=_bit_matrices,
        hints=(
            "The first unit of the smallest case is on for samples 0 and 2: 1 + 4 = 5.",
            "`1 << s` is 2 to the power s. Python's own integers never overflow; NumPy's have 8, 16, 32 or 64 bits.",
            "Begin with a list of V zeros and go through the rows, adding each row's worth to the units it switches "
            "on.",
        ),
        misconceptions=(
            Misconception(
                "powers of two in float32",
                _float32_weights,
                "Your numbers are right up to 24 samples and wrong from 25 on. A float32 holds 24 binary digits: "
                "beyond that two different patterns get the same number. Use integers.",
                "`bits.float() @ 2.0 ** torch.arange(S)`, found in ports of the SWAP-Score",
            ),
            Misconception(
                "shifted out of 8 bits",
                _uint8_shift,
                "Samples from the ninth on are lost: the bits are 8-bit numbers, and shifting one by 8 or more "
                "leaves 0. Convert to a wider integer before shifting.",
                "shifting a boolean mask that was viewed as uint8",
            ),
            Misconception(
                "shifted out of 64 bits",
                _int64_shift,
                "Right up to 64 samples, but from the 65th on bits are lost, so different units collide. A NumPy "
                "integer has 64 bits; use Python's integers, or a second word.",
                "packed counting used with S = 128 without a second word",
            ),
            Misconception(
                "first sample worth the most",
                _first_sample_highest,
                "Your numbers read the column from the other end: sample 0 is worth 1 here, the last sample the most. "
                "It would count the same patterns, but other cells of the lesson read these numbers.",
                "fresh readers who read a column as a binary number from the top",
            ),
        ),
        advice="pack one column of this example by hand and compare it bit by bit with yours (`bin(number)`).",
        minutes=8,
        difficulty="medium",
        faster="It is right all the same; section 3 of the lesson packs a whole row at a time.",
    ),
    Exercise(
        id="03-ceiling",
        title="The ceiling of one layer",
        prompt="How many patterns can one ReLU layer reach? Each sample is a hyperplane in the space of a unit's "
        "weights, and S hyperplanes through the origin of d + 1 dimensions cut it into "
        "2 * (C(S-1, 0) + ... + C(S-1, d)) parts (Cover, 1965). V units can fill at most V of them.",
        reference=ceiling,
        cases=_sizes,
        hints=(
            "Five samples on a line (S = 5, d = 1): 2 * (C(4, 0) + C(4, 1)) = 2 * (1 + 4).",
            "`math.comb(n, k)` is C(n, k), and gives 0 where k is larger than n. Don't leave out k = d.",
            "Two limits, the number of units and the number of parts: the smaller one holds.",
        ),
        misconceptions=(
            Misconception(
                "min(V, S)",
                _min_of_units_and_samples,
                "The smaller of V and S is the limit for the patterns of samples, lesson 02's rows. Units are "
                "described by columns, and S samples allow more of those: here Cover's count.",
                "the saturation argument for standard patterns carried over",
            ),
            Misconception(
                "factor 2 left out",
                _factor_two_left_out,
                "You have half of Cover's count. With every pattern comes its complement: turn the signs of a unit's "
                "weights and bias, and it is on exactly where it was off. The two are different patterns.",
                "Cover counts dichotomies; some texts count unordered splits, which are half as many",
            ),
            Misconception(
                "min(V, 2^S)",
                _two_to_the_samples,
                "2^S is the ceiling of a deep network. One layer with few inputs reaches far fewer: a hyperplane can't "
                "separate the samples in every way.",
                "the exact ceiling of a network applied to a single layer",
            ),
        ),
        advice="for S = 3 points on a line draw all the ways one cut can separate them, both ways round.",
        minutes=6,
        importance="useful",
    ),
]
