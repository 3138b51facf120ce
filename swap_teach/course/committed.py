"""Make the committed notebooks: run in place, in the full profile, on CPU, with nothing accidental in them.

Used by `python course.py write`. What remains in a notebook is source, outputs and tags: no
timestamps, no widget state, no random identifiers, so that a second run changes only what really changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from swap_teach.course.lessons import Lesson
from swap_teach.course.runner import CELL_TIMEOUT_S, LessonError

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_KEPT_CELL_METADATA = ("tags", "editable", "deletable")


def tidy(notebook: Any) -> Any:
    """Strip a notebook of what a run leaves behind, in place, and return it."""
    notebook.metadata.clear()
    notebook.metadata.update(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    for cell in notebook.cells:
        for key in set(cell.metadata) - set(_KEPT_CELL_METADATA):
            del cell.metadata[key]
        for output in cell.get("outputs", []):
            # A model's identifier is new in every run; the text beside it is what a reader without a kernel sees.
            output.get("data", {}).pop(WIDGET_VIEW, None)
            output.get("metadata", {}).pop(WIDGET_VIEW, None)
    return notebook


def _fresh_id(wanted: str, taken: set[str | None]) -> str:
    """Return `wanted`, or the first `wanted-2`, `wanted-3`, ... that isn't taken."""
    candidate, count = wanted, 1
    while candidate in taken:
        count += 1
        candidate = f"{wanted}-{count}"
    taken.add(candidate)
    return candidate


def strip_outputs(notebook: Any) -> Any:
    """Remove outputs and execution counts, in place, and return the notebook."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def rewrite(lesson: Lesson) -> None:
    """Execute a lesson as it stands (its own parameters: the full profile) and write it back.

    LessonError if a cell raises; the file is then left as it was.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    from swap_teach.course.kernel import LessonKernel

    notebook = strip_outputs(read_with_ids(lesson.path, lesson.number))
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        kernel_manager_class=LessonKernel,
        timeout=CELL_TIMEOUT_S,
        resources={"metadata": {"path": str(lesson.path.parent)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise LessonError(
            f"Lesson {lesson.label} was not written: {error.ename}: {error.evalue}. The file is as it was. "
            "Open it with `python course.py lab`, mend the cell and write again."
        ) from error
    nbformat.write(tidy(notebook), lesson.path)


def read_with_ids(path: Path, number: str) -> Any:
    """Read a notebook; cells without an identifier get one from the lesson's number and their position.

    nbformat would invent random ones, and another set at the next run.
    """
    import nbformat

    written = json.loads(path.read_text(encoding="utf-8"))
    written["nbformat"], written["nbformat_minor"] = 4, 5
    taken = {cell.get("id") for cell in written["cells"]}
    for position, cell in enumerate(written["cells"]):
        if not cell.get("id"):
            cell["id"] = _fresh_id(f"{number}-{position:03d}", taken)
    return nbformat.reads(json.dumps(written), as_version=4)
