import numpy as np
import pytest

from swap_teach.mini import digit_scenes
from swap_teach.mini.digit_scenes import SIZE, SPLITS, draw_scenes


def test_scenes_have_the_promised_shape_and_every_digit_comes_before_any_comes_again():
    x, y = draw_scenes("train", 2000, "a test")
    assert x.shape == (2000, 3, SIZE, SIZE)
    assert x.dtype == np.uint8
    assert y.dtype == np.int64
    _, labels = digit_scenes._digits("train")
    for half in (y[:1000], y[1000:]):
        assert np.array_equal(np.bincount(half), np.bincount(labels))


def test_the_same_parts_give_the_same_scenes_and_others_give_others():
    first, again, other = (draw_scenes("val", 50, 3, epoch)[0] for epoch in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_scenes_of_the_committed_table_have_not_changed():
    """Whoever changes these makes the rest of data/mini/runs.csv another benchmark than its start."""
    x, y = draw_scenes("train", 1000, 0, 0)
    assert x.mean((0, 2, 3)) == pytest.approx([97.1843, 81.6891, 75.0356], abs=0.01)
    assert x[0, :, 6, 6].tolist() == pytest.approx([175, 178, 171], abs=1)
    assert y[:10].tolist() == [9, 1, 2, 6, 5, 0, 7, 1, 2, 6]


def test_the_splits_share_no_digit_and_no_background():
    starts = [digit for start, stop in SPLITS.values() for digit in range(start, stop)]
    assert len(starts) == len(set(starts)) == 1797
    crops = [crop.tobytes() for split in SPLITS for crop in digit_scenes._bank(split)]
    assert len(crops) == len(set(crops))


def test_an_unturned_unscaled_digit_in_the_middle_is_the_digit_itself():
    glyphs, _ = digit_scenes._digits("test")
    glyphs = glyphs[:5]
    placed = digit_scenes._turn(glyphs, np.zeros(5), np.ones(5), np.zeros((2, 5)))
    assert np.allclose(placed[:, 2:10, 2:10], glyphs)
    assert placed.sum() == pytest.approx(glyphs.sum())


def test_a_shift_by_whole_pixels_moves_rows_down_and_columns_right():
    glyphs, _ = digit_scenes._digits("test")
    glyphs = glyphs[:1]
    moved = digit_scenes._turn(glyphs, np.zeros(1), np.ones(1), np.array([[1.0], [2.0]]))
    assert np.allclose(moved[:, 3:11, 4:12], glyphs)


def test_a_half_turn_turns_the_digit_upside_down():
    glyphs, _ = digit_scenes._digits("test")
    glyphs = glyphs[:5]
    turned = digit_scenes._turn(glyphs, np.full(5, np.pi), np.ones(5), np.zeros((2, 5)))
    assert np.allclose(turned[:, 2:10, 2:10], glyphs[:, ::-1, ::-1])


def test_an_unknown_split_is_refused():
    with pytest.raises(ValueError, match="No split 'dev'; choose one of train, val, test"):
        draw_scenes("dev", 1)
