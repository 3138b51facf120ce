import numpy as np
import pytest
from PIL import Image

from swap_teach.final_training.folders import image_folders


@pytest.fixture
def folder(tmp_path):
    """Two classes; each picture has one colour, and its red value is its number."""
    for part, n in (("train", 5), ("val", 2)):
        for label, name in enumerate(("apple", "bird")):
            (tmp_path / part / name).mkdir(parents=True)
            for k in range(n):
                size = (40 + k, 60 - k)
                Image.new("RGB", size, (10 * k + 100 * label, 5, 5)).save(tmp_path / part / name / f"{k}.png")
    (tmp_path / "train" / "apple" / ".hidden.png").write_bytes(b"")
    (tmp_path / "train" / "notes.txt").write_text("no class")
    return tmp_path


def test_each_picture_comes_once_with_its_class_and_threads_make_no_difference(folder):
    one, many = (image_folders(folder, side=8, threads=threads) for threads in (1, 3))
    assert (one.classes, len(one)) == (2, 10)
    assert one.name == "image folders, 10 training images, judged on 4 of 8 pixels"
    batches = list(one.epoch(0, 1, 3))
    assert [x.shape for x, _ in batches] == [(3, 3, 8, 8)] * 3
    for (x, y), (again, labels) in zip(batches, many.epoch(0, 1, 3), strict=True):
        assert (x == again).all()
        assert (y == labels).all()
    other = np.concatenate([y for _, y in one.epoch(0, 2, 3)])
    assert not (np.concatenate([x for x, _ in batches]) == np.concatenate([x for x, _ in one.epoch(0, 2, 3)])).all()
    assert set(other.tolist()) == {0, 1}


def test_judged_pictures_are_the_middle_as_it_is(folder):
    middle = Image.new("RGB", (64, 64), (250, 0, 0))
    middle.paste((0, 0, 250), (4, 4, 60, 60))  # 56 pixels, 7/8 of 64: what is to be looked at
    middle.save(folder / "val" / "bird" / "9.png")
    [(x, y)] = image_folders(folder, side=28).judged(10)
    assert y.tolist() == [0, 0, 1, 1, 1]
    red = x[-1, 0, 1:-1, 1:-1] * 0.229 + 0.485
    assert np.allclose(red, 0, atol=0.01)
    assert np.allclose(x[1, 0] * 0.229 + 0.485, 10 / 255, atol=0.01)


def test_empty_folders_and_unknown_classes_are_told(folder, tmp_path):
    (folder / "val" / "cat").mkdir()
    Image.new("RGB", (40, 40)).save(folder / "val" / "cat" / "0.png")
    with pytest.raises(ValueError, match="val/cat is a class that train/ lacks: apple, bird"):
        image_folders(folder)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"expected train/CLASS/ and val/CLASS/ .* found 0 in train and 0 in val"):
        image_folders(tmp_path / "empty")
