import numpy as np
import pytest
import torch

from swap_teach.packed import count_distinct, pack_positive
from swap_teach.patterns import pack
from swap_teach.reference import count_patterns_reference

SIZES = [1, 2, 7, 8, 9, 16, 31, 32, 33, 63, 64, 65, 100, 129, 256]


def random_values(samples, shape=(3, 5, 4)):
    """Draw values of which many units share a pattern: few prototypes, repeated."""
    generator = torch.Generator().manual_seed(samples)
    prototypes = torch.randn(samples, 11, generator=generator)
    picks = torch.randint(11, (int(np.prod(shape)),), generator=generator)
    return prototypes[:, picks].view(samples, *shape)


@pytest.mark.parametrize("samples", SIZES)
def test_same_words_as_numpy(samples):
    values = random_values(samples)
    ours = pack_positive(values).numpy()
    expected = pack((values > 0).flatten(1).numpy())
    width = ours.shape[1] * ours.itemsize
    assert np.array_equal(np.ascontiguousarray(expected).view(np.uint8)[:, :width], ours.view(np.uint8))


@pytest.mark.parametrize("samples", SIZES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_count_equals_the_textbook(samples, dtype):
    values = random_values(samples).to(dtype)
    assert count_distinct(pack_positive(values)) == count_patterns_reference((values > 0).flatten(1))


@pytest.mark.parametrize("samples", [8, 16, 40])
def test_autocast_does_not_reach_the_words(samples):
    values = random_values(samples)
    expected = pack_positive(values)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(pack_positive(values), expected)


def test_memory_layout_does_not_matter():
    values = random_values(16)
    other = values.to(memory_format=torch.channels_last)
    assert sorted(pack_positive(values).ravel().tolist()) == sorted(pack_positive(other).ravel().tolist())


def test_rows_of_several_words_are_one_only_if_all_words_are():
    words = torch.tensor([[1, 2], [1, 3], [-1, 2], [1, 2], [-1, 2], [2, 1], [1 << 32, 2]])
    assert count_distinct(words) == 5
