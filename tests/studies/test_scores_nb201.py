"""The recorded scores of the whole space, against scores computed anew by other paths."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from swap_teach.images import load_images
from swap_teach.initialisation import initialise, weight_generator
from swap_teach.records import load_record, load_scores
from swap_teach.scoring import score_network
from swap_teach.spaces import get_space
from swap_teach.studies import Setting
from swap_teach.studies.bookkeeping import device
from swap_teach.studies.scores_nb201 import macs, study
from swap_teach.swap import swap_score, theta

SPACE = get_space("nb201")


def test_macs_of_any_cell_follow_from_three():
    cell = SPACE.parse("|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|nor_conv_1x1~0|avg_pool_3x3~1|nor_conv_3x3~2|")
    counted = score_network(SPACE.build(cell), load_images("photos", n=1)[0], metrics=["flops"])["flops"].value
    assert macs([cell]) == pytest.approx([counted], abs=1e-6)


def test_a_few_cells_are_scored_as_one_would_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("SWAP_TEACH_DATA", "none")
    finding = study(Setting(tmp_path / "scores.sqlite", sample=2))
    assert "No column swap_cifar10: the images cifar10 weren't at hand." in finding.notes
    row = finding.table.iloc[1]
    count, units, millions = _again(row.arch)
    assert (count, units) == (row.swap, row.units)
    assert millions == pytest.approx(row.params_M, abs=1e-9)


def _again(arch: str) -> tuple[int, int, float]:
    """Score without the store, the workers and the metrics' register."""
    cell = SPACE.parse(arch)
    net = SPACE.build(cell, num_classes=10, network="benchmark")
    initialise(net, "default", weight_generator(0, SPACE.executed_key(cell, "scoring")))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    score = swap_score(net, load_images("photos", 16)[0])
    torch.set_num_threads(threads)
    return score.count, score.neurons, theta(net) / 1000


def test_ten_rows_of_the_record_come_out_again():
    record = load_record("nb201", "scores")
    rows = record.table.sample(10, random_state=np.random.default_rng().integers(2**31))
    found = np.array([_again(arch) for arch in rows.arch])
    assert found[:, 1].tolist() == rows.units.tolist()
    assert found[:, 2] == pytest.approx(rows.params_M)
    # The machine that made it must give every bit; another one sums in another order.
    alike = record.about["device"] == device() and record.about["versions"]["torch"] == torch.__version__
    assert found[:, 0] == pytest.approx(rows.swap, rel=0 if alike else 0.01)


def test_the_record_holds_every_cell_once_in_the_order_of_the_space():
    table = load_scores("nb201")
    assert table.arch.tolist() == [str(cell) for cell in SPACE]
    assert (table.swap <= 2**16).all()
    assert (table.swap <= table.units).all()
