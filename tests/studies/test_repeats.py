from __future__ import annotations

import numpy as np
import pytest

from swap_teach.studies.repeats import REPEATS, sources, spread


def test_both_kinds_of_sets_begin_with_the_same_batch_and_no_batch_is_in_two_sets():
    same, fresh = sources("same"), sources("fresh")
    assert [source.start for source in same] == [source.start for source in fresh]
    assert not any(source.fresh for source in same)
    used = [source.start + repeat for source in fresh for repeat in range(REPEATS[-1])]
    assert len(set(used)) == len(used)


def test_spread_finds_the_deviations_that_were_put_in():
    rng = np.random.default_rng(0)
    psi = rng.normal(0, 3, size=(4000, 1)) + rng.normal(0, 2, size=(4000, 4))
    assert spread(psi) == pytest.approx((2, 3), rel=0.04)


def test_repeats_that_are_all_noise_leave_nothing_between():
    assert spread(np.array([[1.0, -1.0], [-1.0, 1.0]]))[1] == 0
