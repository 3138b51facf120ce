"""The hygiene rules that look at what a notebook's cells put out (see `lint.py`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from swap_teach.course.lint import WRITE, Finding, Page, Rule, tags
from swap_teach.course.provenance import START

# Built from parts, so that no path of a real machine stands in the project.
_ROOTS = "|".join(("home", "Users", "root", "tmp", "var", "opt", "usr", "mnt", "srv", "private", "work", "content"))
ABSOLUTE_PATH = re.compile(rf"(?<![\w.~/:-])/(?:{_ROOTS})/[\w.-]+|\b[A-Z]:\\\w+|file://")
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")
THIRD_PARTY_TABLES = ("nb201", "nb101", "nb101-sample", "darts", "tnb101-micro", "tnb101-macro")
THIRD_PARTY_IMAGES = ("cifar10", "cifar100", "imagenet")
FEW_LINES = 4


def texts(output: Any) -> str:
    """Return the text of an output: its stream, or its plain and HTML forms."""
    data = output.get("data", {})
    return "\n".join([output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")])


def errors(page: Page) -> Iterator[Finding]:
    """Allow no cell that stopped with an error."""
    for position, _, output in page.outputs():
        if output.output_type == "error":
            yield position, f"stopped with {output.ename}: {output.evalue}; mend it and {WRITE}"


def stderr(page: Page) -> Iterator[Finding]:
    """Allow no warnings and no console progress bars among the outputs."""
    for position, _, output in page.outputs():
        if output.get("name") == "stderr":
            first = output.text.strip().splitlines()[:1]
            yield position, f"wrote to stderr ({first[0][:60] if first else ''!r}); mend the cause of the warning"


def absolute_paths(page: Page) -> Iterator[Finding]:
    """Allow no path of the machine that made the notebook, in sources or outputs."""
    for position, cell in page.cells():
        whole = "\n".join([cell.source, *(texts(output) for output in cell.get("outputs", []))])
        found = ABSOLUTE_PATH.search(whole)
        if found:
            yield position, f"names the path {found.group()!r} of one machine; use a relative path or a file name"


def addresses(page: Page) -> Iterator[Finding]:
    """Allow no object address, which is another one in each run."""
    for position, _, output in page.outputs():
        if ADDRESS.search(texts(output)):
            yield position, "shows an object's address, another one in each run; end the cell with a value or show()"


def descriptions(page: Page) -> Iterator[Finding]:
    """Demand a description for every picture: alternative and plain text for outputs, alt text in Markdown."""
    for position, _, output in page.outputs():
        data = output.get("data", {})
        for mime in data:
            if not mime.startswith("image/"):
                continue
            alt = output.metadata.get(mime, {}).get("alt", "").strip()
            plain = data.get("text/plain", "").strip()
            if not plain or plain.startswith("<") or not (alt or mime == "image/svg+xml"):
                yield position, "shows a picture without a description; show it with swap_teach.figures.show()"
    for position, cell in page.cells("markdown"):
        if re.search(r"!\[\s*\]\(", cell.source) or re.search(r"<img(?![^>]*\balt=\"[^\"]+)[^>]*>", cell.source):
            yield position, "shows a picture without alternative text; write it between the square brackets"


def third_party(page: Page) -> Iterator[Finding]:
    """Allow no thumbnail of a third party's image and no table of a third party's accuracies among the outputs."""
    tables, images = _users(page, "load_benchmark", THIRD_PARTY_TABLES), _users(page, "load_images", THIRD_PARTY_IMAGES)
    for position, _, output in page.outputs():
        data = output.get("data", {})
        if position in tables and (
            "<table" in data.get("text/html", "") or (texts(output).count("\n") >= FEW_LINES and not _picture(output))
        ):
            yield position, "shows rows of a third party's table; show a figure computed from it instead"
        if position in images and _picture(output):
            yield position, "shows a picture made from third-party images; use load_images('photos', ...)"


def _picture(output: Any) -> bool:
    return any(mime.startswith("image/") for mime in output.get("data", {}))


def _users(page: Page, function: str, sources: tuple[str, ...]) -> set[int]:
    """Return the positions of the cells that call `function` on a source, or use a name set by such a call."""
    called = re.compile(rf"\b{function}\(\s*[\"']({'|'.join(sources)})[\"']")
    names: set[str] = set()
    found = set()
    for position, cell in page.cells("code"):
        if called.search(cell.source):
            names |= _assigned(cell.source, called)
            found.add(position)
        elif any(re.search(rf"\b{re.escape(name)}\b", cell.source) for name in names):
            found.add(position)
    return found


def _assigned(source: str, called: re.Pattern[str]) -> set[str]:
    """Return the names that statements with such a call assign to."""
    names: set[str] = set()
    for statement in ast.walk(ast.parse(source)):
        if isinstance(statement, ast.Assign) and called.search(ast.unparse(statement)):
            for target in statement.targets:
                names |= {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
    return names


def provenance(page: Page) -> Iterator[Finding]:
    """Demand one cell, outside nbval's comparison, that says what made the outputs: profile, seed, versions, data."""
    found = [(cell, texts(output)) for _, cell, output in page.outputs() if START in texts(output)]
    if not found:
        yield None, "lacks the line of provenance; end with a cell  print(provenance(profile, seed=0))"
        return
    cell, text = found[-1]
    position = page.notebook.cells.index(cell) + 1
    if f"{START}full" not in text:
        yield position, f"says that another profile than the full one made the outputs; {WRITE}"
    if "nbval-ignore-output" not in tags(cell):
        yield position, "prints versions, which differ between machines; tag it nbval-ignore-output"


OUTPUT_RULES: dict[str, Rule] = {
    rule.__name__.replace("_", "-"): rule
    for rule in (errors, stderr, absolute_paths, addresses, descriptions, third_party, provenance)
}
