import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import kill_and_resume
import numpy as np
import pytest
import torch
from torch import nn

from swap_teach import get_space, repeated_swap_score
from swap_teach.batch_scoring import score_many
from swap_teach.images import ImageSource
from swap_teach.initialisation import weight_generator
from swap_teach.metrics import get_metric, metric
from swap_teach.scoring import score_network
from swap_teach.spaces.building import materialise
from swap_teach.store import Store

METRICS = ["swap", "units", "params", "flops"]
IMAGES = ImageSource("noise", n=16, size=8)  # 2^16 patterns: no cell is saturated
SPACE = get_space("nb201")
CELLS = [str(SPACE.sample(rng)) for rng in [np.random.default_rng(0)] for _ in range(10)]


def score(cells=CELLS, metrics=METRICS, inputs=IMAGES, network="small", repeats=2, **options):
    return score_many(SPACE, cells, metrics, inputs, network=network, repeats=repeats, **options)


@pytest.fixture(scope="module")
def whole():
    return score()


def same_scores(table, whole):
    """Whether each row of `table` stands in `whole`, bit for bit."""
    index = ["arch", "repeat"]
    expected = whole.drop_duplicates(index).set_index(index).loc[list(zip(table.arch, table.repeat, strict=True))]
    return expected.reset_index().equals(table)


def test_a_row_for_each_genotype_and_repeat_in_the_order_given(whole):
    assert list(whole.columns) == ["arch", "repeat", "swap", "units", "params_M", "flops_MMAC", "note"]
    assert whole["arch"].tolist() == [cell for cell in CELLS for _ in range(2)]
    assert whole["repeat"].tolist() == [0, 1] * 10
    assert whole.groupby("arch")["swap"].nunique().max() == 2  # repeats differ ...
    assert whole.groupby("arch")["params_M"].nunique().max() == 1  # ... but not in size


def test_a_score_is_what_building_and_scoring_by_hand_gives(whole):
    key = SPACE.executed_key(SPACE.parse(CELLS[3]), "small")
    net = SPACE.build(SPACE.parse(CELLS[3]), network="small", generator=weight_generator(0, key, "default", 1))
    by_hand = {name: score.value for name, score in score_network(net, IMAGES(1)[0], metrics=METRICS).items()}
    row = whole.query("arch == @CELLS[3] and repeat == 1").iloc[0]
    assert [row[get_metric(name).column] for name in METRICS] == list(by_hand.values())


@pytest.mark.parametrize("law", ["default", "normal"])
@pytest.mark.parametrize("mode", ["train", "eval"])
def test_repeats_are_those_of_repeated_swap_score(law, mode):
    space = get_space("darts")
    genotype = space.sample(np.random.default_rng(1))
    repeated = repeated_swap_score(
        space.build(genotype),
        lambda repeat: IMAGES(repeat)[0],
        3,
        law=law,
        seed=7,
        key=space.executed_key(genotype),
        mode=mode,
    )
    table = score_many(space, [genotype], ["swap"], IMAGES, repeats=3, law=law, seed=7, mode=mode)
    assert table["swap"].tolist() == [score.count for score in repeated.scores]


@pytest.mark.parametrize("seed", range(3))
def test_alone_shuffled_or_in_other_chunks_bit_for_bit(whole, seed):
    shuffled = random.Random(seed).sample(CELLS, len(CELLS))
    assert same_scores(score(shuffled[: 4 + seed], chunk=1 + seed), whole)
    assert same_scores(score([CELLS[seed]]), whole)


def test_metric_by_metric_repeat_by_repeat_and_in_shards(whole, tmp_path):
    store = tmp_path / "scores.sqlite"
    for number, name in enumerate(METRICS):
        score(CELLS[number::3], metrics=[name], repeats=1, store=store)
    assert same_scores(score(store=store), whole)


def test_on_threads_of_an_executor(whole):
    with ThreadPoolExecutor(2) as executor:
        assert score(executor=executor, chunk=3).equals(whole)


def test_any_number_of_torch_threads(whole):
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        assert score().equals(whole)
    finally:
        torch.set_num_threads(before)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_on_processes_bit_for_bit(whole, workers):
    assert score(workers=workers, chunk=3).equals(whole)


@pytest.mark.slow
def test_in_another_process_bit_for_bit(whole, tmp_path):
    code = f"import test_batch_scoring as t\nt.score(t.CELLS[:3], store={str(tmp_path / 'scores.sqlite')!r})"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTHONHASHSEED": "5"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    assert same_scores(score(CELLS[:3], store=tmp_path / "scores.sqlite"), whole)


def test_a_store_is_resumed_and_not_computed_again(whole, tmp_path, monkeypatch):
    store = tmp_path / "scores.sqlite"
    score(store=store)
    monkeypatch.setattr("swap_teach.batch_scoring.score_network", None)  # whoever scores now fails
    assert score(store=store).equals(whole)
    with pytest.raises(TypeError):
        score(seed=1, store=store)
    with pytest.raises(TypeError):
        score(num_classes=100, store=store)


def test_equal_executed_keys_are_computed_once_and_reported_for_each(tmp_path):
    """In the DARTS scoring network only the reduction cell runs: swap the normal cell and nothing changes."""
    space, rng = get_space("darts"), np.random.default_rng(2)
    one, other = space.sample(rng), space.sample(rng)
    twin = type(one)(other.normal, one.reduce)
    table = score_many(space, [one, twin, other, one], ["swap"], IMAGES, store=tmp_path / "scores.sqlite")
    assert table["arch"].tolist() == [str(one), str(twin), str(other), str(one)]
    assert table["swap"][0] == table["swap"][1] == table["swap"][3] != table["swap"][2]
    with Store(tmp_path / "scores.sqlite") as store:
        assert store.read()["executed_key"].nunique() == 2
        assert len(store.read()) == 3  # one row for each architecture


