from __future__ import annotations

import re
from functools import cache

import pytest
from bs4 import BeautifulSoup

from swap_teach.course.glossary import GLOSSARY, TERMS, Term, glossary_body
from swap_teach.course.lessons import list_lessons, read
from swap_teach.course.pages import anchor, build_pages, finish

SECOND_NAMES = {"SWAP score": "SWAP-Score", "batchnorm": "BatchNorm", "swap-nas": "SWAP-NAS"}
"""Spellings that no prose may use, and what the glossary or the paper writes."""


@cache
def sections(number: str) -> dict[str, str]:
    """Return heading -> text beneath it and its smaller headings, code among it, of a lesson as it is committed."""
    lesson = next(lesson for lesson in list_lessons() if lesson.number == number)
    found: dict[str, str] = {}
    above: list[str] = []
    for cell in read(lesson.path).cells:
        for line in cell.source.splitlines():
            if cell.cell_type == "markdown" and (marks := re.match("(#+) ", line)):
                above = [*above[: len(marks[1]) - 1], line.lstrip("# ")]
            for heading in above:
                found[heading] = f"{found.get(heading, '')} {line}"
    return found


def test_terms_are_sorted_and_each_stands_once() -> None:
    names = [term.name.casefold() for term in TERMS]
    assert names == sorted(set(names))


def test_no_symbol_means_two_things() -> None:
    symbols = [symbol for term in TERMS for symbol in term.symbol.split(", ") if symbol]
    assert len(set(symbols)) == len(symbols)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name.replace(" ", "-"))
def test_the_section_is_there_and_uses_the_term(term: Term) -> None:
    there = sections(term.lesson)
    assert term.section in there, f"lesson {term.lesson} has no heading {term.section!r}"
    told = there[term.section].replace("*", "").replace("_", " ")
    assert re.search(rf"\b{re.escape(term.name)}", told, re.IGNORECASE), f"{term.section} doesn't use {term.name!r}"
    assert term.meaning.endswith(".")
    assert len(term.meaning) < 200


def test_the_page_links_every_term(tmp_path) -> None:
    html, _ = finish(glossary_body(list_lessons()), tmp_path, tmp_path)
    page = BeautifulSoup(html, "html.parser")
    rows = page.tbody.find_all("tr")
    assert [row.th.get_text() for row in rows] == [term.name for term in TERMS]
    pages = {lesson.number: f"{lesson.path.stem}.html" for lesson in list_lessons()}
    expected = [f"{pages[term.lesson]}#{anchor(term.section)}" for term in TERMS]
    assert [row.a["href"] for row in rows] == expected
    assert "<a" not in glossary_body()


def test_the_contents_page_leads_to_it(lesson_file) -> None:
    path = lesson_file()
    index = build_pages(path.parent, path.parent)
    assert BeautifulSoup(index.read_text("utf-8"), "html.parser").main.find("a", href=GLOSSARY)
    assert (index.parent / GLOSSARY).is_file()


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.number)
def test_prose_uses_one_spelling(lesson) -> None:
    prose = " ".join(cell.source for cell in read(lesson.path).cells if cell.cell_type == "markdown")
    prose = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", prose, flags=re.DOTALL)
    for wrong, right in SECOND_NAMES.items():
        assert not re.search(rf"\b{wrong}\b", prose), (
            f"{lesson.path.name} writes {wrong!r}: the course writes {right!r}"
        )
    for doubled in re.findall(r"\b(\w+) \1\b", re.sub(r"\$[^$]*\$|\|", "/", prose)):
        assert doubled in {"that", "had", "is"} or doubled.isdigit(), f"{lesson.path.name}: {doubled} {doubled}"
