"""Search over the lessons' sections: where they begin, and what a reader finds by typing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from swap_teach.course.lessons import list_lessons
from swap_teach.course.pages import build_pages
from swap_teach.course.search_page import SEARCH, Section, search_body, sections_of


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the pages of two committed lessons."""
    out = tmp_path_factory.mktemp("course")
    lessons = [lesson for lesson in list_lessons() if lesson.number in {"02", "03"}]
    for lesson in lessons:
        shutil.copy(lesson.path, out)
    return build_pages(out, lessons[0].path.parent).parent / SEARCH


def test_every_section_is_listed_and_its_link_leads_there(page):
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    links = [str(link["href"]) for link in soup.select("li[data-words] a")]
    for name in {link.partition("#")[0] for link in links}:
        lesson = BeautifulSoup((page.parent / name).read_text(encoding="utf-8"), "html.parser")
        listed = [link.partition("#")[2] for link in links if link.startswith(f"{name}#")]
        assert listed == [heading["id"] for heading in lesson.select("main h2")]


def test_words_are_escaped():
    assert "&lt;b&gt;" in search_body([Section("a.html", "01", "<b>", "x")])
    [section] = sections_of("a.html", "01", "<p>1 &lt; 2</p>")
    assert section.text == "1 < 2"
