"""Exercises of lesson 05, Measuring well: what chance gives, how many samples, a mean with its standard error."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from swap_teach.course.exercises.exercise import Case, Exercise, Misconception


def expected_distinct(units: int, samples: int) -> float:
    """Return how many different patterns to expect if every bit of every unit is the toss of a coin.

    units is V; a pattern has one bit for each of the samples (at most 32).
    """
    patterns = 2**samples
    missed = (1 - 1 / patterns) ** units  # the chance that no unit hits a given pattern
    return patterns * (1 - missed)


def _ceiling(units: int, samples: int) -> float:
    return float(min(units, 2**samples))


def _first_collisions(units: int, samples: int) -> float:
    return units - units**2 / 2 ** (samples + 1)


def _pairs(units: int, samples: int) -> float:
    return units - math.comb(units, 2) / 2**samples


def _boxes_for_balls(units: int, samples: int) -> float:
    return units * (1 - (1 - 1 / units) ** 2**samples)


def _one_pattern(units: int, samples: int) -> float:
    return 1 - (1 - 1 / 2**samples) ** units


def _missed_patterns(units: int, samples: int) -> float:
    return 2**samples * (1 - 1 / 2**samples) ** units


def _in_one_unit_only(units: int, samples: int) -> float:
    return units * (1 - 1 / 2**samples) ** (units - 1)


def _many_patterns(units: int, samples: int) -> float:
    return 2**samples * (1 - math.exp(-units / 2**samples))


def _coins(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((2, 1))
    yield Case((3, 1))
    yield Case((10, 2))
    yield Case((8928, 12))
    for _ in range(4):
        yield Case((int(rng.integers(100, 100_000)), int(rng.integers(4, 33))))


def choose_samples(units: list[int]) -> int:
    """Return the number of samples S for which 2^S comes closest to the median number of units.

    units has V, the number of units, of a few networks of the space. Closest as a factor: twice as
    many is as far off as half as many.
    """
    return round(np.log2(np.median(units)))


def _more_is_better(units: list[int]) -> int:
    return math.ceil(2 * np.log2(np.median(units)))


def _smallest_that_runs(units: list[int]) -> int:
    return 2


def _natural_logarithm(units: list[int]) -> int:
    return round(np.log(np.median(units)))


def _rounded_up(units: list[int]) -> int:
    return math.ceil(np.log2(np.median(units)))


def _closest_difference(units: list[int]) -> int:
    return min(range(1, 40), key=lambda samples: abs(2**samples - np.median(units)))


def _mean_for_median(units: list[int]) -> int:
    return round(np.log2(np.mean(units)))


def _rounded_down(units: list[int]) -> int:
    return math.floor(np.log2(np.median(units)))


def _bits_that_hold(units: list[int]) -> int:
    return int(np.median(units)).bit_length()


def _not_rounded(units: list[int]) -> float:
    return float(np.log2(np.median(units)))


def _spaces(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(([5, 8, 4000],))
    yield Case(([4896, 6912, 8928, 8928, 14976],))
    yield Case(([1000, 1480, 1990],))
    yield Case(([1000, 1900, 1990],))
    for low, high in ((200, 900), (10_000, 90_000), (100_000, 900_000)):
        yield Case((sorted(int(v) for v in rng.integers(low, high, 7)),))


def mean_and_se(score, repeats: int) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Score a network again and again; return the mean, and the standard error of that mean.

    score(r) draws fresh weights and fresh images for repeat r = 0, 1, 2, ... and returns the score.
    The standard error is sd / sqrt(n); in sd the squares are divided by n - 1.
    """
    scores = [score(r) for r in range(repeats)]
    return float(np.mean(scores)), float(np.std(scores, ddof=1) / np.sqrt(repeats))


def _divided_by_n(score, repeats: int) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    scores = [score(r) for r in range(repeats)]
    return np.mean(scores), np.std(scores, ddof=1) / repeats


def _variance(score, repeats: int) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    scores = [score(r) for r in range(repeats)]
    return np.mean(scores), np.var(scores, ddof=1) / np.sqrt(repeats)


def _not_divided(score, repeats: int) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    scores = [score(r) for r in range(repeats)]
    return np.mean(scores), np.std(scores, ddof=1)


def _numpys_default(score, repeats: int) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    scores = [score(r) for r in range(repeats)]
    return np.mean(scores), np.std(scores) / np.sqrt(repeats)


def _same_draw(score, repeats: int) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    scores = [score(0) for _ in range(repeats)]
    return np.mean(scores), np.std(scores, ddof=1) / np.sqrt(repeats)


def _from_one(score, repeats: int) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    scores = [score(r + 1) for r in range(repeats)]
    return np.mean(scores), np.std(scores, ddof=1) / np.sqrt(repeats)


def _exchanged(score, repeats: int) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    mean, error = mean_and_se(score, repeats)
    return error, mean


