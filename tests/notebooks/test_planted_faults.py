"""A fault in the package turns a lesson's proof red: its claims look at content, not only at whether cells run.

One entry a lesson in `FAULTS`. A fault is code for a first cell, which breaks the package before the lesson imports
from it; `cells` names the cells to run where the whole lesson would take long (none names all).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from swap_teach.course.lessons import Lesson, list_lessons, read
from swap_teach.course.runner import LessonError, run_lesson

pytestmark = pytest.mark.notebook


@dataclass(frozen=True)
class Fault:
    """A planted fault: the lesson's number, what is wrong, the code that makes it so, the claim that must fail."""

    lesson: str
    name: str
    code: str
    claim: str
    cells: tuple[str, ...] = ()


FAULTS = [
    Fault(
        "00",
        "rows counted for columns (no transpose)",
        "import numpy as np\n"
        "from swap_teach import patterns\n"
        "count = patterns.count_patterns\n"
        "patterns.count_patterns = lambda bits: count(np.asarray(bits).T)",
        "six units, five different answers",
    ),
    Fault(
        "02",
        "a unit counts as on where its value is >= 0",
        "from swap_teach.course.exercises import lesson02\n"
        "object.__setattr__(lesson02.EXERCISES[0], 'reference', lesson02._at_least_zero)",
        "Built sample by sample, the matrix is the one above",
        (
            "setup",
            "running-example",
            "ex-pattern-of-a-sample-stub",
            "ex-pattern-of-a-sample-adopt",
            "use-pattern-of-a-sample",
        ),
    ),
    Fault(
        "02",
        "columns counted for rows",
        "from swap_teach.course.exercises import lesson02\n"
        "rows = lesson02.distinct_rows\n"
        "object.__setattr__(lesson02.EXERCISES[2], 'reference', lambda bits: rows(bits.T))",
        "Both networks have 16 distinct rows",
        ("setup", "show-photographs", "two-networks-run"),
    ),
    Fault(
        "03",
        "rows counted for columns (no transpose)",
        "import numpy as np\n"
        "from swap_teach import patterns\n"
        "count = patterns.count_patterns\n"
        "patterns.count_patterns = lambda bits: count(np.asarray(bits).T)",
        "Ten thousand ReLUs on five points of a line have exactly ten patterns",
        ("setup", "one-layer"),
    ),
    Fault(
        "03",
        "patterns counted layer by layer and summed",
        "from swap_teach.course.exercises import lesson03\n"
        "object.__setattr__(lesson03.EXERCISES[0], 'reference', lesson03._summed_by_layer)",
        "Given twice, as two layers, it still is",
        ("setup", "ex-swap-by-loop-stub", "ex-swap-by-loop-adopt", "use-swap-by-loop"),
    ),
    Fault(
        "03",
        "words of eight bits",
        "import numpy as np\n"
        "from swap_teach import patterns\n"
        "pack = patterns.pack\n"
        "patterns.pack = lambda bits: pack(np.asarray(bits)[:8])",
        "Packed words find what the loop finds",
        ("setup", "three-ways"),
    ),
    Fault(
        "04",
        "eval for train",
        "from swap_teach import listening, swap\n"
        "run = listening.run\n"
        "def in_eval(model, inputs, hear, mode='train', forward=None):\n"
        "    return run(model, inputs, hear, 'eval', forward)\n"
        "listening.run = swap.run = in_eval",
        "train mode: units that change, mean of 16 swaps",
        ("imports", "the-cell", "fresh", "swap-one-image"),
    ),
    Fault(
        "04",
        "running averages not put back",
        "from contextlib import nullcontext\nfrom swap_teach import listening\nlistening.as_it_was = nullcontext",
        "capture put the running averages back to 0",
        ("imports", "the-cell", "fresh", "swap-one-image", "eval-score"),
    ),
]


def plant(fault: Fault, folder: Path) -> Lesson:
    """Write a copy of the lesson, or of the named cells of it, that begins with the fault."""
    [lesson] = list_lessons(only=(fault.lesson,))
    notebook = read(lesson.path)
    missing = set(fault.cells) - {cell.id for cell in notebook.cells}
    assert not missing, f"lesson {fault.lesson} has no cells {missing}"
    if fault.cells:
        notebook.cells = [cell for cell in notebook.cells if cell.id in ("parameters", *fault.cells)]
    notebook.cells.insert(0, nbformat.v4.new_code_cell(fault.code))
    folder.mkdir()
    nbformat.write(notebook, folder / lesson.path.name)
    return Lesson(folder / lesson.path.name, lesson.title)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.lesson}: {fault.name}")
def test_a_planted_fault_stops_the_lesson_at_its_claim(fault: Fault, tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=f"ClaimError: This does not hold here: {fault.claim}"):
        run_lesson(plant(fault, tmp_path / "broken"), tmp_path / "out", "quick")
