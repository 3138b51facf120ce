import pytest
import torch
from torch import nn

from swap_teach.undrawn import Undrawn

LAYERS = [lambda: nn.Conv2d(3, 4, 3), lambda: nn.Linear(5, 2), lambda: nn.BatchNorm2d(3)]


@pytest.mark.parametrize("make", LAYERS)
def test_the_layer_is_whole_and_nothing_is_drawn(make):
    state = torch.get_rng_state()
    with Undrawn():
        layer = make()
    assert torch.equal(torch.get_rng_state(), state)
    expected = make().state_dict()
    assert {name: value.shape for name, value in layer.state_dict().items()} == {
        name: value.shape for name, value in expected.items()
    }


def test_draws_are_drawn_again_afterwards():
    with Undrawn():
        pass
    assert nn.Linear(50, 20).weight.std() > 0
    state = torch.get_rng_state()
    nn.Linear(5, 2)
    assert not torch.equal(torch.get_rng_state(), state)
