import csv
import subprocess
import sys
import time

import numpy as np
import pytest
import torch

from swap_teach.final_training import loop
from swap_teach.final_training.checkpoint import CheckpointError, CheckpointWarning
from swap_teach.final_training.data_sets import Few, Scenes
from swap_teach.final_training.loop import AugmentedBatches, final_training, judge
from swap_teach.final_training.network import final_network
from swap_teach.final_training.recipe import MINI
from swap_teach.narrowed import OneCell
from swap_teach.records import load_record
from swap_teach.spaces import get_space
from swap_teach.swap import theta

CELL = OneCell().sample(np.random.default_rng(1))
FOUND = get_space("darts").parse(load_record("final_training").table.query("cell == 'found'").arch.iloc[0])
TINY = MINI.changed(channels=4, cells=2, epochs=3, batch_size=16)
SCENES = Scenes(judge_on=50, size=64)


def equal(first, second):
    one, other = first.network.state_dict(), second.network.state_dict()
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


class StopError(Exception):
    """In place of a kill, in this process."""


def stop_at(monkeypatch, step):
    """Raise StopError in a training's so-manyth step, counted from 1."""
    calls = iter(range(1, 10_000))

    def cutout(x, side, rng):
        if next(calls) == step:
            raise StopError
        return real(x, side, rng)

    real = loop.cutout
    monkeypatch.setattr(loop, "cutout", cutout)


@pytest.fixture(scope="module")
def whole():
    return final_training(CELL, SCENES, TINY, seed=5)