def _n_minus_one_twice(score, repeats: int) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    scores = [score(r) for r in range(repeats)]
    return np.mean(scores), np.std(scores, ddof=1) / np.sqrt(repeats - 1)


@dataclass(frozen=True)
class Scores:
    """The scores of a network, repeat by repeat; there are more than will be asked for."""

    of_repeat: tuple[int, ...]

    def __call__(self, repeat: int) -> int:
        """Return the score of this repeat."""
        return self.of_repeat[repeat % len(self.of_repeat)]

    def case(self, repeats: int) -> Case:
        """Make a case that shows the scores of the repeats that count."""
        told = ", ".join(f"score({r}) = {value}" for r, value in enumerate(self.of_repeat[:repeats]))
        return Case((self, repeats), shown=f"{told}; repeats = {repeats}")


def _repeats(rng: np.random.Generator) -> Iterator[Case]:
    yield Scores((10, 14, 30)).case(2)
    yield Scores((10, 12, 14, 40)).case(3)
    for n in (4, 8, 16):
        yield Scores(tuple(int(v) for v in rng.integers(3000, 6000, n + 1))).case(n)


EXERCISES = [
    Exercise(
        id="05-expected-distinct",
        title="How many patterns chance would give",
        prompt="V units, S samples, and every bit is the toss of a coin: each unit has one of the 2^S patterns, all "
        "equally likely, whatever the others have. How many *different* patterns do you expect, in the mean over all "
        "draws? Build it up: one unit and one pattern, all units and one pattern, all patterns.",
        reference=expected_distinct,
        cases=_coins,
        hints=(
            "By hand, two units and one sample: the pairs 00, 01, 10, 11 are equally likely and have 1, 2, 2, 1 "
            "different patterns. Your function must give their mean.",
            "Take one pattern. A unit misses it with chance 1 - 1/2^S, whatever the other units do. How likely is it "
            "that all V miss it?",
            "If they don't all miss it, it appears, and counts as one. A mean number is a sum of chances: add up how "
            "likely each pattern is to appear.",
        ),
        misconceptions=(
            Misconception(
                "the ceiling",
                _ceiling,
                "You return the most that is possible, min(V, 2^S). Coins repeat themselves: of two units and one "
                "sample, half of all draws give both units the same pattern.",
                "lesson 03's ceiling taken for the value to expect",
            ),
            Misconception(
                "the formula for few units",
                _first_collisions,
                "You subtract about one pattern for each pair of units that agree. That holds while V is far below "
                "2^S. With more units it subtracts the same pattern again and again, and even falls below zero.",
                "the birthday problem's approximation V - V^2/2^(S+1), as textbooks give it",
            ),
            Misconception(
                "a pattern less for each pair",
                _pairs,
                "You subtract a pattern for each pair of units that agree. Of three units that agree there are three "
                "pairs, and only two patterns are lost: with many units you fall below zero.",
                "the birthday problem, pair by pair",
            ),
            Misconception(
                "units and patterns exchanged",
                _boxes_for_balls,
                "You throw 2^S patterns at V units. It is the other way round: each of V units lands on one of 2^S "
                "patterns, and you count the patterns that were hit.",
                "fresh readers who mix up balls and boxes",
            ),
            Misconception(
                "one pattern's chance",
                _one_pattern,
                "You return how likely one given pattern is to appear at all. There are 2^S patterns, each with this "
                "chance: how many do you expect to appear?",
                "fresh readers who stop after the hint's first half",
            ),
            Misconception(
                "the patterns that are missed",
                _missed_patterns,
                "You return how many patterns no unit has. The other ones were asked for.",
                "fresh readers who forget to subtract",
            ),
            Misconception(
                "patterns of exactly one unit",
                _in_one_unit_only,
                "You count the patterns that exactly one unit has. One that two units share is a pattern too, and "
                "counts once.",
                "`different` read as `like no other`",
            ),
            Misconception(
                "the limit for many patterns",
                _many_patterns,
                "You use exp(-V / 2^S) for the chance that a pattern is missed. That is its limit for many patterns; "
                "with few it is too large: take (1 - 1/2^S)^V itself.",
                "the Poisson distribution, as textbooks give it",
            ),
        ),
        advice="list all draws for two units and one sample (00, 01, 10, 11), count the different patterns in each, "
        "and take the mean.",
        minutes=8,
        difficulty="medium",
    ),
    Exercise(
        id="05-choose-samples",
        title="Choose S before you look at any accuracy",
        prompt="Given V, the number of units, of a few networks of a space, choose how many images to score with: "
        "the whole number S for which 2^S comes closest to the median V, as a factor.",
        reference=choose_samples,
        cases=_spaces,
        hints=(
            "Which power of two is the median? In the smallest example the median is 8.",
            '`np.median(units)` is the middle one; `np.log2` answers "two to the power of what?".',
            "The answer is a whole number: `round`.",
        ),
        misconceptions=(
            Misconception(
                "more is better",
                _more_is_better,
                "You choose so many samples that two units hardly ever agree by chance. Then nearly every unit has a "
                "pattern of its own, and the score counts units, no more.",
                "the rule of thumb that a larger batch is a better estimate",
            ),
            Misconception(
                "the smallest batch that runs",
                _smallest_that_runs,
                "You take the smallest batch that BatchNorm can work with. There are only 2^2 = 4 patterns, every "
                "network reaches them, and all architectures tie.",
                "fresh readers who economise",
            ),
            Misconception(
                "natural logarithm",
                _natural_logarithm,
                "You use the natural logarithm. Each further sample doubles the number of patterns, so ask how often "
                "V can be halved: log2.",
                "np.log is the natural logarithm in NumPy",
            ),
            Misconception(
                "mean for median",
                _mean_for_median,
                "You use the mean of V. One huge network pulls it up and away from all the others; the median stays "
                "in the middle.",
                "fresh readers",
            ),
            Misconception(
                "rounded up",
                _rounded_up,
                "You round up. Where the power of two below the median is closer, take that one.",
                "fresh readers who think of bits that hold V",
            ),
            Misconception(
                "rounded down",
                _rounded_down,
                "You cut the logarithm off, as `int` does. Where the power of two above the median is closer, take "
                "that one.",
                "`int(...)` for `round(...)`",
            ),
            Misconception(
                "bits that hold V",
                _bits_that_hold,
                "You count the binary digits of the median, which is one more than its logarithm cut off: 8 has four "
                "digits, and is 2^3.",
                "`bit_length`",
            ),
            Misconception(
                "not rounded",
                _not_rounded,
                "You return the logarithm. A number of images is whole: round it.",
                "a `round` forgotten",
            ),
            Misconception(
                "closest as a difference",
                _closest_difference,
                "You take the power of two that differs least. As a *factor* another may be closer: 1,480 is 1.45 "
                "times 1,024, and 2,048 is only 1.38 times 1,480.",
                "fresh readers who search over S",
            ),
        ),
        advice="write the median of the smallest example as a power of two.",
        minutes=5,
        starred=True,
    ),
    Exercise(
        id="05-mean-and-se",
        title="A mean and its standard error",
        prompt="One score is one draw of weights and images. Score a network `repeats` times and return the mean and "
        "its standard error, sd / sqrt(n), as a pair. `score(r)` makes the draw of repeat r.",
        reference=mean_and_se,
        cases=_repeats,
        hints=(
            "First a list of scores, one for each repeat, each with its own number.",
            "The sd says how far one score lies from the mean; the mean of n scores lies sqrt(n) times closer.",
            "`np.std` divides by n unless told otherwise: `ddof=1` makes that n - 1.",
        ),
        misconceptions=(
            Misconception(
                "sd not divided by sqrt(n)",
                _not_divided,
                "Your second number is the sd of the scores: how far one score lies from the mean. It does not "
                "shrink with more repeats. The mean's own error is sd / sqrt(n).",
                "error bars in published tables that are sd, and are read as se",
            ),
            Misconception(
                "divided by n",
                _divided_by_n,
                "You divide the sd by n. Errors of single scores partly cancel in a mean, but only like sqrt(n).",
                "fresh readers",
            ),
            Misconception(
                "variance for sd",
                _variance,
                "You divide the variance, whose unit is a score squared. The sd is its square root.",
                "np.var for np.std",
            ),
            Misconception(
                "n where n - 1 belongs",
                _numpys_default,
                "Your sd divides by n, which is NumPy's default. The scores lie closer to their own mean than to the "
                "true one, so with few repeats that is too small: divide by n - 1.",
                "np.std without ddof",
            ),
            Misconception(
                "n - 1 twice",
                _n_minus_one_twice,
                "You divide by n - 1 twice. It belongs in the sd, where the squares are divided; below the line stands "
                "sqrt(n).",
                "n - 1 remembered in both places",
            ),
            Misconception(
                "in the wrong order",
                _exchanged,
                "Both numbers are right, in the wrong order: the mean comes first.",
                "a slip",
            ),
            Misconception(
                "the same draw each time",
                _same_draw,
                "You ask for the same repeat each time, so all scores are equal and the standard error is 0. That is "
                "not certainty: nothing was drawn anew.",
                "a port that seeds inside its loop over repeats",
            ),
            Misconception(
                "repeats numbered from 1",
                _from_one,
                "You ask for repeats 1 to n. They are numbered from 0, as everything is in Python.",
                "fresh readers",
            ),
        ),
        advice="do the smallest example by hand: the mean, each score's distance from it, the squares.",
        minutes=6,
        difficulty="medium",
    ),
]
