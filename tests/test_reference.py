import pytest
import torch
from torch import nn

from swap_teach.reference import bit_matrix_reference


def test_hooks_are_gone_also_after_an_error():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    with pytest.raises(RuntimeError):
        bit_matrix_reference(model, torch.ones(1, 5))
    assert bit_matrix_reference(model, torch.ones(4, 2)).shape == (4, 3)
    assert not model[1]._forward_hooks
