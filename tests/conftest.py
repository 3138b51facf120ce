"""A small lesson to prove the machinery on; the real lessons are in notebooks/."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

Build = Callable[..., Path]


def _small_lesson(*extra: Any) -> Any:
    """A lesson of four cells, never executed, that breaks no rule of its own; ``extra`` cells follow the second."""
    cells = [
        new_markdown_cell("# Activation patterns\n\nOne question. At most $\\min(V, 2^S)$.\n\n## Parts"),
        new_code_cell('profile = "full"', metadata={"tags": ["parameters"]}),
        *(new_code_cell(cell) if isinstance(cell, str) else cell for cell in extra),
        new_code_cell(
            "from swap_teach.course.provenance import provenance\nprint(provenance(profile, seed=0))",
            metadata={"tags": ["nbval-ignore-output"]},
        ),
    ]
    for position, cell in enumerate(cells):
        cell["id"] = f"02-{position:03d}"
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3 (ipykernel)"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.fixture
def small_lesson() -> Callable[..., Any]:
    """Build a small lesson, never executed, with these extra cells."""
    return _small_lesson


@pytest.fixture
def lesson_file(tmp_path: Path) -> Build:
    """Write a small lesson with these extra cells into an own folder and return its path."""

    def build(*extra: Any, name: str = "02_patterns.ipynb") -> Path:
        path = tmp_path / "notebooks" / name
        path.parent.mkdir(exist_ok=True)
        nbformat.write(_small_lesson(*extra), path)
        return path

    return build


@pytest.fixture(scope="session")
def third_party() -> Callable[[str], Path]:
    """Give the path of a file in the folder that SWAP_TEACH_DATA names, or skip the test."""
    named = os.environ.get("SWAP_TEACH_DATA", "none")

    def path(file: str) -> Path:
        if named.lower() in ("", "none"):
            pytest.skip("SWAP_TEACH_DATA names no folder with third-party tables")
        if not (Path(named) / file).exists():
            pytest.skip(f"the folder that SWAP_TEACH_DATA names has no {file}")
        return Path(named) / file

    return path
