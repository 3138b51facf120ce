r"""Formulas for pages that open without a network: LaTeX becomes MathML, which browsers draw themselves.

nbconvert's own pages load MathJax from a remote host. MathML needs no script, prints, and is read aloud.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

# latex2mathml knows align*, not aligned, which means the same inside a display; equation adds nothing.
_SYNONYMS = {"aligned": "align*", "equation": "", "equation*": ""}


class FormulaError(ValueError):
    """A formula with a command that has no MathML here; the message shows the formula."""


def to_mathml(latex: str, display: bool = False) -> str:
    r"""Return a formula as MathML that carries its LaTeX source as alternative text.

    FormulaError if a command or a tabulation mark would be shown raw to the reader.

    >>> print(to_mathml(r"2^S"))
    <math alttext="2^S" ...><mrow><msup><mn>2</mn><mi>S</mi></msup></mrow></math>
    >>> to_mathml(r"\nosuch x")
    Traceback (most recent call last):
    swap_teach.course.mathml.FormulaError: The formula \nosuch x can't be turned into MathML: ...
    """
    source = latex.strip()
    for name, known in _SYNONYMS.items():
        for edge in ("begin", "end"):
            source = source.replace(f"\\{edge}{{{name}}}", f"\\{edge}{{{known}}}" if known else "")
    try:
        text = convert(source, display="block" if display else "inline")
    except Exception as error:  # the converter raises a dozen kinds of its own; the cure is the same
        raise FormulaError(_advice(latex, f"{type(error).__name__} {error}")) from error
    raw = re.search(r">(\\[^<]*|&)<", text)
    if raw:
        raise FormulaError(_advice(latex, f"{raw.group(1)!r} is not known"))
    text = text.replace('<mn mathvariant="double-struck">1</mn>', "<mn>\N{MATHEMATICAL DOUBLE-STRUCK DIGIT ONE}</mn>")
    return str(text).replace("<math ", f'<math alttext="{escape(" ".join(latex.split()))}" ', 1)


def _advice(latex: str, why: str) -> str:
    return f"The formula {latex.strip()} can't be turned into MathML: {why}. Write it with simpler commands."


class MathMLRenderer(IPythonRenderer):
    """nbconvert's Markdown renderer with formulas as MathML and headings without link marks."""

    def inline_math(self, body: str) -> str:
        """Draw a formula within a line."""
        return to_mathml(body)

    def block_math(self, body: str) -> str:
        """Draw a formula on a line of its own."""
        return to_mathml(body, display=True)

    def latex_environment(self, name: str, body: str) -> str:
        """Draw a formula written as an environment."""
        return to_mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)


class OfflineExporter(HTMLExporter):
    """nbconvert's HTML exporter with MathML formulas, pictures before their HTML twins, and no scripts."""

    @property
    def default_config(self) -> Any:
        """Put pictures first (they carry the description), and leave out whatever needs a script."""
        config = Config(super().default_config)
        config.NbConvertBase.display_data_priority = [
            "image/svg+xml",
            "image/png",
            "image/jpeg",
            "text/html",
            "text/markdown",
            "text/latex",
            "text/plain",
        ]
        return config

    def default_filters(self) -> Any:
        """Replace nbconvert's Markdown filter, and add one for formulas among the outputs."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "markdown2html", self._markdown
        yield "latex2mathml", lambda text: to_mathml(text.strip().strip("$"), display=True)

    def _markdown(self, source: str) -> str:
        renderer = MathMLRenderer(escape=False, exclude_anchor_links=True)
        return str(MarkdownWithMath(renderer=renderer).render(source))
