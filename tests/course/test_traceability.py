from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from swap_teach.course import traceability
from swap_teach.course.cards import NOTES
from swap_teach.course.lessons import list_lessons, read
from swap_teach.course.pages import finish
from swap_teach.course.traceability import PAGE, Figure, Item, list_items, page_body

ROOT = Path(__file__).parents[2]
NUMBERED = [  # the paper's own numbers, as far as they are known, and its abstract's figures
    *(rf"Definition 3\.{n}\b" for n in range(1, 6)),
    *(rf"(Equations? |and ){n}\b" for n in range(1, 7)),
    r"Algorithm 1",
    *(rf"Tables? (1 and )?{n}\b" for n in (1, 2, 3)),
    r"main figure",
    r"2\.65, 2\.54, 2\.48±\.09 %",
    r"4\.3 M",
    r"\.004 GPU-days, 6 minutes",
    r"24\.0 and 7\.6 %",
    r"5\.8 M",
    r"\.006, 9 minutes",
    r"\.86, \.45, \.34",
    r"\.86, \.84, \.90",
    r"\.89, \.92, \.93",
    r"CIFAR-100 accuracy: \.90",
    r"NWOT with \.80",
    r"outranks 15 metrics",
    r"DARTS networks: \.93",
    r"GLUE: \.71",
    r"P, C, S and M",
]
OURS = ("goes beyond", "our own", "not in the paper")
ELSEWHERE = ("not in this lesson", "not done here", "scores are looked up here")
CLAIMS = {  # how a lesson's status begins, and what the page may then say
    ("reproduced", "agrees", "shown", "decline reproduced"): {"reproduced", "partly"},
    ("in part", "partly", "nearly", "in kind", "scaled down"): {"partly", "not reached", "refuted", "not tried"},
    ("not reached", "refuted"): {"not reached", "refuted", "partly"},
}
RESTS: dict[str, Callable[..., bool]] = {  # what a status rests on: the item's figures in order, a row of a record each
    "Table 1: size": lambda found: abs(found.full_params_M - 4.3) < 0.3,
    "Tables 1 and 2: cost": lambda one: 500 * 32 * one.value / 1000 < 6 * 60,  # 500 scores of 32 draws in six minutes
    "Table 2: size": lambda found, rule: abs(found.full_params_M - 5.8) < 0.5 and rule.high < rule.params_spearman,
    "Table 3: SWAP": lambda cifar, photos: cifar.low <= 0.90 <= cifar.high,
    "Table 3: regularised SWAP": lambda regularised, plain: plain.spearman < regularised.spearman < 0.93,
    "No training": lambda ratio: 1 < ratio.value < 2,
    "Above all fifteen, on every space": lambda nb101, darts, micro, macro, nwot: (
        darts.low > darts.params_spearman
        and all(row.spearman < row.params_spearman for row in (nb101, micro))
        and macro.spearman < nwot.spearman
    ),
    ".90 on NAS-Bench-201, CIFAR-100": lambda by_accuracy, by_sizes: (
        by_sizes.spearman < by_accuracy.high < 0.90 and by_accuracy.spearman > 0.88
    ),
    "NWOT is second, at .80": lambda nwot, paired: abs(nwot.spearman - 0.80) < 0.05 and paired.over_nwot_low > 0,
    "Regularisation raises the correlation in cell spaces": lambda plain, cells, macro, macro_plain: (
        plain.high < cells.low and macro.high < macro_plain.low
    ),
    "μ and σ steer size": lambda low, middle, high: low.full_params_M < middle.full_params_M < high.full_params_M,
    "The search finds good cells": lambda found, psi, largest: psi.test < found.test_low <= found.test < largest.test,
    "Scoring protocol on DARTS": lambda one, sixteen: one.spearman < sixteen.spearman,
    "Counting by rows of a matrix": lambda ratio: ratio.value > 2,
    ".93 on DARTS (2026)": lambda report: abs(report.spearman - 0.93) < 0.02,
}


@pytest.fixture(scope="module")
def lessons():
    return {lesson.number: (lesson, read(lesson.path)) for lesson in list_lessons()}


@pytest.mark.parametrize("number", NUMBERED)
def test_everything_the_paper_numbers_is_on_the_list(number):
    assert any(re.search(number, f"{item.name}: {item.says}") for item in list_items())


def test_every_cell_is_in_the_lesson_that_is_named(lessons):
    for item in list_items():
        for cell in item.cells:
            number, name = cell.split("#")
            assert name in {c.id for c in lessons[number][1].cells}, f"{item.name}: {cell}"


def test_every_test_exists():
    for item in list_items():
        for test in item.tests:
            path, _, name = test.partition("::")
            tree = ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
            assert not name or name in {node.name for node in tree if isinstance(node, ast.FunctionDef)}, (
                f"{item.name}: {test}"
            )


def test_what_is_claimed_can_be_looked_up():
    for item in list_items():
        if item.status not in ("unknown", "not tried"):
            assert item.cells, item.name
            assert item.tests or item.figures or item.lessons, item.name


def paper_rows(notebook):
    """Yield (paper, here, status) for each row of the table under "What the paper says"."""
    text = next(c.source for c in notebook.cells if c.id == "recap").split("## What the paper says", 1)[1]
    rows = [line for line in text.split("\n## ", 1)[0].splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows[2:]]


