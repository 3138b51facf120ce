"""Every explorer has a static twin above it: at its defaults it shows the very words and table that a page shows.

And its controls have names and keys, and a step is quick.
"""

from __future__ import annotations

import ast
import re
import statistics
import time
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

import ipywidgets
import pandas as pd
import pytest

from swap_teach.course import explorers
from swap_teach.course.lessons import Lesson, list_lessons, read

pytestmark = pytest.mark.notebook
KEYS = (
    ipywidgets.IntSlider,
    ipywidgets.FloatSlider,
    ipywidgets.SelectionSlider,
    ipywidgets.BoundedIntText,
    ipywidgets.BoundedFloatText,
    ipywidgets.ToggleButton,
)
"""Controls that keep their keys in JupyterLab, which tests in a browser show; a drop-down list is none of them."""
CALL = re.compile(r"^explore\(", flags=re.MULTILINE)


def explored() -> list[Any]:
    return [
        pytest.param(lesson, cell.id, id=f"{lesson.number}: {cell.id}")
        for lesson in list_lessons()
        for cell in read(lesson.path).cells
        if cell.cell_type == "code" and CALL.search(cell.source)
    ]


def names(source: str, kind: type[ast.expr_context]) -> set[str]:
    """Return the names that a cell reads (ast.Load), or those that it gives a value (ast.Store)."""
    tree = list(ast.walk(ast.parse(source)))
    found = {node.id for node in tree if isinstance(node, ast.Name) and isinstance(node.ctx, kind)}
    if kind is ast.Store:
        found |= {node.name for node in tree if isinstance(node, ast.FunctionDef)}
        imported = [name for node in tree if isinstance(node, ast.Import | ast.ImportFrom) for name in node.names]
        found |= {(name.asname or name.name).split(".")[0] for name in imported}
    return found


def needed(sources: list[str]) -> list[str]:
    """Return the last cell as far as its explorer, after those before it, in order, that give what it needs a value."""
    *before, last = sources
    end = next(node.end_lineno for node in ast.parse(last).body if CALL.match(ast.unparse(node)))
    kept = ["\n".join(last.splitlines()[:end])]
    wanted = names(kept[0], ast.Load)
    for source in reversed(before):
        if names(source, ast.Store) & wanted:
            kept.insert(0, source)
            wanted |= names(source, ast.Load)
    return kept


def static_texts(cells: list[Any], last: str) -> str:
    """Return the plain text of all that a page shows above the explorer, which is in the last cell."""
    texts: list[str] = []
    for cell in cells:
        for output in cell.outputs:
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            if cell.id == last and text.startswith("In JupyterLab this picture has controls here"):
                return "\n".join(texts)
            texts.append(text)
    raise AssertionError(f"{last} has no explorer among its outputs; write the lesson anew")


def dials(board: Any) -> Iterator[Any]:
    """Yield the controls of a board: all that hold a value and can be seen, but the view."""
    for child in getattr(board, "children", ()):
        yield from dials(child)
    if hasattr(board, "value") and not isinstance(board, ipywidgets.HTML) and board.layout.display != "none":
        yield board


@cache
def run(lesson: Lesson, where: str) -> tuple[Any, dict[str, Any], str]:
    """Run what an explorer needs of its lesson; return its frame, its controls and the text above it."""
    code = [cell for cell in read(lesson.path).cells if cell.cell_type == "code"]
    until = code[: [cell.id for cell in code].index(where) + 1]
    calls: list[Any] = []
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(lesson.path.parent)
        patch.setattr(explorers, "explore", lambda frame, **controls: calls.append((frame, controls)))
        for source in needed([cell.source for cell in until]):
            exec(compile(source, where, "exec"), namespace)
    [(frame, controls)] = calls
    return frame, controls, static_texts(until, where)


@pytest.mark.parametrize(("lesson", "where"), explored())
def test_an_explorer_begins_with_the_static_form(lesson: Lesson, where: str) -> None:
    frame, controls, static = run(lesson, where)
    widget = explorers.build(frame, controls).children[1].value
    shown = frame()
    for part in shown if isinstance(shown, tuple) else (shown,):
        if isinstance(part, pd.DataFrame):
            assert part.to_html(index=False, border=0) in widget
            assert part.to_string(index=False) in static
        else:
            assert f'alt="{escape(part.description)}"' in widget
            assert part.description in static


@pytest.mark.parametrize(("lesson", "where"), explored())
def test_its_controls_have_names_and_keys(lesson: Lesson, where: str) -> None:
    frame, controls, _ = run(lesson, where)
    found = list(dials(explorers.build(frame, controls)))
    assert len(found) >= len(controls)
    for dial in found:
        assert any(control in (dial.description or dial.tooltip or "") for control in controls), f"{dial} has no name"
        assert isinstance(dial, KEYS), f"{type(dial).__name__}: does JupyterLab leave it its keys?"


@pytest.mark.parametrize(("lesson", "where"), explored())
def test_a_step_is_quick(lesson: Lesson, where: str) -> None:
    """A step is to take 0.1 s at most; the time allowed here is twice that, for a processor that others use too."""
    frame, controls, _ = run(lesson, where)
    dial = next(dial for dial in dials(explorers.build(frame, controls)) if hasattr(dial, "continuous_update"))
    values = dial.options if isinstance(dial, ipywidgets.SelectionSlider) else [dial.min, dial.max] * 3
    taken = []
    for value in values[:6]:
        start = time.process_time()
        dial.value = value[1] if isinstance(value, tuple) else value
        taken.append(time.process_time() - start)
    assert statistics.median(taken) < 0.2, f"{dial.description}: {taken}"


def test_there_are_explorers_to_test() -> None:
    assert {where.values[0].number for where in explored()} >= {"01", "02", "03", "04", "05", "06", "09"}
