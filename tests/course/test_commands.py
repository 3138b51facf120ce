"""The course's verbs of `swap-teach`, and the smaller ones behind course.py."""

from __future__ import annotations

import json

import pytest

from swap_teach import cli
from swap_teach.course import __main__ as small


def test_course_runs_makes_pages_and_tells(lesson_file, tmp_path, monkeypatch, capsys):
    folder = lesson_file().parent
    monkeypatch.setattr("swap_teach.course.lessons.notebooks_dir", lambda: folder)
    monkeypatch.setattr("swap_teach.course.headless.notebooks_dir", lambda: folder)
    assert cli.main(["course", "--out", str(tmp_path / "out"), "02"]) == 0
    said = capsys.readouterr().out
    assert "lesson                  seconds  headline figure" in said
    assert "To read:" in said
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "02_patterns.html",
        "02_patterns.ipynb",
        "api.html",
        "deck.html",
        "deck_answers.html",
        "glossary.html",
        "index.html",
        "paper.html",
        "runs.json",
        "search.html",
    }


def test_course_ends_with_1_when_a_lesson_stopped(lesson_file, tmp_path, monkeypatch):
    folder = lesson_file("1 / 0").parent
    monkeypatch.setattr("swap_teach.course.lessons.notebooks_dir", lambda: folder)
    monkeypatch.setattr("swap_teach.course.headless.notebooks_dir", lambda: folder)
    assert cli.main(["course", "--out", str(tmp_path / "out")]) == 1


def test_an_unknown_lesson_is_a_plain_error(lesson_file, monkeypatch, capsys):
    folder = lesson_file().parent
    monkeypatch.setattr("swap_teach.course.lessons.notebooks_dir", lambda: folder)
    assert cli.main(["course", "99"]) == 2
    assert "swap-teach course: No lesson is numbered 99; there are 02." in capsys.readouterr().err


def test_write_runs_in_place(lesson_file, monkeypatch, capsys):
    path = lesson_file("print(6 * 7)")
    monkeypatch.setattr("swap_teach.course.lessons.notebooks_dir", lambda: path.parent)
    assert cli.main(["course", "--write", "02"]) == 0
    assert "written: 02_patterns.ipynb" in capsys.readouterr().out
    assert '"42\\n"' in path.read_text()


def test_doctor_answers_in_text_and_json(capsys):
    cli.main(["doctor"])
    assert capsys.readouterr().out.startswith("Python ")
    cli.main(["doctor", "--json"])
    assert "packages" in json.loads(capsys.readouterr().out)


def test_lint_names_each_problem_and_counts_them(lesson_file, capsys):
    path = lesson_file()
    assert cli.main(["lint-notebooks", str(path)]) == 1
    said = capsys.readouterr().out
    assert "02_patterns.ipynb, cell 2: was never executed" in said
    assert said.splitlines()[-1].endswith("problems in 1 notebooks")
    assert cli.main(["lint-notebooks", "--json", str(path)]) == 1
    assert json.loads(capsys.readouterr().out)[0]["rule"] == "executed"


def test_checksums_are_written(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.csv").write_text("1")
    monkeypatch.setattr("swap_teach.datafiles.data_dir", lambda: tmp_path)
    assert small.main(["checksums"]) == 0
    assert "SHA256SUMS: 1 files" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["dance"]])
def test_an_unknown_small_verb_is_told_the_known_ones(words, capsys):
    assert small.main(words) == 2
    assert "knows lab, constraints, checksums" in capsys.readouterr().err
