import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from swap_teach.cli import main
from swap_teach.narrowed import OneCell

CELL = str(OneCell().sample(np.random.default_rng(1)))
SMALL = ["--epochs", "1", "--channels", "2", "--cells", "2", "--quiet"]


def test_the_same_command_again_goes_on_and_prints_the_same_result(tmp_path, capsys):
    out = tmp_path / "runs" / "t"
    words = ["train", "--space", "darts", "--arch", CELL, "--dataset", "mini", *SMALL, "--out", str(out)]
    assert main(words) == 0
    first = capsys.readouterr().out
    assert "% right after 1 epochs (" in first
    assert first.endswith("2 cells of 2 channels.\n")
    assert main(words) == 0
    assert capsys.readouterr().out == first
    result = json.loads((out / "result.json").read_text())
    assert result["arch"] == CELL
    assert result["data"] == "mini, 1000 new scenes an epoch, judged on 6000 test scenes"
    log = pd.read_csv(out / "log.csv")
    assert log["test_accuracy"].tolist() == [result["test_accuracy"]]
    assert list(log) == "epoch learning_rate drop_path train_loss test_loss test_accuracy seconds".split()  # noqa: SIM905
    assert main([*words, "--seed", "1"]) == 2
    assert "t holds another training: seed 0, now 1" in capsys.readouterr().err


def test_a_search_s_result_is_trained_on_folders_of_pictures_with_json(tmp_path, capsys):
    (tmp_path / "best.json").write_text(json.dumps({"arch": CELL, "score": 1.0}))
    for part in ("train", "val"):
        for k, name in enumerate(("apple", "bird")):
            (tmp_path / "data" / part / name).mkdir(parents=True)
            Image.new("RGB", (80, 60), (90 * k, 9, 9)).save(tmp_path / "data" / part / name / "0.png")
    words = ["train", "--arch", str(tmp_path / "best.json"), "--dataset", "imagenet-folder", "--batch", "2", *SMALL]
    assert main([*words, "--data", str(tmp_path / "data"), "--out", str(tmp_path / "t"), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["arch"] == CELL
    assert result["data"] == "image folders, 2 training images, judged on 2 of 224 pixels"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--arch", "Genotype(normal=[])"], "Genotype"),
        (["--arch", "nowhere.json"], "--arch is neither a genotype, Genotype(normal=[...], ...), nor a file"),
        (["--arch", CELL, "--space", "nb201"], "Only darts has a final network to train, got --space nb201"),
        (["--arch", CELL, "--channels", "3"], "even number of channels and at least two cells"),
        (["--arch", CELL, "--dataset", "imagenet-folder"], "--data FOLDER goes with --dataset imagenet-folder"),
        (["--arch", CELL, "--data", "."], "--data FOLDER goes with --dataset imagenet-folder, and with no other"),
        (["--arch", CELL, "--judge-every", "0"], "at least 1, got 0 and 4"),
        (["--arch", CELL, "--batch", "2000"], "A batch of 2000 is more than the 1000 training images"),
        (["--arch", CELL, "--dataset", "cifar10"], "Fetch it with `swap-teach fetch cifar10`"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_sentence(tmp_path, monkeypatch, words, message, capsys):
    monkeypatch.setenv("SWAP_TEACH_DATA", "none")
    assert main(["train", *words, "--out", str(tmp_path / "t")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("swap-teach train: ")
    assert message in error
