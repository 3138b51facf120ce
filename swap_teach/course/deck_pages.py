"""The deck of 32 cells to print: rules, cards (eight a page of A4) with the running bit matrix, and the answer sheet.

`swap-teach course` writes `deck.html` and `deck_answers.html` beside the lessons' pages. Half a day's lesson 09.
"""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

from swap_teach.course.deck import CARDS, COINS, Card, accuracies, cards
from swap_teach.course.deck_game import MUTATIONS, POPULATION, SAMPLE, play_many
from swap_teach.course.example import BITS, SAMPLE_NAMES, UNIT_NAMES
from swap_teach.spaces.drawing import STYLES
from swap_teach.spaces.nb201 import NB201

if TYPE_CHECKING:
    import pandas as pd

DECK, ANSWERS = "deck.html", "deck_answers.html"
A_PAGE = 8

RULES = f"""
<h1>The card game: evolution by hand</h1>
<p>{CARDS} cells of NAS-Bench-201, one a card. Edge 0 to 1 is always {STYLES["nor_conv_3x3"].words}; five coins choose
the other five operations. So whatever coins and dice make of two cards is again a card of this deck. The answer sheet
stays with the instructor: <a href="{ANSWERS}">{ANSWERS}</a>.</p>
<h2>What you need</h2>
<p>For each table of two to five: the cards cut out and kept as a stack in the order of their numbers, a coin, a die,
paper. One of you keeps the stack and hands out the card that is asked for: that is one SWAP-Score computed. Time: 25
minutes to play, 10 to talk.</p>
<h2>From coins to a card</h2>
{{coins}}
<p>A card's letters are its five coins in this order. To find its number without searching, add 1 and what its tails are
worth: HTHHT is 1 + 8 + 1, card 10.</p>
<h2>How to play</h2>
<ol>
<li><strong>Predict.</strong> Write down: will the cell with the highest score be the cell that trains best?</li>
<li><strong>Population.</strong> Toss five coins for a card, until {POPULATION} different ones lie before you, face
up.</li>
<li><strong>Sample.</strong> Take {SAMPLE} of the {POPULATION} at random: a die says which stays out, 1 to {POPULATION};
5 and 6 again.</li>
<li><strong>Parent.</strong> Heads: it is the best of the {SAMPLE}. Tails: cross the best two. For each of the five
letters toss a coin; heads takes the letter of the better card, tails that of the other.</li>
<li><strong>Children.</strong> {MUTATIONS} times throw the die and turn that letter of the parent; a six again. Ask for
both cards. Each card that you had not seen before costs one mark on your paper.</li>
<li><strong>Keep the best, remove the worst.</strong> The child with the higher score that isn't in the population
joins it. Of the {POPULATION + 1} the card with the lowest score leaves. If both children are there already, nothing
changes.</li>
<li>Go back to 3. After 8, 12 and 16 marks write down the number of your best card, and play on.</li>
</ol>
<h2>Then talk</h2>
<ul>
<li>Open the answer sheet. Where do your three best cards stand by accuracy? Did looking at more cards help the score?
Did it help the cell?</li>
<li>The trap is called <em>search harder</em>: more search finds more of whatever the score rewards. Which operations
does it reward here?</li>
<li>Order the cards by parameters instead. Which card wins, and how good is it?</li>
<li>Two tables compare: same best card? Would you have needed evolution for {CARDS} cards, and where would you?</li>
<li>How far apart must two accuracies be before their order means something? The sheet says how much seeds differ.</li>
</ul>
"""


def cards_body() -> str:
    """Return the page with rules, bit matrix and cards, as HTML for `pages.finish`."""
    deck = cards()
    sheets = [deck[first : first + A_PAGE] for first in range(0, CARDS, A_PAGE)]
    pages = "".join(f'<div class="sheet">{"".join(map(_card, sheet))}</div>' for sheet in sheets)
    return (
        f'<div class="rules">{RULES.format(coins=_coins_table())}</div>'
        f'<div class="rules"><h2>The running bit matrix</h2>{_matrix()}</div>'
        f"<h2>The cards</h2>{pages}"
    )


