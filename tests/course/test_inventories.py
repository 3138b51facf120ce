"""The ten-item inventory."""

from __future__ import annotations

from typing import Any

import pytest

from swap_teach.course import inventory, inventory_report, progress
from swap_teach.course.questions.inventory import ITEMS

RIGHT = "".join(item.answer for item in ITEMS)


def test_ten_items_with_four_choices_and_an_explanation_of_the_right_one_alone() -> None:
    assert len(ITEMS) == 10
    for item in ITEMS:
        assert list(item.choices) == ["a", "b", "c", "d"]
        assert [key for key, choice in item.choices.items() if choice.feedback] == [item.answer]


def test_the_right_letters_are_spread_and_the_right_choice_is_not_always_the_longest() -> None:
    assert all(2 <= RIGHT.count(letter) <= 3 for letter in "abcd")
    longest = sum(max(item.choices, key=lambda key: len(item.choices[key].text)) == item.answer for item in ITEMS)
    assert longest <= 3


def test_asking_shows_the_items_and_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    inventory("before")
    out = capsys.readouterr().out
    assert out.count("Item ") == 10
    assert not [item.id for item in ITEMS if item.choices[item.answer].feedback in out]


@pytest.mark.parametrize(
    ("answers", "told"),
    [("abc", "'abc' has 3"), ("abcdabcdax", "Item 10 has no 'x'")],
)
def test_answers_that_can_not_be_read_are_told(answers: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    inventory("before", answers)
    assert told in capsys.readouterr().out.replace("\n", " ")
    assert progress.read()["inventory"] == {}


def test_a_moment_is_before_or_after() -> None:
    never: Any = "during"
    with pytest.raises(ValueError, match=r'moment is "before" .* it was \'during\''):
        inventory(never, RIGHT)


def test_the_report_waits_for_both_rounds_then_compares(capsys: pytest.CaptureFixture[str]) -> None:
    inventory("before", "aaaaaaaaa?")
    inventory_report()
    out = capsys.readouterr().out
    assert "missing: after" in out
    assert ITEMS[0].choices[ITEMS[0].answer].text not in out
    inventory("after", RIGHT.upper())
    capsys.readouterr()
    inventory_report()
    out = capsys.readouterr().out
    assert f"{RIGHT[:9].count('a')} of 10 before the course, 10 after it." in out
    assert f"before a, after {RIGHT[0]}, right {RIGHT[0]}:" in out
