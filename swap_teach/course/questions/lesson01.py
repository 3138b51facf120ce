"""Questions of lesson 01, Ranking architectures."""

from __future__ import annotations

import numpy as np

from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines


def _opposite() -> Picture:
    """Draw the |rho| of a score that is turned, step by step, into its opposite."""
    rng = np.random.default_rng(1)
    accuracy = rng.normal(size=200)
    score = accuracy + 0.5 * rng.normal(size=200)
    weights = np.linspace(1, -1, 11)
    found = [abs(_rho(w * score + 0.3 * rng.normal(size=200), accuracy)) for w in weights]
    return lines({"score": (weights, found)}, "weight of the score beside noise", "rho, as reported")


def _says_nothing() -> Picture:
    """Draw the rho of a score with fewer and fewer different values, its ties ranked by their place in the table.

    The score has nothing to do with the accuracies, and the table is sorted by accuracy.
    """
    accuracy = np.arange(240)
    luck = np.random.default_rng(2).random(240)
    levels = np.array([1, 2, 4, 8, 16, 32, 64, 128])
    found = [_rho(np.argsort(np.argsort(np.floor(luck * n), kind="stable")), accuracy) for n in levels]
    return lines({"score": (levels, found)}, "different values that the score has", "rho, as reported", log="x")


def _rho(x: np.ndarray, y: np.ndarray) -> float:
    return float(np.corrcoef(x.argsort().argsort(), y.argsort().argsort())[0, 1])


PREDICTIONS = [
    Question(
        "01-size",
        "A rule that says `the cell with more parameters trains better` judges all pairs of cells. On the clear pairs "
        "of lesson 00 it was right in nearly nine of ten. How many of all pairs does it get right?",
        {
            "half": Choice("about half, as a coin would"),
            "three-quarters": Choice("about three in four"),
            "as-before": Choice("nearly nine in ten, as before"),
        },
        "three-quarters",
    ),
    Question(
        "01-twenty",
        "You draw 20 cells of the table and compute Spearman's rho of the parameters; then 20 others, 200 times over. "
        "Over the whole table rho is about 0.8. Between what do the middle 95 % of your 200 lie?",
        {
            "narrow": Choice("about 0.77 and 0.83"),
            "medium": Choice("about 0.70 and 0.88"),
            "wide": Choice("about 0.50 and 0.92"),
        },
        "wide",
    ),
    Question(
        "01-best-tenth",
        "Over all cells, another training ranks better than the count of parameters does. Now take only the best "
        "tenth of the table. Which of the two ranks those cells better?",
        {
            "training": Choice("another training: it has seen the images"),
            "size": Choice("the count of parameters: it has no noise"),
            "alike": Choice("neither: the two rank them about alike"),
        },
        "alike",
    ),
]

QUIZ = [
    Question(
        "01-q1",
        "Nothing ties, and Kendall's tau is 0.6. How many pairs are in the right order?",
        {
            "a": Choice("60 %", "That is right minus wrong. What share is right, if right and wrong make 100 %?"),
            "b": Choice("80 %", "Yes: (1 + 0.6) / 2 = 0.8; 80 right minus 20 wrong is 60."),
            "c": Choice("20 %", "Those are the wrong ones."),
        },
        "b",
    ),
    Question(
        "01-q2",
        "A paper reports rho = 0.78 for an old score and 0.82 for a new one, on the same 50 architectures. What is "
        "missing?",
        {
            "a": Choice(
                "Nothing: 0.82 is higher than 0.78.",
                "On another 50 architectures both would be other numbers, perhaps in another order.",
            ),
            "b": Choice(
                "Two intervals; if they overlap, there is no difference.",
                "Intervals of the single values say little: both scores err on the same architectures.",
            ),
            "c": Choice(
                "The interval of the difference, from resampling both together.",
                "Yes: draw architectures, take both scores of each, and see how often the difference keeps its sign.",
            ),
        },
        "c",
    ),
    Question(
        "01-q3",
        "Why is the report part kept apart from the part on which a score is chosen?",
        {
            "a": Choice(
                "The best of many tries looks good by luck, on the architectures it was chosen on.",
                "Yes: the best of 200 random scores ranks well there, and by luck alone elsewhere.",
            ),
            "b": Choice("More architectures would take longer.", "Ranking a table takes no time."),
            "c": Choice("A correlation needs two tables.", "It needs two columns."),
        },
        "a",
    ),
    Question(
        "01-q4",
        "A benchmark trains each architecture once. Two trainings would agree with rho = 0.5 among its best. What "
        "follows there?",
        {
            "a": Choice(
                "A score with rho = 0.5 there is useless.",
                "It ranks them as well as a whole second training does.",
            ),
            "b": Choice(
                "No score can be expected to come near rho = 1 with that table.",
                "Yes: what luck decided in that training, no score can know.",
            ),
            "c": Choice("The best architectures are all equal.", "Not shown: more trainings might tell them apart."),
        },
        "b",
    ),
]

EXHIBITS = [
    Exhibit(
        "01-opposite",
        "A score is turned, step by step, into its opposite. Which fault made this report?",
        {
            "a": Choice(
                "Too few architectures were ranked.", "Then the points would scatter more, on both sides of 0."
            ),
            "b": Choice(
                "The absolute value of rho was taken.",
                "Yes: the opposite of a good score seems as good as the score.",
            ),
            "c": Choice(
                "Accuracies were used in place of ranks.",
                "That would change the figures a little, and leave their sign.",
            ),
        },
        "b",
        _opposite,
    ),
    Exhibit(
        "01-says-nothing",
        "A score made of random numbers, rounded to fewer and fewer values. The table is sorted by accuracy. Which "
        "fault made this report?",
        {
            "a": Choice("Tied architectures share the middle rank.", "Then a score of one value would have no rho."),
            "b": Choice(
                "Tied architectures are left out of the ranking.", "Then nothing would be left to rank at one value."
            ),
            "c": Choice(
                "Tied architectures are ranked by their place in the table.",
                "Yes: the table is sorted by accuracy, so ties inherit the right order. One value: all tie, rho = 1.",
            ),
        },
        "c",
        _says_nothing,
    ),
]
