import math

import pytest
import torch
from torch import nn

from swap_teach.initialisation import initialise, weight_generator


def network():
    return nn.Sequential(
        nn.Conv2d(3, 64, 3, groups=1), nn.BatchNorm2d(64), nn.ReLU(), nn.Flatten(), nn.LayerNorm(64), nn.Linear(64, 256)
    )


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_default_law_is_pytorchs():
    """Same bounds and, to sampling error, the same spread as the layers' own `reset_parameters`."""
    ours, theirs = network(), network()
    initialise(ours, "default", seeded())
    for (name, a), b in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        if a.ndim > 1:
            bound = 1 / math.sqrt(a[0].numel())
            assert a.abs().max() <= bound, name
            assert b.abs().max() <= bound, name
            assert a.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.05)
            assert b.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.05)


def test_normal_law_is_the_authors():
    model = network()
    initialise(model, "normal", seeded())
    assert model[0].weight.std().item() == pytest.approx(1, rel=0.05)
    assert model[5].weight.std().item() == pytest.approx(1, rel=0.05)
    assert not model[0].bias.any()
    assert not model[5].bias.any()


@pytest.mark.parametrize("law", ["default", "normal"])
def test_normalisation_starts_afresh(law):
    model = network()
    with torch.no_grad():
        for layer in (model[1], model[4]):
            layer.weight.fill_(7)
            layer.bias.fill_(7)
        model[1].running_mean.fill_(7)
        model[1].num_batches_tracked.fill_(7)
    initialise(model, law, seeded())
    for layer in (model[1], model[4]):
        assert (layer.weight == 1).all()
        assert not layer.bias.any()
    assert not model[1].running_mean.any()
    assert model[1].num_batches_tracked == 0


def test_a_generator_decides_everything_and_the_global_one_is_untouched():
    state = torch.get_rng_state()
    a, b, c = network(), network(), network().double()
    state_after_building = torch.get_rng_state()
    assert not torch.equal(state, state_after_building)
    for model in (a, b, c):
        initialise(model, generator=seeded(3))
    assert torch.equal(torch.get_rng_state(), state_after_building)
    assert all(torch.equal(p, q) for p, q in zip(a.parameters(), b.parameters(), strict=True))
    assert all(torch.equal(p.double(), q) for p, q in zip(a.parameters(), c.parameters(), strict=True))
    initialise(b, generator=seeded(4))
    assert not torch.equal(a[0].weight, b[0].weight)


def test_every_part_of_the_key_gives_other_weights():
    base = {"seed": 0, "key": "cell", "law": "default", "repeat": 0}
    variants = [base, base | {"seed": 1}, base | {"key": "cell2"}, base | {"law": "normal"}, base | {"repeat": 1}]
    assert len({weight_generator(**v).initial_seed() for v in variants}) == len(variants)


def test_unknown_law_or_layer_is_an_error():
    with pytest.raises(ValueError, match="Unknown initialisation law 'kaiming': choose one of default, normal"):
        initialise(network(), "kaiming")
    with pytest.raises(ValueError, match=r"No initialisation law for 0 \(Embedding\).*weights as they are"):
        initialise(nn.Sequential(nn.Embedding(3, 2)))
