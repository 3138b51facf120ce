from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import nbformat
import pytest

from swap_teach.course import lab
from swap_teach.course.lab import prepare
from swap_teach.course.lessons import list_lessons

DAY = date(2026, 11, 24)


def change(path, source):
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = source
    nbformat.write(notebook, path)


def test_copies_have_no_outputs_and_are_made_once(lesson_file, tmp_path):
    path = lesson_file("1")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="the answer\n")]
    notebook.cells[2].execution_count = 2
    nbformat.write(notebook, path)
    mine = tmp_path / "my-course"
    assert prepare(mine, list_lessons(path.parent), DAY) == ["02 Activation patterns: 02_patterns.ipynb"]
    text = (mine / path.name).read_text()
    assert "the answer" not in text
    assert '"execution_count": 2' not in text
    assert prepare(mine, list_lessons(path.parent), DAY) == []


def test_a_copy_is_never_written_again_and_news_arrive_beside_it(lesson_file, tmp_path):
    path = lesson_file("1")
    mine = tmp_path / "my-course"
    prepare(mine, list_lessons(path.parent), DAY)
    change(mine / path.name, "my own work")
    before = (mine / path.name).read_bytes()
    for source in ("profile = 'full'  # better", "profile = 'full'  # better still"):
        change(path, source)
        news = prepare(mine, list_lessons(path.parent), DAY)
        assert prepare(mine, list_lessons(path.parent), DAY) == []
    assert (mine / path.name).read_bytes() == before
    assert news[0].startswith("02 Activation patterns has changed: the new version is 02_patterns (new version of")
    assert sorted(p.name for p in mine.glob("*.ipynb")) == [
        "02_patterns (new version of 2026-11-24).ipynb",
        "02_patterns (new version of 2026-11-24, 2).ipynb",
        "02_patterns.ipynb",
    ]


def test_new_outputs_of_a_lesson_are_no_news(lesson_file, tmp_path):
    path = lesson_file("1")
    prepare(tmp_path / "my", list_lessons(path.parent), DAY)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="2")]
    nbformat.write(notebook, path)
    assert prepare(tmp_path / "my", list_lessons(path.parent), DAY) == []


def test_a_learner_s_file_from_elsewhere_is_kept(lesson_file, tmp_path):
    path = lesson_file("1")
    mine = tmp_path / "my"
    mine.mkdir()
    (mine / path.name).write_text("not ours")
    prepare(mine, list_lessons(path.parent), DAY)
    assert (mine / path.name).read_text() == "not ours"
    assert (mine / "02_patterns (new version of 2026-11-24).ipynb").exists()


def test_a_damaged_record_touches_nothing(lesson_file, tmp_path):
    path = lesson_file("1")
    (tmp_path / lab.RECORD).write_text("{")
    with pytest.raises(ValueError, match="Delete that one file; your notebooks stay as they are"):
        prepare(tmp_path, list_lessons(path.parent), DAY)
    assert list(tmp_path.glob("*.ipynb")) == []


def test_jupyterlab_opens_on_the_folder_and_calls_nobody(monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr(lab.subprocess, "call", lambda command, env: seen.extend([command, env]) or 0)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "theirs")
    monkeypatch.setattr(lab, "list_lessons", list)
    assert lab.open_lab(tmp_path / "my-course", ["--no-browser"]) == 0
    assert f"--ServerApp.root_dir={tmp_path / 'my-course'}" in seen[0]
    assert "--LabApp.news_url=None" in seen[0]
    assert seen[0][-1] == "--no-browser"
    ours, theirs = seen[1]["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    page = json.loads((Path(ours) / "labconfig" / "page_config.json").read_text("utf-8"))
    assert page["disabledExtensions"] == {"@jupyterlab/apputils-extension:announcements": True}
    assert theirs == "theirs"
