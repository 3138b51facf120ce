import copy
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from swap_teach import get_space, regularised_swap, repeated_swap_score, swap_score
from swap_teach.reference import bit_matrix_reference, count_patterns_reference
from swap_teach.swap import SwapScore, size_factor, theta

SIZES = [1, 2, 8, 16, 31, 32, 33, 63, 64, 65, 100]
FORMS = ["float32", "float64", "bfloat16", "channels_last", "in place", "functional"]


class InPlace(nn.Module):
    def forward(self, x):
        return x.clone().relu_()


class Functional(nn.Module):
    def forward(self, x):
        return torch.relu(x)


def replace_relus(module, kind):
    for name, child in module.named_children():
        if isinstance(child, nn.ReLU):
            setattr(module, name, kind())
        else:
            replace_relus(child, kind)


def in_form(model, images, form):
    if form == "channels_last":
        return model.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
    if form in ("in place", "functional"):
        return model, images
    return model.to(getattr(torch, form)), images.to(getattr(torch, form))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nb201", "darts"])
@pytest.mark.parametrize("form", FORMS)
def test_equals_the_textbook_on_real_networks(name, form):
    """Two random architectures for each of 11 batch sizes, 6 forms and 2 spaces: 264 networks in all."""
    space = get_space(name)
    for samples in SIZES:
        rng = np.random.default_rng([samples, FORMS.index(form)])
        for _ in range(2):
            generator = torch.Generator().manual_seed(samples)
            model = space.build(
                space.sample(rng), network={"nb201": "small", "darts": "scoring"}[name], generator=generator
            )
            images = torch.from_numpy(rng.standard_normal((samples, 3, 8, 8), np.float32))
            model, images = in_form(model, images, form)
            bits = bit_matrix_reference(copy.deepcopy(model).train(), images)
            if form in ("in place", "functional"):
                replace_relus(model, {"in place": InPlace, "functional": Functional}[form])
            expected = SwapScore(count_patterns_reference(bits), bits.shape[1], samples)
            assert swap_score(model, images) == expected


@given(st.integers(1, 10**7), st.integers(1, 300), st.floats(0, 1))
def test_ceiling_and_saturation(neurons, samples, share):
    count = int(share * min(neurons, 2**samples))
    score = SwapScore(count, neurons, samples)
    assert score.ceiling == min(neurons, 2**samples)
    assert score.saturated == (count >= 0.95 * score.ceiling)
    assert float(score) == count


def mlp(width=200):
    return nn.Sequential(nn.Linear(4, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU())


IMAGES = torch.randn(10, 4, generator=torch.Generator().manual_seed(0))


def test_repeats_are_fresh_draws_and_the_weights_come_back():
    model = mlp()
    before = copy.deepcopy(model.state_dict())
    result = repeated_swap_score(model, IMAGES, repeats=5)
    counts = [score.count for score in result.scores]
    assert len(set(counts)) > 1
    assert result.mean == float(result) == pytest.approx(np.mean(counts))
    assert result.standard_error == pytest.approx(np.std(counts, ddof=1) / 5**0.5)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())


def test_repeats_do_not_depend_on_one_another():
    five, two = (repeated_swap_score(mlp(), IMAGES, repeats=n, seed=1, key="mlp").scores for n in (5, 2))
    assert five[:2] == two
    assert repeated_swap_score(mlp(), IMAGES, repeats=2, seed=2, key="mlp").scores != two


def test_one_repeat_has_no_standard_error():
    assert math.isnan(repeated_swap_score(mlp(), IMAGES, repeats=1).standard_error)


def test_fresh_images_for_each_repeat():
    asked = []

    def images(repeat):
        asked.append(repeat)
        return IMAGES * (-1) ** repeat

    repeated_swap_score(mlp(), images, repeats=3)
    assert asked == [0, 1, 2]


def test_repeats_must_be_positive():
    with pytest.raises(ValueError, match="repeats must be at least 1, got 0"):
        repeated_swap_score(mlp(), IMAGES, repeats=0)


def test_theta_leaves_out_the_auxiliary_head_alone():
    model = nn.ModuleDict({"body": nn.Linear(9, 100), "norm": nn.BatchNorm1d(100), "auxiliary": nn.Linear(9, 9)})
    assert theta(model) == 1.2


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.01, 100))
def test_changing_the_unit_changes_nothing(size, mu, sigma, unit):
    """sigma carries the unit of Theta squared: neither sigma squared nor a factor of 2 would pass at a known point."""
    assert size_factor(size * unit, mu * unit, sigma * unit**2) == pytest.approx(size_factor(size, mu, sigma), rel=1e-6)
    assert size_factor(mu, mu, sigma) == 1
    assert size_factor(mu + math.sqrt(sigma), mu, sigma) == pytest.approx(math.exp(-1), rel=1e-6)


def test_regularised_swap_takes_scores_and_arrays():
    score = swap_score(mlp(), IMAGES)
    assert regularised_swap(score, 1.0, mu=1.0, sigma=0.5) == score.count
    values = regularised_swap([100, 200], [1.0, 3.0], mu=1.0, sigma=2.0)
    assert values == pytest.approx([100, 200 * math.exp(-2)])


@pytest.mark.parametrize(("mu", "sigma"), [(1, 0), (1, -1), (math.nan, 1), (1, math.inf)])
def test_mu_and_sigma_must_make_sense(mu, sigma):
    with pytest.raises(ValueError, match="mu must be finite and sigma finite and positive; got mu="):
        regularised_swap(1, 1, mu, sigma)
