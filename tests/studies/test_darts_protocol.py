from __future__ import annotations

import numpy as np
import pytest

from swap_teach.studies import Setting, darts_protocol
from swap_teach.studies.darts_protocol import Protocol, choose_protocol
from swap_teach.studies.trained import Trained


@pytest.fixture
def played(monkeypatch):
    """Judge protocols by a made-up rule in place of scoring: smooth photographs, 12 of them, many repeats."""
    asked = []

    def row(protocol: Protocol, split: str, trained: Trained, setting: Setting, chosen: bool = False):
        images = protocol.images
        rho = 0.5 + 0.1 * (images.kind == "photos") + 0.01 * images.blur * (images.kind != "noise")
        rho += 0.1 * (images.samples == 12) + 0.001 * protocol.repeats - 0.2 * (protocol.law == "default")
        asked.append((split, len(trained), protocol))
        return {"spearman": rho, "split": split, "chosen": chosen}

    monkeypatch.setattr(darts_protocol, "row", row)
    genotypes = Trained("darts", [str(i) for i in range(1000)], {"cifar10": np.arange(1000.0)})
    monkeypatch.setattr(darts_protocol, "sample", lambda benchmark, n: genotypes.of(np.arange(n)))
    return asked


def test_each_step_starts_from_the_best_of_the_last(played, tmp_path):
    genotypes = Trained("darts", ["a", "b", "c"], {"cifar10": np.arange(3.0)})
    best, rows = choose_protocol(genotypes, Setting(tmp_path / "s.sqlite"))
    assert (best.images.kind, best.images.blur, best.images.samples) == ("photos", 9, 12)
    assert (best.law, best.repeats) == ("normal", 16)
    assert [row["chosen"] for row in rows].count(True) == 1
    assert len(rows) == len(played)


def test_the_700_are_looked_at_once_and_only_with_what_was_chosen_on_the_300(played, tmp_path, third_party):
    third_party("images/cifar10_train_subset.npz")  # the ids of its images are asked for
    finding = darts_protocol.study(Setting(tmp_path / "s.sqlite"))
    assert {n for split, n, _ in played if split == "choose"} == {300}
    reported = [(n, protocol) for split, n, protocol in played if split == "report"]
    best = max((each for split, _, each in played if split == "choose"), key=lambda protocol: protocol.repeats)
    assert reported == [(700, best)]
    assert finding.n == {"choose": 300, "report": 700}
