from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from swap_teach.course.pins import HEAD, OLDEST, closure, declared, needs_newer, normal, write_constraints

ROOT = Path(__file__).parents[2]


def pinned():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def test_the_committed_file_pins_everything_declared_but_torch():
    names = {normal(re.split(r"[^\w.-]", line)[0]) for line in declared(ROOT / "pyproject.toml")}
    assert names - pinned().keys() == {"torch"}
    assert "torch" not in pinned()
    assert not any(name.startswith("nvidia") or "+" in version for name, version in pinned().items())


def test_the_committed_pins_lie_in_the_declared_ranges():
    from packaging.requirements import Requirement

    for line in declared(ROOT / "pyproject.toml"):
        requirement = Requirement(line)
        if requirement.name != "torch":
            assert pinned()[normal(requirement.name)] in requirement.specifier, line


def test_closure_follows_dependencies_and_leaves_out_what_only_torch_needs():
    found = closure(["pandas>=2", "torch"])
    assert {"pandas", "numpy", "python-dateutil"} <= found.keys()
    assert "sympy" not in found


def test_extras_are_followed_only_where_they_are_asked_for():
    assert "webcolors" not in closure(["jsonschema"])
    assert "webcolors" in closure(["jsonschema[format-nongpl]"])


def test_a_package_that_is_not_installed_is_named():
    with pytest.raises(ValueError, match="no-such-package is not installed, so its version can't be written down"):
        closure(["no-such-package"])


def test_the_oldest_python_is_pyproject_s():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"{project['requires-python']}.0" == f">={OLDEST}"


def test_a_version_that_refuses_the_oldest_python_is_left_free(tmp_path, monkeypatch):
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\ndependencies = ["six", "tqdm"]\n')
    monkeypatch.setattr("swap_teach.course.pins.needs_newer", lambda name: name == "six")
    assert write_constraints(project, tmp_path / "constraints.txt") == 1
    text = (tmp_path / "constraints.txt").read_text()
    assert "# Free, because these versions need a Python newer than 3.11.0: six\n" in text
    assert not re.search(r"^six", text, re.MULTILINE)
    monkeypatch.undo()
    assert needs_newer("six", "2.5")
    assert not needs_newer("six")


def test_no_committed_pin_refuses_the_oldest_python():
    here = {normal(distribution.name) for distribution in metadata.distributions()}
    assert len(here & pinned().keys()) > 50
    assert [name for name in here & pinned().keys() if needs_newer(name)] == []


def test_the_written_file_says_how_it_is_made(tmp_path):
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\ndependencies = ["six"]\n')
    assert tomllib.loads(project.read_text())["project"]["dependencies"] == ["six"]
    assert write_constraints(project, tmp_path / "constraints.txt") == 1
    text = (tmp_path / "constraints.txt").read_text()
    assert text.startswith(HEAD)
    assert re.search(r"^six==1\.\d+", text, re.MULTILINE)