@pytest.mark.parametrize("number", [lesson.number for lesson in list_lessons()])
def test_a_lesson_s_own_table_agrees_with_the_page(number, lessons):
    rows = paper_rows(lessons[number][1])
    assert len(rows) >= 2
    for paper, _, status in rows:
        about = [item for item in list_items() if any(re.search(row, paper) for row in item.rows)]
        told = f"lesson {number}, {paper!r}, {status!r}"
        assert about or status.startswith(OURS), f"{told}: no item of traceability.toml has a pattern for it in `rows`"
        for beginnings, may_be in CLAIMS.items():
            if status.startswith(beginnings):
                for item in about:
                    assert item.status in may_be, f"{told}, but {item.name!r} is {item.status!r}"
        if about and not status.startswith(ELSEWHERE):
            assert any(number in item.lessons for item in about), f"{told}: the page names no cell of it"


def test_a_pattern_that_finds_no_row_any_more_is_noticed(lessons):
    rows = [paper for _, notebook in lessons.values() for paper, _, _ in paper_rows(notebook)]
    for item in list_items():
        for pattern in item.rows:
            assert any(re.search(pattern, row) for row in rows), f"{item.name}: {pattern}"


def test_the_list_holds_rules_and_the_page_figures(monkeypatch):
    """A figure is read when the page is made: another record, another page."""
    item = next(i for i in list_items() if i.name.startswith(".90 on"))
    before = page_body([], [item])
    record = traceability.load_record("size_target")
    assert "spearman" not in str(item.figures[0].where)
    record.table["spearman"] = 0.1234
    monkeypatch.setattr(traceability, "load_record", lambda name: record)
    assert "0.12 [" in page_body([], [item])
    assert "0.12 [" not in before


@pytest.mark.parametrize(
    "item", [item for item in list_items() if item.figures and item.status != "not tried"], ids=lambda item: item.name
)
def test_a_status_stands_as_long_as_its_figures_do(item):
    rows = [SimpleNamespace(**figure.row()) for figure in item.figures]
    assert RESTS[item.name](*rows), f"{item.status!r} no longer follows from {[f.read() for f in item.figures]}"


def test_nwot_is_the_first_of_the_paper_s_fifteen_where_the_page_says_so():
    [figure, _] = next(item for item in list_items() if item.name.startswith("NWOT is second")).figures
    rows = traceability.load_record("rivals").table
    for column, value in figure.where.items():
        rows = rows[(rows[column] == value) | (column == "metric")]
    ranks = rows.set_index("metric").spearman
    others = set(NOTES) - {"nwot", "units", "swap", "swap_reg", "az_nas", "meco"}
    assert ranks.nwot > ranks[ranks.index.isin(others)].max()
    assert ranks.meco > ranks.nwot


def test_every_correlation_has_its_interval_size_and_n_beside_it():
    for item in list_items():
        for figure in item.figures:
            if "spearman" in figure.show or "over_nwot" in figure.show:
                assert re.search(r"\[.*\], .*n = \{n", figure.show), item.name


def test_a_rule_that_leaves_no_row_or_several_says_so():
    with pytest.raises(ValueError, match=r"0 rows of the record 'inputs' have {'benchmark': 'nb999'}: name "):
        Figure("", "inputs", {"benchmark": "nb999"}).read()
    with pytest.raises(ValueError, match=r'\d+ rows of the record .* say take = "median"'):
        Figure("", "inputs", {"benchmark": "darts"}).read()
    with pytest.raises(ValueError, match=r"The record 'inputs' has no column planet: mend the rule"):
        Figure("", "inputs", {"planet": "Mars"}).read()


def test_a_status_is_one_of_six_and_not_tried_says_what_it_needs():
    with pytest.raises(ValueError, match=r"The status of 'x' is 'fine': write reproduced, partly,"):
        Item("g", "x", "", "fine", "")
    with pytest.raises(ValueError, match=r"'x' is 'not tried': `needs` goes with 'not tried', and only with it"):
        Item("g", "x", "", "not tried", "")


def test_the_page_is_a_table_for_each_group_with_caption_and_headers(lessons, tmp_path):
    body, sections = finish(page_body([lesson for lesson, _ in lessons.values()]), tmp_path, tmp_path)
    page = BeautifulSoup(body, "html.parser")
    assert [text for _, text in sections] == list(dict.fromkeys(item.group for item in list_items()))
    for table in page.find_all("table"):
        assert table.caption.get_text(strip=True)
        assert table.find_parent(class_="scroll")["tabindex"] == "0"
        assert [th["scope"] for th in table.thead.find_all("th")] == ["col"] * 5
        assert all(len(row.find_all("th", scope="row")) == 1 for row in table.tbody.find_all("tr"))
    assert len(page.select("tbody tr")) == len(list_items())


def test_links_lead_to_the_section_that_a_cell_stands_in(lessons):
    page = BeautifulSoup(page_body([lessons["03"][0]]), "html.parser")
    stem = lessons["03"][0].path.stem
    targets = {link.code.get_text(): link["href"] for link in page.find_all("a")}
    assert targets["columns"] == f"{stem}.html#1.-Turn-the-matrix-round"
    assert {href.split("#")[0] for href in targets.values()} == {f"{stem}.html"}
    assert "lesson 06, cell by-hand" in page.get_text(), "a lesson without a page is named all the same"
    assert not [link for link in page.find_all("a") if "lesson 06" in link.get_text()]


def test_the_index_links_to_it(lesson_file):
    from swap_teach.course.pages import build_pages

    index = build_pages(lesson_file().parent, lesson_file().parent)
    assert BeautifulSoup(index.read_text("utf-8"), "html.parser").main.find("a", href=PAGE)
    assert (index.parent / PAGE).is_file()
