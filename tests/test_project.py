"""The files beside the package: they agree with pyproject.toml and with each other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from swap_teach.course.lessons import list_lessons

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_conda_environment_delegates_and_can_t_drift():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert environment["name"] == PROJECT["name"]
    *conda, pip = environment["dependencies"]
    assert conda == [f"python{PROJECT['requires-python']}", "pip"], "no package may be named a second time"
    assert pip == {"pip": ["-e ."]}


def test_course_py_asks_for_the_python_that_pyproject_asks_for():
    oldest = re.search(r"^OLDEST = \((\d+), (\d+)\)", (ROOT / "course.py").read_text("utf-8"), re.MULTILINE)
    assert PROJECT["requires-python"] == ">={}.{}".format(*oldest.groups())


def test_one_version_everywhere():
    import swap_teach

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert swap_teach.__version__ == PROJECT["version"] == str(citation["version"])
    assert PROJECT["version"] in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_citation_names_the_paper_and_each_benchmark():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    titles = " ".join(reference["title"] for reference in citation["references"])
    for name in (
        "SWAP-NAS",
        "NAS-Bench-101",
        "NAS-Bench-201",
        "NATS-Bench",
        "TransNAS-Bench-101",
        "DARTS",
        "Surrogate",
    ):
        assert name in titles
    assert all(reference["authors"] and reference["year"] for reference in citation["references"])


def test_both_licences_are_there():
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in (ROOT / "LICENSE-TEXT").read_text("utf-8")
    assert set(PROJECT["license-files"]) == {"LICENSE", "LICENSE-TEXT"}


def test_the_readme_marks_exactly_the_lessons_that_exist():
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (✓?) ?\| (\d\d) ", readme, re.MULTILINE)
    assert [number for _, number in rows] == [f"{number:02d}" for number in range(11)]
    electives = re.findall(r"✓ ([A-Z]\d) ", readme)
    assert sorted([number for mark, number in rows if mark] + electives) == sorted(
        lesson.number for lesson in list_lessons()
    )


def test_the_readme_s_links_lead_somewhere():
    for name in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8")):
            assert (ROOT / target).exists(), f"{name} links to {target}"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no make on Windows; course.py has the same verbs")
@pytest.mark.parametrize("verb", ["course", "test", "lab", "clean", "write", "constraints", "checksums"])
def test_make_hands_each_verb_to_course_py(verb):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    said = subprocess.run(
        ["make", "--dry-run", verb], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert f"course.py {verb}" in said.stdout
