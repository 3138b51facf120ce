import numpy as np
import pytest

from swap_teach.final_training.augment import crop_and_flip, crop_box, cutout, jitter
from swap_teach.seeding import derived_rng


def rng(*parts):
    return derived_rng("test", *parts)


def test_each_image_loses_a_square_of_its_own_or_the_part_of_it_that_lies_inside():
    x = np.ones((4000, 3, 12, 12), dtype=np.float32)
    cut = cutout(x, 4, rng())
    assert cut.dtype == np.float32
    assert x.min() == 1, "the images given stay as they are"
    holes = cut == 0
    assert (holes == holes[:, :1]).all(), "all colours at the same place"
    areas = holes[:, 0].sum(axis=(1, 2))
    rows, columns = holes[:, 0].any(axis=2).sum(axis=1), holes[:, 0].any(axis=1).sum(axis=1)
    assert (areas == rows * columns).all()
    assert set(rows.tolist()) == set(columns.tolist()) == {2, 3, 4}
    # The middle may be any pixel: of 12 rows 9 leave all four rows inside, one leaves three on one side, two ...
    inside = np.mean([min(m + 2, 12) - max(m - 2, 0) for m in range(12)])
    assert areas.mean() == pytest.approx(inside**2, rel=0.02)


def test_a_square_covers_what_the_published_code_covers():
    """DARTS: rows max(0, y - side // 2) up to, not with, min(height, y + side // 2), and columns alike."""
    seed = 3
    middle = rng(seed).integers((8, 8), size=(1, 2))[0]
    expected = np.ones((8, 8))
    y, x = (slice(max(0, m - 2), min(8, m + 2)) for m in middle)
    expected[y, x] = 0
    assert (cutout(np.ones((1, 1, 8, 8)), 4, rng(seed))[0, 0] == expected).all()


def test_no_square_no_change():
    x = np.arange(48.0).reshape(1, 3, 4, 4)
    assert (cutout(x, 0, rng()) == x).all()


def test_crops_are_windows_of_the_padded_image_half_of_them_mirrored():
    image = np.arange(1, 13, dtype=np.uint8).reshape(1, 1, 3, 4)
    padded = np.pad(image[0, 0], 2)
    windows = {padded[r : r + 3, c : c + 4].tobytes(): False for r in range(5) for c in range(5)}
    windows |= {padded[r : r + 3, c : c + 4][:, ::-1].tobytes(): True for r in range(5) for c in range(5)}
    drawn = [windows[crop.tobytes()] for crop in crop_and_flip(np.repeat(image, 2000, 0), 2, rng())]
    assert np.mean(drawn) == pytest.approx(0.5, abs=0.04)


def test_colours_stay_together():
    x = np.random.default_rng(0).integers(256, size=(5, 1, 6, 6), dtype=np.uint8).repeat(3, axis=1)
    moved = crop_and_flip(x, 1, rng())
    assert (moved == moved[:, :1]).all()


def test_the_same_generator_draws_the_same():
    x = np.random.default_rng(0).normal(size=(6, 3, 8, 8))
    for change in (lambda r: cutout(x, 4, r), lambda r: crop_and_flip(x, 2, r), lambda r: jitter(x[0].T, 0.4, r)):
        assert (change(rng(1)) == change(rng(1))).all()
        assert not (change(rng(1)) == change(rng(2))).all()


@pytest.mark.parametrize(("width", "height"), [(50, 40), (7, 300), (3, 3)])
def test_boxes_lie_inside(width, height):
    for k in range(200):
        left, top, right, bottom = crop_box(width, height, rng(k))
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height


def test_a_picture_too_narrow_for_any_crop_gives_its_central_square():
    assert crop_box(1, 1000, rng()) == (0, 499, 1, 500)


def test_jitter_of_no_strength_changes_nothing_and_stays_within_black_and_white():
    x = np.random.default_rng(0).random((5, 6, 3))
    assert jitter(x, 0.0, rng()) == pytest.approx(x)
    strong = jitter(x, 0.9, rng())
    assert strong.min() >= 0
    assert strong.max() <= 1
