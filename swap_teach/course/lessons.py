"""The lessons on disk: where they are, in which order, what each is called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

TORCH_FREE = ("00", "01", "02", "03")
"""Lessons that run before torch is installed."""


@dataclass(frozen=True)
class Lesson:
    """One lesson: a notebook and the title its first heading gives.

    >>> lesson = Lesson(Path("notebooks/03_sample_wise.ipynb"), "Sample-wise patterns")
    >>> lesson.number, lesson.label, lesson.needs_torch
    ('03', '03 Sample-wise patterns', False)
    """

    path: Path
    title: str

    @property
    def number(self) -> str:
        """The part of the file name before the first underscore: `"03"`, `"A1"`."""
        return self.path.stem.split("_")[0]

    @property
    def label(self) -> str:
        """Number and title, as the learner sees them in lists; a title may already carry its number."""
        return self.title if self.title.startswith(self.number) else f"{self.number} {self.title}"

    @property
    def needs_torch(self) -> bool:
        """Whether the lesson computes with torch: all but the first four do."""
        return self.number not in TORCH_FREE


def notebooks_dir() -> Path:
    """Return the folder of the lessons: inside an installed wheel, or in the checkout; else FileNotFoundError."""
    package = Path(__file__).resolve().parent.parent
    # Beside an installed package a folder called "notebooks" belongs to somebody else.
    beside = package.parent / "notebooks" if (package.parent / "pyproject.toml").is_file() else None
    for folder in (package / "notebooks", beside):
        if folder is not None and folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"The lessons are neither in {package / 'notebooks'} nor in {package.parent / 'notebooks'}. "
        "Run from a checkout of the course, or install the package again."
    )


def read(path: Path) -> Any:
    """Read a notebook as nbformat 4; ValueError names a file that isn't one."""
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, KeyError, AttributeError) as error:
        raise ValueError(f"{path.name} is not a notebook that can be read: {error}") from error


def title_of(notebook: Any, fallback: str = "") -> str:
    """Return the text of the first level-one heading, or `fallback`."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return str(line[2:].strip())
    return fallback


def list_lessons(folder: Path | None = None, only: tuple[str, ...] = ()) -> list[Lesson]:
    """Return the lessons in course order: the core by number, then the electives.

    folder  where to look; by default `notebooks_dir()`. only  numbers ("03") to keep; empty keeps all.

    ValueError if a number in `only` names no lesson.
    """
    paths = sorted((folder or notebooks_dir()).glob("[0-9A-Z][0-9]_*.ipynb"))
    lessons = [Lesson(path, title_of(read(path), path.stem)) for path in paths]
    known = {lesson.number for lesson in lessons}
    unknown = [number for number in only if number not in known]
    if unknown:
        raise ValueError(f"No lesson is numbered {', '.join(unknown)}; there are {', '.join(sorted(known)) or 'none'}.")
    return [lesson for lesson in lessons if not only or lesson.number in only]
