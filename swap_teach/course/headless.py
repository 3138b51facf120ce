"""The whole course without a person: run every lesson, make the pages, print the closing table."""

from __future__ import annotations

from pathlib import Path

from swap_teach.course.lessons import notebooks_dir
from swap_teach.course.runner import Profile, closing_table, run_course

DEFAULT_OUT = Path("build/course")


def run_all(
    profile: Profile = "quick",
    out: Path = DEFAULT_OUT,
    only: tuple[str, ...] = (),
    folder: Path | None = None,
) -> int:
    """Run the lessons into `out`, write the pages beside them, and return the exit status.

    profile  "quick" or "full". out  where executed notebooks and pages go; made if it isn't there.
    only     numbers of lessons ("03"); empty runs all. folder  where the lessons are; by default the course's own.

    The status is 0 when every lesson ran to its end, else 1.
    """
    from swap_teach.course.pages import build_pages

    runs = run_course(out, profile, folder, only)
    index = build_pages(out, folder or notebooks_dir(), runs)
    print(f"\n{closing_table(runs)}\n\nTo read: {index}\nTo do the lessons yourself: make lab")
    return 1 if any(run.error for run in runs) else 0
