import numpy as np
import pytest
import torch

from swap_teach.images import ImageSource
from swap_teach.input_batches import input_batches

X = np.random.default_rng(0).normal(size=(6, 3, 4, 4)).astype(np.float32)
Y = np.arange(6)


def test_arrays_and_tensors_are_the_same_inputs():
    assert input_batches(X, 1).id == input_batches(torch.from_numpy(X), 2).id
    assert input_batches((X, Y), 1).id == input_batches([torch.from_numpy(X), torch.from_numpy(Y)], 1).id


def test_every_value_and_label_is_in_the_name():
    other, names = X.copy(), {input_batches(X, 1).id, input_batches((X, Y), 1).id, input_batches((X, Y[::-1]), 1).id}
    other[5, 2, 3, 3] += 1e-6
    assert len(names | {input_batches(other, 1).id}) == 4


def test_a_source_is_asked_for_each_repeat_and_goes_by_its_id():
    batches = input_batches(ImageSource("noise", n=4, size=8), 3)
    assert batches.id == ImageSource("noise", n=4, size=8).id
    assert batches.samples == 4
    assert not np.array_equal(batches.of_repeat[0][0], batches.of_repeat[2][0])


def test_errors_say_what_to_do():
    with pytest.raises(ValueError, match=r"needs an `id`.*use swap_teach\.images\.ImageSource"):
        input_batches(lambda repeat: (X, Y), 1)
    with pytest.raises(ValueError, match=r"y must be 6 class numbers.*got shape"):
        input_batches((X, Y[:5]), 1)
    with pytest.raises(ValueError, match="hold NaN or infinity"):
        input_batches(np.full((2, 3), np.nan), 1)
    with pytest.raises(ValueError, match=r"shape \(samples, \.\.\.\), at least one sample; got \(0, 3\)"):
        input_batches(np.zeros((0, 3)), 1)
    with pytest.raises(ValueError, match=r"Inputs are x or .*; got str"):
        input_batches("photos", 1)
    with pytest.raises(ValueError, match="got NoneType"):
        input_batches(None, 1)
    with pytest.raises(ValueError, match="repeats must be at least 1, got 0"):
        input_batches(X, 0)

    def growing(repeat):
        return np.zeros((repeat + 2, 3, 4, 4))

    growing.id = "growing"
    with pytest.raises(ValueError, match=r"batches of different shapes: \[\(2, 3, 4, 4\), \(3, 3, 4, 4\)\]"):
        input_batches(growing, 2)
