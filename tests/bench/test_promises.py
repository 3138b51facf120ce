"""Ratios of this run beside the recorded ones: a slip is a warning, since a machine may have its reasons."""

import warnings

import numpy as np
import pytest
import torch

from swap_teach.bench import promises
from swap_teach.bench.baseline import slips
from swap_teach.bench.rows import as_table
from swap_teach.bench.timing import Place
from swap_teach.records import load_record


def test_each_has_a_name_of_its_own_and_a_bound(monkeypatch):
    monkeypatch.setattr(
        promises, "take_turns", lambda ways, rounds, place: {way: np.arange(1.0, 4.0) * len(way) for way in ways}
    )
    monkeypatch.setattr(promises, "NB201_CELL", "|skip_connect~0|+|none~0|none~1|+|none~0|none~1|nor_conv_1x1~2|")
    quick = (promises.nb201, promises.nwot, promises.shared_pass)
    found = [row for part in quick for row in part(Place(), 1)]
    assert len({row.name for row in found}) == len(found) == 5
    assert all(row.sense and row.bound > 0 for row in found)


@pytest.mark.slow
def test_ratios_beside_the_recorded_ones():
    place = Place()
    found = [*promises.nwot(place, 3), *promises.shared_pass(place, 3)]
    for sentence in slips(as_table(found, place), load_record("bench").table):
        warnings.warn(f"Slower than recorded: {sentence}", stacklevel=1)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_all_of_them_run_on_a_gpu():
    for amp in (False, True):
        place = Place(torch.device("cuda"), "channels_last", amp)
        assert all(row.value > 0 for row in promises.promises(place, 1))
