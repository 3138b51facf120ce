"""Accessible pages that open without a network: one per lesson and an index.

Every page is a single file: no font, no request, and no script but the search's. It has landmarks and a skip link, a
list of its sections, links to the previous and the next lesson, and under each picture the description that the figure
computed from its data, which is also the picture's alternative text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from swap_teach.course.api_page import API, api_body
from swap_teach.course.deck_pages import ANSWERS, DECK, answers_body, cards_body
from swap_teach.course.glossary import GLOSSARY, glossary_body
from swap_teach.course.lessons import Lesson, list_lessons, read
from swap_teach.course.runner import LessonRun
from swap_teach.course.search_page import SCRIPT, SEARCH, Section, search_body, sections_of
from swap_teach.course.traceability import PAGE, page_body

TEMPLATES = Path(__file__).parent / "templates"
CODE_STYLE = "xcode"  # every colour of it has a contrast of 4.5:1 and more on the page's code ground (tested)
_INDEX = ("index", "All lessons", "index.html")
NOTE = "SWAP-NAS, taught and really run. Text: CC BY 4.0. Code: Apache-2.0. Nothing on this page needs a network."


def render_cells(path: Path) -> str:
    """Return the HTML of a notebook's cells, formulas as MathML, pictures embedded with their descriptions."""
    from swap_teach.course.mathml import OfflineExporter

    exporter = OfflineExporter(extra_template_basedirs=[str(TEMPLATES)], template_name="lesson")  # type: ignore[no-untyped-call]
    html, _ = exporter.from_notebook_node(read(path))
    return str(html)


def anchor(text: str) -> str:
    """Return the anchor of a heading, by JupyterLab's own rule, so that links work in both.

    >>> anchor("What if we count columns?")
    'What-if-we-count-columns?'
    """
    return text.replace(" ", "-")


def finish(html: str, source: Path, out: Path) -> tuple[str, list[tuple[str, str]]]:
    """Make the cells' HTML reachable: heading anchors, scrollable blocks for the keyboard, links that lead on.

    html  what `render_cells` returned. source  the folder that the lesson's relative links start from.
    out   the folder that the page will be in.

    Returns the finished HTML, and (anchor, text) of each second-level heading.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    sections: list[tuple[str, str]] = []
    seen: dict[str, int] = {}
    for heading in soup.find_all(["h1", "h2", "h3", "h4"]):
        text = " ".join(heading.get_text().split())
        name = anchor(text)
        seen[name] = seen.get(name, 0) + 1
        unique = name if seen[name] == 1 else f"{name}-{seen[name]}"
        heading["id"] = unique
        if heading.name == "h2":
            sections.append((unique, text))
    for block in soup.find_all("pre"):
        block["tabindex"] = "0"
    for table in soup.find_all("table"):
        caption = table.find("caption")
        label = caption.get_text(" ", strip=True) if caption else "Table"
        table.wrap(soup.new_tag("div", attrs=_scroll(label)))
        for cell in table.find_all("th"):
            if cell.get_text(strip=True):
                cell["scope"] = "col" if cell.find_parent("thead") else "row"
            else:
                cell.name = "td"  # an empty header, as a table's upper left corner, would be read as one
    for link in soup.find_all("a", href=True):
        link["href"] = _page_target(str(link["href"]), source, out)
    for script in soup.find_all("script"):
        script.decompose()
    return str(soup), sections


def _scroll(label: str) -> dict[str, str]:
    # A group, not a region: a page of tables would otherwise be a page of landmarks.
    return {"class": "scroll", "role": "group", "tabindex": "0", "aria-label": label}


def _page_target(href: str, source: Path, out: Path) -> str:
    """Point a lesson's link at the page of the other lesson, or from the page at the file it meant."""
    if re.match(r"[a-z][a-z0-9+.-]*:|#", href):
        return href
    name, mark, fragment = href.partition("#")
    if re.fullmatch(r"(\./)?[^/]+\.ipynb", name):
        return Path(name).with_suffix(".html").name + mark + fragment
    return Path(os.path.relpath(source / name, out)).as_posix() + mark + fragment


def _style() -> str:
    from pygments.formatters import HtmlFormatter

    code = HtmlFormatter(style=CODE_STYLE).get_style_defs(".highlight")
    # The style's own white ground would hide that a cell's code is not its output.
    rules = [line for line in code.splitlines() if line.startswith(".highlight .")]
    return (TEMPLATES / "page.css").read_text(encoding="utf-8") + "\n".join(rules)


