"""The learner's own copies of the lessons, and JupyterLab on them.

``notebooks/`` keeps the executed reference. The learner works in ``my-course/``, which git ignores, on copies
without outputs. A copy that exists is never written again: when a lesson has changed since it was handed
out, the new version arrives beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from swap_teach.course.committed import strip_outputs, tidy
from swap_teach.course.lessons import Lesson, list_lessons, read

FOLDER = Path("my-course")
RECORD = ".handed-out.json"
JUPYTER = Path(__file__).parent / "jupyter"  # settings for JupyterLab that only the course's own start reads


def _blank(lesson: Lesson) -> Any:
    return tidy(strip_outputs(read(lesson.path)))


def _digest(notebook: Any) -> str:
    """Hash what a learner sees of a blank lesson, so that new outputs or identifiers don't count as news."""
    seen = [(cell.cell_type, cell.source) for cell in notebook.cells]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def prepare(folder: Path, lessons: list[Lesson], today: date | None = None) -> list[str]:
    """Bring ``folder`` up to date and return what was done, one sentence per new file.

    Parameters
    ----------
    folder
        The learner's folder; made if it isn't there.
    lessons
        The lessons to hand out.
    today
        The day that names a newer version's file; by default today.

    Raises
    ------
    ValueError
        If the record of what was handed out can't be read; no file is touched then.

    """
    import nbformat

    folder.mkdir(parents=True, exist_ok=True)
    record = folder / RECORD
    try:
        given: dict[str, list[str]] = json.loads(record.read_text("utf-8")) if record.exists() else {}
    except json.JSONDecodeError as error:
        raise ValueError(
            f"{record} is damaged ({error}). Delete that one file; your notebooks stay as they are."
        ) from error
    news = []
    for lesson in lessons:
        notebook = _blank(lesson)
        digest = _digest(notebook)
        versions = given.setdefault(lesson.path.name, [])
        target = folder / lesson.path.name
        if target.exists():
            if digest in versions:
                continue
            target = _beside(target, today or date.today())
            news.append(f"{lesson.label} has changed: the new version is {target.name}, yours is as you left it.")
        else:
            news.append(f"{lesson.label}: {target.name}")
        nbformat.write(notebook, target)
        versions.append(digest)
        record.write_text(json.dumps(given, indent=1) + "\n", encoding="utf-8")
    return news


def _beside(taken: Path, day: date) -> Path:
    """Return a free name that says what it is: ``03_x (new version of 2026-11-24).ipynb``."""
    count = 1
    while True:
        again = f", {count}" if count > 1 else ""
        path = taken.with_name(f"{taken.stem} (new version of {day.isoformat()}{again}).ipynb")
        if not path.exists():
            return path
        count += 1


def open_lab(folder: Path, arguments: list[str]) -> int:
    """Prepare ``folder`` and run JupyterLab on it until the learner stops it; return its exit status."""
    for line in prepare(folder, list_lessons()):
        print(line)
    command = [
        sys.executable,
        *("-m", "jupyterlab", f"--ServerApp.root_dir={folder.resolve()}"),
        # Nothing leaves the machine: no news feed, no look for updates or extensions.
        "--LabApp.extension_manager=readonly",
        *("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"),
        # Inside a container the user is root, which Jupyter otherwise refuses.
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        *arguments,
    ]
    print(f"JupyterLab opens on {folder}. To stop it: Ctrl+C here, then y.")
    paths = [str(JUPYTER), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    # The option for the news alone would still have JupyterLab ask, over the learner's first page.
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}
    return subprocess.call(command, env=environment)
