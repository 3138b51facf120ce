import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from swap_teach import datafiles


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A named folder, the course's own and a cache, all empty and apart from this machine's."""
    folders = [tmp_path / name for name in ("named", "own", "cache")]
    for folder in folders:
        folder.mkdir()
    monkeypatch.setattr(datafiles, "data_dir", lambda: folders[1])
    monkeypatch.setattr(datafiles, "cache_dir", lambda: folders[2])
    monkeypatch.setenv("SWAP_TEACH_DATA", str(folders[0]))
    return folders


def test_order_is_named_then_own_then_cache(places):
    for folder in reversed(places):
        (folder / "table.csv").touch()
        assert datafiles.find("table.csv") == folder / "table.csv"


def test_an_earlier_folder_beats_an_earlier_name(places):
    (places[1] / "second.npz").touch()
    (places[2] / "first.npz").touch()
    assert datafiles.find("first.npz", "second.npz") == places[1] / "second.npz"


def test_unset_leaves_own_and_cache(places, monkeypatch):
    monkeypatch.delenv("SWAP_TEACH_DATA")
    assert datafiles.roots() == places[1:]


def test_none_switches_the_cache_off_too(places, monkeypatch):
    monkeypatch.setenv("SWAP_TEACH_DATA", "none")
    (places[2] / "table.csv").touch()
    assert datafiles.find("table.csv") is None
    error = datafiles.missing("The table", ("table.csv",), "Fetch it.")
    assert "SWAP_TEACH_DATA=none has switched every other place off" in str(error)
    assert str(places[2]) not in str(error)


def test_a_set_but_missing_folder_is_an_error(places, monkeypatch, tmp_path):
    monkeypatch.setenv("SWAP_TEACH_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(NotADirectoryError, match=r"SWAP_TEACH_DATA is set to '.*nowhere', which is not a folder"):
        datafiles.find("table.csv")


def test_missing_says_what_where_and_what_to_type(places):
    error = datafiles.missing("The benchmark 'x'", ("x.csv",), "Fetch it with `swap-teach fetch x`.")
    assert isinstance(error, FileNotFoundError)
    for part in ["The benchmark 'x'", "x.csv", *map(str, places), "`swap-teach fetch x`"]:
        assert part in str(error)


def test_the_checkout_has_its_own_data():
    assert datafiles.data_dir() == Path(datafiles.__file__).parents[1] / "data"


def test_an_installed_package_uses_its_own_data_and_nobody_elses(tmp_path):
    """Installed, the package lies beside strangers; a folder called data among them is not ours."""
    site = tmp_path / "site"
    (site / "data").mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as packed:
        for name in ("__init__.py", "datafiles.py"):
            packed.write(Path(datafiles.__file__).with_name(name), f"swap_teach/{name}")
    with zipfile.ZipFile(tmp_path / "package.zip") as packed:
        packed.extractall(site)
    ask = [sys.executable, "-c", "from swap_teach.datafiles import data_dir; print(data_dir())"]

    def run():
        return subprocess.run(ask, cwd=site, capture_output=True, text=True)

    assert "this installation is incomplete" in run().stderr
    (site / "swap_teach" / "data").mkdir()
    assert run().stdout.strip() == str(site / "swap_teach" / "data")
