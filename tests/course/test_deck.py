from __future__ import annotations

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from swap_teach.benchmarks import load_benchmark
from swap_teach.course.deck import CARDS, FILE, accuracies, all_coins, cards, cell_of
from swap_teach.course.deck_pages import A_PAGE, answers_body, cards_body
from swap_teach.course.example import BITS, CELL
from swap_teach.datafiles import data_dir
from swap_teach.records import load_scores
from swap_teach.spaces.nb201 import NB201


def test_the_deck_is_32_different_living_cells_and_the_running_cell_is_card_1():
    deck = cards()
    assert [card.number for card in deck] == list(range(1, CARDS + 1))
    assert str(deck[0].genotype) == CELL
    assert len({NB201().canonical_class(card.genotype) for card in deck}) == CARDS
    scores = load_scores("nb201").set_index("arch")
    assert not any(scores.dead[str(card.genotype)] for card in deck)
    assert [card.swap for card in deck] == [int(scores.swap[str(card.genotype)]) for card in deck]


def test_a_wrong_number_of_coins_is_told():
    with pytest.raises(ValueError, match=r"A card is 5 coins, each 0 .heads. or 1 .tails.; got .0, 1."):
        cell_of((0, 1))


def test_every_card_was_trained_three_times_once():
    mini, own = load_benchmark("mini"), pd.read_csv(data_dir() / FILE)
    wanted = [str(cell_of(coins)) for coins in all_coins()]
    assert not set(own.arch) & set(mini.arch)
    assert set(own.arch) == set(wanted) - set(mini.arch)
    assert set(own.groupby("arch").seed.apply(tuple)) == {(0, 1, 2)}
    truth = accuracies()
    known = mini.set_index("arch").test_acc
    for arch in set(wanted) & set(mini.arch):
        assert truth.test_acc[arch] == pytest.approx(known[arch])
    space = NB201()
    for card in (cards()[0], cards()[-1]):  # parameters against a network that is built
        net = space.build(card.genotype, network="small")
        assert card.params == sum(p.numel() for p in net.parameters())


def test_the_cards_to_print_say_what_the_data_say():
    page = BeautifulSoup(cards_body(), "html.parser")
    sheets = page.select(".sheet")
    assert [len(sheet.select(".card")) for sheet in sheets] == [A_PAGE] * (CARDS // A_PAGE)
    for card, shown in zip(cards(), page.select(".card"), strict=True):
        text = shown.get_text(" ")
        assert f"Card {card.number} · {card.letters}" in text
        assert f"{card.swap:,}" in text
        assert f"{card.params:,} parameters" in text
        assert shown.img["alt"].count(" to ") == 6
        assert shown.img["src"].startswith("data:image/svg+xml;base64,")
    bits = [[int(td.get_text()) for td in row.find_all("td")] for row in page.select("table")[1].tbody.find_all("tr")]
    assert bits == [list(row) for row in BITS]
    assert "accuracy" not in " ".join(shown.get_text() for shown in page.select(".card"))
    # The worked example of the rules: tails of coins 2 and 5.
    number = int(re.search(r"HTHHT is 1 \+ 8 \+ 1, card (\d+)", page.get_text(" ", strip=True))[1])
    assert cards()[number - 1].letters == "HTHHT"


def test_the_answer_sheet_has_every_card_with_its_noise():
    page = BeautifulSoup(answers_body(), "html.parser")
    rows = page.find("table").tbody.find_all("tr")
    truth = accuracies()
    assert len(rows) == CARDS
    for card, row in zip(cards(), rows, strict=True):
        cells = [cell.get_text() for cell in row.find_all(["th", "td"])]
        assert cells[0] == str(card.number)
        assert cells[5] == f"{truth.test_acc[str(card.genotype)]:.1f}"
        assert cells[6] == f"{truth.test_sd[str(card.genotype)]:.1f}"
    assert page.get_text().count(f"n = {CARDS}") >= 2
