"""The hygiene of a committed notebook: one rule per function, one message per problem, with its cure.

nbval passes a notebook that was never executed and papermill one whose outputs are stale; these rules catch
what both let through (`swap-teach lint-notebooks`). The rules about outputs are in `lint_outputs.py`.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from swap_teach.course.lessons import read
from swap_teach.course.pages import anchor

PARAMETERS = {"profile", "seed"}
SIZE_CAP_KB = 400
WRITE = "run `python course.py write`"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one notebook; `cell` counts all cells from 1, None means the whole notebook."""

    notebook: str
    cell: int | None
    rule: str
    message: str

    def __str__(self) -> str:
        place = self.notebook if self.cell is None else f"{self.notebook}, cell {self.cell}"
        return f"{place}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class Page:
    """What a rule looks at: the notebook as nbformat read it, and its file."""

    notebook: Any
    path: Path

    def cells(self, kind: str = "") -> Iterator[tuple[int, Any]]:
        """Yield (position from 1, cell), of one type if one is named."""
        for position, cell in enumerate(self.notebook.cells, 1):
            if not kind or cell.cell_type == kind:
                yield position, cell

    def outputs(self) -> Iterator[tuple[int, Any, Any]]:
        """Yield (position of the cell, cell, output)."""
        for position, cell in self.cells("code"):
            for output in cell.outputs:
                yield position, cell, output


Finding = tuple[int | None, str]
Rule = Callable[[Page], Iterable[Finding]]


def tags(cell: Any) -> set[str]:
    """Return a cell's tags."""
    return set(cell.metadata.get("tags", []))


def lint(paths: Iterable[Path]) -> list[Problem]:
    """Check notebooks and return every problem found, in the order of the files and the rules.

    ValueError if a file is not a notebook.
    """
    from swap_teach.course.lint_outputs import OUTPUT_RULES

    problems = []
    for path in paths:
        page = Page(read(path), path)
        for name, rule in {**RULES, **OUTPUT_RULES}.items():
            problems += [Problem(path.name, cell, name, message) for cell, message in rule(page)]
    return problems


def executed(page: Page) -> Iterator[Finding]:
    """Demand that every code cell was executed, in order, once: 1, 2, 3, ..."""
    counts = [(position, cell.execution_count) for position, cell in page.cells("code")]
    for expected, (position, count) in enumerate(counts, 1):
        if count is None:
            yield position, f"was never executed; {WRITE}"
        elif count != expected:
            yield position, f"carries the number {count}, in order it would be {expected}; {WRITE}"


def injected(page: Page) -> Iterator[Finding]:
    """Allow no trace of papermill: quick-profile outputs never overwrite committed ones."""
    for position, cell in page.cells():
        if "injected-parameters" in tags(cell):
            yield position, "was put in by papermill; delete it and " + WRITE
    if "papermill" in page.notebook.metadata or any("papermill" in c.metadata for _, c in page.cells()):
        yield None, f"carries papermill's metadata, so it is a run's output and not the lesson; {WRITE}"


def kernelspec(page: Page) -> Iterator[Finding]:
    """Demand the kernel python3, which every installation has."""
    name = page.notebook.metadata.get("kernelspec", {}).get("name")
    if name != "python3":
        yield None, f"asks for the kernel {name!r}; only python3 is on every machine; {WRITE}"


def widget_state(page: Page) -> Iterator[Finding]:
    """Allow no saved widget state: GitHub refuses to show a notebook with half of one."""
    if "widgets" in page.notebook.metadata:
        yield None, f"carries saved widget state; {WRITE}"


def size(page: Page) -> Iterator[Finding]:
    """Demand that the file stays small enough to read on the web and to review."""
    kb = page.path.stat().st_size / 1000
    if kb > SIZE_CAP_KB:
        yield None, f"has {kb:.0f} kB, at most {SIZE_CAP_KB} are wanted; draw fewer or smaller pictures"


