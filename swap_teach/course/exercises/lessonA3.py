"""Exercises of lesson A3, Fast to the limit: what a quicker part buys, bits turned, bits compared."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from swap_teach.course.exercises.exercise import Case, Exercise, Misconception


def overall_speedup(seconds: list[float], factors: list[float]) -> float:
    """Return how many times quicker the whole becomes.

    The whole is parts done one after the other, which take `seconds`. Part k becomes
    `factors[k]` times quicker; a factor of 1 leaves it as it is.
    """
    after = sum(part / factor for part, factor in zip(seconds, factors, strict=True))
    return float(sum(seconds) / after)


def _mean_factor(seconds: list[float], factors: list[float]) -> float:
    return float(np.mean(factors))


def _weighted_mean(seconds: list[float], factors: list[float]) -> float:
    return float(np.average(factors, weights=seconds))


def _largest(seconds: list[float], factors: list[float]) -> float:
    return float(max(factors))


def _product(seconds: list[float], factors: list[float]) -> float:
    return float(np.prod(factors))


def _turned_round(seconds: list[float], factors: list[float]) -> float:
    return 1 / overall_speedup(seconds, factors)


def _saved(seconds: list[float], factors: list[float]) -> float:
    return 1 - 1 / overall_speedup(seconds, factors)


def _mean_of_times(seconds: list[float], factors: list[float]) -> float:
    return len(factors) / sum(1 / factor for factor in factors)


def _seconds_after(seconds: list[float], factors: list[float]) -> float:
    return sum(part / factor for part, factor in zip(seconds, factors, strict=True))


def _parts(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(([3.0, 1.0], [3.0, 1.0]))
    yield Case(([2.0, 6.0], [2.0, 6.0]))
    for count in (2, 3, 5):
        yield Case((rng.uniform(0.5, 9, count).round(1).tolist(), rng.uniform(1, 20, count).round(1).tolist()))


def turn(words: list[int], samples: int) -> list[int]:
    """Turn words packed along samples into words packed along units.

    Bit s of `words[u]` says whether sample s switches unit u on. Return one word for each
    sample: bit u of word s says the same. Bit 0 is the least significant.
    """
    return [sum((int(word) >> s & 1) << u for u, word in enumerate(words)) for s in range(samples)]


def _first_unit_highest(words: list[int], samples: int) -> list[int]:
    return turn(words[::-1], samples)


def _last_sample_first(words: list[int], samples: int) -> list[int]:
    return turn(words, samples)[::-1]


def _not_turned(words: list[int], samples: int) -> list[int]:
    return [int(word) for word in words]


def _counted(words: list[int], samples: int) -> list[int]:
    return [word.bit_count() for word in turn(words, samples)]


def _as_many_as_units(words: list[int], samples: int) -> list[int]:
    return turn(words, len(words))


def _units_in_64_bits(words: list[int], samples: int) -> list[int]:
    return turn(words[:64], samples)


def _signed_64_bits(words: list[int], samples: int) -> list[int]:
    return [word - (word >> 63 << 64) for word in _units_in_64_bits(words, samples)]


def _packed(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(([1, 3, 2], 2))
    yield Case(([5, 4], 3))
    for units, samples in ((5, 3), (3, 6), (30, 20), (70, 5)):
        bits = rng.integers(0, 2, (units, samples)).tolist()
        yield Case(([sum(bit << s for s, bit in enumerate(row)) for row in bits], samples))


def agreement(first: int, second: int, units: int) -> int:
    """Return on how many of the `units` units two samples agree: both on, or both off.

    A sample is one word: bit u says whether it switches unit u on.
    """
    return units - (int(first) ^ int(second)).bit_count()


def _both_on(first: int, second: int, units: int) -> int:
    return (int(first) & int(second)).bit_count()


def _differences(first: int, second: int, units: int) -> int:
    return (int(first) ^ int(second)).bit_count()


def _of_the_longer_word(first: int, second: int, units: int) -> int:
    return max(int(first), int(second)).bit_length() - (int(first) ^ int(second)).bit_count()


def _either_on(first: int, second: int, units: int) -> int:
    return (int(first) | int(second)).bit_count()


def _the_xor_itself(first: int, second: int, units: int) -> int:
    return int(first) ^ int(second)


def _below_zero(first: int, second: int, units: int) -> int:
    return (~(int(first) ^ int(second))).bit_count()


def _first_64_compared(first: int, second: int, units: int) -> int:
    return units - ((int(first) ^ int(second)) & (1 << 64) - 1).bit_count()


def _first_64_counted(first: int, second: int, units: int) -> int:
    return _first_64_compared(first, second, min(units, 64))


def _samples(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((0b0011, 0b0110, 5))
    yield Case((0, 0, 3))
    for units in (8, 30, 64, 100):
        first, second = (int.from_bytes(rng.bytes(13), "little") % (1 << units) for _ in range(2))
        yield Case((first, second, units))


EXERCISES = [
    Exercise(
        id="A3-overall-speedup",
        title="What does a quicker part buy?",
        prompt="A score is made in parts, one after the other. Some of them become quicker. Return how many times "
        "quicker the whole becomes. (Amdahl's law, 1967.)",
        reference=overall_speedup,
        cases=_parts,
        hints=(
            "How many seconds does the whole take before, and how many after?",
            "A part that becomes 3 times quicker takes a third of its seconds.",
            "Before divided by after; above 1 where something was gained.",
        ),
        misconceptions=(
            Misconception(
                "the mean of the factors",
                _mean_factor,
                "You average the factors. A part that takes little time then counts as much as one that takes long; "
                "add up seconds instead.",
                "benchmark tables that average speed-ups",
            ),
            Misconception(
                "the mean of the factors, weighted by seconds",
                _weighted_mean,
                "You weight the factors by the seconds of before. The part that is left slow rules the time after: "
                "add up the seconds of after instead.",
                "readers who mend the plain mean",
            ),
            Misconception(
                "the largest factor",
                _largest,
                "You take the largest factor. What hasn't become quicker still takes its time.",
                "headlines: `the count is 35 times faster`",
            ),
            Misconception(
                "the product of the factors",
                _product,
                "You multiply the factors. That is right for one part made quicker twice; here parts follow one "
                "another.",
                "readers who think of one part",
            ),
            Misconception(
                "after divided by before",
                _turned_round,
                "You divide after by before. `Times quicker` is before divided by after.",
                "fresh readers",
            ),
            Misconception(
                "the share that is saved",
                _saved,
                "You return the share of the time that is saved. Asked is how many times quicker: before by after.",
                "percent and factors mixed up",
            ),
            Misconception(
                "all parts taken for equally long",
                _mean_of_times,
                "You treat all parts as equally long. Divide the seconds of each part by its factor, and add those up.",
                "the harmonic mean without weights",
            ),
            Misconception(
                "the seconds of after",
                _seconds_after,
                "You return how long the whole takes afterwards. Divide the seconds of before by it.",
                "readers who stop half-way",
            ),
        ),
        advice="in the smallest example 3 s become 1 s, and 1 s stays: 4 s before, 2 s after.",
        minutes=6,
        difficulty="easy",
        importance="core",
        starred=True,
    ),
    Exercise(
        id="A3-turn",
        title="Turn packed bits",
        prompt="SWAP packs a unit's bits, one a sample. NWOT compares samples, and wants a sample's bits together. "
        "Turn one into the other; plain Python will do, bit by bit.",
        reference=turn,
        cases=_packed,
        hints=(
            "Write the smallest example as a table of bits: a row for each word, sample 0 at its right end.",
            "Bit s of a word is `word >> s & 1`.",
            "Word s of the answer is the sum over units u of that bit times 2^u.",
        ),
        misconceptions=(
            Misconception(
                "the first unit in the highest bit",
                _first_unit_highest,
                "You put unit 0 into the highest bit. Bit 0, the least significant, is unit 0's.",
                "`numpy.packbits` without bitorder='little'",
            ),
            Misconception(
                "the last sample first",
                _last_sample_first,
                "You begin with the highest bit, which is the last sample's. Word 0 of the answer is sample 0's.",
                "`bin(word)`, read from left to right",
            ),
            Misconception(
                "not turned",
                _not_turned,
                "You return the words as they came: one a unit. Wanted is one a sample.",
                "readers who take `packed` for the whole answer",
            ),
            Misconception(
                "bits counted, not placed",
                _counted,
                "You add up a sample's bits. Two samples that switch on equally many units would look alike: keep "
                "each bit in its place.",
                "a sum without the powers of two",
            ),
            Misconception(
                "as many words as units",
                _as_many_as_units,
                "You return a word for each unit's number. Wanted is one for each of the `samples` samples.",
                "square examples",
            ),
            Misconception(
                "units beyond the 64th lost",
                _units_in_64_bits,
                "A NumPy integer has 64 bits, and the units from the 65th on are lost. A sample's word has a bit for "
                "each unit: use Python's integers, which grow as needed.",
                "`np.uint64` for the words of the answer",
            ),
            Misconception(
                "the 64th unit on the sign",
                _signed_64_bits,
                "A NumPy integer has 64 bits, and the last is its sign: the 64th unit makes a word negative, and those "
                "from the 65th on are lost. Use Python's integers, which grow as needed.",
                "`bits << np.arange(units)`, whose integers are int64",
            ),
        ),
        advice="in the smallest example unit 0 is on for sample 0, unit 1 for both, unit 2 for sample 1.",
        minutes=8,
        difficulty="medium",
        importance="useful",
    ),
    Exercise(
        id="A3-agreement",
        title="Sixty-four comparisons at once",
        prompt="NWOT asks of each pair of images on how many units they agree. Return it for two words that hold up to "
        "64 units and more, without looking at single bits.",
        reference=agreement,
        cases=_samples,
        hints=(
            "Which operation on two words gives a 1 exactly where their bits differ?",
            "`int.bit_count()` counts the ones of a word.",
            "All units, less those that differ. Units that are off in both agree too.",
        ),
        misconceptions=(
            Misconception(
                "both on",
                _both_on,
                "You count the units that are on in both. Units that are off in both agree as well.",
                "one product of bit matrices where NWOT has two",
            ),
            Misconception(
                "where they differ",
                _differences,
                "You count the units that differ: the Hamming distance. Take it from the number of units.",
                "readers who stop at the xor",
            ),
            Misconception(
                "no more units than the longer word has digits",
                _of_the_longer_word,
                "You count only as far as the longer word has a 1. Leading zeros are units too, off in both.",
                "`len(bin(word))`",
            ),
            Misconception(
                "on in either",
                _either_on,
                "You count the units that are on in at least one. Some of these differ.",
                "`or` for `xor`",
            ),
            Misconception(
                "the xor, not its ones",
                _the_xor_itself,
                "You return the xor as a number. Count its ones.",
                "a forgotten popcount",
            ),
            Misconception(
                "a negative number's ones",
                _below_zero,
                "`~` turns endless zeros into ones: in Python the result is negative, and `bit_count` counts the ones "
                "of its size. Take the differences from `units` instead.",
                "`~(first ^ second)`, as in C",
            ),
            Misconception(
                "64 units compared",
                _first_64_compared,
                "You compare 64 bits. Units beyond the 64th all count as agreeing: Python's integers need no mask.",
                "a mask of 64 ones, as in C",
            ),
            Misconception(
                "64 units counted",
                _first_64_counted,
                "You count the first 64 units and leave out the others. Python's integers need no mask.",
                "one machine word",
            ),
        ),
        advice="write 00011 and 00110 one above the other, and count columns.",
        minutes=6,
        difficulty="easy",
        importance="core",
    ),
]
