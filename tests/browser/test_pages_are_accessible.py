"""Every page that `make course` writes, from the committed notebooks: axe-core on each, links, search, and printing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from swap_teach.course.lessons import list_lessons
from swap_teach.course.pages import build_pages

pytestmark = pytest.mark.browser
INSTRUCTOR = list_lessons()[0].path.parent / "INSTRUCTOR.md"
BINDING = {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"}
"""axe's tags for the rules of the Web Content Accessibility Guidelines at levels A and AA."""
KNOWN: dict[str, str] = {}
"""Rules that a page may break outside `main` or beyond A and AA, each with the reason."""


class Fault(NamedTuple):
    """A rule that a page breaks, where, and whether that is an A or AA fault in the page's own content."""

    rule: str
    target: str
    told: str
    binding: bool


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render every lesson as it is committed, with its outputs, and the index."""
    out = tmp_path_factory.mktemp("course")
    lessons = list_lessons()
    for lesson in lessons:
        shutil.copy(lesson.path, out)
    return build_pages(out, lessons[0].path.parent).parent


ONE_OF_A_KIND = """() => {
    const seen = new Set();
    for (const token of document.querySelectorAll(".highlight span"))
        seen.has(token.className) ? token.replaceWith(token.textContent) : seen.add(token.className);
}"""


def faults(page: Any) -> Iterator[Fault]:
    """Run every rule of axe-core on the whole page.

    Of the coloured tokens in code, four of five elements of a page, the first of each kind stays and the others become
    plain text: one style sheet gives all of a kind one colour, and axe's time goes by the number of elements.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page.evaluate(ONE_OF_A_KIND)
    inside = "selector => Boolean(document.querySelector(selector)?.closest('main'))"
    for violation in axe.Axe().run(page).response["violations"]:
        for node in violation["nodes"]:
            target = node["target"][-1]
            binding = bool(BINDING & set(violation["tags"])) and page.evaluate(inside, target)
            yield Fault(violation["id"], target, node["failureSummary"], binding)


@pytest.mark.parametrize(
    "name",
    [
        "index",
        "paper",
        "search",
        "glossary",
        "api",
        "deck",
        "deck_answers",
        *(lesson.path.stem for lesson in list_lessons()),
    ],
)
def test_a_page_breaks_no_rule(name: str, pages: Path, page: Any) -> None:
    page.goto((pages / f"{name}.html").as_uri())
    found = list(faults(page))
    assert not [fault for fault in found if fault.binding]
    assert not [fault for fault in found if fault.rule not in KNOWN]


def test_axe_does_look(page: Any) -> None:
    code = '<pre class="highlight"><span class="k" style="color:#ccc">pass</span></pre>'
    page.set_content(
        f'<html lang="en"><title>t</title><main><h1>h</h1><img src="data:,">{code}</main><a href="#x"></a>'
    )
    found = {fault.rule: fault.binding for fault in faults(page)}
    assert found["image-alt"] is found["color-contrast"] is True
    assert found["link-name"] is False


def test_typing_leaves_the_sections_that_hold_every_word(pages: Path, page: Any) -> None:
    page.goto((pages / "search.html").as_uri())
    shown = page.locator("li[data-words]:visible")
    everything = shown.count()
    page.get_by_label("Words").fill("cover plane")
    assert 0 < shown.count() < everything
    assert page.get_by_role("status").inner_text() == f"{shown.count()} of {everything} sections"
    assert any(text.startswith("03") for text in shown.all_inner_texts())
    page.get_by_label("Words").fill("xyzzy")
    assert shown.count() == 0


def test_the_card_game_prints_on_the_pages_that_the_instructor_is_told(pages: Path, page: Any) -> None:
    page.goto((pages / "deck.html").as_uri())
    printed = re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True))
    [told] = re.findall(r"`build/course/deck.html`: (\d+) pages of A4", INSTRUCTOR.read_text("utf-8"))
    assert len(printed) == int(told)


def lost_links(folder: Path) -> list[str]:
    """Return each link of the pages in a folder whose page, anchor or file isn't there; the web's aren't followed."""
    soups = {path.name: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in folder.glob("*.html")}
    anchors = {name: {tag["id"] for tag in soup.find_all(id=True)} for name, soup in soups.items()}
    lost = []
    for name, soup in soups.items():
        for href in (str(link["href"]) for link in soup.find_all("a", href=True)):
            path, _, anchor = unquote(href).partition("#")
            there = (folder / path).exists() and (not anchor or anchor in anchors.get(path or name, ()))
            if not there and not href.startswith(("https:", "mailto:")):
                lost.append(f"{name}: {href}")
    return lost


def test_every_link_leads_to_its_page_and_anchor(pages: Path) -> None:
    assert not lost_links(pages)


def test_a_lost_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="#x">1</a><a href="b.html#%C3%A9">2</a><a href="b.html">3</a>', "utf-8")
    (tmp_path / "b.html").write_text('<p id="é"><a href="a.html#y">4</a><a href="c.md">5</a></p>', "utf-8")
    assert sorted(lost_links(tmp_path)) == ["a.html: #x", "b.html: a.html#y", "b.html: c.md"]
