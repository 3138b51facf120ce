"""Lesson A5's reference solutions against the package and PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from swap_teach.course.exercises.lessonA5 import cosine_rate, cutout, drop_path
from swap_teach.final_training import augment
from swap_teach.seeding import derived_rng
from swap_teach.spaces.darts_network import DropPath
from swap_teach.training import Recipe, learning_rate


@pytest.mark.parametrize(("steps", "epochs"), [(1, 1), (4, 3), (521, 600)])
def test_the_rate_is_pytorch_s_and_the_training_loop_s(steps: int, epochs: int) -> None:
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps * epochs)
    for step in {0, steps * epochs // 3, steps * epochs - 1}:
        schedule.last_epoch = step
        [theirs] = schedule._get_closed_form_lr()
        assert cosine_rate(step, steps, epochs, 0.1) == pytest.approx(theirs)
        assert cosine_rate(step, steps, epochs, 0.1) == learning_rate(Recipe(1, 1, 0.1), step / (steps * epochs))


def test_the_squares_are_the_package_s() -> None:
    images = np.random.default_rng(0).normal(size=(50, 3, 12, 12))
    middles = derived_rng(1).integers((12, 12), size=(50, 2))
    assert (cutout(images, middles, 4, True) == augment.cutout(images, 4, derived_rng(1))).all()


def test_dropping_is_the_network_s() -> None:
    outputs = torch.randn(200, 3, 1, 1, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    left = DropPath(0.3, torch.Generator().manual_seed(1)).train()(outputs)
    draws = np.where((left == 0).all(dim=1).flatten().numpy(), 0.1, 0.9)  # the draws that would have done it
    assert drop_path(outputs[:, :, 0, 0].numpy(), draws, 0.3, True) == pytest.approx(left[:, :, 0, 0].numpy())
