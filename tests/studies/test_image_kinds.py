from __future__ import annotations

import numpy as np

from swap_teach.images import load_images, noise_images
from swap_teach.studies.image_kinds import Images


def test_unblurred_images_are_those_of_load_images():
    x, y = Images("photos", samples=5, seed=2, size=8)(repeat=3)
    wanted = load_images("photos", 5, 8, 2, repeat=3)
    np.testing.assert_array_equal(x, wanted[0])
    np.testing.assert_array_equal(y, wanted[1])


def test_noise_has_its_exponent_and_blur_is_a_mean():
    noise = Images("noise", exponent=2, samples=3, size=8)
    np.testing.assert_array_equal(noise(1)[0], noise_images(3, 8, 2, repeat=1))
    blurred = Images("noise", exponent=2, blur=3, samples=3, size=8)(1)[0]
    np.testing.assert_allclose(blurred[:, :, 4, 4], noise(1)[0][:, :, 3:6, 3:6].mean((2, 3)), rtol=1e-5)


def test_the_same_images_for_every_repeat_or_fresh_ones():
    same, fresh = Images("photos", samples=4, size=8, fresh=False), Images("photos", samples=4, size=8)
    assert np.array_equal(same(0)[0], same(5)[0])
    assert not np.array_equal(fresh(0)[0], fresh(5)[0])
    for drawn in (True, False):
        later = Images("photos", samples=4, size=8, start=5, fresh=drawn)
        assert np.array_equal(later(0)[0], fresh(5)[0])


def test_every_setting_is_in_the_id():
    settings = [
        Images("photos", samples=4, size=8),
        Images("photos", samples=4, size=8, blur=3),
        Images("photos", samples=4, size=8, seed=1),
        Images("photos", samples=4, size=8, fresh=False),
        Images("photos", samples=4, size=8, start=1),
        Images("photos", samples=5, size=8),
        Images("noise", samples=4, size=8),
        Images("noise", samples=4, size=8, exponent=0.5),
    ]
    assert len({images.id.split("#")[0] for images in settings}) == len(settings)
