import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from swap_teach import count_patterns
from swap_teach.patterns import pack
from swap_teach.reference import count_patterns_reference

SIZES = [1, 2, 8, 16, 31, 32, 33, 63, 64, 65, 100, 256]


@given(arrays(bool, st.tuples(st.integers(1, 130), st.integers(0, 40))))
def test_equals_the_textbook_on_any_matrix(bits):
    assert count_patterns(bits) == count_patterns_reference(bits)


@pytest.mark.parametrize("samples", SIZES)
def test_each_sample_tells_patterns_apart(samples):
    """One unit for each sample, on for that sample alone: a lost or colliding bit would merge two of them."""
    assert count_patterns(np.eye(samples)) == samples


@pytest.mark.parametrize("samples", SIZES)
def test_pack_places_sample_s_at_bit_s(samples):
    words = pack(np.eye(samples, dtype=bool))
    assert words.dtype == np.uint64
    assert [sum(int(w) << (64 * i) for i, w in enumerate(row)) for row in words] == [1 << s for s in range(samples)]


@given(arrays(bool, (9, 30)), st.randoms())
def test_order_of_samples_and_units_does_not_matter(bits, random):
    rows, columns = list(range(9)), list(range(30))
    random.shuffle(rows)
    random.shuffle(columns)
    assert count_patterns(bits[rows][:, columns]) == count_patterns(bits)


def test_accepts_lists_integers_floats_and_tensors():
    torch = pytest.importorskip("torch")
    bits = [[1, 0, 1, 1], [0, 0, 1, 0]]
    for form in (bits, np.array(bits, np.uint8), np.array(bits, float), torch.tensor(bits), torch.tensor(bits) > 0):
        assert count_patterns(form) == 3


def test_rejects_what_is_no_bit_matrix():
    with pytest.raises(ValueError, match="rows = samples and columns = units; got an array of shape \\(3,\\)"):
        count_patterns([0, 1, 1])
    with pytest.raises(ValueError, match=r"only 0 and 1.*bits = values > 0"):
        count_patterns([[0.0, 0.3]])
