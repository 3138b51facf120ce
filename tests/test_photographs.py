import numpy as np
import pytest

from swap_teach import photographs
from swap_teach.photographs import PHOTOGRAPHS, Photograph, photo_credits, photo_crops


def test_all_ten_are_installed_in_colour_and_credited():
    assert len(PHOTOGRAPHS) == len(photo_credits()) == 10
    assert all(len(credit) > 10 for credit in photo_credits().values())
    for photo in PHOTOGRAPHS:
        assert min(photographs._open(photo).size) >= 300


def test_no_loader_of_the_packages_is_asked(monkeypatch):
    skimage_data = pytest.importorskip("skimage.data")
    monkeypatch.setattr(skimage_data, "astronaut", None)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    photographs._open.cache_clear()
    x, _ = photo_crops(10, 8, np.random.default_rng(0))
    assert x.std() > 0


@pytest.mark.parametrize("installed", [True, False])
def test_a_missing_file_says_which_and_what_to_do(monkeypatch, installed):
    photo = Photograph("ghost", "skimage", "data/ghost.png", "nobody")
    monkeypatch.setattr(photographs, "PHOTOGRAPHS", (photo,))
    if not installed:
        monkeypatch.setattr(photographs, "find_spec", lambda name: None)
    where = "site-packages" if installed else "no installed skimage"
    with pytest.raises(FileNotFoundError, match=rf"'ghost'.*ghost\.png.*{where}.*Reinstall scikit-image"):
        photo_crops(1, 8, np.random.default_rng(0))


def test_labels_go_round_and_crops_come_from_their_photograph():
    x, y = photo_crops(200, 16, np.random.default_rng(3))
    assert (np.bincount(y) == 20).all()
    assert all(sorted(y[i : i + 10]) == list(range(10)) for i in range(0, 200, 10))
    names = [photo.name for photo in PHOTOGRAPHS]
    colour = {name: x[y == label].mean(axis=(0, 1, 2)) for label, name in enumerate(names)}
    assert colour["galaxies"].max() < 40
    assert colour["retina"][0] > 2 * colour["retina"][2]


def test_crops_differ_and_none_is_flat():
    x, _ = photo_crops(300, 32, np.random.default_rng(0))
    assert len(np.unique(x.reshape(300, -1), axis=0)) == 300
    assert x.std(axis=(1, 2)).max(axis=1).min() > 2


def test_a_crop_is_the_area_mean_of_its_square():
    whole = np.asarray(photographs._open(PHOTOGRAPHS[0]), dtype=float)
    x, y = photo_crops(10, 1, np.random.default_rng(0))
    assert abs(x[y == 0].ravel() - whole.mean(axis=(0, 1))).max() < 80
    x, y = photo_crops(10, 300, np.random.default_rng(0))
    cat = np.asarray(photographs._open(PHOTOGRAPHS[1]), dtype=int)
    crop = x[y == 1][0].astype(int)
    assert min(abs(cat[:, left : left + 300] - crop).max() for left in range(152)) == 0


def test_nothing_is_magnified():
    with pytest.raises(ValueError, match=r"size=301 is more than the photograph 'cat' has \(300 pixels\)"):
        photo_crops(10, 301, np.random.default_rng(0))
