"""What the committed notebooks show is what they compute: nbval, strict, on the full outputs, offline.

nbval is a pytest plugin; it runs in a process of its own, so that one pytest command does everything.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from swap_teach.course.committed import rewrite
from swap_teach.course.kernel import ENVIRONMENT
from swap_teach.course.lessons import list_lessons

pytestmark = pytest.mark.notebook
SANITIZE = Path(__file__).parents[1] / "nbval_sanitize.cfg"
CELL_TIMEOUT_S = 300


def strict(path: Path) -> subprocess.CompletedProcess[str]:
    """Run nbval on one notebook and return what it said."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "--color=no"]
    options = [f"--nbval-sanitize-with={SANITIZE}", f"--nbval-cell-timeout={CELL_TIMEOUT_S}"]
    # Neither this project's pytest settings, nor its cache, nor the processes of an outer xdist.
    alone = ["-c", os.devnull, f"--rootdir={path.parent}", "-p", "no:cacheprovider", "-p", "no:xdist"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    return subprocess.run(
        [*command, *options, *alone, str(path)],
        env={**environment, **ENVIRONMENT},
        cwd=path.parent,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.path.stem)
def test_a_lesson_s_committed_outputs_hold(lesson):
    said = strict(lesson.path)
    assert said.returncode == 0, said.stdout[-8000:] + said.stderr[-2000:]


def test_strict_passes_what_was_just_written_and_catches_one_changed_digit(lesson_file):
    path = lesson_file("print(6 * 7)", "import os\nos.environ['SWAP_TEACH_DATA'], os.getcwd() == os.path.abspath('.')")
    rewrite(list_lessons(path.parent)[0])
    assert strict(path).returncode == 0, strict(path).stdout
    path.write_text(path.read_text().replace('"42\\n"', '"43\\n"'))
    said = strict(path)
    assert said.returncode == 1
    assert "43" in said.stdout
    assert "Notebook cell execution failed" in said.stdout
