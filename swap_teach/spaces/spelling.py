"""Say what is wrong with a genotype's text: every space parses strictly, so that text and genotype are one."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches


def quote(text: str, limit: int = 60) -> str:
    """`text` in quotes, shortened for an error message.

    >>> quote("x" * 100, limit=8)
    "'xxxxxxxx'... (100 characters)"
    """
    if len(text) <= limit:
        return repr(text)
    return f"{text[:limit]!r}... ({len(text)} characters)"


def check_operation(name: str, known: Sequence[str], where: str) -> None:
    """Raise ValueError unless `name` is one of the `known` operations.

    >>> check_operation("nor_conv_3x", ["none", "nor_conv_3x3"], "edge 0->1")
    Traceback (most recent call last):
    ValueError: edge 0->1 has the unknown operation 'nor_conv_3x'; did you mean 'nor_conv_3x3'? Known: none, ...
    """
    if name not in known:
        close = get_close_matches(name[:40], known, n=1)
        guess = f" did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"{where} has the unknown operation {quote(name)};{guess} Known: {', '.join(known)}.")


def check_spelling(text: str, expected: str) -> None:
    """Raise ValueError at the first character where `text` is not the exact spelling of what was read from it.

    >>> check_spelling("|none~1|", "|none~0|")
    Traceback (most recent call last):
    ValueError: At character 6, after '|none~', expected '0|', found '1|'. A genotype ...
    """
    if text == expected:
        return
    shared = zip(text, expected, strict=False)
    at = next((i for i, (a, b) in enumerate(shared) if a != b), min(len(text), len(expected)))
    before, wanted, found = text[max(0, at - 16) : at], expected[at : at + 16], text[at : at + 16]
    raise ValueError(
        f"At character {at}, after {before!r}, expected {wanted!r}, found {found!r}. "
        "A genotype is spelled exactly as str() writes it."
    )


def check_text(text: str) -> None:
    """Raise TypeError unless `text` is a string.

    >>> check_text(3)  # type: ignore[arg-type]
    Traceback (most recent call last):
    TypeError: A genotype is parsed from a string, not from int: pass str(genotype) or a table's cell.
    """
    if not isinstance(text, str):
        raise TypeError(
            f"A genotype is parsed from a string, not from {type(text).__name__}: pass str(genotype) or a table's cell."
        )