@pytest.mark.parametrize("step", [2, 6, 8])
def test_stopped_in_any_epoch_it_goes_on_to_the_same_weights_and_log(tmp_path, monkeypatch, whole, step):
    with monkeypatch.context() as patched:
        stop_at(patched, step)
        with pytest.raises(StopError):
            final_training(CELL, SCENES, TINY, tmp_path, seed=5)
    torch.manual_seed(step)  # whatever the global generator says
    resumed = final_training(CELL, SCENES, TINY, tmp_path, seed=5)
    assert equal(resumed, whole)
    timeless = [[{**row, "seconds": 0} for row in trained.log] for trained in (resumed, whole)]
    assert timeless[0] == timeless[1]
    with (tmp_path / "log.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert float(rows[2]["test_accuracy"]) == whole.accuracy
    assert len(list(tmp_path.glob("epoch-*"))) == 2


@pytest.mark.slow
def test_killed_in_the_middle_of_an_epoch_it_goes_on_to_the_same_weights(tmp_path):
    """`kill -9` on a process of its own, epochs of 15 steps."""
    words = ["train", "--arch", str(CELL), "--epochs", "2", "--channels", "4", "--cells", "2", "--seed", "5", "--quiet"]
    command = [sys.executable, "-m", "swap_teach.cli", *words, "--judge-every", "9", "--out", str(tmp_path)]
    victim = subprocess.Popen(command)
    while not list(tmp_path.glob("epoch-00001-*.pt")):
        assert victim.poll() is None, "it ended by itself"
        time.sleep(0.01)
    victim.kill()
    assert victim.wait() == -9
    assert not list(tmp_path.glob("epoch-00002-*")), "the kill came too late"
    recipe, scenes = MINI.changed(epochs=2, channels=4, cells=2), Scenes()
    resumed = final_training(CELL, scenes, recipe, tmp_path, seed=5, judge_every=9)
    undisturbed = final_training(CELL, scenes, recipe, seed=5, judge_every=9)
    assert equal(resumed, undisturbed)


def test_from_the_checkpoint_before_a_damaged_one_it_reaches_the_same_weights(tmp_path, whole):
    final_training(CELL, SCENES, TINY, tmp_path, seed=5)
    newest = max(tmp_path.glob("epoch-*"))
    newest.write_bytes(newest.read_bytes()[:-1])
    with pytest.warns(CheckpointWarning, match="epoch-00003-.* is damaged.* Going on from epoch-00002-"):
        again = final_training(CELL, SCENES, TINY, tmp_path, seed=5)
    assert equal(again, whole)


def test_a_finished_training_is_not_trained_again(tmp_path, monkeypatch, whole):
    final_training(CELL, SCENES, TINY, tmp_path, seed=5)
    stop_at(monkeypatch, 1)
    assert equal(final_training(CELL, SCENES, TINY, tmp_path, seed=5), whole)


def test_another_training_s_folder_is_refused(tmp_path):
    final_training(CELL, SCENES, TINY.changed(epochs=1), tmp_path)
    with pytest.raises(CheckpointError, match=r"holds another training: seed 0, now 1; epochs 1, now 3. Name another"):
        final_training(CELL, SCENES, TINY, tmp_path, seed=1)


def test_nothing_comes_from_or_changes_the_global_generators(whole):
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002
    states = torch.get_rng_state(), np.random.get_state()[1].tolist()  # noqa: NPY002
    assert equal(final_training(CELL, SCENES, TINY, seed=5), whole)
    assert torch.equal(torch.get_rng_state(), states[0])
    assert np.random.get_state()[1].tolist() == states[1]  # noqa: NPY002
    assert not equal(final_training(CELL, SCENES, TINY, seed=6), whole)


def test_an_epoch_s_batches_depend_on_seed_and_epoch_alone():
    def images(seed, number):
        return torch.cat([x for x, _ in AugmentedBatches(SCENES, TINY, seed, "cpu").epoch(number)])

    assert torch.equal(images(0, 1), images(0, 1))
    assert not torch.equal(images(0, 1), images(0, 2))
    assert not torch.equal(images(0, 1), images(1, 1))
    assert (images(0, 1) == 0).all(dim=1).sum(dim=(1, 2)).min() >= 4, "a square or a quarter of it is blanked"


def test_images_to_judge_on_are_neither_cut_nor_changed():
    [(x, y)], [(again, _)] = SCENES.judged(500), SCENES.judged(500)
    assert (x == again).all()
    assert (x == 0).all(axis=1).sum() < 5
    assert len(y) == 50


def test_a_found_cell_overfits_64_images():
    recipe = MINI.changed(
        channels=8, cells=3, epochs=30, batch_size=32, weight_decay=0, cutout=0, drop_path=0, auxiliary=0
    )
    trained = final_training(FOUND, Few(), recipe, judge_every=30)
    assert trained.accuracy == 100
    assert trained.log[-1]["test_loss"] < 0.1


def test_the_schedules_reach_the_optimiser_and_the_network(whole):
    rates = [row["learning_rate"] for row in whole.log]
    middle_of_last_step = (np.array([4, 8, 12]) - 0.5) / 12
    fall = (middle_of_last_step - 0.1) / 0.9
    assert rates == pytest.approx((0.1 * (1 + np.cos(np.pi * fall)) / 2).tolist())
    assert [row["drop_path"] for row in whole.log] == pytest.approx([0, 0.1 / 3, 0.2 / 3])
    assert whole.network.drop_path.p == whole.log[-1]["drop_path"]


def test_the_auxiliary_head_is_trained_for_scenes_too_and_is_not_counted(whole):
    fresh = final_network(CELL, SCENES, TINY, seed=5)
    before, after = fresh.auxiliary_head.state_dict(), whole.network.auxiliary_head.state_dict()
    assert not torch.equal(before["classifier.weight"], after["classifier.weight"])
    bare = final_network(CELL, SCENES, TINY.changed(auxiliary=0), seed=5)
    assert bare.auxiliary_head is None
    assert theta(bare) == theta(fresh)


def test_mixed_precision_trains_and_keeps_its_weights_in_float32(whole):
    trained = final_training(CELL, SCENES, TINY, seed=5, mixed=True)
    assert {p.dtype for p in trained.network.parameters()} == {torch.float32}
    assert not equal(trained, whole)
    assert trained.log[0]["train_loss"] == pytest.approx(whole.log[0]["train_loss"], rel=0.02)


def test_only_the_wanted_epochs_and_the_last_are_judged():
    log = final_training(CELL, SCENES, TINY, judge_every=2).log
    assert [row["test_accuracy"] is not None for row in log] == [False, True, True]


def test_a_judge_asks_in_eval_mode_and_counts_by_hand():
    network = final_network(CELL, SCENES, TINY, 0).train()
    accuracy, loss = judge(network, SCENES)
    [(x, y)] = SCENES.judged(500)
    network.eval()
    with torch.no_grad():
        p = network(torch.from_numpy(x)).softmax(1).numpy()
    assert accuracy == 100 * (p.argmax(1) == y).mean()
    assert loss == pytest.approx(-np.log(p[np.arange(50), y]).mean(), rel=1e-5)


def test_a_loss_that_is_no_number_stops_the_training_with_advice():
    with pytest.raises(RuntimeError, match=r"loss of epoch 1 is nan: lower the learning rate \(1e\+20\)"):
        final_training(CELL, SCENES, TINY.changed(learning_rate=1e20, warmup=0))


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match="A batch of 96 is more than the 64 training images"):
        final_training(CELL, SCENES, TINY.changed(batch_size=96))
