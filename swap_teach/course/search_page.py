"""Search all lessons without a network: `search.html`, a list of their sections that shrinks as one types.

The list is whole without a script; the script on it, the only one of the course, hides what lacks a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

SEARCH = "search.html"
WORD = re.compile(r"\w[\w'-]*")
SCRIPT = """<script>
const box = document.getElementById("asked"), told = document.getElementById("told");
const sections = [...document.querySelectorAll("li[data-words]")];
function look() {
  const asked = box.value.toLowerCase().match(/[\\p{L}\\p{N}_][\\p{L}\\p{N}_'-]*/gu) || [];
  for (const section of sections) section.hidden = !asked.every(word => section.dataset.words.includes(" " + word));
  const found = sections.filter(section => !section.hidden).length;
  told.textContent = `${found} of ${sections.length} sections`;
}
box.addEventListener("input", look);
document.getElementById("search").hidden = false;
look();
</script>"""


class Section(NamedTuple):
    """A second-level section of a lesson's page: where it is, what it is called, and its text."""

    target: str
    lesson: str
    heading: str
    text: str


def sections_of(page: str, lesson: str, body: str) -> Iterator[Section]:
    """Split a finished page's body at its second-level headings; what stands before the first belongs to the lesson.

    >>> [(s.target, s.text) for s in sections_of("03.html", "03", '<p>one</p><h2 id="a">A</h2><p>two</p>')]
    [('03.html', 'one'), ('03.html#a', 'A two')]
    """
    from bs4 import BeautifulSoup

    for part in re.split(r"(?=<h2\b)", body):
        soup = BeautifulSoup(part, "html.parser")
        heading = soup.find("h2")
        text = " ".join(soup.get_text(" ").split())
        if text:
            name = heading.get_text(" ", strip=True) if heading else "The beginning"
            yield Section(f"{page}#{heading['id']}" if heading else page, lesson, name, text)


def search_body(sections: Sequence[Section]) -> str:
    """Return the page's HTML without its script: a box, and every section with the words that it holds.

    >>> print(search_body([Section("03.html#a", "03 SWAP", "A", "Psi counts. Psi!")]).partition("<ul>")[2])
    <li data-words=" counts psi"><a href="03.html#a">03 SWAP: A</a></li></ul>
    """
    rows = []
    for section in sections:
        words = " ".join(sorted(set(WORD.findall(section.text.lower()))))
        link = f'<a href="{escape(section.target)}">{escape(section.lesson)}: {escape(section.heading)}</a>'
        rows.append(f'<li data-words=" {escape(words)}">{link}</li>')
    return (
        "<h1>Search the lessons</h1><p>Sections that hold every word you type, or its beginning.</p>"
        '<p id="search" hidden><label for="asked">Words</label> <input id="asked" type="search" autocomplete="off"> '
        f'<span id="told" role="status"></span></p><ul>{"".join(rows)}</ul>'
    )