def test_a_network_has_the_outputs_of_its_benchmark_unless_told():
    space = get_space("tnb101-micro")
    cell = space.sample(np.random.default_rng(0))
    images = ImageSource("noise", n=2, size=32)
    default, ten = (score_many(space, [cell], ["params"], images, num_classes=n) for n in (None, 10))
    each = space.build(cell, device="meta").head.linear.in_features + 1
    assert default["params_M"][0] - ten["params_M"][0] == pytest.approx((63 - 10) * each / 1e6)


@dataclass(frozen=True)
class Tower:
    """A toy space: the genotype is a depth; layers without normalisation overflow when deep, and 13 can't be built."""

    name: str = "tower"
    num_classes: int = 10

    def parse(self, text):
        return int(text)

    def executed_key(self, genotype, network="scoring"):
        return f"tower {genotype}"

    def build(self, genotype, num_classes=10, network="scoring", generator=None, device="cpu", law="default"):
        if genotype == 13:
            raise RuntimeError("no luck")
        layers = (layer for _ in range(genotype) for layer in (nn.Linear(64, 64), nn.ReLU()))
        return materialise(lambda: nn.Sequential(*layers), num_classes, generator, device, law)


def test_a_network_that_overflows_is_flagged_and_the_others_are_scored(tmp_path):
    x = np.random.default_rng(0).normal(size=(8, 64))
    table = score_many(Tower(), [2, 100, 3], ["swap", "params"], x, law="normal", store=tmp_path / "scores.sqlite")
    assert table["swap"].isna().tolist() == [False, True, False]
    assert table["note"].str.startswith("not finite: ").tolist() == [False, True, False]
    assert table["params_M"].notna().all()
    again = score_many(Tower(), [2, 100, 3], ["swap", "params"], x, law="normal", store=tmp_path / "scores.sqlite")
    assert again.equals(table)


def test_an_error_names_the_architecture_and_what_came_before_is_stored(tmp_path):
    x = np.random.default_rng(0).normal(size=(8, 64))
    with pytest.raises(RuntimeError, match="no luck") as caught:
        score_many(Tower(), [1, 2, 13, 3], ["units"], x, store=tmp_path / "scores.sqlite", chunk=1)
    assert caught.value.__notes__ == ["This happened while scoring tower, network 'scoring', 13"]
    with Store(tmp_path / "scores.sqlite") as store:
        assert store.read()["arch"].tolist() == ["1", "2"]


def test_a_new_version_of_a_metric_is_computed_again(tmp_path):
    from swap_teach.metrics.passes import take_as_is
    from swap_teach.metrics.registry import unregister

    options = {"inputs": IMAGES, "network": "small", "store": tmp_path / "scores.sqlite"}
    for version in (1, 2):
        metric("versioned", reads=take_as_is, source="a test", version=version)(lambda subject, v=version: v)
        assert score_many(SPACE, CELLS[:2], ["versioned"], **options)["versioned"].tolist() == [version] * 2
        unregister("versioned")


def test_arguments_that_do_not_fit_are_told_before_anything_is_scored(monkeypatch):
    monkeypatch.setattr("swap_teach.batch_scoring.score_network", None)
    with pytest.raises(ValueError, match="No metric 'swip'"):
        score(metrics=["swip"])
    with pytest.raises(ValueError, match="6 edges"):
        score([*CELLS, "|nonsense~0|"])
    with pytest.raises(ValueError, match="nb201 has no network 'huge'"):
        score(network="huge")
    with pytest.raises(ValueError, match="chunk must be at least 1, got 0"):
        score(chunk=0)


def test_channels_last_agrees_within_a_hundredth_and_is_kept_apart(whole, tmp_path):
    """Sums are taken in another order, so a unit very near zero may switch; sizes are the same."""
    store = tmp_path / "scores.sqlite"
    other = score(layout="channels_last", store=store)
    np.testing.assert_allclose(other["swap"], whole["swap"], rtol=0.01)
    assert other.drop(columns="swap").equals(whole.drop(columns="swap"))
    assert score(store=store).equals(whole)  # not answered from the scores in the other layout
    with pytest.raises(ValueError, match="Unknown layout 'sideways': choose one of contiguous, channels_last"):
        score(layout="sideways")
    with pytest.raises(ValueError, match=r"channels_last needs images of shape \(S, C, H, W\), got \(8, 64\)"):
        score_many(Tower(), [1], ["units"], np.ones((8, 64)), layout="channels_last")


def test_nothing_to_score_is_an_empty_table():
    table = score([])
    assert table.empty
    assert list(table.columns) == ["arch", "repeat", "swap", "units", "params_M", "flops_MMAC", "note"]


def test_progress_is_shown_when_asked_and_starts_from_what_is_done(tmp_path, capsys):
    score(CELLS[:3], repeats=1, store=tmp_path / "scores.sqlite")
    assert capsys.readouterr().err == ""
    score(CELLS[:4], repeats=1, store=tmp_path / "scores.sqlite", progress=True)
    shown = capsys.readouterr().err
    assert "| 3/4 [" in shown
    assert "| 0/4 [" not in shown
    assert "4/4" in shown
    assert "network/s" in shown


@pytest.mark.slow
def test_killed_at_random_and_resumed_is_as_if_nothing_had_happened(tmp_path):
    arguments = kill_and_resume.parse(["--kills", "2", "--archs", "60", "--samples", "4", "--size", "8"])
    killed, scores, equal = kill_and_resume.run(tmp_path, arguments)
    assert killed >= 1
    assert scores == 60 * 2 * 3  # 60 cells, none drawn twice; 2 repeats; 3 metrics
    assert equal
