import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from swap_teach.seeding import derived_rng

PARTS = st.lists(st.one_of(st.integers(0, 2**70), st.text(max_size=8)), max_size=4)


@given(PARTS, PARTS)
def test_the_parts_alone_decide(first, second):
    draws = [derived_rng(*parts).integers(2**63) for parts in (first, first, second)]
    assert draws[0] == draws[1]
    assert (draws[0] == draws[2]) == (first == second)


def test_boundaries_between_parts_count():
    draws = {int(derived_rng(*parts).integers(2**63)) for parts in [("ab", "c"), ("a", "bc"), ("abc",), (1, 2), (12,)]}
    assert len(draws) == 5


def test_numpy_integers_mean_the_same():
    assert derived_rng(np.int64(3)).integers(2**63) == derived_rng(3).integers(2**63)


@pytest.mark.parametrize("part", [-1, 1.5, None])
def test_other_parts_are_refused(part):
    with pytest.raises(ValueError, match=r"integer of 0 or more; got"):
        derived_rng(part)
