"""The scores of mini cells that lesson 05 reads: complete, possible, of the cells they name, and made again."""

from __future__ import annotations

import numpy as np
import pytest

from swap_teach import get_space, load_benchmark, score_many
from swap_teach.mini.trainer import DEVIATION, MEAN
from swap_teach.records import load_scores
from swap_teach.studies.mini_images import CELLS, MORE_REPEATS, REPEATS, Scenes, conditions


def test_scenes_are_the_benchmark_s_own_normalised_and_other_ones_for_each_repeat():
    x, y = Scenes(200)(0)
    assert x.shape == (200, 3, 12, 12)
    assert x.dtype == np.float32
    pixels = (x * np.array(DEVIATION)[:, None, None] + np.array(MEAN)[:, None, None]) * 255
    assert np.abs(pixels - pixels.round()).max() < 1e-3
    assert set(y) == set(range(10))
    assert not np.array_equal(x, Scenes(200)(1)[0])


def test_every_kind_of_images_is_scored_under_a_name_of_its_own():
    names = [(name, samples) for name, samples, *_ in conditions()]
    assert len(set(names)) == len(names)
    assert len({source.id for *_, source in conditions()}) == len(names)
    assert all(len(source(0)[0]) == samples for _, samples, _, source in conditions())


def test_the_record_holds_the_first_cells_of_mini_and_no_impossible_count():
    table = load_scores("mini_images")
    assert set(table.arch) == set(load_benchmark("mini").arch.head(CELLS))
    assert len(table) == CELLS * sum(repeats for _, _, repeats, _ in conditions())
    assert set(table.groupby(["inputs", "samples"]).repeat.nunique()) == {REPEATS, MORE_REPEATS}
    assert (table.swap <= np.minimum(table.units, 2.0**table.samples)).all()
    assert (table.groupby("arch").units.nunique() == 1).all()


@pytest.mark.parametrize("place", [3, -1])
def test_a_recorded_score_comes_out_again(place):
    name, samples, _, source = conditions()[place]
    table = load_scores("mini_images")
    cells = load_benchmark("mini").arch[:3]
    again = score_many(get_space("nb201"), cells, ["swap", "units"], source, network="small")
    recorded = table[(table.inputs == name) & (table.samples == samples) & (table.repeat == 0)].set_index("arch")
    assert (recorded.units[cells].to_numpy() == again.units).all()
    # Other processors sum in another order, and a few units change sides of zero.
    assert np.abs(recorded.swap[cells].to_numpy() / again.swap - 1).max() < 0.01
