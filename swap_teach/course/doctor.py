"""Is this machine ready for the course? One report: Python, packages, device, data, lessons.

Used by ``swap-teach doctor`` and in lesson 00.
"""

from __future__ import annotations

import json
import os
import platform
import re
import textwrap
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from swap_teach.course.checksums import compare
from swap_teach.course.headless import DEFAULT_OUT
from swap_teach.course.lessons import list_lessons
from swap_teach.course.message import WIDTH
from swap_teach.course.provenance import package_versions
from swap_teach.course.runner import RUNS_FILE
from swap_teach.datafiles import VARIABLE, data_dir


@dataclass(frozen=True)
class LessonState:
    """One lesson: whether it can run here, why not, and how many seconds it took when it last ran here."""

    lesson: str
    ready: bool
    reason: str
    seconds: float | None


@dataclass(frozen=True)
class Report:
    """What the doctor found; ``problems`` are sentences that say what to do, and an empty tuple is health."""

    python: str
    system: str
    cores: int
    packages: dict[str, str]
    device: str
    threads: int | None
    data: dict[str, str]
    benchmarks: dict[str, str]
    lessons: tuple[LessonState, ...]
    problems: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report in types that JSON knows."""
        return asdict(self)

    def __str__(self) -> str:
        threads = "" if self.threads is None else f", torch uses {_plural(self.threads, 'thread')}"
        lines = [
            f"Python     {self.python} on {self.system}, {_plural(self.cores, 'core')}{threads}",
            f"Device     {self.device}",
            _wrapped(f"Packages   {', '.join(f'{name} {version}' for name, version in self.packages.items())}"),
            f"Own data   {_count(self.data)}",
            _wrapped(f"Benchmarks {', '.join(f'{name}: {state}' for name, state in self.benchmarks.items())}"),
            "Lessons",
        ]
        for state in self.lessons:
            took = f", took {state.seconds:.0f} s here" if state.seconds is not None else ""
            lines.append(f"  {state.lesson}: {'ready' if state.ready else state.reason}{took}")
        lines += [f"Problem: {problem}" for problem in self.problems] or ["No problem found."]
        return "\n".join(lines)


def _count(states: dict[str, str]) -> str:
    wrong = [f"{name} {state}" for name, state in states.items() if state != "ok"]
    return f"{_plural(len(states), 'file')}, " + (", ".join(wrong) if wrong else "all as committed")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _wrapped(line: str) -> str:
    """Break a long line between its words, where JupyterLab would break it within one."""
    return textwrap.fill(line, WIDTH, subsequent_indent=" " * 11, break_long_words=False, break_on_hyphens=False)


def doctor(runs: Path = DEFAULT_OUT / RUNS_FILE) -> Report:
    """Look at this machine and return the report.

    Parameters
    ----------
    runs
        Where the last ``make course`` wrote how long each lesson took; it may not exist.

    Examples
    --------
    >>> report = doctor()
    >>> sorted(report.as_dict())[:3]
    ['benchmarks', 'cores', 'data']

    """
    problems: list[str] = []
    packages = package_versions(_declared())
    absent = [name for name, version in packages.items() if version == "not installed"]
    if absent:
        problems.append(f"Not installed: {', '.join(absent)}. Run `make course`, or pip install -e . in the checkout.")
    device, threads = _device("torch" not in absent, problems)
    data = _data(problems)
    return Report(
        python=platform.python_version(),
        system=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count() or 1,
        packages=packages,
        device=device,
        threads=threads,
        data=data,
        benchmarks=_benchmarks(problems),
        lessons=_lessons("torch" in absent, runs, problems),
        problems=tuple(problems),
    )


def _declared() -> tuple[str, ...]:
    """Return the names of the packages that swap-teach needs to run, or the core ones in a bare checkout."""
    try:
        lines = metadata.requires("swap-teach") or []
    except metadata.PackageNotFoundError:
        return ("numpy", "pandas", "scipy", "matplotlib", "torch")
    return tuple(re.split(r"[^\w.-]", line)[0] for line in lines if "extra ==" not in line)


def _device(has_torch: bool, problems: list[str]) -> tuple[str, int | None]:
    if not has_torch:
        return "unknown until torch is installed; lessons 00 to 03 don't need it", None
    try:
        import torch
    except (ImportError, OSError) as error:
        problems.append(f"torch is installed but can't be loaded: {error}. Install it again.")
        return "unknown: torch can't be loaded", None
    name = f"CUDA, {torch.cuda.get_device_name()}" if torch.cuda.is_available() else "CPU, which is enough"
    return name, torch.get_num_threads()


def _data(problems: list[str]) -> dict[str, str]:
    try:
        states = compare(data_dir())
    except (OSError, ValueError) as error:
        problems.append(str(error))
        return {}
    wrong = [name for name, state in states.items() if state in ("changed", "missing")]
    if wrong:
        problems.append(f"The course's own data differs from what was committed: {', '.join(wrong)}. Get it again.")
    return states


def _benchmarks(problems: list[str]) -> dict[str, str]:
    from swap_teach.benchmarks import list_benchmarks

    try:
        return {name: "found" if path else "not here" for name, path in list_benchmarks().items()}
    except OSError as error:
        problems.append(f"{VARIABLE}: {error}")
        return {}


def _lessons(without_torch: bool, runs: Path, problems: list[str]) -> tuple[LessonState, ...]:
    seconds: dict[str, float] = {}
    if runs.exists():
        entries = json.loads(runs.read_text(encoding="utf-8"))
        seconds = {run["number"]: run["seconds"] for run in entries if not run["error"]}
    try:
        lessons = list_lessons()
    except FileNotFoundError as error:
        problems.append(str(error))
        return ()
    states = []
    for lesson in lessons:
        waits = lesson.needs_torch and without_torch
        states.append(
            LessonState(lesson.label, not waits, "waits for torch" if waits else "", seconds.get(lesson.number))
        )
    return tuple(states)
