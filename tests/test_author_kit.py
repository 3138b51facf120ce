"""CONTRIBUTING's author kit: its files exist, and what its examples register passes the tests over all entries."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KIT = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Author kit")[2]
RECIPES = dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", KIT, re.MULTILINE | re.DOTALL))
TO_BE_MADE = "11"  # the number of the lesson that the recipe makes
PLUGIN = """
def pytest_configure(config):
    import {example}
"""


def test_there_is_a_recipe_for_each_on_half_a_page():
    assert set(RECIPES) == {"A lesson", "An exercise", "A metric", "A space"}
    for name, text in RECIPES.items():
        assert len([line for line in text.splitlines() if line.strip()]) <= 32, name  # empty lines are the formatter's


def test_the_files_that_the_kit_names_exist():
    named = {name for name in re.findall(r"`([\w/.]+(?:\.\w+|/))`", KIT) if TO_BE_MADE not in name}
    assert len(named) > 10
    for name in named:
        found = [ROOT / name, *(ROOT / "swap_teach").rglob(name)]
        assert any(path.exists() for path in found), name


@pytest.mark.parametrize(
    ("recipe", "name", "tests", "left_out"),
    [
        ("A metric", "active_layers", "tests/metrics/test_all_metrics.py", ""),
        ("An exercise", "02-count-on", "tests/course/exercises/test_registry.py", " and not the_notebook_shows"),
    ],
)
def test_what_a_recipe_registers_passes_the_tests_of_all(recipe, name, tests, left_out, tmp_path):
    [code] = re.findall(r"```python\n(.*?)```", RECIPES[recipe], re.DOTALL)
    (tmp_path / "kit_example.py").write_text(code, "utf-8")
    (tmp_path / "kit_plugin.py").write_text(PLUGIN.format(example="kit_example"), "utf-8")
    options = ["-p", "kit_plugin", "-p", "no:cacheprovider", "-q", "-k", f"{name}{left_out}"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", tests, *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 5
