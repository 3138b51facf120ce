"""A learner's first hour, in JupyterLab: run all, answer wrongly and rightly, move a picture by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser.jupyterlab import RAN, Notebook

from swap_teach.course.cell_builder import stand
from swap_teach.course.example import CELL
from swap_teach.course.exercises import get_exercise

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `test`)").expect
pytestmark = pytest.mark.browser
Open = Callable[[str], Notebook]


def moved(notebook: Notebook, cell: Any, keys: str) -> str:
    """Press keys on a control of an explorer; see that picture, words and table change, and return the last words."""
    parts = [cell.locator(f".widget-html {part}").last for part in ("img", "figcaption", "table")]
    before = [part.evaluate("part => part.outerHTML") for part in parts]
    words = parts[1].inner_text()
    notebook.page.keyboard.press(keys)
    expect(parts[1]).not_to_have_text(words)
    after = [part.evaluate("part => part.outerHTML") for part in parts]
    assert all(new != old for new, old in zip(after, before, strict=True))
    return str(parts[1].inner_text())


def test_start_here_runs_through(open_lesson: Open) -> None:
    lesson = open_lesson("00")
    lesson.run_all()
    lesson.wait_until_run(lesson.cell("provenance(profile, seed)"))
    prompts = lesson.page.locator(".jp-CodeCell .jp-InputPrompt").all_text_contents()
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
    board = lesson.cell("def board(")
    lesson.run(lesson.cell('profile = "full"'), lesson.cell("import numpy"), lesson.cell("cells = load_benchmark"))
    lesson.run_and_stay(board)
    lesson.tab_to(board.get_by_role("slider").first)
    told = [moved(lesson, board, "ArrowRight") for _ in range(2)]
    first, second = (int(re.search(r"mu ([\d,]+)", words)[1].replace(",", "")) for words in told)
    assert second == first + 50
    assert board.get_by_role("spinbutton").first.input_value() == str(second), "the box follows the slider"


def test_the_cell_builder_answers_to_the_keyboard_alone(open_lesson: Open) -> None:
    lesson = open_lesson("04")
    builder = lesson.cell("explore(cell_in_the_ranking")
    lesson.run(lesson.cell('profile = "full"'), lesson.cell("import numpy"))
    lesson.run_and_stay(builder)
    expect(builder.get_by_role("slider")).to_have_count(6)
    drawing, score = builder.locator(".widget-html img").first, builder.locator(".widget-html td").nth(1)
    before = drawing.get_attribute("src"), score.inner_text()
    lesson.tab_to(builder.get_by_role("slider").first)
    moved(lesson, builder, "ArrowLeft")
    assert drawing.get_attribute("src") != before[0]
    assert "0 to 1: conv 1×1" in drawing.get_attribute("alt")
    arch = CELL.replace("|nor_conv_3x3~0|", "|nor_conv_1x1~0|", 1)
    assert before[1] != score.inner_text() == f"{stand(arch)[0].value:,.0f}"


def test_evolution_plays_pauses_and_steps_by_keyboard(open_lesson: Open) -> None:
    lesson = open_lesson("09")
    board = lesson.cell("explore(evolution_step")
    lesson.run(lesson.cell("import numpy"))
    lesson.run_and_stay(board)
    cycle = board.get_by_role("spinbutton").first
    expect(cycle).to_have_value("1")
    play = board.get_by_role("button", name="play cycle")
    lesson.tab_to(play)
    lesson.page.keyboard.press("Enter")
    expect(cycle).not_to_have_value("1")
    pause = board.get_by_role("button", name="pause cycle")
    expect(pause).to_be_focused()
    lesson.page.keyboard.press("Enter")
    expect(play).to_be_visible()
    lesson.tab_to(board.get_by_role("slider").first)
    told = moved(lesson, board, "ArrowRight")
    assert told.startswith(f"Figure: Cycle {cycle.input_value()} of 40")


def test_a_live_search_moves_while_it_runs_and_goes_on_after_an_interruption(open_lesson: Open) -> None:
    lesson = open_lesson("10")
    watch, hunt = lesson.cell("watched = live("), lesson.cell("found = search(")
    lesson.run(*map(lesson.cell, ('profile = "full"', "import numpy", "darts = get_space")), watch)
    view = watch.locator(".widget-html")

    def evaluated(least: int) -> int:
        expect(view).to_contain_text(" evaluated. Best score")
        lesson.page.wait_for_function(
            "([view, least]) => parseInt(view.innerText) >= least", arg=[view.element_handle(), least]
        )
        return int(view.inner_text().split()[0])

    lesson.select(hunt)
    lesson.page.keyboard.press("Control+Enter")
    first = evaluated(1)
    second = evaluated(first + 1)
    lesson.page.get_by_role("button", name="Interrupt the kernel").click()
    lesson.errors.filter(has_text="KeyboardInterrupt").wait_for()
    lesson.wait_until_idle()
    kept = evaluated(second)
    assert kept < 150
    expect(view.locator("svg")).to_be_visible()
    expect(view.locator("img")).to_have_attribute("alt", re.compile(f"best so far: .* at {kept};"))
    lesson.select(hunt)
    lesson.page.keyboard.press("Control+Enter")
    hunt.locator(".jp-OutputArea").get_by_text("It evaluated its whole budget").wait_for()
    assert evaluated(150) == 150, "nothing was scored twice"
