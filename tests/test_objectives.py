from functools import partial

import numpy as np
import pandas as pd
import pytest

from swap_teach import get_space, regularised_swap, score_many, search
from swap_teach.formulas import OneMetric
from swap_teach.images import ImageSource
from swap_teach.narrowed import OneCell
from swap_teach.objectives import ScoredObjective, size_objective, swap_objective, table_objective
from swap_teach.swap_nas import SwapNAS

SPACE, DARTS = get_space("nb201"), get_space("darts")
IMAGES = ImageSource("noise", n=8, size=8)
CELLS = [SPACE.sample(rng) for rng in [np.random.default_rng(0)] for _ in range(4)]
TINY = partial(SwapNAS, population=6, sample=3, mutations=3)


def test_the_regularised_score_is_the_mean_psi_times_the_size_factor():
    objective = swap_objective(SPACE, IMAGES, mu=40, sigma=500, repeats=3, network="small", law="normal", seed=2)
    table = score_many(
        SPACE, CELLS, ["swap", "params"], IMAGES, network="small", law="normal", seed=2, repeats=3
    ).groupby("arch", sort=False)
    expected = regularised_swap(table["swap"].mean(), table["params_M"].mean() * 1000, 40, 500)
    assert objective(CELLS) == pytest.approx(expected.tolist(), rel=1e-12)
    assert objective.repeats == 3


def test_without_mu_and_sigma_it_is_psi_and_a_score_does_not_depend_on_its_company():
    objective = swap_objective(SPACE, IMAGES, repeats=2, network="small")
    together = objective(CELLS)
    assert [objective([cell])[0] for cell in reversed(CELLS)] == together[::-1]
    psi = score_many(SPACE, CELLS[:1], ["swap"], IMAGES, network="small", repeats=2)["swap"].mean()
    assert together[0] == psi


def test_images_are_made_once(monkeypatch):
    class Counted(ImageSource):
        calls = 0

        def __call__(self, repeat):
            type(self).calls += 1
            return super().__call__(repeat)

    objective = swap_objective(SPACE, Counted("noise", n=8, size=8), repeats=2, network="small")
    before = Counted.calls
    objective(CELLS[:1])
    assert Counted.calls == before


def test_another_metric_and_images_as_an_array():
    x, y = IMAGES(0)
    objective = ScoredObjective(SPACE, (x, y), OneMetric("params"), repeats=1, network="small")
    sizes = [sum(p.numel() for p in SPACE.build(cell, network="small", device="meta").parameters()) for cell in CELLS]
    assert objective(CELLS) == pytest.approx([size / 1e6 for size in sizes])


def test_a_network_without_a_value_has_no_score():
    x = np.full((4, 3, 8, 8), 3e38, np.float32)  # overflows in the first convolution
    x[::2] *= -1
    assert np.isnan(swap_objective(SPACE, x, repeats=2, network="small")(CELLS[:1])).all()


def test_the_id_names_what_a_score_depends_on_and_workers_are_not_part_of_it():
    make = partial(swap_objective, SPACE, IMAGES, network="small")
    same = [make().id, make(workers=2).id, make(store="scores.sqlite").id]
    assert len(set(same)) == 1
    others = [
        make(mu=1.0, sigma=1.0),
        make(repeats=2),
        make(law="normal"),
        make(seed=1),
        make(mode="eval"),
        make(num_classes=100),
        swap_objective(SPACE, IMAGES),
        swap_objective(SPACE, ImageSource("noise", n=8, size=8, seed=1), network="small"),
    ]
    assert len({same[0], *(other.id for other in others)}) == 1 + len(others)


def test_size_alone_is_psi_prime_with_psi_one():
    objective = size_objective(SPACE, mu=40, sigma=500, network="small")
    sizes = [sum(p.numel() for p in SPACE.build(cell, network="small", device="meta").parameters()) for cell in CELLS]
    assert objective(CELLS) == pytest.approx(regularised_swap(1, np.array(sizes) / 1000, 40, 500).tolist())


def test_a_table_of_scores():
    table = pd.Series({str(cell): float(k) for k, cell in enumerate(CELLS)})
    objective = table_objective(table)
    assert objective(CELLS[::-1]) == [3.0, 2.0, 1.0, 0.0]
    assert objective.id == table_objective(dict(table)).id
    assert objective.id != table_objective(table + 1).id
    with pytest.raises(ValueError, match=r"The table of 4 scores has none for \|none~0\|\+"):
        objective([SPACE.parse("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|")])


def test_a_batch_that_is_empty_or_settings_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="repeats must be at least 1, got 0"):
        swap_objective(SPACE, IMAGES, repeats=0)
    with pytest.raises(ValueError, match="Did you mean 'swap'"):
        ScoredObjective(SPACE, IMAGES, OneMetric("swip"))


@pytest.mark.slow
def test_the_same_history_on_one_process_on_two_and_in_a_store(tmp_path):
    options = {"mu": 1.2, "sigma": 1.2, "repeats": 2, "law": "normal"}
    alone = search(OneCell(), swap_objective(DARTS, IMAGES, **options), TINY, budget=20, seed=3)
    store = tmp_path / "scores.sqlite"
    with swap_objective(DARTS, IMAGES, **options, workers=2, store=store) as objective:
        halves = search(OneCell(), objective, TINY, budget=9, seed=3, store=tmp_path / "log.jsonl")
        pool = objective._pool
        shared = search(OneCell(), objective, TINY, budget=20, seed=3, store=tmp_path / "log.jsonl")
        assert objective._pool is pool  # the same two processes for every batch
    assert objective._pool is None
    unlike = ["seconds"]
    assert shared.history.drop(columns=unlike).equals(alone.history.drop(columns=unlike))
    assert halves.history.drop(columns=unlike).equals(alone.history[:9].drop(columns=unlike))
    assert alone.history["score"].nunique() > 10
    assert store.stat().st_size > 0


def test_one_worker_scores_as_two_do():
    with swap_objective(SPACE, IMAGES, repeats=2, network="small", workers=1) as one:
        assert one(CELLS) == swap_objective(SPACE, IMAGES, repeats=2, network="small")(CELLS)
