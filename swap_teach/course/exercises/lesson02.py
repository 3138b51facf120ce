"""Exercises of lesson 02, Activation patterns: one sample's pattern, the pieces of a line, the distinct rows."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from swap_teach.course import example
from swap_teach.course.exercises.exercise import Case, Exercise, Misconception


def pattern_of_a_sample(weights: np.ndarray, biases: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Find which of V ReLU units are on for one sample x: V numbers, 1 where relu(w . x + b) is positive, else 0.

    weights has one row a unit (V x d), biases one number a unit (V), x one number an input (d).
    """
    after_relu = np.maximum(weights @ x + biases, 0)
    return (after_relu > 0).astype(int)


def _at_least_zero(weights: np.ndarray, biases: np.ndarray, x: np.ndarray) -> np.ndarray:
    return (np.maximum(weights @ x + biases, 0) >= 0).astype(int)


def _at_least_zero_before(weights: np.ndarray, biases: np.ndarray, x: np.ndarray) -> np.ndarray:
    return (weights @ x + biases >= 0).astype(int)


def _not_zero_before(weights: np.ndarray, biases: np.ndarray, x: np.ndarray) -> np.ndarray:
    return (weights @ x + biases != 0).astype(int)


def _bias_forgotten(weights: np.ndarray, biases: np.ndarray, x: np.ndarray) -> np.ndarray:
    return (np.maximum(weights @ x, 0) > 0).astype(int)


def _values(weights: np.ndarray, biases: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.maximum(weights @ x + biases, 0)


def _signs(weights: np.ndarray, biases: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.sign(weights @ x + biases)


def _layers_and_samples(rng: np.random.Generator) -> Iterator[Case]:
    # Sums 2, -1 and exactly 0: the one place where `>` and `>=` differ.
    yield Case((np.array([[1, 0], [0, 1], [1, 1]]), np.array([0, 0, -1]), np.array([2, -1])))
    for sample in example.SAMPLES:
        yield Case((np.array(example.WEIGHTS), np.array(example.BIASES), np.array(sample)))
    for units, inputs in ((1, 1), (7, 3), (40, 5)):
        yield Case((rng.normal(size=(units, inputs)), rng.normal(size=units), rng.normal(size=inputs)))


def regions_in_1d(w: np.ndarray, b: np.ndarray, low: float, high: float) -> int:
    """Count the pieces into which the points where some unit relu(w x + b) switches cut the interval low to high.

    w and b have one number a unit; unit v switches at x = -b[v] / w[v], and a unit with w = 0 never does.
    """
    switches = {-bias / weight for weight, bias in zip(w, b, strict=True) if weight != 0}
    return 1 + sum(low < x < high for x in switches)


def _one_too_few(w: np.ndarray, b: np.ndarray, low: float, high: float) -> int:
    return regions_in_1d(w, b, low, high) - 1


def _outside_counted(w: np.ndarray, b: np.ndarray, low: float, high: float) -> int:
    return regions_in_1d(w, b, -np.inf, np.inf)


def _ends_counted(w: np.ndarray, b: np.ndarray, low: float, high: float) -> int:
    return regions_in_1d(w, b, np.nextafter(low, -np.inf), np.nextafter(high, np.inf))


def _each_unit_cuts(w: np.ndarray, b: np.ndarray, low: float, high: float) -> int:
    return 1 + sum(low < -bias / weight < high for weight, bias in zip(w, b, strict=True) if weight != 0)


def _every_unit_cuts(w: np.ndarray, b: np.ndarray, low: float, high: float) -> int:
    return len(w) + 1


def _infinite_cuts(w: np.ndarray, b: np.ndarray, low: float, high: float) -> int:
    return 1 + len(np.unique(-b / w))


def _sign_lost(w: np.ndarray, b: np.ndarray, low: float, high: float) -> int:
    return regions_in_1d(w, -b, low, high)


def _units_on_a_line(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([1.0, 2.0, 1.0]), np.array([-1.0, 2.0, -9.0]), -4.0, 4.0))
    yield Case((np.array([1.0]), np.array([0.0]), -1.0, 1.0))
    yield Case((np.array([1.0]), np.array([-2.0]), -1.0, 3.0))
    yield Case((np.array([1.0, 1.0, 1.0]), np.array([4.0, 0.0, -4.0]), -4.0, 4.0))
    yield Case((np.array([1.0, -1.0]), np.array([5.0, 5.0]), -1.0, 1.0))
    yield Case((np.array([1.0, -2.0, 0.0]), np.array([-1.0, 2.0, 1.0]), -4.0, 4.0))
    for units in (5, 20, 60):
        yield Case((rng.normal(size=units), rng.normal(size=units), -1.0, 2.0))


def distinct_rows(bits: np.ndarray) -> int:
    """Count the different rows of a bit matrix; each row is the pattern of one sample."""
    return len({tuple(row) for row in bits.tolist()})


def _distinct_bits(bits: np.ndarray) -> int:
    return len(np.unique(bits))


def _runs(bits: np.ndarray) -> int:
    return 1 + int((bits[1:] != bits[:-1]).any(axis=1).sum())


def _every_row(bits: np.ndarray) -> int:
    return len(np.unique(bits, axis=1))


def _distinct_columns(bits: np.ndarray) -> int:
    return len({tuple(column) for column in bits.T.tolist()})


def _by_number_of_ones(bits: np.ndarray) -> int:
    return len(set(bits.sum(axis=1).tolist()))


def _rows_that_come_once(bits: np.ndarray) -> int:
    return sum(count == 1 for count in np.unique(bits, axis=0, return_counts=True)[1].tolist())


def _rows_as_text(bits: np.ndarray) -> int:
    return len({str(row) for row in bits})


def _rows_in_64_bits(bits: np.ndarray) -> int:
    return len({int(word) for word in bits @ 2 ** np.arange(bits.shape[1])})


def _matrices(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([[1, 0, 1], [0, 0, 1], [1, 0, 1], [1, 1, 1]], dtype=np.uint8),))
    yield Case((example.bits(),))
    for samples, units in ((1, 5), (9, 2), (30, 4), (40, 12)):
        yield Case((rng.integers(0, 2, size=(samples, units), dtype=np.uint8),))
    for units, differs in ((70, 65), (1200, 600)):
        wide = np.zeros((3, units), dtype=np.uint8)
        wide[1, differs] = 1
        yield Case((wide,), shown=f"3 samples, {units:,} units: all bits are 0, but the second row's at unit {differs}")


