"""The cards: every rival has one, its figures are the records', its words the register's."""

from __future__ import annotations

import re

import pytest
from scipy.stats import spearmanr

from swap_teach import list_metrics
from swap_teach.course import cards
from swap_teach.metrics import get_metric
from swap_teach.records import load_record

PAPER = {
    "params",
    "flops",
    "l2_norm",
    "grad_norm",
    "snip",
    "plain",
    "grasp",
    "fisher",
    "synflow",
    "jacov",
    "epe_nas",
    "nwot",
    "zen",
    "zico",
    "tenas",
}


def test_the_paper_s_fifteen_have_a_card_and_five_more() -> None:
    assert len(PAPER) == 15
    assert cards.NOTES.keys() - PAPER == {"units", "swap", "swap_reg", "az_nas", "meco"}
    assert all(part in list_metrics().index for note in cards.NOTES.values() for part in note.parts)


@pytest.mark.parametrize("name", cards.NOTES)
def test_a_card_has_eight_lines_in_plain_and_rich_form(name: str) -> None:
    message = cards.card(name)
    labels = [label for label, _ in message.details]
    assert labels == ["sees", "needs", "blind to", "pitfall", "on mini", "kin", "costs", "source"]
    assert all(value for _, value in message.details)
    assert not re.search(r"\bnan\b", repr(message))
    assert max(map(len, repr(message).splitlines())) <= 100
    assert "#params" in message._repr_html_()


def test_needs_and_first_line_are_the_register_s() -> None:
    details = dict(cards.card("grasp").details)
    assert details["needs"].split(", ") == sorted(get_metric("grasp").needs)
    assert details["sees"].replace("\n", " ") == get_metric("grasp").doc.partition("\n")[0]


def test_kin_are_those_that_scipy_finds() -> None:
    table = load_record("metrics", "scores").table.query("benchmark == 'mini'").dropna(subset=["zico", "nwot"])
    columns = {name: get_metric(name).column for name, note in cards.NOTES.items() if not note.parts}
    rho = {n: spearmanr(table.zico, table[c]).statistic for n, c in columns.items() if n != "zico"}
    (nearest, value) = next(iter(cards.kin("zico", 1).items()))
    assert nearest == max(rho, key=lambda name: abs(rho[name]))
    assert value == pytest.approx(rho[nearest], abs=0.005)


def test_scores_made_of_others_rank_as_their_record_says() -> None:
    from swap_teach import load_benchmark

    scores = cards.on_mini()
    truth = load_benchmark("mini").set_index("arch").test_acc[scores.index]
    for name in ("swap_reg", "az_nas", "tenas"):
        assert spearmanr(scores[name], truth).statistic == pytest.approx(cards.ranks().spearman[name], abs=0.01)


def test_a_shared_pass_is_paid_once() -> None:
    milliseconds = load_record("costs").table.query("benchmark == 'mini'").set_index("metric").milliseconds
    assert cards.cost("az_nas") == pytest.approx(milliseconds["az_expressivity"] + milliseconds["flops"])
    assert cards.cost("zico") == milliseconds["zico"]


def test_an_unknown_card_names_its_neighbours() -> None:
    with pytest.raises(KeyError, match=r"no card 'zeco'. Did you mean .*zico"):
        cards.card("zeco")
