"""Claims and headlines."""

from __future__ import annotations

import configparser
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from swap_teach.course import ClaimError, claim, headline


@pytest.mark.parametrize("value", [0.66, 0.70, np.float64(0.74)])
def test_the_sentence_ends_with_the_value_which_proofs_overlook(
    value: float, capsys: pytest.CaptureFixture[str]
) -> None:
    claim("rho of SWAP", value, 0.7, 0.05)
    said = capsys.readouterr().out
    assert said == f"Holds: rho of SWAP (expected 0.7, within 0.05; computed {value:.4g}).\n"
    rules = configparser.ConfigParser(interpolation=None)
    rules.read(Path(__file__).parents[1] / "nbval_sanitize.cfg")
    rule = rules["computed"]
    assert re.sub(rule["regex"], rule["replace"], said) == (
        "Holds: rho of SWAP (expected 0.7, within 0.05; computed here).\n"
    )


def test_a_large_value_is_told_as_a_whole_number(capsys: pytest.CaptureFixture[str]) -> None:
    claim("score", np.int64(49_260), 49_254, tolerance=100)
    assert capsys.readouterr().out == "Holds: score (expected 49254, within 100; computed 49260).\n"


def test_a_tensor_of_one_truth_may_be_claimed(capsys: pytest.CaptureFixture[str]) -> None:
    torch = pytest.importorskip("torch")
    claim("all equal", torch.tensor(True))
    assert capsys.readouterr().out == "Holds: all equal.\n"


def test_a_statement_needs_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    claim("more samples, fewer ties", np.bool_(True))
    assert capsys.readouterr().out == "Holds: more samples, fewer ties.\n"


@pytest.mark.parametrize(
    ("value", "expected", "tolerance"),
    [(11, 10, 0), (0.76, 0.7, 0.05), (math.nan, 0.7, 1e9), (math.inf, math.inf, 0), (False, True, 0), (True, False, 0)],
)
def test_what_does_not_hold_stops_with_value_expected_and_advice(value: Any, expected: Any, tolerance: float) -> None:
    with pytest.raises(ClaimError, match="This does not hold here: the claim") as caught:
        claim("the claim", value, expected, tolerance)
    assert isinstance(caught.value, AssertionError)
    assert f"Computed {value}, expected {expected}" in str(caught.value)
    assert "restart the kernel and run all cells" in str(caught.value)
    assert "a function of yours was adopted above, it may be the cause" in str(caught.value)


def test_a_notebook_shows_the_message_and_not_the_package_s_lines() -> None:
    with pytest.raises(ClaimError) as caught:
        claim("the claim", 11, 10)
    assert caught.value._render_traceback_() == [f"ClaimError: {caught.value}"]


def test_a_headline_carries_its_text_in_the_outputs_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("swap_teach.course.claims.publish", lambda *output: seen.append(output))
    headline("10 patterns from 10,000 units")
    [(bundle, metadata)] = seen
    assert metadata == {"swap_teach": {"headline": "10 patterns from 10,000 units"}}
    assert bundle["text/plain"] == "Headline: 10 patterns from 10,000 units"


@pytest.mark.parametrize("text", ["", "two\nlines"])
def test_a_headline_is_one_line(text: str) -> None:
    with pytest.raises(ValueError, match="A headline is one line of text"):
        headline(text)