EXERCISES = [
    Exercise(
        id="02-pattern-of-a-sample",
        title="The pattern of a sample",
        prompt="One ReLU layer, one sample. Write down which units are on: 1 where the post-activation value is "
        "positive, 0 where it is not.",
        reference=pattern_of_a_sample,
        cases=_layers_and_samples,
        hints=(
            "Work out the smallest case by hand first: three units, so three sums w . x + b.",
            "`weights @ x` gives the V sums at once; what is still missing before the ReLU?",
            "After the ReLU a unit that is off has the value 0 exactly. Which comparison is false at 0?",
        ),
        misconceptions=(
            Misconception(
                ">= 0 after ReLU",
                _at_least_zero,
                "Every unit comes out as on. After a ReLU each value is at least 0, so `>= 0` is always true; a unit "
                "is on where its value is strictly greater than 0.",
                "fresh readers who mix up `before the ReLU` and `after it`",
            ),
            Misconception(
                ">= 0 before ReLU",
                _at_least_zero_before,
                "Right wherever no sum is exactly 0. At 0 the ReLU gives 0, and the unit is off: compare with `> 0`.",
                "a learner's attempt that skipped the ReLU",
            ),
            Misconception(
                "!= 0 before ReLU",
                _not_zero_before,
                "Units with a negative sum come out as on. The ReLU turns those sums into 0: apply it first, or "
                "compare with `> 0`.",
                "a learner's attempt that skipped the ReLU",
            ),
            Misconception(
                "bias forgotten",
                _bias_forgotten,
                "Your pattern is that of a layer without biases: every unit switches on a line through the origin. "
                "Add the biases before the ReLU.",
                "fresh readers' attempts at w . x alone",
            ),
            Misconception(
                "values, not bits",
                _values,
                "You return the values behind the ReLU. A pattern only says which of them are positive: 1 or 0.",
                "readers who stop at the ReLU",
            ),
            Misconception(
                "signs",
                _signs,
                "Units that are off have -1 from you. Their value behind the ReLU is 0: write 0.",
                "`np.sign(weights @ x + biases)`",
            ),
        ),
        advice="compute one unit of this example on paper, w . x + b, and follow it through your code.",
        minutes=6,
        starred=True,
    ),
    Exercise(
        id="02-regions-in-1d",
        title="The pieces of a line",
        prompt="With a single input, unit v switches at x = -b / w. Into how many pieces do the units cut the "
        "interval from `low` to `high`? Two units that switch at the same x make one cut; only cuts strictly "
        "inside the interval count.",
        reference=regions_in_1d,
        cases=_units_on_a_line,
        hints=(
            "Mark the three switching points of the smallest case on a line: one of them lies outside.",
            "Collect the switching points that lie inside, each only once: a `set` forgets repeats.",
            "One cut makes two pieces. How many pieces do n cuts make?",
        ),
        misconceptions=(
            Misconception(
                "V instead of V + 1",
                _one_too_few,
                "You count the cuts. A line cut once has two pieces, a line cut n times has n + 1.",
                "fresh readers; the same slip turns `at most V + 1` into `at most V`",
            ),
            Misconception(
                "switching points outside the interval counted",
                _outside_counted,
                "You count every switching point, but some lie outside the interval and cut nothing there. "
                "Keep those with low < -b / w < high.",
                "fresh readers who count units instead of cuts",
            ),
            Misconception(
                "switching points on the ends counted",
                _ends_counted,
                "A switching point at `low` or `high` itself cuts nothing off. Compare with `<`, not with `<=`.",
                "a learner's `low <= x <= high`",
            ),
            Misconception(
                "equal switching points counted twice",
                _each_unit_cuts,
                "You count a cut for each unit. Units that switch at the same x make one cut together: keep each x "
                "only once, in a set or with `np.unique`.",
                "a learner's list comprehension",
            ),
            Misconception(
                "V + 1, whatever the interval",
                _every_unit_cuts,
                "You count a cut for each unit: V + 1 is the most there can be. A unit adds none that switches outside "
                "`low` to `high`, where another one does, or nowhere (w = 0).",
                "the bound of the text above, returned",
            ),
            Misconception(
                "no interval, and w = 0 divided by",
                _infinite_cuts,
                "You count every value of -b / w, inside the interval or not; for w = 0 it is infinite. Keep those "
                "with low < -b / w < high.",
                "a learner's `1 + len(np.unique(-b / w))`",
            ),
            Misconception(
                "the minus sign lost",
                _sign_lost,
                "Your switching points lie on the wrong side of 0: w x + b = 0 gives x = -b / w.",
                "a learner's `b / w`",
            ),
        ),
        advice="draw the interval, mark each -b / w that falls inside it, then count the pieces.",
        minutes=8,
        difficulty="medium",
        importance="useful",
    ),
    Exercise(
        id="02-distinct-rows",
        title="Count the distinct rows",
        prompt="Each row of a bit matrix is the pattern of one sample. How many different patterns are there? "
        "Equal rows need not be neighbours.",
        reference=distinct_rows,
        cases=_matrices,
        hints=(
            "In the smallest case two of the four rows are equal, though they don't touch.",
            "A Python `set` keeps one of each, and takes tuples: `tuple(row)` makes one of a row.",
            "NumPy has `np.unique` with an `axis`; without `axis` it looks at single bits.",
        ),
        misconceptions=(
            Misconception(
                "distinct bits",
                _distinct_bits,
                "You count different bits, and there are only two: 0 and 1. `np.unique(bits)` flattens the matrix "
                "first; the things to compare are whole rows.",
                "np.unique called without axis, in first attempts at the SWAP-Score",
            ),
            Misconception(
                "neighbours compared without sorting",
                _runs,
                "You compare each row with the one above it, which counts runs of equal rows. Equal rows that don't "
                "touch are counted twice: bring them together first, by sorting, or use a set.",
                "a rewriting of `unique_consecutive` without the sort before it",
            ),
            Misconception(
                "every row counted",
                _every_row,
                "Your answer is the number of rows, equal ones too. `np.unique(bits, axis=1)` drops equal *columns* "
                "and leaves all rows: rows are axis 0.",
                "a learner's `len(np.unique(bits, axis=1))`",
            ),
            Misconception(
                "columns counted",
                _distinct_columns,
                "You count different columns, which describe units. Here each sample is a row.",
                "`np.unique(bits, axis=1).shape[1]`; readers who know the SWAP-Score",
            ),
            Misconception(
                "compared by the number of ones",
                _by_number_of_ones,
                "You compare how many units are on. 110 and 011 have two each and are different patterns: compare "
                "whole rows.",
                "a learner's `set(bits.sum(axis=1))`",
            ),
            Misconception(
                "rows that come once",
                _rows_that_come_once,
                "You count the rows that have no equal. A pattern that comes twice is a pattern too, and counts once.",
                "`different` read as `like no other`",
            ),
            Misconception(
                "rows compared as text",
                _rows_as_text,
                "NumPy shortens an array of more than 1,000 numbers when it writes it as text: the middle becomes "
                "`...`, and rows that differ there look equal. Compare the numbers: `tuple(row)`.",
                "a learner's `set(str(row) for row in bits)`",
            ),
            Misconception(
                "rows packed into 64 bits",
                _rows_in_64_bits,
                "A NumPy integer has 64 bits. Rows that differ only beyond the 64th unit get the same number; "
                "compare whole rows.",
                "a learner's `bits @ 2 ** np.arange(units)`",
            ),
        ),
        advice="give each row a letter, the same letter to equal rows, and count the letters.",
        minutes=7,
    ),
]
