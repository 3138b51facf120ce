from __future__ import annotations

import inspect

from bs4 import BeautifulSoup

import swap_teach
from swap_teach.course.api_page import api_body, entries
from swap_teach.course.lessons import list_lessons
from swap_teach.course.pages import finish


def test_every_public_name_has_its_signature_its_first_sentence_and_its_examples(tmp_path):
    lessons = list_lessons()
    html, sections = finish(api_body(lessons), tmp_path, tmp_path)
    page = BeautifulSoup(html, "html.parser")
    assert [name for name, _ in sections] == swap_teach.__all__
    text = " ".join(page.get_text().split())
    for name, function in entries().items():
        for parameter in inspect.signature(function).parameters:
            assert parameter in text
        first = inspect.getdoc(function).split("\n\n")[0].replace("`", "")
        assert " ".join(first.split())[:60] in text, name
    ids = {tag["id"] for tag in page.find_all(id=True)}
    targets = [link["href"] for link in page.find_all("a")]
    pages = {f"{lesson.path.stem}.html" for lesson in lessons}
    assert all(target[1:] in ids if target.startswith("#") else target in pages for target in targets)
    assert any(target in pages for target in targets), "a docstring names a lesson, and the page links to it"
    assert ">>>" in text


def test_a_lesson_that_has_no_page_is_named_without_a_link():
    assert "</a>" not in api_body().partition("<h2>")[2]
