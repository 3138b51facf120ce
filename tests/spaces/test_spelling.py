"""Whatever text comes in, a space gives back either the genotype it spells exactly or a ValueError with a reason."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach.spaces import get_space
from swap_teach.spaces.spelling import check_spelling, quote

NAMES = ["nb201", "darts"]
PIECES = [
    "|",
    "+",
    "~",
    "none",
    "skip_connect",
    "nor_conv_3x3",
    "sep_conv_3x3",
    "Genotype(",
    "normal=[",
    "('",
    "', ",
    ")",
]


def damage(space, seed):
    """A valid string with a few pieces deleted, inserted, replaced or repeated."""
    dice = random.Random(seed)
    text = str(space.sample(np.random.default_rng(seed)))
    for _ in range(dice.randint(1, 3)):
        start = dice.randint(0, len(text))
        stop = dice.randint(start, min(len(text), start + dice.choice([0, 1, 2, 40])))
        new = dice.choice(
            ["", dice.choice(PIECES), chr(dice.randint(9, 0xD7FF)), str(dice.randint(-3, 10**5)), 2 * text[start:stop]]
        )
        text = text[:start] + new + text[stop:]
    return text


def anything(space):
    joined = st.lists(st.sampled_from([*PIECES, *"0123456789"]), max_size=30).map("".join)
    return st.one_of(st.text(max_size=200), joined, *[st.integers(0, 2**32 - 1).map(lambda s: damage(space, s))] * 3)


def is_refused(space, text):
    """Whether `parse` gives a reason; anything it takes must be spelled exactly, anything else is a failure."""
    try:
        genotype = space.parse(text)
    except ValueError as error:
        return len(str(error)) > 30
    assert str(genotype) == text
    return False


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_any_text_is_spelled_exactly_or_refused_with_a_reason(name, data):
    space = get_space(name)
    text = data.draw(anything(space))
    assert is_refused(space, text) or str(space.parse(text)) == text


@pytest.mark.parametrize("name", NAMES)
def test_ten_thousand_damaged_strings(name):
    space = get_space(name)
    refused = sum(is_refused(space, damage(space, seed)) for seed in range(10_000))
    assert refused > 8_000, "the rest happen to be repaired or unharmed"


@pytest.mark.parametrize("name", NAMES)
def test_code_is_never_run(name):
    with pytest.raises(ValueError, match="edges"):
        get_space(name).parse("__import__('os').abort()")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [None, 3, b"|none~0|"])
def test_not_a_string(name, value):
    with pytest.raises(TypeError, match=f"parsed from a string, not from {type(value).__name__}"):
        get_space(name).parse(value)


def test_points_at_the_first_difference():
    with pytest.raises(ValueError, match=r"At character 2, after 'ab', expected 'cd', found 'x'\. .*exactly"):
        check_spelling("abx", "abcd")
    with pytest.raises(ValueError, match="At character 4, after 'abcd', expected '', found ' '"):
        check_spelling("abcd ", "abcd")


def test_a_long_text_is_shortened_in_messages():
    assert len(quote("x" * 10**6)) < 100
    assert quote("short") == "'short'"
