import json

import pandas as pd
import pytest

from swap_teach import get_space
from swap_teach.cli import main

QUICK = ["--inputs", "noise", "--samples", "8", "--size", "8", "--repeats", "2", "--seed", "1"]
DARTS = ["search", "--space", "darts", "--dataset", "cifar10", "--mu", "1.2", "--sigma", "1.2", *QUICK]


def history(folder):
    return pd.read_csv(folder / "history.csv").drop(columns="seconds")


def test_the_documented_command_on_photographs_writes_a_history_and_the_best(tmp_path, capsys):
    out = tmp_path / "runs" / "a"
    words = [
        "search",
        "--space",
        "darts",
        "--dataset",
        "cifar10",
        "--mu",
        "1.2",
        "--sigma",
        "1.2",
        "--budget",
        "3",
        "--out",
    ]
    assert main([*words, str(out)]) == 0
    shown = capsys.readouterr().out
    best = json.loads((out / "best.json").read_text())
    assert "3 networks, 4 draws of weights each, in " in shown
    assert best["arch"] in shown
    table = pd.read_csv(out / "history.csv")
    assert list(table.columns) == ["evaluated", "cycle", "repeats", "arch", "score", "seconds"]
    assert table["score"].max() == best["score"]
    genotype = get_space("darts").parse(best["arch"])
    assert genotype.normal == genotype.reduce
    assert best["full_network"] == "final"
    assert 1 < best["full_params_M"] < 8
    assert best["objective"].startswith("RegularisedSwap(mu=1.2, sigma=1.2) of darts scoring, 10 classes, on photos")


def test_stopped_and_given_again_it_goes_on_to_the_same_history(tmp_path, monkeypatch, capsys):
    from swap_teach.objectives import ScoredObjective

    whole, halves = tmp_path / "whole", tmp_path / "halves"
    assert main([*DARTS, "--budget", "60", "--out", str(whole)]) == 0
    score, calls = ScoredObjective.__call__, iter(range(99))

    def stop(self, genotypes):
        if next(calls) == 2:
            raise KeyboardInterrupt
        return score(self, genotypes)

    with monkeypatch.context() as patched:
        patched.setattr(ScoredObjective, "__call__", stop)
        assert main([*DARTS, "--budget", "60", "--out", str(halves)]) == 130
    assert "swap-teach search: stopped by you." in capsys.readouterr().err
    assert not (halves / "best.json").exists()
    assert main([*DARTS, "--budget", "60", "--out", str(halves)]) == 0
    assert history(halves).equals(history(whole))
    assert main([*DARTS[:-1], "2", "--budget", "60", "--out", str(halves)]) == 2
    assert "is the log of another search: seed 1, now 2" in capsys.readouterr().err


def test_any_metric_space_and_algorithm_with_json(capsys):
    words = ["search", "--space", "nb201", "--network", "small", "--algorithm", "local-search", "--metrics", "params"]
    assert main([*words, *QUICK, "--repeats", "1", "--budget", "80", "--json"]) == 0
    best = json.loads(capsys.readouterr().out)
    assert best["arch"].count("nor_conv_3x3") == 6
    assert best["space"] == "nb201"
    assert best["score"] * 1000 == pytest.approx(best["scored_params_thousand"])
    assert best["full_params_M"] == 1.531546


def test_a_limit_of_size_is_kept(tmp_path):
    words = ["search", "--space", "nb201", "--network", "small", "--algorithm", "random", "--max-params", "0.4", *QUICK]
    assert main([*words, "--metrics", "params", "--budget", "16", "--out", str(tmp_path)]) == 0
    best = json.loads((tmp_path / "best.json").read_text())
    assert 0.2 < best["full_params_M"] <= 0.4
    assert (best["space"], best["full_network"]) == ("nb201, at most 0.4 M parameters", "benchmark")


def test_a_limit_of_multiply_accumulates_is_kept(tmp_path):
    words = ["search", "--space", "nb201", "--network", "small", "--algorithm", "random", "--max-macs", "60", *QUICK]
    assert main([*words, "--metrics", "params", "--budget", "8", "--out", str(tmp_path)]) == 0
    best = json.loads((tmp_path / "best.json").read_text())
    assert 5 < best["full_macs_M"] <= 60
    assert best["space"] == "nb201, at most 60 M MACs"


def test_imagenet_has_its_head_and_pairs_are_searched_where_both_cells_run(capsys):
    words = ["search", "--space", "darts", "--dataset", "imagenet", *QUICK, "--repeats", "1", "--budget", "2", "--json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["scored_params_thousand"] > 25
    assert main([*words, "--network", "small", "--metrics", "params"]) == 0
    best = json.loads(capsys.readouterr().out)
    genotype = get_space("darts").parse(best["arch"])
    assert genotype.normal != genotype.reduce
    assert best["space"] == "darts"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--mu", "1.2"], "mu and sigma go together; got mu=1.2, sigma=None"),
        (["--metrics", "swap,params"], "A search maximises one metric"),
        (["--metrics", "nwot", "--mu", "1", "--sigma", "1"], "--mu and --sigma belong to swap; got --metrics nwot"),
        (["--metrics", "swip"], "Did you mean 'swap'?"),
        (["--algorithm", "genetic"], "No search algorithm 'genetic'; there are: swap-nas"),
        (["--budget", "0"], "A budget is positive; got budget=0"),
        (["--max-params", "0"], "a positive number of millions, got 0.0"),
        (["--max-macs", "-5"], "limit on multiply-accumulates is a positive number of millions, got -5.0"),
        (["--space", "nb202"], "No search space 'nb202'"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_sentence(arguments, message, capsys):
    assert main(["search", *arguments, "--inputs", "noise"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("swap-teach search: ")
    assert message in error
    assert "Traceback" not in error
