"""Run the lessons from top to bottom with papermill, and say how it went.

One lesson that fails does not stop the others: the closing table tells.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from swap_teach.course.lessons import Lesson, list_lessons, read

Profile = Literal["quick", "full"]
LESSON_BUDGET_S = {"quick": 60.0, "full": 120.0}
COURSE_BUDGET_S = {"quick": 360.0, "full": 600.0}
CELL_TIMEOUT_S = 900
RUNS_FILE = "runs.json"


class LessonError(RuntimeError):
    """A lesson stopped; the message names the lesson, the cell and what to do."""


@dataclass(frozen=True)
class LessonRun:
    """How one lesson ran: seconds of wall time, its headline figure, and the error if it stopped."""

    number: str
    label: str
    notebook: str
    profile: Profile
    seconds: float
    headline: str = ""
    error: str = ""

    @property
    def over_budget(self) -> bool:
        """Whether it took longer than a lesson may in this profile, on two cores."""
        return self.seconds > LESSON_BUDGET_S[self.profile]


def headline_of(notebook: Any) -> str:
    """Return the last headline that the notebook's outputs publish, or an empty text.

    `swap_teach.course.headline("...")` marks its output with the metadata
    `{"swap_teach": {"headline": "..."}}`.
    """
    found = ""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found = output.get("metadata", {}).get("swap_teach", {}).get("headline", found)
    return found


def _place(notebook: Any, index: int) -> str:
    """Name a code cell as the learner counts them, without the one that papermill adds."""
    cells = [c for c in notebook.cells[: index + 1] if c.cell_type == "code"]
    count = len([c for c in cells if "injected-parameters" not in c.metadata.get("tags", [])])
    lines = [line for line in notebook.cells[index].source.splitlines() if line.strip()]
    return f"code cell {count}, which begins {lines[0].strip()!r}" if lines else f"code cell {count}"


def _check_profile_cell(lesson: Lesson) -> None:
    """Papermill only warns about a parameter that the notebook doesn't know, so look first."""
    tagged = [c for c in read(lesson.path).cells if "parameters" in c.metadata.get("tags", [])]
    if not any("profile" in cell.source for cell in tagged):
        raise LessonError(
            f"Lesson {lesson.label}: {lesson.path.name} has no cell tagged 'parameters' that sets profile, so "
            'it can\'t be told which sizes to run. Add one with the line  profile = "full".'
        )


def run_lesson(lesson: Lesson, out: Path, profile: Profile = "quick", progress: bool = False) -> LessonRun:
    """Execute one lesson into `out` and return how it went.

    The kernel works in the notebook's own folder, with `kernel.ENVIRONMENT`. LessonError if a cell raises, takes longer
    than fifteen minutes, or the kernel dies.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    from swap_teach.course.kernel import LessonKernel

    _check_profile_cell(lesson)
    out.mkdir(parents=True, exist_ok=True)
    target = out / lesson.path.name
    started = time.perf_counter()
    advice = (
        f"What ran is in {target}. Read the message above, run `python course.py course {lesson.number}` "
        "once more, and if it stops again report it with the output of `swap-teach doctor`."
    )
    try:
        papermill.execute_notebook(
            lesson.path,
            target,
            parameters={"profile": profile},
            kernel_name="python3",
            cwd=lesson.path.parent,
            execution_timeout=CELL_TIMEOUT_S,
            progress_bar={"desc": lesson.label, "leave": False} if progress else False,
            kernel_manager_class=LessonKernel,
        )
    except papermill.PapermillExecutionError as error:
        # papermill put a mark before the failing cell and one at the top of what it wrote
        place = _place(read(target), error.cell_index + 2)
        raise LessonError(
            f"Lesson {lesson.label} stopped in its {place}: {error.ename}: {error.evalue}\n{advice}"
        ) from error
    except CellTimeoutError as error:
        raise LessonError(
            f"Lesson {lesson.label}: a cell took more than {CELL_TIMEOUT_S} s and was stopped. "
            f"Close other programs, or use the quick profile.\n{advice}"
        ) from error
    except DeadKernelError as error:
        raise LessonError(
            f"Lesson {lesson.label}: Python itself was stopped while it ran, most often because memory "
            f"ran out. Close other programs; a lesson needs 2 GB.\n{advice}"
        ) from error
    seconds = time.perf_counter() - started
    headline = headline_of(read(target))
    return LessonRun(lesson.number, lesson.label, lesson.path.name, profile, round(seconds, 1), headline)


def run_course(
    out: Path,
    profile: Profile = "quick",
    folder: Path | None = None,
    only: tuple[str, ...] = (),
    say: Callable[[str], None] = print,
) -> list[LessonRun]:
    """Execute every lesson, one after the other, and keep the list in `out/runs.json`.

    out           where the executed notebooks go; made if it isn't there. profile  "quick" or "full".
    folder, only  as in `list_lessons`. say  receives one line of progress at a time.
    """
    runs = []
    lessons = list_lessons(folder, only)
    for count, lesson in enumerate(lessons, 1):
        started = time.perf_counter()
        try:
            run = run_lesson(lesson, out, profile, progress=sys.stderr.isatty())
            outcome = f"{run.seconds:6.1f} s"
        except LessonError as error:
            seconds = round(time.perf_counter() - started, 1)
            run = LessonRun(lesson.number, lesson.label, lesson.path.name, profile, seconds, error=str(error))
            outcome = f"failed\n{error}"
        say(f"[{count}/{len(lessons)}] {lesson.label}: {outcome}")
        runs.append(run)
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(run) for run in runs], indent=1, ensure_ascii=False)
    (out / RUNS_FILE).write_text(text + "\n", encoding="utf-8")
    return runs


def closing_table(runs: list[LessonRun]) -> str:
    """Return the table that ends a run: lesson, seconds, headline figure, and the total against its budget.

    >>> print(closing_table([LessonRun("02", "02 Patterns", "02_patterns.ipynb", "quick", 4.2, "16 of 16")]))
    lesson       seconds  headline figure
    02 Patterns      4.2  16 of 16
    all              4.2  of 360 s in the quick profile
    """
    if not runs:
        return "There was no lesson to run."
    width = max(len("lesson"), *(len(run.label) for run in runs))
    lines = [f"{'lesson':<{width}}  seconds  headline figure"]
    for run in runs:
        note = "FAILED, see above" if run.error else run.headline or "(none)"
        over = f"  [over its budget of {LESSON_BUDGET_S[run.profile]:.0f} s]" if run.over_budget else ""
        lines.append(f"{run.label:<{width}}  {run.seconds:7.1f}  {note}{over}")
    total, profile = sum(run.seconds for run in runs), runs[0].profile
    over = "over the budget " if total > COURSE_BUDGET_S[profile] else ""
    lines.append(f"{'all':<{width}}  {total:7.1f}  {over}of {COURSE_BUDGET_S[profile]:.0f} s in the {profile} profile")
    return "\n".join(lines)
