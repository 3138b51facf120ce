from __future__ import annotations

import json

import pytest

import swap_teach.course.checksums as checksums
from swap_teach.course import doctor as module
from swap_teach.course.doctor import doctor


def test_the_report_reads_as_text_and_as_json(tmp_path):
    report = doctor(runs=tmp_path / "none.json")
    text = str(report)
    for start in ("Python ", "Device ", "Packages ", "Own data ", "Benchmarks ", "Lessons"):
        assert any(line.startswith(start) for line in text.splitlines()), start
    assert json.loads(json.dumps(report.as_dict()))["python"] == report.python
    said = [line for line in text.splitlines() if not line.startswith("Problem")]
    assert max(map(len, said)) <= 100
    assert f"scipy {report.packages['scipy']}" in " ".join(text.split())
    assert "1 threads" not in text
    assert report.problems or text.endswith("No problem found.")


def test_seconds_of_the_last_run_stand_beside_the_lesson(tmp_path, lesson_file, monkeypatch):
    folder = lesson_file().parent
    lesson_file(name="03_next.ipynb")
    monkeypatch.setattr("swap_teach.course.lessons.notebooks_dir", lambda: folder)
    runs = [{"number": "02", "seconds": 4.2, "error": ""}, {"number": "03", "seconds": 1.0, "error": "stopped"}]
    (tmp_path / "runs.json").write_text(json.dumps(runs))
    first, second = doctor(tmp_path / "runs.json").lessons
    assert (first.lesson, first.ready, first.seconds) == ("02 Activation patterns", True, 4.2)
    assert second.seconds is None


def test_without_torch_only_the_first_lessons_are_ready(lesson_file, monkeypatch, tmp_path):
    for name in ("03_next.ipynb", "04_real.ipynb"):
        folder = lesson_file(name=name).parent
    monkeypatch.setattr("swap_teach.course.lessons.notebooks_dir", lambda: folder)
    monkeypatch.setattr(
        module, "package_versions", lambda names: dict.fromkeys(names, "1") | {"torch": "not installed"}
    )
    report = doctor(tmp_path / "none.json")
    assert [state.ready for state in report.lessons] == [True, False]
    assert "waits for torch" in str(report)
    assert "Problem: Not installed: torch. Run `make course`" in str(report)


def test_a_changed_data_file_is_a_problem(tmp_path, monkeypatch):
    (tmp_path / "runs.csv").write_text("1")
    checksums.write_list(tmp_path)
    (tmp_path / "runs.csv").write_text("2")
    monkeypatch.setattr(module, "data_dir", lambda: tmp_path)
    report = doctor(tmp_path / "none.json")
    assert report.data == {"runs.csv": "changed"}
    assert any("differs from what was committed: runs.csv" in problem for problem in report.problems)


def test_a_wrong_swap_teach_data_is_told_not_raised(tmp_path, monkeypatch):
    monkeypatch.setenv("SWAP_TEACH_DATA", str(tmp_path / "gone"))
    report = doctor(tmp_path / "none.json")
    assert any("gone" in problem for problem in report.problems)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda folder: (folder / "a.csv").unlink(), {"a.csv": "missing", "b/c.csv": "ok"}),
        (lambda folder: (folder / "d.csv").write_text("d"), {"a.csv": "ok", "b/c.csv": "ok", "d.csv": "not listed"}),
    ],
)
def test_checksums_tell_what_became_of_each_file(tmp_path, change, state):
    (tmp_path / "b").mkdir()
    for name in ("a.csv", "b/c.csv"):
        (tmp_path / name).write_text(name)
    assert checksums.write_list(tmp_path) == 2
    before = checksums.data_hash(tmp_path)
    assert set(checksums.compare(tmp_path).values()) == {"ok"}
    change(tmp_path)
    assert checksums.compare(tmp_path) == state
    assert checksums.data_hash(tmp_path) != before


def test_a_damaged_list_of_checksums_names_its_line(tmp_path):
    (tmp_path / checksums.LIST).write_text("abc  a.csv\n")
    with pytest.raises(ValueError, match=r"SHA256SUMS, line 1: expected a SHA-256"):
        checksums.compare(tmp_path)


def test_the_shipped_data_is_as_committed():
    folder = module.data_dir()
    assert (folder / checksums.LIST).exists(), "python course.py checksums writes it"
    assert set(checksums.compare(folder).values()) == {"ok"}
