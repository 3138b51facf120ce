import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from swap_teach.training import Recipe, learning_rate, train


class Fixed:
    """The same three batches each epoch."""

    def __init__(self):
        generator = torch.Generator().manual_seed(0)
        self.batches = [(torch.randn(8, 4, generator=generator), torch.arange(8) % 3) for _ in range(3)]
        self.asked = []

    def __len__(self):
        return len(self.batches)

    def epoch(self, number):
        self.asked.append(number)
        return self.batches


def small_network():
    torch_state = torch.Generator().manual_seed(1)
    network = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
    with torch.no_grad():
        for p in network.parameters():
            p.copy_(torch.randn(p.shape, generator=torch_state) / 4)
    return network


RECIPE = Recipe(epochs=60, batch_size=8, learning_rate=0.1, warmup=0.2)


def test_the_schedule_rises_to_the_rate_and_falls_to_zero():
    assert learning_rate(RECIPE, 0) == 0
    assert learning_rate(RECIPE, 0.2) == pytest.approx(0.1)
    assert learning_rate(RECIPE, 0.6) == pytest.approx(0.05)
    assert learning_rate(RECIPE, 1) == pytest.approx(0)


@given(st.floats(0, 1), st.floats(0, 0.9))
def test_the_schedule_stays_between_zero_and_the_rate(progress, warmup):
    recipe = Recipe(epochs=1, batch_size=1, learning_rate=0.3, warmup=warmup)
    assert 0 <= learning_rate(recipe, progress) <= 0.3


def test_without_warmup_the_first_rate_is_the_highest():
    assert learning_rate(Recipe(1, 1, 0.3), 0) == 0.3


def test_training_learns_and_counts_epochs():
    network, data, epochs = small_network(), Fixed(), []
    x, y = data.batches[0]
    before = nn.functional.cross_entropy(network(x), y).item()
    train(network, data, RECIPE, after_epoch=epochs.append)
    assert nn.functional.cross_entropy(network(x), y).item() < 0.5 * before
    assert epochs == list(range(1, 61))
    assert data.asked == list(range(60))


def test_the_same_weights_and_batches_give_the_same_result_bit_for_bit():
    first, second = small_network(), small_network()
    for network in (first, second):
        train(network, Fixed(), RECIPE)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


def test_a_model_evaluated_after_an_epoch_trains_on_in_training_mode():
    network, modes = small_network(), []
    network.register_forward_hook(lambda module, x, y: modes.append(module.training))
    train(network, Fixed(), Recipe(3, 8, 0.1), after_epoch=lambda _: network.eval())
    assert modes == [True] * 9


def test_frozen_parameters_stay():
    network = small_network()
    network[0].requires_grad_(False)
    before = network[0].weight.clone()
    train(network, Fixed(), RECIPE)
    assert torch.equal(network[0].weight, before)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"epochs": 0, "batch_size": 8}, "at least one epoch .* got epochs=0, batch_size=8"),
        ({"epochs": 1, "batch_size": 0}, "got epochs=1, batch_size=0"),
        ({"epochs": 1, "batch_size": 1, "warmup": 1.0}, "0 <= warmup < 1, got 1.0"),
    ],
)
def test_impossible_recipes_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Recipe(learning_rate=0.1, **arguments)
