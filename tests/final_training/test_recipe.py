import math

import pytest
import torch
from torch.nn import functional

from swap_teach.final_training.recipe import CIFAR, IMAGENET, MINI, RECIPES, FinalRecipe, drop_path_at, training_loss
from swap_teach.training import Recipe, learning_rate


def test_cifar_s_recipe_is_the_darts_paper_s():
    assert CIFAR.choices == {
        "epochs": 600,
        "batch_size": 96,
        "learning_rate": 0.025,
        "warmup": 0.0,
        "momentum": 0.9,
        "weight_decay": 3e-4,
        "nesterov": False,
        "clip": 5.0,
        "channels": 36,
        "cells": 20,
        "cutout": 16,
        "drop_path": 0.2,
        "auxiliary": 0.4,
        "label_smoothing": 0.0,
    }
    assert RECIPES["cifar100"] is CIFAR


def test_imagenet_s_recipe_is_the_usual_one():
    choices = IMAGENET.choices
    assert [choices[name] for name in ("cells", "channels", "epochs", "batch_size")] == [14, 48, 250, 1024]
    assert [choices[name] for name in ("learning_rate", "weight_decay", "label_smoothing")] == [0.5, 3e-5, 0.1]
    assert choices["warmup"] * choices["epochs"] == 5


def test_the_cosine_at_known_points():
    rate = [learning_rate(CIFAR.descent, progress) for progress in (0, 1 / 3, 1 / 2, 2 / 3, 1)]
    assert rate == pytest.approx([0.025, 0.01875, 0.0125, 0.00625, 0])
    warm = [learning_rate(IMAGENET.descent, epoch / 250) for epoch in (0, 2.5, 5, 127.5, 250)]
    assert warm == pytest.approx([0, 0.25, 0.5, 0.25, 0])


def test_drop_path_rises_in_a_straight_line_and_starts_at_nothing():
    assert [drop_path_at(CIFAR, epoch) for epoch in (0, 150, 300, 450)] == pytest.approx([0, 0.05, 0.1, 0.15])
    assert drop_path_at(CIFAR, 599) == pytest.approx(0.2 * 599 / 600)
    assert drop_path_at(IMAGENET, 249) == 0


def test_the_loss_adds_the_auxiliary_head_s_with_its_weight():
    logits, auxiliary = torch.randn(2, 5, 10, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(5)
    own, head = (functional.cross_entropy(values, labels) for values in (logits, auxiliary))
    assert training_loss(CIFAR)((logits, auxiliary), labels).item() == pytest.approx((own + 0.4 * head).item())
    assert training_loss(CIFAR)(logits, labels).item() == pytest.approx(own.item())


def test_a_smoothed_target_is_nine_parts_the_label_and_one_part_all_classes():
    logits = torch.tensor([[2.0, 0.0, -1.0, 0.5]])
    log_p = (logits - logits.exp().sum().log())[0].tolist()
    by_hand = -(0.9 * log_p[0] + 0.1 * sum(log_p) / 4)
    assert training_loss(IMAGENET)(logits, torch.tensor([0])).item() == pytest.approx(by_hand)


def test_choices_change_by_name_and_none_keeps_the_recipe_s():
    changed = MINI.changed(epochs=7, weight_decay=0.0, cells=3, cutout=None)
    assert (changed.descent.epochs, changed.descent.weight_decay, changed.cells) == (7, 0.0, 3)
    assert (changed.cutout, changed.descent.momentum) == (MINI.cutout, 0.9)
    with pytest.raises(TypeError, match="cell"):
        MINI.changed(cell=3)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"channels": 7}, "even number of channels and at least two cells .* got channels=7, cells=5"),
        ({"cells": 1}, "cells=1"),
        ({"drop_path": 1.0}, "drop_path is a probability, 0 <= drop_path < 1, got 1.0"),
        ({"label_smoothing": -0.1}, "label_smoothing is a probability"),
        ({"cutout": -2}, "cutout can't be negative, got -2; 0 switches it off"),
        ({"auxiliary": -0.4}, "auxiliary can't be negative"),
        ({"clip": 0.0}, "clip is a length above 0, or None for no clipping, got 0.0"),
        ({"epochs": 0}, "at least one epoch"),
    ],
)
def test_impossible_choices_are_refused(choices, message):
    with pytest.raises(ValueError, match=message):
        MINI.changed(**choices)


def test_clipping_shortens_what_is_too_long_and_leaves_the_rest():
    from torch import nn

    from swap_teach.training import Training

    def moved(clip, scale):
        layer = nn.Linear(2, 1, bias=False)
        nn.init.zeros_(layer.weight)
        recipe = Recipe(1, 1, 1.0, momentum=0, weight_decay=0, clip=clip)

        class One:
            def __len__(self):
                return 1

            def epoch(self, number):
                return [(torch.tensor([[3.0, 4.0]]) * scale, torch.zeros(1))]

        Training(layer, recipe).epoch(One(), lambda outputs, _: outputs.sum())
        return layer.weight.norm().item()

    half = learning_rate(Recipe(1, 1, 1.0), 0.5)  # the one step is taken in the middle of the cosine
    assert math.isclose(half, 0.5)
    assert moved(5.0, 0.1) == pytest.approx(0.5 * half)
    assert moved(5.0, 10) == pytest.approx(5.0 * half, rel=1e-5)
    assert moved(None, 10) == pytest.approx(50 * half)


def test_a_recipe_is_a_value():
    assert isinstance(MINI, FinalRecipe)
    assert MINI.changed() == MINI
