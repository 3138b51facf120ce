"""The NumPy networks of lessons 02 and 03 compute what their names say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import correlate2d

from swap_teach.course.tiny_networks import draw_activations, draw_layers, patches


def test_a_convolution_is_the_one_of_scipy() -> None:
    images = np.random.default_rng(0).normal(size=(2, 3, 5, 4))
    kernel = np.random.default_rng(1).normal(size=(3, 3, 3))
    ours = patches(images) @ kernel.ravel()
    theirs = [sum(correlate2d(image[c], kernel[c], mode="same") for c in range(3)) for image in images]
    np.testing.assert_allclose(ours, theirs)


def test_bits_are_the_positive_activations_units_in_one_row() -> None:
    images = np.random.default_rng(0).normal(size=(2, 3, 5, 4))
    for bits, values in zip(draw_layers(images, (2, 6), 3), draw_activations(images, (2, 6), 3), strict=True):
        assert values.shape[2:] == (5, 4)
        assert (bits == (values.reshape(2, -1) > 0)).all()


def test_a_network_is_its_seed_and_its_first_layers_are_those_of_a_shorter_one() -> None:
    points = np.random.default_rng(0).normal(size=(6, 2))
    long, short = draw_layers(points, (9, 8, 7), 5), draw_layers(points, (9, 8), 5)
    assert all((one == other).all() for one, other in zip(long, short, strict=False))
    assert (draw_layers(points, (9,), 5)[0] != draw_layers(points, (9,), 6)[0]).any()


def test_numbers_are_points_of_a_line() -> None:
    assert (draw_layers([-1, 2], (50,), 1)[0] == draw_layers([[-1], [2]], (50,), 1)[0]).all()


def test_another_shape_is_refused_with_what_was_passed() -> None:
    with pytest.raises(ValueError, match=r"images; got shape \(2, 3, 4\)"):
        draw_layers(np.ones((2, 3, 4)), (5,))
