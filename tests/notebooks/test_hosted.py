"""Lesson A3's cell for a hosted notebook, run where the package seems absent; pip is only asked, never run."""

from __future__ import annotations

import importlib.util
import subprocess
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import pytest

from swap_teach.course.lessons import list_lessons, read


@pytest.fixture
def install(monkeypatch, tmp_path):
    """Run the cell in an empty folder, with this address and pip's exit status; return what pip was asked."""
    notebook = read(next(lesson.path for lesson in list_lessons() if lesson.number == "A3"))
    source = next(cell.source for cell in notebook.cells if cell.id == "hosted-install")
    assert source.count('course = ""') == 1
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    def run(address: str = "", status: int = 0) -> list[str]:
        asked: list[str] = []

        def pip(words: list[str], **_: Any) -> SimpleNamespace:
            asked.extend(words)
            return SimpleNamespace(returncode=status, stderr="ERROR: no such place")

        monkeypatch.setattr(subprocess, "run", pip)
        exec(source.replace('course = ""', f"course = {address!r}"), {})
        return asked

    return run


@pytest.mark.parametrize("address", ["https://example.org/course.git", ""], ids=["address", "wheel"])
def test_it_installs_the_course_and_keeps_the_service_s_torch(install, tmp_path, capsys, address):
    (tmp_path / "swap_teach-1.0-py3-none-any.whl").touch()
    asked = install(address)
    assert asked[1:4] == ["-m", "pip", "install"]
    assert asked[-1] == (f"git+{address}" if address else "swap_teach-1.0-py3-none-any.whl")
    assert (tmp_path / asked[asked.index("--constraint") + 1]).read_text() == f"torch=={version('torch')}\n"
    assert "Restart the kernel" in capsys.readouterr().out


def test_without_address_and_wheel_it_says_what_it_wants(install):
    with pytest.raises(FileNotFoundError, match=r"git address after `course =`, or upload its wheel"):
        install()


def test_pip_s_own_words_are_shown(install):
    with pytest.raises(RuntimeError, match=r"(?s)could not install git\+https://x:\nERROR: no such place.*address"):
        install("https://x", status=1)
