import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from swap_teach.images import NORMALISATION, ImageSource, inputs_id, load_images, to_rgb
from swap_teach.photographs import photo_crops


@settings(max_examples=20, deadline=None)
@given(
    source=st.sampled_from(["photos", "noise"]),
    n=st.integers(1, 25),
    size=st.integers(2, 40),
    seed=st.integers(0, 2**40),
    repeat=st.integers(0, 9),
)
def test_shape_type_and_repeatability(source, n, size, seed, repeat):
    x, y = load_images(source, n, size, seed, repeat=repeat)
    assert x.shape == (n, 3, size, size)
    assert x.dtype == np.float32
    assert x.flags.c_contiguous
    assert y.shape == (n,)
    assert y.dtype == np.int64
    again, labels = load_images(source, n, size, seed, repeat=repeat)
    assert_array_equal(x, again)
    assert_array_equal(y, labels)


@pytest.mark.parametrize("source", ["photos", "noise"])
def test_a_larger_batch_begins_with_the_smaller_one(source):
    for some, more in zip(load_images(source, 7), load_images(source, 24), strict=True):
        assert_array_equal(some, more[:7])


def test_another_seed_repeat_or_source_is_another_draw():
    batches = [load_images("photos", 4, seed=seed, repeat=repeat)[0] for seed in (0, 1) for repeat in (0, 1)]
    assert len({batch.tobytes() for batch in batches}) == 4


def test_size_changes_the_resolution_and_not_the_crop():
    large = load_images("photos", 10, size=64, seed=5)[0]
    small = load_images("photos", 10, size=32, seed=5)[0]
    averaged = large.reshape(10, 3, 32, 2, 32, 2).mean(axis=(3, 5))
    assert abs(averaged - small).mean() < 0.02
    assert abs(averaged[1:] - small[:-1]).mean() > 0.5


def test_the_constants_of_photos_are_what_crops_have():
    pixels, _ = photo_crops(3000, 32, np.random.default_rng(123))
    mean, std = NORMALISATION["photos"]
    assert_allclose((pixels / 255).mean(axis=(0, 1, 2)), mean, atol=0.005)
    assert_allclose((pixels / 255).std(axis=(0, 1, 2)), std, atol=0.005)


def test_to_rgb_undoes_the_normalisation():
    x, _ = load_images("photos", 5)
    rgb = to_rgb(x)
    mean, std = (np.array(constant, dtype=np.float32)[:, None, None] for constant in NORMALISATION["photos"])
    assert rgb.shape == (5, 32, 32, 3)
    assert_allclose((rgb.transpose(0, 3, 1, 2) / np.float32(255) - mean) / std, x, atol=1e-5)
    assert to_rgb(np.zeros((1, 3, 2, 2)), "noise").tolist()[0][0][0] == [128, 128, 128]


def test_ids_tell_values_shapes_types_and_descriptions_apart():
    x = np.zeros((2, 3, 4, 4), dtype=np.float32)
    y = x.copy()
    y[1, 2, 3, 3] = 1e-30
    others = [y, x.reshape(2, 3, 2, 8), x.astype(np.float64)]
    assert len({inputs_id(batch) for batch in [x, *others]} | {inputs_id(x, "zeros")}) == 5
    assert inputs_id(x) == inputs_id(np.asfortranarray(x))


def test_an_image_source_gives_fresh_images_and_a_stable_id():
    photos = ImageSource("photos", n=3, size=8, seed=2)
    assert_array_equal(photos(4)[0], load_images("photos", 3, 8, 2, repeat=4)[0])
    assert photos.id == ImageSource("photos", n=3, size=8, seed=2).id
    others = [ImageSource("photos", 4, 8, 2), ImageSource("photos", 3, 9, 2), ImageSource("photos", 3, 8, 3)]
    assert len({source.id for source in [photos, ImageSource("noise", 3, 8, 2), *others]}) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"source": "cifar"}, r"'cifar' is neither a source \(photos, .*noise\) nor an existing folder"),
        ({"n": 0}, "at least 1, got n=0"),
        ({"size": 0}, "size=0"),
        ({"split": "test"}, "only cifar10 and cifar100"),
        ({"split": "validation", "source": "cifar10"}, "split='validation'"),
        ({"seed": -1}, "0 or more; got -1"),
        ({"size": 400}, r"size=400 is more than the photograph"),
    ],
)
def test_messages(arguments, message):
    with pytest.raises(ValueError, match=message):
        load_images(**arguments)


def test_no_torch_is_needed():
    program = (
        "import sys; sys.modules['torch'] = None\n"
        "from swap_teach import load_images, load_benchmark\n"
        "import swap_teach.ranking, swap_teach.benchmarks, swap_teach.fetching.download\n"
        "print(load_images('photos', 2)[0].shape)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "(2, 3, 32, 32)"
