"""A learner's first hour, in JupyterLab: run all, answer wrongly and rightly, move a picture by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from browser.jupyterlab import RAN, Notebook
from swap_teach.course.exercises import get_exercise

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `test`)").expect
pytestmark = pytest.mark.browser
Open = Callable[[str], Notebook]


def test_start_here_runs_through(open_lesson: Open) -> None:
    lesson = open_lesson("00")
    lesson.run_all()
    lesson.wait_until_run(lesson.cell("provenance(profile, seed)"))
    prompts = lesson.page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    assert len(prompts) > 20
    assert all(RAN.match(prompt) for prompt in prompts)
    assert "Headline" in lesson.cell('headline(f"').locator(".jp-OutputArea").inner_text()


def test_a_wrong_answer_gets_its_own_message_and_a_right_one_is_taken(open_lesson: Open) -> None:
    exercise = get_exercise("03-swap-by-loop")
    lesson = open_lesson("03")
    stub, check = lesson.cell(f"def {exercise.function}("), lesson.cell(f'check("{exercise.id}"')
    lesson.run(lesson.cell("import math"))

    def answer(source: str) -> str:
        lesson.write(stub, source)
        lesson.press_run(stub)
        lesson.press_run(check)
        return str(check.locator(".jp-OutputArea").inner_text())

    forgot = next(one for one in exercise.misconceptions if one.name == "transpose forgotten")
    wrong = f"def {exercise.function}(layers):\n    return len(np.unique(np.concatenate(layers, axis=1), axis=0))"
    assert forgot.message in answer(wrong)
    assert answer(exercise.solution).startswith("Correct.")


def test_mu_moves_by_keyboard_and_figure_words_and_table_follow(open_lesson: Open) -> None:
    lesson = open_lesson("06")
    board = lesson.cell("def board(mu=344")
    lesson.run(lesson.cell('profile = "full"'), lesson.cell("import numpy"), lesson.cell("cells = load_benchmark"), board)
    figure, words, table = (board.locator(f".widget-html {part}") for part in ("img", "figcaption", "table"))

    def seen() -> tuple[str, str, str]:
        return figure.get_attribute("src"), words.inner_text(), table.inner_text()

    def after(press: Callable[[], None]) -> str:
        before = seen()
        press()
        expect(words).not_to_have_text(before[1])
        assert all(new != old for new, old in zip(seen(), before, strict=True))
        return words.inner_text()

    mu = board.get_by_role("slider").first
    mu.focus()
    told = [after(lambda: lesson.page.keyboard.press("ArrowRight")) for _ in range(2)]
    first, second = (int(re.search(r"mu ([\d,]+)", text)[1].replace(",", "")) for text in told)
    assert second == first + 50
    box = board.get_by_role("spinbutton").first
    assert box.input_value() == str(second), "the box follows the slider"
