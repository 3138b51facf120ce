import numpy as np
import pytest

from swap_teach.datafiles import MissingDataError
from swap_teach.final_training.data_sets import Arrays, Scenes, cifar
from swap_teach.mini.digit_scenes import draw_scenes
from swap_teach.mini.trainer import normalised as mini_normalised


def pictures(n, rng):
    """Images of one colour each, by which they can be told apart however they are moved."""
    return np.broadcast_to(rng.permutation(256)[:n, None, None, None].astype(np.uint8), (n, 3, 8, 8))


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    labels = np.arange(50, dtype=np.int64) % 10
    return Arrays("toys", (pictures(50, rng), labels), (pictures(20, rng), labels[:20]), 10, (0.5,) * 3, (0.2,) * 3, 2)


def colours(batches):
    """The middle pixel of each image, back in 0 ... 255, with its label."""
    return [
        (round(255 * (0.2 * float(image[0, 4, 4]) + 0.5)), int(label))
        for x, y in batches
        for image, label in zip(x, y, strict=True)
    ]


def test_an_epoch_holds_each_image_once_with_its_own_label_in_an_order_of_its_own(arrays):
    there = list(zip(arrays.train[0][:, 0, 0, 0].tolist(), arrays.train[1].tolist(), strict=True))
    first, again, second = (colours(arrays.epoch(0, number, 10)) for number in (1, 1, 2))
    assert sorted(first) == sorted(second) == sorted(there)
    assert first == again
    assert len({tuple(order) for order in (first, second, there)}) == 3


def test_what_fills_no_batch_is_left_out_and_the_test_images_are_all_there(arrays):
    assert [len(y) for _, y in arrays.epoch(0, 0, 16)] == [16, 16, 16]
    judged = list(arrays.judged(16))
    assert [len(y) for _, y in judged] == [16, 4]
    assert [colour for colour, _ in colours(judged)] == arrays.test[0][:, 0, 0, 0].tolist()
    assert judged[0][0].dtype == np.float32


def test_training_images_are_moved_and_test_images_are_not(arrays):
    black = (0 - 0.5) / 0.2
    moved = [np.isclose(x, black).any(axis=(1, 2, 3)).mean() for x, _ in arrays.epoch(0, 0, 50)]
    assert moved[0] > 0.5
    assert np.mean([np.isclose(x, black).any(axis=(1, 2, 3)).mean() for x, _ in arrays.judged(20)]) <= 0.05


def test_scenes_are_new_in_each_epoch_and_are_the_self_made_benchmark_s():
    scenes = Scenes(judge_on=30, size=40)
    [(x, y), _] = scenes.epoch(3, 5, 20)
    drawn, labels = draw_scenes("train", 40, 3, 5)
    assert x == pytest.approx(mini_normalised(drawn[:20], 1).numpy(), abs=1e-5)
    assert (y == labels[:20]).all()
    assert not (next(scenes.epoch(3, 6, 20))[0] == x).all()
    [(judged, _)] = scenes.judged(500)
    assert judged.shape == (30, 3, 12, 12)


def test_cifar_is_read_where_data_is_looked_up(tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    (tmp_path / "images").mkdir()
    for split, n in (("train", 30), ("test", 7)):
        x = rng.integers(256, size=(n, 32, 32, 3), dtype=np.uint8)
        np.savez(tmp_path / "images" / f"cifar100_{split}.npz", x=x, y=np.arange(n))
    monkeypatch.setenv("SWAP_TEACH_DATA", str(tmp_path))
    found = cifar("cifar100")
    assert (found.classes, found.side, len(found)) == (100, 32, 30)
    assert found.name == "cifar100, 30 training images, judged on 7 test images"
    assert found.test[0].shape == (7, 3, 32, 32)
    assert (found.test[0].transpose(0, 2, 3, 1) == x).all()


def test_where_cifar_is_missing_the_error_says_what_to_type(monkeypatch):
    monkeypatch.setenv("SWAP_TEACH_DATA", "none")
    with pytest.raises(MissingDataError, match="Fetch it with `swap-teach fetch cifar10`, or train on --dataset mini"):
        cifar("cifar10")
