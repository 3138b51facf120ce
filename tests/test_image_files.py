import numpy as np
import pytest
from numpy.testing import assert_array_equal
from PIL import Image

from swap_teach.images import load_images


@pytest.fixture
def folder(tmp_path):
    """Two classes of plainly coloured pictures, 20 x 10, and things to overlook."""
    for label, name in enumerate(["ants", "bees"]):
        (tmp_path / "set" / name).mkdir(parents=True)
        for i in range(3):
            Image.new("RGB", (20, 10), (100 * label, 10 * i, 0)).save(tmp_path / "set" / name / f"{i}.png")
    (tmp_path / "set" / ".hidden").mkdir()
    (tmp_path / "set" / "ants" / "notes.txt").write_text("not a picture")
    (tmp_path / "set" / "ants" / "._0.png").write_text("what macOS leaves beside a picture")
    return tmp_path / "set"


def synthetic_cifar(path, count, seed=0):
    path.parent.mkdir(exist_ok=True)
    rng = np.random.default_rng(seed)
    x = rng.integers(256, size=(count, 32, 32, 3), dtype=np.uint8)
    np.savez(path, x=x, y=(np.arange(count) % 10).astype(np.uint8), classes=np.array(list("abcdefghij")))
    return x


def test_folder_labels_follow_the_sub_folders(folder):
    x, y = load_images(folder, n=6, size=10)
    red = (x[:, 0, 0, 0] * 0.229 + 0.485) * 255
    assert_array_equal(np.round(red) // 100, y)
    assert len(np.unique(x.reshape(6, -1), axis=0)) == 6


def test_folder_draw_does_not_depend_on_where_it_lies(folder, tmp_path):
    moved = tmp_path / "elsewhere" / "set"
    moved.parent.mkdir()
    before = load_images(folder, n=4, size=5)
    folder.rename(moved)
    assert_array_equal(before[0], load_images(str(moved), n=4, size=5)[0])


def test_labels_are_the_same_where_paths_ignore_case(folder, monkeypatch):
    (folder / "bees").rename(folder / "Bees")  # before "ants" by its letters, after it as a Windows path
    monkeypatch.setattr(type(folder), "__lt__", lambda a, b: a.name.lower() < b.name.lower(), raising=False)
    x, y = load_images(folder, n=6, size=10)
    red = (x[:, 0, 0, 0] * 0.229 + 0.485) * 255
    assert_array_equal(np.round(red) // 100, 1 - y)


def test_a_flat_folder_is_one_class(folder):
    assert load_images(folder / "ants", n=3, size=4)[1].tolist() == [0, 0, 0]


def test_folder_errors(folder, tmp_path):
    with pytest.raises(ValueError, match=r"n=7 images asked for, but the folder .* has 6"):
        load_images(folder, n=7, size=4)
    with pytest.raises(ValueError, match=r"size=11 is more than .*\.png has \(10 pixels\)"):
        load_images(folder, n=1, size=11)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"No image in .*empty.*\.png"):
        load_images(tmp_path / "empty", n=1)


def test_a_picture_is_cut_to_its_central_square(tmp_path):
    picture = np.zeros((4, 8, 3), dtype=np.uint8)
    picture[:, 2:6] = 255
    Image.fromarray(picture).save(tmp_path / "one.png")
    x, _ = load_images(tmp_path, n=1, size=2)
    assert np.ptp(x[0, 0]) == 0
    assert x[0, 0, 0, 0] > 2


def test_cifar_from_arrays(tmp_path, monkeypatch):
    pixels = synthetic_cifar(tmp_path / "images" / "cifar10_train_subset.npz", 40)
    monkeypatch.setenv("SWAP_TEACH_DATA", str(tmp_path))
    x, y = load_images("cifar10", n=40)
    back = (x * np.array([0.2470, 0.2435, 0.2616])[:, None, None]) + np.array([0.4914, 0.4822, 0.4465])[:, None, None]
    back = np.round(back * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    order = [int(np.flatnonzero((pixels == image).all(axis=(1, 2, 3)))[0]) for image in back]
    assert sorted(order) == list(range(40))
    assert_array_equal(y, np.array(order) % 10)


def test_the_whole_data_set_is_preferred(tmp_path, monkeypatch):
    synthetic_cifar(tmp_path / "images" / "cifar10_train_subset.npz", 5)
    synthetic_cifar(tmp_path / "images" / "cifar10_train.npz", 50)
    monkeypatch.setenv("SWAP_TEACH_DATA", str(tmp_path))
    assert len(load_images("cifar10", n=50)[0]) == 50


def test_cifar_that_is_absent_names_the_ways_to_get_it(monkeypatch):
    monkeypatch.setenv("SWAP_TEACH_DATA", "none")
    with pytest.raises(FileNotFoundError, match=r"`swap-teach fetch cifar100`.*--from FOLDER.*source='photos'"):
        load_images("cifar100")


def test_imagenet_is_a_folder(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("SWAP_TEACH_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"imagenet .*Pass the path of your own image folder"):
        load_images("imagenet")
    folder.rename(tmp_path / "imagenet")
    assert load_images("imagenet", n=2, size=8)[0].shape == (2, 3, 8, 8)


@pytest.mark.parametrize("name", ["cifar10", "cifar100"])
def test_real_cifar_is_close_to_its_constants(name, third_party):
    third_party(f"images/{name}_train_subset.npz")
    x, y = load_images(name, n=1000)
    assert abs(x.mean(axis=(0, 2, 3))).max() < 0.1
    assert abs(x.std(axis=(0, 2, 3)) - 1).max() < 0.1
    assert (np.bincount(y) == 1000 // (y.max() + 1)).all()
    assert load_images(name, n=200, split="test")[0].shape == (200, 3, 32, 32)
