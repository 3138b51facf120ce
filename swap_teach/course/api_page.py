"""The public functions on one page, from their own signatures and docstrings: `api.html` beside the lessons' pages."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import swap_teach
from swap_teach.course.lessons import Lesson

API = "api.html"


def entries() -> dict[str, Any]:
    """Return every public name of the package with the function behind it; imports torch.

    >>> "regularised_swap" in entries()
    True
    """
    return {name: getattr(swap_teach, name) for name in swap_teach.__all__}


def api_body(lessons: Sequence[Lesson] = ()) -> str:
    """Return the page's HTML; a lesson that a docstring names becomes a link if it is among `lessons`."""
    pages = {lesson.number: f"{lesson.path.stem}.html" for lesson in lessons}
    found = entries()
    sections = "".join(_section(name, function, pages) for name, function in found.items())
    names = ", ".join(f'<a href="#{name}"><code>{name}</code></a>' for name in found)
    return (
        "<h1>The package, function by function</h1>"
        "<p>What <code>from swap_teach import ...</code> offers, as the docstrings say it. Each example is run by the "
        f"tests. The commands explain themselves: <code>swap-teach --help</code>.</p><p>{names}</p>{sections}"
    )


def _section(name: str, function: Any, pages: Mapping[str, str]) -> str:
    signature = re.sub(r"'([\w.\[\]| ]+)'", r"\1", f"{name}{inspect.signature(function)}")
    parts = [_part(text, pages) for text in (inspect.getdoc(function) or "").split("\n\n")]
    home = escape(function.__module__)
    return (
        f"<h2>{escape(name)}</h2><p>In <code>{home}</code>.</p><pre class='words'>{escape(signature)}</pre>"
        f"{''.join(parts)}"
    )


def _part(text: str, pages: Mapping[str, str]) -> str:
    """Render one paragraph of a docstring: an example and lines with columns keep their shape."""
    if text.lstrip().startswith(">>>"):
        return f"<pre>{escape(text)}</pre>"
    if re.search(r"\S {2,}\S", text) or "\n " in text:
        return f'<pre class="words">{escape(text)}</pre>'
    told = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
    if re.search(r"\blessons? ", text):
        told = re.sub(
            r"\b(?:\d\d|[AB]\d)\b", lambda m: f'<a href="{pages[m[0]]}">{m[0]}</a>' if m[0] in pages else m[0], told
        )
    return f"<p>{told}</p>"
