import json
import os

import pandas as pd
import pytest

from swap_teach import get_space
from swap_teach.batch_scoring import score_many
from swap_teach.cli import main
from swap_teach.images import ImageSource
from swap_teach.store import Store

CELLS = [
    "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|",
    "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|",
]
QUICK = ["--inputs", "noise", "--samples", "8", "--size", "8", "--network", "small"]


@pytest.fixture
def archs(tmp_path):
    path = tmp_path / "archs.txt"
    path.write_text("\n".join(CELLS) + "\n\n", encoding="utf-8-sig")  # as Windows' editor saves it
    return str(path)


def test_json_is_what_score_many_returns(archs, capsys):
    assert main(["score", "--space", "nb201", "--archs", archs, "--repeats", "2", "--json", *QUICK]) == 0
    table = pd.DataFrame(json.loads(capsys.readouterr().out))
    images = ImageSource("noise", n=8, size=8)
    expected = score_many(get_space("nb201"), CELLS, ["swap", "units", "params"], images, network="small", repeats=2)
    pd.testing.assert_frame_equal(table, expected, check_dtype=False)


def test_a_table_with_flags_and_what_chance_would_give(archs, tmp_path, capsys):
    store, out = tmp_path / "scores.sqlite", tmp_path / "scores.csv"
    files = ["--store", str(store), "--out", str(out)]
    assert main(["score", "--space", "nb201", "--archs", archs, "--same-images", *files, *QUICK]) == 0
    shown = capsys.readouterr().out
    assert CELLS[0] in shown
    assert "1 dead" in shown
    assert "S = 8: random bits would give 256 distinct patterns, of 256 that there can be" in shown
    assert store.exists()
    assert pd.read_csv(out)["arch"].tolist() == CELLS


def test_many_rows_are_summed_up(capsys):
    assert main(["score", "--space", "nb201", "--sample", "41", "--metrics", "params", *QUICK]) == 0
    shown = capsys.readouterr().out
    assert "params_M" in shown
    assert "50%" in shown
    assert "nor_conv" not in shown


def test_a_network_of_ones_own(tmp_path, monkeypatch, capsys):
    (tmp_path / "own_network.py").write_text(
        "from torch import nn\ndef make():\n    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [*__import__("sys").path])
    assert main(["score", "--model", "own_network:make", "--json", *QUICK]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["arch"], row["units"], row["params_M"]) == ("own_network:make", 4 * 6 * 6, 0.000112)
    assert main(["score", "--model", "own_network:mace", *QUICK]) == 2
    assert "Can't find own_network:mace" in capsys.readouterr().err


def test_metrics_are_listed(capsys):
    assert main(["score", "--list-metrics"]) == 0
    assert "Count the distinct sample-wise activation patterns" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Say what to score: --space NAME with --all"),
        (["--space", "nb201", "--model", "a:b"], "Say what to score"),
        (["--space", "nb202", "--all"], "No search space 'nb202'"),
        (["--space", "nb201"], "Which architectures of nb201? Add --all, --sample N or --archs FILE."),
        (["--space", "darts", "--all"], "darts has 1.1e+18 architectures, too many for --all"),
        (["--space", "nb201", "--archs", "no such file"], "no such file"),
        (["--space", "nb201", "--sample", "1", "--metrics", "swip"], "Did you mean 'swap'?"),
        (["--space", "nb201", "--sample", "1", "--store", "no/such/folder.sqlite"], "doesn't exist"),
        (["--space", "nb201", "--sample", "1", "--chunk", "0"], "chunk must be at least 1, got 0"),
        (["--space", "nb201", "--sample", "0"], "--sample must be at least 1, got 0"),
        (["--space", "nb201", "--archs", os.devnull], "holds no architecture: write one a line"),
        (["--model", "nothing"], "--model takes MODULE:FUNCTION"),
        (["--model", "a:b", "--repeats", "8"], "--repeats, --law, --layout, --store and --workers belong to --space"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_sentence(arguments, message, capsys):
    assert main(["score", *arguments, "--inputs", "noise"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("swap-teach score: ")
    assert message in error
    assert "Traceback" not in error


def test_a_layout_is_a_condition_of_the_stored_scores(archs, tmp_path):
    store = tmp_path / "scores.sqlite"
    options = ["--metrics", "swap", "--store", str(store), *QUICK]
    for extra in ([], ["--layout", "channels_last"]):
        assert main(["score", "--space", "nb201", "--archs", archs, *options, *extra]) == 0
    with Store(store) as opened:
        assert opened.read().groupby("layout").size().to_dict() == {"channels_last": 2, "contiguous": 2}
