"""What the paper holds, item by item: where the course does it, our figure, and what came of it.

`traceability.toml` is the list, and the only place where a status is written down. A figure is never written there,
but a rule: which record, which row, which columns. It is read when the page is made. `swap-teach course` writes the
page, `paper.html`, beside the lessons' own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Literal, get_args

from swap_teach.course.lessons import Lesson, read
from swap_teach.records import load_record

LIST = Path(__file__).with_suffix(".toml")
PAGE = "paper.html"
Status = Literal["reproduced", "partly", "refuted", "not reached", "not tried", "unknown"]
MEANINGS: dict[Status, str] = {
    "reproduced": "done here, and it agrees",
    "partly": "agrees in part, in kind, or scaled down; the remark says which",
    "refuted": "done here, and it does not hold",
    "not reached": "done here, and our figure is lower",
    "not tried": "with what it would take",
    "unknown": "neither what we could read of the paper nor its authors' code says it, so there is nothing to compare",
}
CORRELATION = "{spearman:.2f} [{low:.2f}, {high:.2f}], #params {params_spearman:.2f}, n = {n:,}"


@dataclass(frozen=True)
class Figure:
    """A rule that reads one of our figures from a record of `data/results`.

    record       its name. where  column = value, which leave one row; or several with take = "mean" or "median".
    label        what is read, before the figure. show  a format of the row's columns; by default a rank
                 correlation, its interval, that of the number of parameters, and n.
    """

    label: str
    record: str
    where: Mapping[str, Any]
    take: Literal["", "mean", "median"] = ""
    show: str = CORRELATION

    def row(self) -> dict[str, Any]:
        """Return the record's row, column by column; ValueError where the rule doesn't leave one."""
        rows = load_record(self.record).table
        lacking = [name for name in self.where if name not in rows]
        if lacking:
            raise ValueError(f"The record {self.record!r} has no column {', '.join(lacking)}: mend the rule {self}.")
        for name, value in self.where.items():
            rows = rows[rows[name] == value]
        if len(rows) == 0 or (len(rows) > 1 and not self.take):
            raise ValueError(
                f"{len(rows)} rows of the record {self.record!r} have {dict(self.where)}: name more or fewer columns, "
                'or say take = "median".'
            )
        found = rows.select_dtypes("number").agg(self.take) if self.take else rows.iloc[0]
        row: dict[str, Any] = {str(name): value for name, value in found.items()}
        for short in ("low", "high"):  # `rivals` has several intervals in a row, the other records one
            row.setdefault(short, row.get(f"spearman_{short}"))
        return row

    def read(self) -> str:
        """Return label and figure; ValueError as `row`.

        >>> print(Figure("run C", "darts_searches", {"mu": 1.5, "seed": 0}, "median", "{classes:.0f} classes").read())
        run C: 10 classes
        """
        return f"{self.label}: {self.show.format_map(self.row())}"


@dataclass(frozen=True)
class Item:
    """One thing that the paper holds, and what became of it here; see the head of `traceability.toml`."""

    group: str
    name: str
    says: str
    status: Status
    remark: str
    cells: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    needs: str = ""
    rows: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if self.status not in get_args(Status):
            raise ValueError(f"The status of {self.name!r} is {self.status!r}: write {', '.join(get_args(Status))}.")
        if bool(self.needs) != (self.status == "not tried"):
            raise ValueError(f"{self.name!r} is {self.status!r}: `needs` goes with 'not tried', and only with it.")

    @property
    def lessons(self) -> set[str]:
        """The numbers of the lessons that do something about it."""
        return {cell.split("#")[0] for cell in self.cells}


def list_items(path: Path = LIST) -> list[Item]:
    """Read the list, in its order; ValueError for a status that isn't one, TypeError for an unknown field.

    >>> next(item for item in list_items() if item.name.startswith("Definition 3.3")).status
    'reproduced'
    """
    with path.open("rb") as file:
        written: list[dict[str, Any]] = tomllib.load(file)["items"]
    for one in written:
        one["figures"] = tuple(Figure(**figure) for figure in one.get("figures", ()))
        one |= {name: tuple(one.get(name, ())) for name in ("cells", "tests", "rows")}
    return [Item(**one) for one in written]


def page_body(lessons: Sequence[Lesson], items: Sequence[Item] | None = None) -> str:
    """Return the page's HTML: what a status means, and a table for each group of items.

    lessons  those that have a page; a cell of another lesson is named without a link.
    """
    items = list_items() if items is None else items
    meanings = "".join(f"<li><strong>{status}</strong>: {told}</li>" for status, told in MEANINGS.items())
    groups = dict.fromkeys(item.group for item in items)
    sections = {lesson.number: _sections(lesson) for lesson in lessons}
    return (
        "<h1>The paper, item by item</h1>"
        "<p>Peng, Song, Fayek, Ciesielski and Chang, SWAP-NAS: Sample-Wise Activation Patterns for Ultra-fast NAS, "
        "ICLR 2024 (arXiv 2403.04161): what it defines, shows and claims; which cell of a lesson or which test does "
        "it here; our figure, read from the recorded results when this page was made; and what came of it. A rank "
        "correlation has its 95 % interval, that of the number of parameters and the number of networks beside it.</p>"
        f"<ul>{meanings}</ul>"
        + "".join(_table(group, [i for i in items if i.group == group], sections) for group in groups)
    )


def _table(group: str, items: Sequence[Item], sections: Mapping[str, Mapping[str, str]]) -> str:
    heads = "".join(f"<th>{name}</th>" for name in ("Item", "The paper", "Our figure", "Status", "Where"))
    rows = []
    for item in items:
        figures = "".join(f"<li>{escape(figure.read())}</li>" for figure in item.figures)
        status = f"<strong>{item.status}</strong>" + (f", needs {escape(item.needs)}" if item.needs else "")
        places = [_cell(cell, sections) for cell in item.cells] + [_test(test) for test in item.tests]
        where = "".join(f"<li>{place}</li>" for place in places)
        rows.append(
            f"<tr><th>{escape(item.name)}</th><td>{escape(item.says)}</td>"
            f"<td>{f'<ul>{figures}</ul>' if figures else 'no figure'}</td>"
            f"<td>{status}. {_code(item.remark)}</td><td>{f'<ul>{where}</ul>' if where else 'nowhere'}</td></tr>"
        )
    return (
        f"<h2>{escape(group)}</h2><table><caption>{escape(group)}: where they are here, and their status</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _code(text: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def _test(test: str) -> str:
    """Name a test, with places to break the line at: a name of 90 letters would widen the table."""
    return "test <code>" + re.sub(r"(/|::|_)", r"\1<wbr>", escape(test)) + "</code>"


def _cell(cell: str, sections: Mapping[str, Mapping[str, str]]) -> str:
    number, name = cell.split("#")
    told = f"lesson {escape(number)}, cell <code>{escape(name)}</code>"
    target = sections.get(number, {}).get(name)
    return told if target is None else f'<a href="{escape(target)}">{told}</a>'


def _sections(lesson: Lesson) -> dict[str, str]:
    """Map each cell of a lesson to the address of the section that it stands in: cells have no anchors of their own."""
    from swap_teach.course.pages import anchor

    page, found, seen = f"{lesson.path.stem}.html", {}, dict[str, int]()
    target = page
    for cell in read(lesson.path).cells:
        if cell.cell_type == "markdown":
            for line in re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL).splitlines():
                heading = re.match(r"#{1,4}\s+(.*)", line)
                if heading:
                    name = anchor(" ".join(re.sub(r"[`*]", "", heading.group(1)).split()))
                    seen[name] = seen.get(name, 0) + 1
                    target = f"{page}#{name}" + (f"-{seen[name]}" if seen[name] > 1 else "")
        found[cell.get("id", "")] = target
    return found
