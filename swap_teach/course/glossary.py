"""The course's words and symbols, each with one sentence and a link to where it comes first: `glossary.html`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from swap_teach.course.lessons import Lesson

GLOSSARY = "glossary.html"


class Term(NamedTuple):
    """A word of the course: what it means, its symbol if it has one, and the lesson and heading that introduce it."""

    name: str
    symbol: str
    meaning: str
    lesson: str
    section: str


TERMS = tuple(
    Term(*row)
    for row in (
        ("activation pattern", "P^(s)", "Which units a sample switches on: a row of the bit matrix. The paper calls it "
         "the standard pattern.", "02", "1. A unit is on or off"),
        ("architecture", "", "Which layers a network has and how they are connected, without its weights.",
         "00", "4. What is NAS? Five minutes"),
        ("benchmark", "", "A table of architectures that somebody has really trained: an answer key.",
         "01", "2. The answer key, and its noise"),
        ("bit matrix", "", "On and off as 1 and 0: a row for each sample, a column for each unit.",
         "02", "1. A unit is on or off"),
        ("bootstrap", "", "The interval of a figure from drawing the same architectures again, with replacement.",
         "01", "4. How sure is a correlation?"),
        ("budget", "", "How many evaluations a search may spend.", "09", "3. Four searches, one budget"),
        ("canonical class", "", "All cells that compute one function; a split keeps them on one side "
         "(`canonical_class`).", "01", "1. A table of choices"),
        ("cell", "", "The small graph that a search chooses; a network repeats it.",
         "00", "4. What is NAS? Five minutes"),
        ("crossover", "", "A child of two parents: each edge from one or the other.", "09", "2. A population"),
        ("cutout", "", "A square that is hidden in each training image, in a new place each time.",
         "A5", "3. Images: cutout"),
        ("dead", "", "Of a unit: off for every sample.", "03", "1. Turn the matrix round"),
        ("drop-path", "p", "An edge that is left out of training for one sample, with probability p.",
         "A5", "4. Edges: drop-path"),
        ("eval mode", "", "BatchNorm uses its running averages, so that a sample's pattern is its own.",
         "04", "What BatchNorm does to a bit"),
        ("evaluation", "", "One architecture that a search asks the score of; what a budget counts.",
         "09", "3. Four searches, one budget"),
        ("general position", "", "Samples of which no more lie in one plane than must; then a layer can have most "
         "patterns.", "03", "4. How many patterns can one layer have?"),
        ("genotype", "", "A cell as text, from which anybody can build the same network.", "10",
         "2. One search, live"),
        ("Goodhart's law", "", "A measure ceases to be a good one once it is pursued.",
         "09", "3. Four searches, one budget"),
        ("interval", "", "The range, 95 % here, that a figure is given with, for it might have come out otherwise.",
         "01", "4. How sure is a correlation?"),
        ("Kendall's tau", "\N{GREEK SMALL LETTER TAU}", "The share of pairs in the right order minus the share in the "
         "wrong one; tables give tau-b, which allows for ties.", "01", "3. Order, not values"),
        ("law", "", "How random weights are drawn: PyTorch's default, or N(0, 1) as the SWAP authors do.",
         "04", "5. Times ten"),
        ("MACs", "", "Multiply-accumulates: the multiplications that one image costs a network.",
         "10", "6. The network that is trained"),
        ("mutate", "", "To take the smallest step through a space: another operation on one edge.",
         "09", "2. A population"),
        ("NWOT", "K", "The logarithm of the determinant of K, on how many units two samples agree.",
         "07", "2. Patterns: one matrix, two readings"),
        ("partial rank correlation", "r_sa\N{MIDDLE DOT}z", "What a score knows of accuracy at a given size.",
         "08", "2. What is left at a given size"),
        ("pass", "", "A forward or a backward of the network; scores that read the same one share it.",
         "07", "1. Five questions to an untrained network"),
        ("population", "P", "The cells that an evolutionary search keeps; P is how many.", "09", "2. A population"),
        ("regret", "", "What a picked cell lacks to the best one, in points of accuracy (`top_k_regret`).",
         "01", "6. Picking, and reporting"),
        ("regularised SWAP-Score", "\N{GREEK CAPITAL LETTER PSI}\N{PRIME}", "The SWAP-Score times the size factor.",
         "06", "1. A size to aim at"),
        ("reliability", "r, R_k", "The rank correlation of a table with itself, trained again with other seeds.",
         "A1", "3. Can its ranking be trusted?"),
        ("repeat", "n", "One of several draws of weights and images over which a score is averaged.",
         "05", "5. How often"),
        ("sample", "S", "One input of a network; S is how many there are. In lesson 09 S is also the number of members "
         "that a tournament draws, as in the paper.", "02", "1. A unit is on or off"),
        ("sample-wise activation pattern", "P^(v)", "Which samples switch a unit on: a column of the bit matrix.",
         "03", "1. Turn the matrix round"),
        ("saturated", "", "Of a score: at its ceiling, so that it tells networks apart no more.", "05",
         "3. How many images"),
        ("search space", "", "A table of choices: all architectures that a search may return.",
         "00", "4. What is NAS? Five minutes"),
        ("seed", "", "The number from which all that is random is drawn; another one is another training or search.",
         "01", "2. The answer key, and its noise"),
        ("size factor", "f(\N{GREEK CAPITAL LETTER THETA})", "What the SWAP-Score is multiplied by: 1 at the size "
         "\N{GREEK SMALL LETTER MU}; how slowly it falls, \N{GREEK SMALL LETTER SIGMA} says, a square of sizes.",
         "06", "1. A size to aim at"),
        ("Spearman's rank correlation", "\N{GREEK SMALL LETTER RHO}", "The ordinary correlation of the ranks: 1 for "
         "the same order, -1 for the reverse.", "01", "3. Order, not values"),
        ("standard error", "se", "How far luck alone tends to move a mean: sd over the root of n.", "05",
         "5. How often"),
        ("stem", "", "The first convolution of a network, which no search changes.",
         "00", "4. What is NAS? Five minutes"),
        ("SWAP-Score", "\N{GREEK CAPITAL LETTER PSI}", "The number of different sample-wise patterns of a network.",
         "03", "1. Turn the matrix round"),
        ("test accuracy", "", "What a report is judged by; it has no part in choosing.", "06", "4. Who earned it?"),
        ("theta", "\N{GREEK CAPITAL LETTER THETA}", "The parameters of the scoring network, in thousands.",
         "06", "1. A size to aim at"),
        ("train mode", "", "BatchNorm uses mean and variance of the batch at hand, so that patterns depend on it.",
         "04", "What BatchNorm does to a bit"),
        ("unit", "v, V", "One value after a ReLU, on if positive; V is how many there are.", "02",
         "1. A unit is on or off"),
        ("validation accuracy", "", "What numbers are chosen by, on the calibration cells.", "06",
         "4. Who earned it?"),
        ("winner's curse", "", "The best of many measurements was also lucky, and is lower when measured again.",
         "09", "7. The best of many"),
    )
)  # fmt: skip
"""Every term, sorted by name."""


def glossary_body(lessons: Sequence[Lesson] = ()) -> str:
    """Return the page's HTML; a term's lesson becomes a link to its section if it is among `lessons`."""
    pages = {lesson.number: f"{lesson.path.stem}.html" for lesson in lessons}
    rows = "".join(_row(term, pages.get(term.lesson)) for term in TERMS)
    head = "<tr><th>Term</th><th>Symbol</th><th>Meaning</th><th>Lesson and section</th></tr>"
    return (
        "<h1>Glossary</h1><p>One word for one thing, one symbol for one number, in all lessons. Symbols are those of "
        "the paper.</p>"
        f"<table><caption>The words of the course</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
    )


def _row(term: Term, page: str | None) -> str:
    from swap_teach.course.pages import anchor

    place = escape(f"{term.lesson}: {term.section}")
    where = f'<a href="{page}#{escape(anchor(term.section))}">{place}</a>' if page else place
    cells = "".join(f"<td>{cell}</td>" for cell in (escape(term.symbol), _told(term.meaning), where))
    return f'<tr><th scope="row">{escape(term.name)}</th>{cells}</tr>'


def _told(text: str) -> str:
    """Render one sentence, what stands between backticks as code.

    >>> _told("Equal ones (`top_k_regret`).")
    'Equal ones (<code>top_k_regret</code>).'
    """
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
