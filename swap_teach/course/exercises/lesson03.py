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


def _unique_without_transpose(layers: list[np.ndarray]) -> int:
    return len(np.unique(np.concatenate(layers, axis=1), axis=1))


def _first_layer_only(layers: list[np.ndarray]) -> int:
    return swap_by_loop(layers[:1])


def _last_layer_only(layers: list[np.ndarray]) -> int:
    return swap_by_loop(layers[-1:])


def _largest_layer(layers: list[np.ndarray]) -> int:
    return max(swap_by_loop([bits]) for bits in layers)


def _every_unit(layers: list[np.ndarray]) -> int:
    return sum(bits.shape[1] for bits in layers)


def _of_one_unit_only(layers: list[np.ndarray]) -> int:
    _, counts = np.unique(np.concatenate(layers, axis=1), axis=1, return_counts=True)
    return int((counts == 1).sum())


def _networks(rng: np.random.Generator) -> Iterator[Case]:
    first, second = [[1, 0], [1, 0], [0, 1]], [[1, 1, 0], [1, 1, 0], [0, 1, 0]]
    yield Case(([np.array(first, dtype=np.uint8), np.array(second, dtype=np.uint8)],))
    yield Case(([example.bits()],))
    for samples, widths in ((4, (3, 5)), (2, (9,)), (6, (20, 30, 10)), (16, (50, 80))):
        yield Case(([rng.integers(0, 2, size=(samples, units), dtype=np.uint8) for units in widths],))


def pack_bits(bits: np.ndarray) -> list[int]:
    """Give one integer to each unit (column): the sum of 2**s over the samples s that switch it on.

    bits (uint8) has one row a sample and one column a unit. There may be more than 64 samples: no bit may get lost.
    """
    words = [0] * bits.shape[1]
    for s, row in enumerate(bits.tolist()):
        for unit, bit in enumerate(row):
            words[unit] += bit << s
    return words


def _powers(bits: np.ndarray, dtype: Any) -> list[int]:
    """Sum powers of two in a number type of NumPy, as Python's integers: a float is compared exactly that way."""
    powers = np.array([2.0**s for s in range(len(bits))], dtype=dtype)
    return [int(word) for word in (powers[:, None] * bits).sum(axis=0, dtype=dtype)]


def _float32_weights(bits: np.ndarray) -> list[int]:
    return _powers(bits, np.float32)


def _float64_weights(bits: np.ndarray) -> list[int]:
    return _powers(bits, np.float64)


def _shifted(bits: np.ndarray, dtype: Any) -> np.ndarray:
    return bits.astype(dtype) << np.arange(len(bits), dtype=dtype)[:, None]


def _uint8_shift(bits: np.ndarray) -> np.ndarray:
    return np.asarray(_shifted(bits, np.uint8).sum(axis=0, dtype=np.uint64))


def _int64_shift(bits: np.ndarray) -> np.ndarray:
    return np.asarray(_shifted(bits, np.int64).sum(axis=0))


def _uint64_shift(bits: np.ndarray) -> np.ndarray:
    return np.asarray(_shifted(bits, np.uint64).sum(axis=0))


def _first_sample_highest(bits: np.ndarray) -> list[Any]:
    return pack_bits(bits[::-1])


def _rows_packed(bits: np.ndarray) -> list[Any]:
    return pack_bits(bits.T)


def _ones_counted(bits: np.ndarray) -> list[int]:
    return [word.bit_count() for word in pack_bits(bits)]


def _from_two(bits: np.ndarray) -> list[int]:
    return [2 * word for word in pack_bits(bits)]


def _bit_matrices(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([[1, 0, 1, 0], [0, 0, 1, 1], [1, 0, 1, 0]], dtype=np.uint8),))
    yield Case((example.bits(),))
    for samples in (9, 25, 54, 64, 65):
        bits = np.zeros((samples, 2), dtype=np.uint8)
        bits[0, 0] = bits[-1] = 1
        last = f"sample {samples - 1}"
        yield Case(
            (bits,), shown=f"{samples} samples, 2 units: the first is on for sample 0 and {last}, the second for {last}"
        )
    yield Case((rng.integers(0, 2, size=(16, 300), dtype=np.uint8),))
    for samples, units in ((30, 20), (70, 12)):
        # Two samples a unit: then a sum in floats is rounded alike in whatever order it is taken.
        two_on = rng.random((samples, units)).argsort(axis=0) < 2
        yield Case((two_on.astype(np.uint8),))


