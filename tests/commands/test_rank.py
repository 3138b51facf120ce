import json

import numpy as np
import pandas as pd
import pytest

from swap_teach import get_space
from swap_teach.cli import main
from swap_teach.metrics.passes import take_as_is
from swap_teach.metrics.registry import metric, unregister
from swap_teach.swap import theta

QUICK = ["--inputs", "noise", "--samples", "8", "--size", "8", "--network", "small", "--resamples", "50"]


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """A made-up NAS-Bench-201 of 12 cells in which accuracy rises strictly with the number of parameters."""
    space, rng = get_space("nb201"), np.random.default_rng(0)
    sizes = {}
    while len(sizes) < 12:
        genotype = space.sample(rng)
        sizes.setdefault(theta(space.build(genotype, network="small", device="meta")), str(genotype))
    rows = [
        {"index": i, "arch_str": arch, "params_c10_M": size / 1000, "c10_test": 50 + i, "c100_test": 40 - i}
        for i, (size, arch) in enumerate(sorted(sizes.items()))
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "nb201.csv.gz", index=False)
    monkeypatch.setenv("SWAP_TEACH_DATA", str(tmp_path))
    return pd.DataFrame(rows)


def test_json_has_a_row_for_each_draw_and_metric(tables, capsys):
    assert main(["rank", "--benchmark", "nb201", "--metrics", "swap,units", "--draws", "2", "--json", *QUICK]) == 0
    table = pd.DataFrame(json.loads(capsys.readouterr().out))
    assert sorted(zip(table.draw, table.metric, strict=True)) == [
        (0, "swap"),
        (0, "units"),
        (1, "swap"),
        (1, "units"),
    ]
    assert (table.n == 12).all()
    assert (table.params_spearman == 1).all()
    given = table.spearman_low.notna()  # of 12 cells, resamples may tie too often for an interval
    assert given.any()
    assert (table.spearman_low <= table.spearman)[given].all()
    assert table[table.metric == "swap"].spearman.nunique() == 2, "each draw has its own weights and images"


def test_the_data_set_chooses_the_accuracies(tables, capsys):
    for dataset, sign in (("cifar10", 1), ("cifar100", -1)):
        assert main(["rank", "--benchmark", "nb201", "--dataset", dataset, "--json", *QUICK]) == 0
        (row,) = json.loads(capsys.readouterr().out)
        assert row["params_spearman"] == sign
        assert dataset in row["split"]


def test_the_best_are_named_with_size_and_accuracy(tables, capsys):
    assert main(["rank", "--benchmark", "nb201", "--metrics", "params", "--top", "2", *QUICK]) == 0
    shown = capsys.readouterr().out
    assert "params Spearman 1.000" in shown
    assert "#params 1.000, gain +0.000" in shown
    best = shown[shown.index("The best 2 by params_M") :]
    assert tables.arch_str.iloc[-1] in best
    assert tables.arch_str.iloc[-2] in best
    assert tables.arch_str.iloc[-3] not in best


def test_where_smaller_is_better_the_smallest_are_the_best(tables, capsys):
    metric("size", reads=take_as_is, direction="smaller is better", source="a test")(lambda subject: theta(subject[0]))
    try:
        assert main(["rank", "--benchmark", "nb201", "--metrics", "size", "--top", "2", *QUICK]) == 0
    finally:
        unregister("size")
    shown = capsys.readouterr().out
    assert "size Spearman -1.000" in shown  # accuracy rises with the size, so this ranks the wrong way round
    best = shown[shown.index("The best 2 by size") :]
    assert tables.arch_str.iloc[0] in best
    assert tables.arch_str.iloc[1] in best
    assert tables.arch_str.iloc[2] not in best


def test_draws_are_summed_up_by_their_median(tables, capsys):
    assert main(["rank", "--benchmark", "nb201", "--draws", "3", *QUICK]) == 0
    lines = capsys.readouterr().out.splitlines()
    rhos = [float(line.split("Spearman ")[1].split(" ")[0]) for line in lines[:3]]
    assert f"median {sorted(rhos)[1]:.3f}, from {min(rhos):.3f} to {max(rhos):.3f}" in lines[3]


def test_scores_are_kept_and_found_again(tables, tmp_path, capsys, monkeypatch):
    again = ["rank", "--benchmark", "nb201", "--store", str(tmp_path / "scores.sqlite"), *QUICK]
    assert main(again) == 0
    first = capsys.readouterr().out
    monkeypatch.setattr("swap_teach.batch_scoring.score_chunk", None)  # nothing is left to score
    assert main(again) == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize("size", ["2", "13"])
def test_a_sample_must_fit(tables, size, capsys):
    assert main(["rank", "--benchmark", "nb201", "--sample", size, *QUICK]) == 2
    assert f"--sample must be between 3 and the 12 architectures there are, got {size}" in capsys.readouterr().err


def test_a_missing_table_names_the_command_that_fetches_it(monkeypatch, capsys):
    monkeypatch.setenv("SWAP_TEACH_DATA", "none")
    assert main(["rank", "--benchmark", "darts"]) == 2
    assert "swap-teach fetch darts" in capsys.readouterr().err