def _page(
    title: str,
    body: str,
    walk: Sequence[tuple[str, str, str]],
    contents: Sequence[tuple[str, str]] = (),
    own_style: str = "",
) -> str:
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    template = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("page.html.j2")
    return template.render(
        title=title, body=Markup(body), walk=walk, contents=contents, style=Markup(_style() + own_style), note=NOTE
    )


def _walk(lessons: Sequence[Lesson], index: int) -> list[tuple[str, str, str]]:
    """Return the links previous, index, next as (relation, text, target)."""
    links = [_INDEX]
    if index > 0:
        before = lessons[index - 1]
        links.insert(0, ("prev", f"Previous: {before.label}", f"{before.path.stem}.html"))
    if index + 1 < len(lessons):
        after = lessons[index + 1]
        links.append(("next", f"Next: {after.label}", f"{after.path.stem}.html"))
    return links


def _index_body(lessons: Sequence[Lesson], runs: Mapping[str, LessonRun]) -> str:
    rows = []
    for lesson in lessons:
        run = runs.get(lesson.number)
        seconds = f"{run.seconds:.1f}" if run else ""
        headline = "stopped; see the run's own output" if run and run.error else run.headline if run else ""
        link = f'<a href="{escape(lesson.path.stem)}.html">{escape(lesson.label)}</a>'
        rows.append(f'<tr><th scope="row">{link}</th><td>{seconds}</td><td>{escape(headline)}</td></tr>')
    head = "<tr><th>Lesson</th><th>Seconds here</th><th>Headline figure</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
    return (
        "<h1>SWAP-NAS: sample-wise activation patterns</h1>"
        "<p>The lessons as they ran on this machine, to read. To do them, type <code>make lab</code>.</p>"
        f'{table}<p><a href="{SEARCH}">Search the lessons</a>: every section that holds your words.</p>'
        f'<p><a href="{PAGE}">The paper, item by item</a>: what it says, where it is here, what came of it.</p>'
        f'<p><a href="{GLOSSARY}">Glossary</a>: the words and symbols of the course, and where they come first.</p>'
        f'<p><a href="{API}">The package, function by function</a>: signatures, shapes, examples.</p>'
        f'<p><a href="{DECK}">The card game</a>: lesson 09 without a computer, to print and cut out.</p>'
    )


def build_pages(out: Path, links_from: Path, runs: Sequence[LessonRun] = ()) -> Path:
    """Write a page beside every executed notebook in `out`, those of search, paper, words, package and game.

    out         the folder of executed notebooks (`build/course`). runs  how the lessons ran, for the index.
    links_from  the folder from which the lessons' relative links start (`notebooks`). Returns the index's path.
    """
    lessons = list_lessons(out)
    found: list[Section] = []
    for index, lesson in enumerate(lessons):
        body, sections = finish(render_cells(lesson.path), links_from, out)
        page = _page(lesson.label, body, _walk(lessons, index), sections)
        lesson.path.with_suffix(".html").write_text(page, encoding="utf-8")
        found += sections_of(f"{lesson.path.stem}.html", lesson.label, body)
    searching = _page("Search the lessons", search_body(found) + SCRIPT, [_INDEX])
    (out / SEARCH).write_text(searching, encoding="utf-8")
    cutting = (TEMPLATES / "deck.css").read_text(encoding="utf-8")
    for name, heading, told, own_style in (
        (PAGE, "The paper, item by item", page_body(lessons), ""),
        (GLOSSARY, "Glossary", glossary_body(lessons), ""),
        (API, "The package, function by function", api_body(lessons), ""),
        (DECK, "The card game", cards_body(), cutting),
        (ANSWERS, "The card game: the answer sheet", answers_body(), cutting),
    ):
        body, _ = finish(told, out, out)
        (out / name).write_text(_page(heading, body, [_INDEX], own_style=own_style), encoding="utf-8")
    body, _ = finish(_index_body(lessons, {run.number: run for run in runs}), out, out)
    target = out / "index.html"
    start = [("next", f"Start: {lessons[0].label}", f"{lessons[0].path.stem}.html")] if lessons else []
    target.write_text(_page("SWAP-NAS: the lessons", body, start), encoding="utf-8")
    return target
