"""Dev container and Binder: they name commands and files that exist, and no version but the project's own."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
README = (ROOT / "README.md").read_text("utf-8")
CONTAINER = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
BINDER = ROOT / ".binder"


def test_the_dev_container_installs_by_the_course_s_own_code():
    program, option, code = shlex.split(CONTAINER["postCreateCommand"])
    assert (program, option) == ("python", "-c")
    # The same words with the installation itself left out: course.py is imported and has this function.
    tried = code.replace("course.install", "assert callable(course.install); print")
    done = subprocess.run([sys.executable, "-c", tried], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() in PROJECT["optional-dependencies"]


def test_the_dev_container_names_no_version_but_a_python_three():
    assert CONTAINER["image"].endswith("/python:3")
    rest = {key: value for key, value in CONTAINER.items() if key != "image"}
    assert not re.search(r"\d+\.\d+|[=<>~]=", json.dumps(rest))
    assert CONTAINER["containerEnv"]["PIP_EXTRA_INDEX_URL"] in README


def test_binder_takes_every_package_from_the_project():
    lines = [line for line in (BINDER / "requirements.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    index, constraints, project = (line.split() for line in lines)
    assert index[0] == "--extra-index-url"
    assert index[1] in README
    assert constraints[0] == "-c"
    assert (BINDER / constraints[1]).resolve() == ROOT / "constraints.txt"
    assert project == ["-e", "."]


def test_binder_s_python_is_the_one_that_pyproject_asks_for():
    assert (BINDER / "runtime.txt").read_text("utf-8") == f"python-{PROJECT['requires-python'].removeprefix('>=')}\n"
