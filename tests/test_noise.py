import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from swap_teach.noise import blur, noise_images


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 5), st.integers(2, 33), st.floats(0, 3), st.integers(0, 99))
def test_every_channel_has_mean_0_and_deviation_1(n, size, exponent, seed):
    x = noise_images(n, size, exponent, seed)
    assert x.shape == (n, 3, size, size)
    assert x.dtype == np.float32
    assert_allclose(x.mean(axis=(2, 3)), 0, atol=1e-5)
    assert_allclose(x.std(axis=(2, 3)), 1, rtol=1e-4)


@pytest.mark.parametrize("exponent", [0, 1, 2])
def test_power_falls_with_the_exponent(exponent):
    x = noise_images(100, 64, exponent, seed=1)
    power = (abs(np.fft.fft2(x)) ** 2).mean(axis=(0, 1))[0, 1:32]
    slope = np.polyfit(np.log(np.arange(1, 32)), np.log(power), 1)[0]
    assert slope == pytest.approx(-exponent, abs=0.1)


def test_the_first_images_do_not_depend_on_how_many_are_drawn():
    assert_array_equal(noise_images(7, 8, 1.0)[:3], noise_images(3, 8, 1.0))


def test_seeds_and_repeats_differ():
    drawn = [noise_images(1, 8), noise_images(1, 8, seed=1), noise_images(1, 8, repeat=1)]
    assert len({x.tobytes() for x in drawn}) == 3


def test_one_pixel_is_refused():
    with pytest.raises(ValueError, match=r"size >= 2, got n=1, size=1"):
        noise_images(1, 1)


@pytest.mark.parametrize("pixels", [1, 3, 5])
def test_blur_is_the_mean_of_the_mirrored_square(pixels):
    x = np.random.default_rng(0).normal(size=(2, 3, 7, 6))
    r = pixels // 2
    padded = np.pad(x, ((0, 0), (0, 0), (r, r), (r, r)), mode="symmetric")
    expected = np.zeros_like(x)
    for i in range(7):
        for j in range(6):
            expected[..., i, j] = padded[..., i : i + pixels, j : j + pixels].mean(axis=(2, 3))
    assert_allclose(blur(x, pixels), expected)


def test_blur_keeps_the_type_and_the_input():
    x = noise_images(1, 8)
    before = x.copy()
    assert blur(x, 3).dtype == np.float32
    assert_array_equal(x, before)


@pytest.mark.parametrize("pixels", [0, 2, -3])
def test_blur_wants_a_centre(pixels):
    with pytest.raises(ValueError, match=f"odd and positive, got {pixels}"):
        blur(np.zeros((4, 4)), pixels)
