import pytest
import torch
from torch import nn
from torch.nn import functional

from swap_teach.mini.stacking import Stack, stacked_cross_entropy
from swap_teach.spaces import get_space

CELL = "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|avg_pool_3x3~1|nor_conv_3x3~2|"


def networks(k):
    space = get_space("nb201")
    return [
        space.build(space.parse(CELL), 10, network="small", generator=torch.Generator().manual_seed(seed))
        for seed in range(k)
    ]


def images(k):
    return torch.randn(16, 3 * k, 12, 12, generator=torch.Generator().manual_seed(9))


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("k", [1, 3])
def test_a_stack_computes_what_its_members_compute(k, training):
    alone, x = networks(k), images(k)
    stack = Stack(alone)
    for model in (stack, *alone):
        model.train(training)
    with torch.no_grad():
        expected = torch.stack([model(part) for model, part in zip(alone, x.chunk(k, dim=1), strict=True)], dim=1)
        torch.testing.assert_close(stack(x), expected, rtol=1e-4, atol=1e-5)


def test_a_stack_learns_what_its_members_learn():
    alone, x, y = networks(3), images(3), torch.arange(48).view(16, 3) % 10
    stack = Stack(alone)

    def step(model, loss):
        optimiser = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=0.01)
        loss.backward()
        optimiser.step()

    step(stack, stacked_cross_entropy(stack(x), y))
    for i, model in enumerate(alone):
        step(model, functional.cross_entropy(model(x[:, 3 * i : 3 * i + 3]), y[:, i]))
    again = Stack(alone)
    for (name, got), expected in zip(stack.state_dict().items(), again.state_dict().values(), strict=True):
        torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-5, msg=name)


def test_stacking_leaves_the_networks_alone():
    alone = networks(2)
    before = [p.clone() for model in alone for p in model.parameters()]
    stack = Stack(alone)
    stacked_cross_entropy(stack(images(2)), torch.zeros(16, 2, dtype=torch.long)).backward()
    with torch.no_grad():
        for p in stack.parameters():
            p.zero_()
    after = [p for model in alone for p in model.parameters()]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert all(p.grad is None for p in after)


def test_what_cannot_be_stacked_is_refused():
    with pytest.raises(ValueError, match="at least one network"):
        Stack([])
    with pytest.raises(ValueError, match="Only networks of one architecture"):
        Stack([nn.Linear(2, 3), nn.Linear(3, 3)])
    with pytest.raises(ValueError, match="a layer of type LayerNorm, which has parameters"):
        Stack([nn.Sequential(nn.LayerNorm(3))])
