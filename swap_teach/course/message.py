"""What a verb of the course answers: one sentence and a few labelled details, in a plain and a rich form."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from html import escape
from typing import Any

WIDTH = 100


@dataclass(frozen=True)
class Message:
    """An answer to the learner; its first words carry the meaning, so that no colour or sign has to.

    `details` are (label, value) pairs; a value may have several lines and is shown as it is.

    >>> Message("Not yet", "Rows are samples.", (("expected", "5"), ("got", "4")))
    Not yet. Rows are samples.
      expected: 5
      got:      4
    """

    head: str
    text: str
    details: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        pad = max((len(label) for label, _ in self.details), default=0) + 2
        lines = [textwrap.fill(f"{self.head}. {self.text}", WIDTH, break_on_hyphens=False)]
        for label, value in self.details:
            first, *rest = value.split("\n")
            lines.append(f"  {label + ':':<{pad}}{first}")
            lines.extend(" " * (pad + 2) + line for line in rest)
        return "\n".join(line.rstrip() for line in lines)

    def _repr_html_(self) -> str:
        # JupyterLab stripes tables, and gives a <pre> a ground of its own, which would cut holes into the stripes.
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left;vertical-align:top">{escape(label)}</th>'
            f'<td style="text-align:left"><pre style="margin:0;background:none;white-space:pre-wrap">{escape(value)}'
            "</pre></td></tr>"
            for label, value in self.details
        )
        table = f"<table>{rows}</table>" if rows else ""
        return (
            '<div style="border-left:4px solid currentColor;padding-left:0.8em">'
            f"<p><strong>{escape(self.head)}.</strong> {_code(self.text)}</p>{table}</div>"
        )


def say(message: Any) -> None:
    """Display a message where there is a notebook, print its plain form elsewhere."""
    from IPython.display import display

    display(message)  # type: ignore[no-untyped-call, unused-ignore]


def _code(text: str) -> str:
    """Escape a text for HTML and turn `backticks` into code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
