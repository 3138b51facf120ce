import warnings
import zipfile

import pytest
import torch

from swap_teach.final_training import checkpoint
from swap_teach.final_training.checkpoint import CheckpointError, CheckpointWarning, load_latest, save


def state(number):
    return {"epochs_done": number, "weights": torch.arange(4) * number, "log": [{"epoch": number, "loss": None}]}


def names(folder):
    return sorted(path.name[:11] for path in folder.iterdir())


def test_the_last_two_are_kept_and_the_newest_is_read(tmp_path):
    assert load_latest(tmp_path) is None
    for number in (1, 2, 3):
        save(tmp_path, number, state(number))
    assert names(tmp_path) == ["epoch-00002", "epoch-00003"]
    read = load_latest(tmp_path)
    assert read["log"] == [{"epoch": 3, "loss": None}]
    assert torch.equal(read["weights"], torch.arange(4) * 3)


@pytest.mark.parametrize("damage", ["cut short", "one bit", "empty"])
def test_a_damaged_one_is_told_of_and_the_one_before_is_used(tmp_path, damage):
    before, newest = save(tmp_path, 1, state(1)), save(tmp_path, 2, state(2))
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 1
    newest.write_bytes({"cut short": content[:100], "one bit": content, "empty": b""}[damage])
    with pytest.warns(CheckpointWarning, match=f"{newest.name} is damaged: .* Going on from {before.name}"):
        assert load_latest(tmp_path)["epochs_done"] == 1
    save(tmp_path, 2, state(2))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_latest(tmp_path)["epochs_done"] == 2
    assert names(tmp_path) == ["epoch-00001", "epoch-00002"]


def test_where_all_are_damaged_the_error_names_them_and_what_to_do(tmp_path):
    for number in (1, 2):
        save(tmp_path, number, state(number)).write_bytes(b"nonsense")
    with pytest.raises(CheckpointError, match=r"epoch-00002.* damaged.*epoch-00001.* damaged.*delete its epoch-\*\.pt"):
        load_latest(tmp_path)


def test_a_kill_while_writing_leaves_the_one_before_and_no_half_a_file_under_its_name(tmp_path, monkeypatch):
    save(tmp_path, 1, state(1))

    def killed(number):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(checkpoint.os, "fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            save(tmp_path, 2, state(2))
    assert load_latest(tmp_path)["epochs_done"] == 1
    save(tmp_path, 2, state(2))
    assert not list(tmp_path.glob("*.new"))


def test_a_file_that_would_run_code_is_not_run(tmp_path, capsys):
    class Attack:
        def __reduce__(self):
            return (print, ("attacked",))

    path = tmp_path / "attack.pt"
    torch.save({"weights": Attack()}, path)
    content = path.read_bytes()
    assert zipfile.is_zipfile(path)
    path.rename(tmp_path / f"epoch-00001-{checkpoint._digest(content)}.pt")
    with pytest.raises(CheckpointError, match="holds other things than tensors, numbers and text"):
        load_latest(tmp_path)
    assert capsys.readouterr().out == ""


def test_other_files_are_left_alone(tmp_path):
    for name in ("log.csv", "epoch-1.pt", "best.pt"):
        (tmp_path / name).write_text("mine")
    save(tmp_path, 1, state(1))
    assert {"log.csv", "epoch-1.pt", "best.pt"} < {path.name for path in tmp_path.iterdir()}
