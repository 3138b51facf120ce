"""Each rule is tripped by one planted fault, and by nothing else: the lesson under it is clean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from swap_teach.course.lint import RULES, lint
from swap_teach.course.lint_outputs import OUTPUT_RULES

Fault = Callable[[Any], None]


@pytest.fixture
def clean(small_lesson) -> Callable[..., Any]:
    """Build a small lesson as if it had been executed: counts 1..n and the line of provenance."""

    def build(*extra: Any) -> Any:
        notebook = small_lesson(*extra)
        renumber(notebook)
        text = "Provenance: profile full; seed 0; Python 3.11; data 0\n"
        notebook.cells[-1].outputs = [new_output("stream", text=text)]
        return notebook

    return build


@pytest.fixture
def check(clean, tmp_path) -> Callable[[Any], list[Any]]:
    """Write a notebook beside a clean one, as lesson 02, and return its problems."""

    def run(notebook: Any) -> list[Any]:
        nbformat.write(clean(), tmp_path / "03_next.ipynb")
        path = tmp_path / "02_patterns.ipynb"
        # nbformat.write would repair a planted double identifier.
        path.write_text(nbformat.v4.writes(notebook), encoding="utf-8")
        return lint([path])

    return run


def picture(**metadata: Any) -> Any:
    return new_output("display_data", {"image/png": "", "text/plain": "A line."}, metadata=metadata)


def put(output: Any, source: str = "1") -> Fault:
    return lambda notebook: notebook.cells.insert(2, _fresh(new_code_cell(source, outputs=[output])))


def markdown(text: str) -> Fault:
    return lambda notebook: notebook.cells.insert(2, _fresh(new_markdown_cell(text)))


def tag(*tags: str) -> Fault:
    return lambda notebook: notebook.cells[-1].metadata["tags"].extend(tags)


def set_source(position: int, source: str) -> Fault:
    return lambda notebook: notebook.cells[position].update(source=source)


def _fresh(cell: Any) -> Any:
    cell["id"] = "02-fresh"
    return cell


def renumber(notebook: Any) -> None:
    for count, cell in enumerate([cell for cell in notebook.cells if cell.cell_type == "code"], 1):
        cell.execution_count = count


TABLE = new_output("execute_result", {"text/html": "<table><tr><td>93.1</td></tr></table>", "text/plain": "93.1"})
FAULTS: list[tuple[str, Fault, str]] = [
    ("executed", lambda n: n.cells[1].update(execution_count=None), "was never executed; run `python course.py write`"),
    ("executed", lambda n: n.cells[1].update(execution_count=7), "carries the number 7, in order it would be 1"),
    ("injected", lambda n: n.cells[0].metadata.update(tags=["injected-parameters"]), "was put in by papermill"),
    ("injected", lambda n: n.metadata.update(papermill={}), "carries papermill's metadata"),
    ("kernelspec", lambda n: n.metadata.kernelspec.update(name="swap"), "asks for the kernel 'swap'"),
    ("widget-state", lambda n: n.metadata.update(widgets={}), "carries saved widget state"),
    ("size", markdown("word " * 100_000), "has 50"),
    ("identifiers", lambda n: n.cells[1].update(id=n.cells[0]["id"]), "has the identifier of another cell"),
    ("title", markdown("# A second title"), "has 2 headings with one #"),
    ("title", set_source(0, "Words first.\n\n## Parts"), "has 0 headings with one #"),
    ("parameters", set_source(1, 'profile = "full"\nruns = 3'), "sets the parameter runs, which the runner"),
    ("parameters", set_source(1, 'profile = "quick"'), 'must set  profile = "full"'),
    ("parameters", lambda n: n.cells[1].metadata.clear(), "has 0 cells tagged 'parameters'"),
    ("skip-tags", tag("skip-execution"), "is tagged skip-execution but not nbval-skip"),
    ("skip-tags", tag("raises-exception"), "at which papermill fails"),
    ("semicolon", put(picture(**{"image/png": {"alt": "A line."}}), "axes.plot([1]);"), "ends with a semicolon"),
    ("links", markdown("[gone](no_such.ipynb)"), "links to no_such.ipynb, which isn't there"),
    ("links", markdown("[gone](#No-such-part)"), "links to the heading #No-such-part, which 02_patterns.ipynb"),
    ("links", markdown("[gone](03_next.ipynb#No-such-part)"), "which 03_next.ipynb doesn't have"),
    ("errors", put(new_output("error", ename="ValueError", evalue="S")), "stopped with ValueError: S"),
    ("stderr", put(new_output("stream", name="stderr", text="UserWarning: slow")), "wrote to stderr ('UserWarning"),
    ("absolute-paths", set_source(1, 'profile = "full"  # from /home/ann/course'), "names the path '/home/ann'"),
    ("absolute-paths", put(new_output("stream", text=r"saved in C:\Users")), r"names the path 'C:\\Users'"),
    ("addresses", put(new_output("stream", text="<Axes at 0x7f3a2c1b9d90>")), "shows an object's address"),
    ("descriptions", put(picture()), "shows a picture without a description; show it with"),
    ("descriptions", markdown("![](03_next.ipynb)"), "shows a picture without alternative text"),
    ("third-party", put(TABLE, 'load_benchmark("nb201")'), "shows rows of a third party's table"),
    (
        "third-party",
        put(picture(**{"image/png": {"alt": "x"}}), 'show(load_images("cifar10", 4))'),
        "shows a picture made from third-party images",
    ),
    ("provenance", lambda n: n.cells[-1].update(outputs=[]), "lacks the line of provenance"),
    ("provenance", lambda n: n.cells[-1].metadata.update(tags=[]), "tag it nbval-ignore-output"),
    (
        "provenance",
        lambda n: n.cells[-1].outputs[0].update(text="Provenance: profile quick; seed 0"),
        "another profile than the full one",
    ),
]


def test_a_clean_lesson_has_no_problem(clean, check):
    fine = [
        new_code_cell("1", outputs=[picture(**{"image/png": {"alt": "A line."}})]),
        new_markdown_cell("[a](03_next.ipynb#Parts) [b](#Parts) [c](https://example.org) ![A line.](#Parts) `[d](e)`"),
        new_code_cell('mini = load_benchmark("mini")', outputs=[TABLE]),
        new_code_cell("a / b  # not a path: /2 and 1/home/x", outputs=[new_output("stream", text="3 /tmpl\n")]),
    ]
    assert [str(problem) for problem in check(clean(*fine))] == []


@pytest.mark.parametrize(("rule", "fault", "message"), FAULTS, ids=[f"{r}-{i}" for i, (r, _, _) in enumerate(FAULTS)])
def test_a_planted_fault_trips_exactly_its_rule(clean, check, rule, fault, message):
    notebook = clean()
    fault(notebook)
    if rule != "executed":
        renumber(notebook)
    problems = check(notebook)
    assert {problem.rule for problem in problems} == {rule}
    assert message in str(problems[0])
    assert str(problems[0]).startswith("02_patterns.ipynb")


def test_every_rule_has_a_planted_fault():
    assert {rule for rule, _, _ in FAULTS} == {*RULES, *OUTPUT_RULES}


def test_a_table_held_in_a_variable_is_still_a_third_party_s(clean, check):
    cells = [new_code_cell('table = load_benchmark("darts")'), new_code_cell("table.head()", outputs=[TABLE])]
    problems = check(clean(*cells))
    assert [(problem.cell, problem.rule) for problem in problems] == [(4, "third-party")]