def identifiers(page: Page) -> Iterator[Finding]:
    """Demand that every cell has an identifier of its own."""
    seen: set[str] = set()
    # nbformat invents what is missing as it reads, so look at the file itself.
    for position, cell in enumerate(json.loads(page.path.read_text(encoding="utf-8"))["cells"], 1):
        name = cell.get("id")
        if not name or name in seen:
            what = "the identifier of another cell; delete it" if name else "no identifier"
            yield position, f"has {what}; {WRITE}"
        seen.add(name)


def title(page: Page) -> Iterator[Finding]:
    """Demand one level-one heading, in the first cell."""
    headings = [(position, line) for position, line, level in _headings(page) if level == 1]
    if len(headings) != 1 or headings[0][0] != 1:
        yield None, f"has {len(headings)} headings with one #; it needs exactly one, in its first cell"


def parameters(page: Page) -> Iterator[Finding]:
    """Demand that one cell is tagged `parameters`, sets `profile = "full"`, and only what the runner knows."""
    tagged = [(position, cell) for position, cell in page.cells("code") if "parameters" in tags(cell)]
    if len(tagged) != 1:
        yield None, f"has {len(tagged)} cells tagged 'parameters'; it needs one, with the line  profile = \"full\""
        return
    position, cell = tagged[0]
    values = {}
    for statement in ast.parse(cell.source).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            values[statement.targets[0].id] = ast.unparse(statement.value)
    for name in sorted(values.keys() - PARAMETERS):
        yield position, f"sets the parameter {name}, which the runner doesn't know; move it to another cell"
    if values.get("profile") != "'full'":
        yield position, 'must set  profile = "full"  (the quick profile is put in by the runner)'


def skip_tags(page: Page) -> Iterator[Finding]:
    """Demand that nbval and papermill skip the same cells, and that no cell is meant to raise."""
    for position, cell in page.cells("code"):
        pair = tags(cell) & {"skip-execution", "nbval-skip"}
        if len(pair) == 1:
            other = ({"skip-execution", "nbval-skip"} - pair).pop()
            yield position, f"is tagged {pair.pop()} but not {other}, so one proof runs it; use both tags or none"
        if "raises-exception" in tags(cell):
            yield position, "is tagged raises-exception, at which papermill fails; catch the error and print it"


def semicolon(page: Page) -> Iterator[Finding]:
    """Allow no trailing semicolon: it hides a value from JupyterLab but not from strict nbval."""
    for position, cell in page.cells("code"):
        if cell.source.rstrip().endswith(";"):
            yield position, "ends with a semicolon, which fails strict nbval; end with show(figure) or a value"


def links(page: Page) -> Iterator[Finding]:
    """Demand that relative links lead to a file that is there, and to a heading that is in it."""
    for position, cell in page.cells("markdown"):
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", cell.source)):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            name, _, heading = target.partition("#")
            path = page.path.parent / name if name else page.path
            if not path.exists():
                yield position, f"links to {name}, which isn't there; mend the link"
            elif heading and path.suffix == ".ipynb":
                there = page if path == page.path else Page(read(path), path)
                known = {anchor(text) for _, text, _ in _headings(there)}
                if heading not in known:
                    yield position, f"links to the heading #{heading}, which {path.name} doesn't have; mend the link"


def _headings(page: Page) -> Iterator[tuple[int, str, int]]:
    """Yield (position, text as shown, level) of each heading outside code blocks."""
    for position, cell in page.cells("markdown"):
        for line in re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL).splitlines():
            found = re.match(r"(#{1,6})\s+(.*)", line)
            if found:
                yield position, re.sub(r"[`*]", "", found.group(2)).strip(), len(found.group(1))


RULES: dict[str, Rule] = {
    rule.__name__.replace("_", "-"): rule
    for rule in (
        executed,
        injected,
        kernelspec,
        widget_state,
        size,
        identifiers,
        title,
        parameters,
        skip_tags,
        semicolon,
        links,
    )
}
