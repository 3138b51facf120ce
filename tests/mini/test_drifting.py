from dataclasses import replace

import numpy as np
import pytest
import torch

from swap_teach.course.example import CELL
from swap_teach.mini.drifting import step_losses
from swap_teach.mini.trainer import RECIPE

TWO_EPOCHS = replace(RECIPE, epochs=2)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_a_nudge_of_a_millionth_grows_a_hundredfold_and_no_nudge_is_no_difference():
    plain, again, nudged = (np.array(step_losses(CELL, TWO_EPOCHS, nudge=nudge)) for nudge in (0, 0, 1e-6))
    assert len(plain) == 30
    assert (plain == again).all()
    apart = np.abs(plain - nudged)
    assert apart[:5].max() < 1e-5
    assert apart[-10:].max() > 1e-4


def test_another_seed_is_another_training_from_its_first_step():
    one_epoch = replace(RECIPE, epochs=1)
    first, other = (step_losses(CELL, one_epoch, seed=seed)[0] for seed in (0, 1))
    assert first != other
    assert first == pytest.approx(np.log(10), abs=0.5)  # ten digits, nothing learnt yet