def ceiling(V: int, S: int, d: int) -> int:
    """Bound the number of patterns that V units of one ReLU layer, with d inputs and a bias, have over S samples.

    The parts follow the rule of the table.
    """
    parts = [2] * (d + 1)  # one sample; place k holds the parts for k inputs
    for _ in range(S - 1):
        parts = [2] + [parts[k] + parts[k - 1] for k in range(1, d + 1)]
    return min(V, parts[d])


def _last_term_left_out(V: int, S: int, d: int) -> int:
    return min(V, 2 * sum(math.comb(S - 1, k) for k in range(d)))


def _one_sample_too_many(V: int, S: int, d: int) -> int:
    return ceiling(V, S + 1, d)


def _units_left_out(V: int, S: int, d: int) -> int:
    return 2 * sum(math.comb(S - 1, k) for k in range(d + 1))


def _min_of_units_and_samples(V: int, S: int, d: int) -> int:
    return min(V, S)


def _factor_two_left_out(V: int, S: int, d: int) -> int:
    return min(V, sum(math.comb(S - 1, k) for k in range(d + 1)))


def _two_to_the_samples(V: int, S: int, d: int) -> int:
    return min(V, 2**S)


def _sizes(rng: np.random.Generator) -> Iterator[Case]:
    for case in ((10_000, 5, 1), (4, 5, 1), (10_000, 3, 2), (10_000, 8, 2), (10_000, 3, 5), (100, 16, 27)):
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
                "programs that keep one counter a hook",
            ),
            Misconception(
                "np.unique without the transpose",
                _unique_without_transpose,
                "Your answer is the number of samples. `np.unique(bits, axis=1)` returns a matrix whose columns are "
                "the different patterns, and `len` of a matrix counts its rows: take `.shape[1]`.",
                "a learner's `len(np.unique(bits, axis=1))`",
            ),
            Misconception(
                "first layer only",
                _first_layer_only,
                "You count the first layer alone. Does the function return inside the loop over the layers?",
                "a `return` that is indented too far",
            ),
            Misconception(
                "last layer only",
                _last_layer_only,
                "You count the last layer alone. Is the set made anew inside the loop over the layers?",
                "a `set()` that is indented too far",
            ),
            Misconception(
                "the layer with most patterns",
                _largest_layer,
                "You take the layer with the most patterns. The others may have patterns that it lacks: collect all "
                "layers in one set.",
                "readers who expect one layer to contain the patterns of the others",
            ),
            Misconception(
                "every unit counted",
                _every_unit,
                "You count units. Two with the same column have one pattern together: drop what has been seen, as a "
                "set does.",
                "a list where a set belongs",
            ),
            Misconception(
                "patterns of one unit only",
                _of_one_unit_only,
                "You count the patterns that only one unit has. One that units share is a pattern too, and counts "
                "once.",
                "`different` read as `like no other`",
            ),
        ),
        advice="write down the columns of all layers side by side and cross out those you have already seen.",
        minutes=8,
        starred=True,
    ),
    Exercise(
        id="03-pack-bits",
        title="Pack a pattern into one integer",
        prompt="Make each column one whole number. Sample 0 is worth 1, sample 1 is worth 2, sample 2 is worth 4, and "
        "so on; add up the samples that switch the unit on. The number must be exact for any number of samples. The "
        "bits are uint8.",
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
                "`bits.float() @ 2.0 ** torch.arange(S)`, found in programs that compute the SWAP-Score",
            ),
            Misconception(
                "powers of two in float64",
                _float64_weights,
                "Your numbers are right up to 53 samples and wrong from 54 on. A float64 holds 53 binary digits: "
                "beyond that two different patterns get the same number. Use Python's integers.",
                "a learner's `2.0 ** np.arange(S) @ bits`",
            ),
            Misconception(
                "shifted out of 8 bits",
                _uint8_shift,
                "Samples from the ninth on are lost: the bits are 8-bit numbers, and shifting one by 8 or more "
                "leaves 0. Take `int(bit)` before shifting.",
                "shifting a boolean mask that was viewed as uint8",
            ),
            Misconception(
                "shifted out of int64",
                _int64_shift,
                "Right up to 63 samples. The 64th (s = 63) falls on the sign of an int64 and comes out negative, and "
                "from the 65th on bits are lost. Use Python's integers, which grow as needed.",
                "packed counting used with S = 128",
            ),
            Misconception(
                "shifted out of uint64",
                _uint64_shift,
                "Right up to 64 samples, but from the 65th on bits are lost, so different units collide. Use "
                "Python's integers, which grow as needed.",
                "packed counting used with S = 128",
            ),
            Misconception(
                "first sample worth the most",
                _first_sample_highest,
                "Your numbers read the column from the other end: sample 0 is worth 1 here, the last sample the most. "
                "It would count the same patterns, but other cells of the lesson read these numbers.",
                "fresh readers who read a column as a binary number from the top",
            ),
            Misconception(
                "rows packed",
                _rows_packed,
                "You pack rows: one number a sample. Wanted is one a unit, so go down the columns.",
                "fresh readers who loop over the matrix, which gives rows",
            ),
            Misconception(
                "ones counted",
                _ones_counted,
                "You count the samples that switch a unit on. Different patterns with equally many would get the same "
                "number: sample s is worth 2**s.",
                "a sum without the powers of two",
            ),
            Misconception(
                "powers from 2",
                _from_two,
                "Your numbers are twice too large: sample 0 is worth 2**0 = 1.",
                "samples numbered from 1",
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
        prompt="At most how many patterns have V units of one ReLU layer over S samples that span d dimensions? One a "
        "unit, and no more than A(S, d), the number of parts. Compute A by the rule above. "
        "d may be larger than S - 1.",
        reference=ceiling,
        cases=_sizes,
        hints=(
            "Five samples on a line: A(5, 1) = A(4, 1) + A(4, 0) = 8 + 2 = 10. With four units, 4 at most.",
            "A function that calls itself will do, with `if S == 1 or d == 0: return 2` first. Or fill the table row "
            "by row, beginning with [2, 2, ..., 2].",
            "Two limits, the number of units and the number of parts: the smaller one holds.",
        ),
        misconceptions=(
            Misconception(
                "min(V, S)",
                _min_of_units_and_samples,
                "The smaller of V and S is the limit for the patterns of samples, lesson 02's rows. Units are "
                "described by columns, and S samples allow more of those: the number of parts.",
                "the saturation argument for standard patterns carried over",
            ),
            Misconception(
                "factor 2 left out",
                _factor_two_left_out,
                "You have half of the parts: does your table begin with 1 where it should be 2? With every pattern "
                "comes its complement: turn the signs of a unit's weights and bias, and it is on where it was off.",
                "Cover counts dichotomies; some texts count unordered splits, which are half as many",
            ),
            Misconception(
                "min(V, 2^S)",
                _two_to_the_samples,
                "2^S is the ceiling of a deep network. One layer with few inputs reaches far fewer: a hyperplane can't "
                "separate the samples in every way.",
                "the exact ceiling of a network applied to a single layer",
            ),
            Misconception(
                "k = d left out",
                _last_term_left_out,
                "Your count stops one dimension early. A sum over k goes up to d itself, `range(d + 1)`; in the rule, "
                "A(S, 0) is 2, not 0.",
                "`range(d)`, the commonest slip of two readers' attempts",
            ),
            Misconception(
                "one sample too many",
                _one_sample_too_many,
                "You count one sample too many. One sample alone makes 2 parts, on and off; a sum over k has "
                "C(S - 1, k), not C(S, k).",
                "C(S, k) for C(S-1, k); a table that begins with no sample",
            ),
            Misconception(
                "units left out",
                _units_left_out,
                "These are the parts. A layer with fewer units than parts can fill only as many as it has units: take "
                "the smaller of the two.",
                "readers who stop at the formula",
            ),
        ),
        advice="for S = 3 points on a line draw all the ways one cut can separate them, both ways round.",
        minutes=7,
        difficulty="medium",
        importance="useful",
    ),
]
