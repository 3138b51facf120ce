"""The progress file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from swap_teach.course import progress


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SWAP_TEACH_PROGRESS", str(tmp_path / "deep" / "er"))
    return tmp_path / "deep" / "er"


def test_it_lies_beside_the_notebooks_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SWAP_TEACH_PROGRESS")
    assert progress.location() == Path(".swap-teach/progress.json")
    monkeypatch.setenv("SWAP_TEACH_PROGRESS", "elsewhere")
    assert progress.location() == Path("elsewhere/progress.json")


def test_reading_creates_nothing(folder: Path) -> None:
    assert progress.read()["quiz"] == {}
    assert not folder.exists()


def test_a_note_is_kept_and_no_part_of_a_file_stays(folder: Path) -> None:
    progress.note("quiz", "03-q1", "b")
    progress.note("quiz", "03-q2", "a")
    assert progress.read()["quiz"] == {"03-q1": "b", "03-q2": "a"}
    assert [path.name for path in folder.iterdir()] == ["progress.json"]
    assert json.loads((folder / "progress.json").read_text())["version"] == 1


def test_none_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    progress.note("quiz", "03-q1", "b")
    assert progress.read()["quiz"] == {"03-q1": "b"}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["{half", "[]", '{"version": 99}'])
def test_a_file_that_is_no_record_says_what_to_do(folder: Path, content: str) -> None:
    folder.mkdir(parents=True)
    (folder / "progress.json").write_text(content)
    with pytest.raises(ValueError, match=r"progress\.json is not a progress file.*Rename or delete it"):
        progress.read()


def test_a_folder_that_can_not_be_written_warns_and_goes_on(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("a file where a folder should be")
    with pytest.warns(UserWarning, match="Your progress was not saved in"):
        progress.note("quiz", "03-q1", "b")


def test_an_interrupted_write_leaves_the_old_record(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    progress.note("quiz", "03-q1", "b")

    def fails(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.warns(UserWarning, match="disk full"):
        progress.note("quiz", "03-q1", "c")
    assert progress.read()["quiz"] == {"03-q1": "b"}