def answers_body() -> str:
    """Return the answer sheet: each card's accuracy with its noise, and how the game went when a computer played it."""
    truth = accuracies()
    rows = "".join(_answer(card, truth.test_acc, truth.test_sd) for card in cards())
    heads = ("Card", "Coins", "Parameters", "SWAP-Score", "Place by SWAP", "Test accuracy, %", "sd of 3 seeds", "Place")
    noise = float((truth.test_sd**2).mean() ** 0.5)
    swap = [card.swap for card in cards()]
    params = [card.params for card in cards()]
    return (
        "<h1>The card game: the answer sheet</h1>"
        "<p>Test accuracy is the mean of three trainings in percent, by the recipe of the self-made benchmark "
        "<code>mini</code> (small networks, ten handwritten digits on pieces of photograph; nothing of CIFAR). Seeds "
        f"of one cell differ by {noise:.1f} points (root of the mean variance), so a mean of three is uncertain by "
        f"{noise / 3**0.5:.1f}: order cells only where they are further apart. The SWAP-Score is that of the "
        "full-size untrained network, as in lesson 04.</p>"
        f"<p>Over the {CARDS} cards: Spearman's rho with test accuracy is {_rho(swap)} for the SWAP-Score and "
        f"{_rho(params)} for the number of parameters (n = {CARDS}, 95 % bootstrap interval). The deck was chosen "
        "before most of its cells were trained, but on sight of those that <code>mini</code> had: it is an example, "
        "not a sample of the space.</p>"
        f"<table><caption>All {CARDS} cards</caption><thead><tr>{''.join(f'<th>{h}</th>' for h in heads)}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        f"<h2>Played 200 times by a computer</h2>{_games()}"
    )


def _card(card: Card) -> str:
    picture = NB201().draw(card.genotype)
    # Drawn for 800 pixels, printed 85 mm wide: the operations' names and, as far as their boxes allow, the nodes' grow.
    large = picture.svg.replace('font-size="14" dominant', 'font-size="20" dominant')
    large = large.replace('font-size="14"', 'font-size="16"')
    source = base64.b64encode(large.encode()).decode()
    words = "; ".join(f"{i} to {j}: {STYLES[op].words}" for i, j, op in card.genotype.edges)
    return (
        f'<section class="card"><h3>Card {card.number} · {card.letters}</h3>'
        f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(picture.description)}">'
        f"<p>{words}</p><p>{card.params:,} parameters · <strong>SWAP-Score {card.swap:,}</strong></p></section>"
    )


def _coins_table() -> str:
    rows = "".join(
        f"<tr><th>{number}</th><td>{edge}</td><td>{STYLES[heads].words}</td><td>{STYLES[tails].words}</td>"
        f"<td>{2 ** (len(COINS) - number)}</td></tr>"
        for number, (edge, heads, tails) in enumerate(COINS, 1)
    )
    names = "".join(f"<th>{name}</th>" for name in ("Coin", "Edge", "Heads (H)", "Tails (T)", "Tails are worth"))
    return (
        f"<table><caption>What each coin chooses</caption><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _matrix() -> str:
    heads = "".join(f"<th>{unit}</th>" for unit in UNIT_NAMES)
    rows = "".join(
        f"<tr><th>{name}</th>{''.join(f'<td>{bit}</td>' for bit in row)}</tr>"
        for name, row in zip(SAMPLE_NAMES, BITS, strict=True)
    )
    samples, units = len(BITS), len(BITS[0])
    return (
        f"<table><caption>{samples} samples, {units} units: 1 where the unit is on</caption><thead><tr>"
        f"<th></th>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        "<p>Count the different rows: the patterns of samples (lesson 02). Count the different columns: the patterns "
        "of units, which is the SWAP-Score (lesson 03). Each card's score is the second count, of a large network.</p>"
    )


def _answer(card: Card, accuracy: pd.Series[float], sd: pd.Series[float]) -> str:
    arch = str(card.genotype)
    by_swap = 1 + sum(other.swap > card.swap for other in cards())
    place = 1 + int((accuracy > accuracy[arch]).sum())
    cells = (
        card.letters, f"{card.params:,}", f"{card.swap:,}", by_swap, f"{accuracy[arch]:.1f}", f"{sd[arch]:.1f}", place
    )  # fmt: skip
    return f"<tr><th>{card.number}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _rho(values: list[int]) -> str:
    from swap_teach.correlations import spearman

    return str(spearman(values, accuracies().test_acc))


def _games() -> str:
    table = play_many()
    heads = (
        "Cards turned", "Leader's SWAP-Score", "Leader's test accuracy, %", "Games led by the highest score, %",
        "Games led by the best cell, %", "Test accuracy by random draws, %",
    )  # fmt: skip
    rows = "".join(
        f"<tr><th>{row.cards}</th><td>{row.swap:,.0f}</td><td>{row.test_acc:.2f}</td><td>{row.top_swap:.0f}</td>"
        f"<td>{row.best_cell:.0f}</td><td>{row.random_acc:.2f}</td></tr>"
        for row in table.itertuples()
    )
    return (
        "<p>Means over 200 games with these rules, and over 200 in which the cards are turned in random order; the "
        "leader is the card with the highest score so far. A game that met nothing new any more keeps its leader.</p>"
        f"<table><caption>After so many cards</caption><thead><tr>{''.join(f'<th>{h}</th>' for h in heads)}</tr>"
        f"</thead><tbody>{rows}</tbody></table>"
    )
