from collections import Counter

import numpy as np
import pytest
import torch

from swap_teach.mini.digit_scenes import draw_scenes
from swap_teach.mini.trainer import (
    DEVIATION,
    MEAN,
    RECIPE,
    SceneBatches,
    Trainer,
    cell_order,
    columns,
    normalised,
)
from swap_teach.spaces.nb201 import NB201
from swap_teach.training import Recipe

ONE_EPOCH = Recipe(epochs=1, batch_size=100, learning_rate=0.1)


@pytest.fixture
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_the_order_holds_one_cell_of_each_class():
    space = NB201()
    classes = Counter(space.isomorphism_class(space.parse(arch)) for arch in cell_order())
    assert len(classes) == 6466
    assert set(classes.values()) == {1}


def test_the_order_never_changes():
    assert cell_order()[:2] == [
        "|nor_conv_1x1~0|+|skip_connect~0|avg_pool_3x3~1|+|nor_conv_1x1~0|avg_pool_3x3~1|avg_pool_3x3~2|",
        "|avg_pool_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|avg_pool_3x3~0|nor_conv_1x1~1|nor_conv_1x1~2|",
    ]


def test_a_seeds_batches_do_not_depend_on_the_other_seeds():
    together, alone = SceneBatches((0, 1, 2), 64), SceneBatches((1,), 64)
    assert len(together) == len(list(together.epoch(0))) == 15
    for (x, y), (x1, y1) in zip(together.epoch(3), alone.epoch(3), strict=True):
        assert torch.equal(x[:, 3:6], x1)
        assert torch.equal(y[:, 1:2], y1)


def test_scenes_are_normalised_to_mean_0_and_deviation_1():
    x, _ = draw_scenes("train", 1000, "a test")
    z = normalised(np.tile(x, (1, 2, 1, 1)), copies=2)
    assert z.mean((0, 2, 3)) == pytest.approx([0] * 6, abs=0.05)
    assert z.std((0, 2, 3)) == pytest.approx([1] * 6, abs=0.05)
    assert len(MEAN) == len(DEVIATION) == 3


def test_the_same_cell_gives_the_same_rows_bit_for_bit_whatever_was_trained_before(one_thread):
    first, second = cell_order()[:2]
    trainer = Trainer(ONE_EPOCH)
    rows = trainer(first)
    trainer(second)
    assert _timeless(trainer(first)) == _timeless(rows)
    assert _timeless(Trainer(ONE_EPOCH)(first)) == _timeless(rows)
    assert [row["seed"] for row in rows] == [0, 1, 2]
    assert len({row["test_loss"] for row in rows}) == 3
    assert all(list(row) == columns(ONE_EPOCH) for row in rows)


def test_checkpoints_are_columns_and_training_learns(one_thread):
    recipe = Recipe(epochs=13, batch_size=64, learning_rate=0.1, warmup=0.2)
    rows = Trainer(recipe, seeds=(5,))(cell_order()[0])
    assert list(rows[0]) == columns(recipe)
    assert "test_acc_epoch12" in rows[0]
    assert rows[0]["test_acc"] > 15


def test_the_columns_of_the_real_recipe():
    assert columns(RECIPE)[:4] == ["arch", "seed", "params", "epochs"]
    assert {"train_acc", "train_loss", "val_acc", "val_loss", "test_acc", "test_loss"} < set(columns(RECIPE))


def _timeless(rows):
    return [{name: value for name, value in row.items() if name != "cpu_seconds"} for row in rows]
