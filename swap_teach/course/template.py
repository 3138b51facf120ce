"""A new lesson in the shape every lesson has, and the list a reviewer goes through.

    python -m swap_teach.course.template 11 "A title"     writes notebooks/11_a_title.ipynb

The skeleton runs, and passes `swap-teach lint-notebooks` once executed; what is in angle brackets is to be written.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from swap_teach.course.exercises import Exercise, list_exercises
from swap_teach.course.lessons import TORCH_FREE, notebooks_dir
from swap_teach.course.questions import list_questions

CHECKLIST = """\
Review of a lesson

- One question, answered in the recap; three to five objectives that can be checked; the recap mirrors them.
- It starts from the package, never from another notebook; at most six new names of the package.
- Minutes in the header: reading at 120 words a minute, 45 s a formula, 40 s a figure, the exercises, the measured run.
- Theory in chunks of ten minutes; each equation with its number in the paper; one word for one thing.
- The running 4 x 6 matrix wherever patterns are explained, the running cell wherever networks are.
- Before each surprise a prediction; the surprise is computed in the lesson on what the clone ships.
- Every claim in the prose is a `claim(...)` beside it, with a tolerance; no live figure is typed into the prose.
- Exercises are objects in the registry: three, one starred (5 to 8 minutes), and an open question with a picture. Each
  names its misconceptions with their source; the smallest example can be done by hand; hints don't give it away.
- Every picture is a `Picture` with a description computed from its data, and was looked at; colour never stands alone.
- A box for each common misconception; the bug museum's exhibits; paper table; self-quiz; calibration; headline.
- Unsolved stubs run through. Numbers printed are integers or few digits; seconds, memory and versions stand in cells
  tagged nbval-ignore-output; no cell is tagged raises-exception.
- A planted fault turns the papermill proof red. Lint is clean. Read once in JupyterLab and once on a narrow page.
"""


def exercise_cells(exercise: Exercise) -> list[Any]:
    """Return an exercise's four cells: card, stub, check, adopt. Their texts are the object's own, to the letter."""
    call = f'("{exercise.id}", {exercise.function})'
    return [
        _cell("markdown", exercise.card, f"{exercise.id}-card"),
        _cell("code", exercise.stub, f"{exercise.id}-stub"),
        _cell("code", f"check{call}", f"{exercise.id}-check"),
        _cell("code", f"{exercise.function} = adopt{call}", f"{exercise.id}-adopt"),
    ]


def skeleton(number: str, title: str) -> Any:
    """Return a new lesson as an nbformat notebook, with the lesson's registered exercises and questions in place."""
    import nbformat

    cells = [_cell("markdown", _OPENING.format(number=number, title=title), "opening")]
    cells.append(_cell("code", 'profile = "full"\nseed = 0', "parameters", tags=["parameters"]))
    torch = "" if number in TORCH_FREE else "import torch\nfrom torch import nn\n"
    cells.append(_cell("code", _IMPORTS.format(torch=torch), "imports"))
    cells.append(_cell("markdown", _SECTION, "section-1"))
    cells += [_cell("code", f'predict("{asked.id}", ...)', asked.id) for asked in list_questions("PREDICTIONS", number)]
    cells.append(_cell("code", 'claim("<what the prose says>", 1, 1)', "claim-1"))
    cells.append(_cell("markdown", "## Exercises\n\n<One sentence on what they build.>", "exercises"))
    for exercise in list_exercises(number):
        cells += exercise_cells(exercise)
    cells.append(_cell("markdown", _OPEN_QUESTION, "open-question"))
    cells += [_cell("code", f'museum("{shown.id}", ...)', shown.id) for shown in list_questions("EXHIBITS", number)]
    cells.append(_cell("markdown", _CLOSING, "closing"))
    cells.append(_cell("code", f'quiz("{number}")', "quiz"))
    cells.append(_cell("code", f'calibration("{number}")', "calibration"))
    cells.append(_cell("code", 'headline("<the one figure to remember>")', "headline"))
    cells.append(_cell("code", "print(provenance(profile, seed))", "provenance", tags=["nbval-ignore-output"]))
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook


def new_lesson(number: str, title: str, folder: Path) -> Path:
    """Write the skeleton of a lesson into a folder and return its path; FileExistsError if the number is taken."""
    import nbformat

    if not re.fullmatch(r"[0-9A-Z][0-9]", number):
        raise ValueError(f'A lesson\'s number is two characters such as "03" or "A1"; it was {number!r}.')
    taken = sorted(folder.glob(f"{number}_*.ipynb"))
    if taken:
        raise FileExistsError(f"Lesson {number} exists: {taken[0].name}. Choose another number or edit that file.")
    path = folder / f"{number}_{re.sub(r'[^a-z0-9]+', '_', title.casefold()).strip('_')}.ipynb"
    nbformat.write(skeleton(number, title), path)
    return path


def _cell(kind: str, source: str, name: str, tags: list[str] | None = None) -> Any:
    import nbformat

    make: Any = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
    cell = make(source.strip("\n"), id=name)
    if tags:
        cell.metadata["tags"] = tags
    return cell


_OPENING = """
# {number} {title}

**Question.** <The one question this lesson answers.>

**You are here.** <Where it stands between the lesson before and the one after.>

**Afterwards you can**

1. <an objective that can be checked>
2. <another>
3. <another>

**Before.** <Links to the lessons this one needs.>

**Time.** <Minutes to read, to run, to do; seconds on two cores.>
"""

_IMPORTS = """
import numpy as np
{torch}
from swap_teach.course import adopt, calibration, check, claim, headline, hint, museum, predict, quiz, solution
from swap_teach.course.provenance import provenance
from swap_teach.figures import show
"""

_SECTION = """
## 1. <First idea>

<Ten minutes at most: prose, formula with its number in the paper, code, picture. Then predict, run, explain.>
"""

_OPEN_QUESTION = """
### Open question

<A question with a picture and no single answer.>

> **A common misconception.** <What many believe, and why it is not so.>

## The bug museum

<A fault to be named from its figure alone.>
"""

_CLOSING = """
## Recap

1. <mirrors the first objective>
2. <the second>
3. <the third>

## What the paper says, and where it is here

| Paper | Here | Status |
|---|---|---|
| <equation, figure or claim> | <section> | <reproduced, differs because, scaled down, not possible here> |

## Check yourself, and go on

<Further reading; the next lesson.>
"""


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit('Usage: python -m swap_teach.course.template 11 "A title"')
    print(f"Wrote {new_lesson(sys.argv[1], sys.argv[2], notebooks_dir()).name}.\n\n{CHECKLIST}")
