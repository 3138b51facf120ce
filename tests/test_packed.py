import numpy as np
import pytest
import torch

from swap_teach import packed
from swap_teach.packed import count_distinct, pack_positive
from swap_teach.reference import count_patterns_reference

SIZES = [1, 2, 7, 8, 9, 16, 31, 32, 33, 63, 64, 65, 100, 129, 256]


def random_values(samples, shape=(3, 5, 4)):
    """Draw values of which many units share a pattern: few prototypes, repeated."""
    generator = torch.Generator().manual_seed(samples)
    prototypes = torch.randn(samples, 11, generator=generator)
    picks = torch.randint(11, (int(np.prod(shape)),), generator=generator)
    return prototypes[:, picks].view(samples, *shape)


@pytest.mark.parametrize("samples", SIZES)
def test_same_bits_as_numpy_packs(samples):
    bits = random_values(samples) > 0
    expected = np.packbits(bits.flatten(1).numpy(), axis=0, bitorder="little")
    assert np.array_equal(pack_positive(bits.float()).numpy(), expected)


@pytest.mark.parametrize("samples", SIZES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_count_equals_the_textbook(samples, dtype):
    values = random_values(samples).to(dtype)
    assert count_distinct(pack_positive(values)) == count_patterns_reference((values > 0).flatten(1))


@pytest.mark.parametrize("samples", [8, 16, 40])
def test_autocast_does_not_reach_the_bits(samples):
    values = random_values(samples)
    expected = pack_positive(values)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(pack_positive(values), expected)


def test_small_activations_that_wait_are_packed_as_alone(monkeypatch):
    layers = [random_values(20, (n,)) for n in (3, 8, 50, 1)]
    expected = torch.cat([pack_positive(layer) for layer in layers], dim=1)
    for waiting in (1, 200, 1 << 20):
        monkeypatch.setattr(packed, "WAITING", waiting)
        packer = packed.Packer()
        for layer in layers:
            packer.add(layer)
        assert torch.equal(packer.packed(), expected)


def test_negative_zero_nothing_and_the_smallest_number():
    smallest = torch.finfo(torch.float32).smallest_normal
    assert pack_positive(torch.tensor([[-1.0, -0.0, 0.0, smallest, 3.0]])).tolist() == [[0, 0, 0, 1, 1]]


def test_memory_layout_does_not_matter():
    values = random_values(16)
    other = values.to(memory_format=torch.channels_last)
    assert sorted(pack_positive(values).T.tolist()) == sorted(pack_positive(other).T.tolist())


def test_units_that_lie_apart_in_memory():
    values = random_values(10).flatten(1)
    assert torch.equal(pack_positive(values.T.contiguous().T), pack_positive(values))


def test_columns_of_many_bytes_are_one_only_if_all_bytes_are():
    columns = torch.tensor([[1, 2], [1, 3], [255, 2], [1, 2], [255, 2], [2, 1], [1, 130]], dtype=torch.uint8)
    for height in (2, 4, 8, 9, 20):  # a table, words of 32 and of 64 bits, several words
        joined = torch.zeros(height, 7, dtype=torch.uint8)
        joined[[0, -1]] = columns.T
        assert count_distinct(joined) == 5
