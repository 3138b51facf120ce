"""Questions of lesson 05, Measuring well."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from swap_teach.choices import expected_distinct
from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines
from swap_teach.seeding import derived_rng

UNITS = 3000
SAMPLES = np.arange(6, 17)
REPEATS = (4, 8, 16, 32, 64)


def _coins(few_units_only: bool = False) -> Picture:
    """Draw what coins give for a network of 3,000 units, or what a port believes they give."""
    expected = expected_distinct(UNITS, SAMPLES)
    if few_units_only:
        expected = UNITS - UNITS**2 / 2.0 ** (SAMPLES + 1)
    return lines({"expected": (SAMPLES, expected.round())}, "samples", "different patterns of 3,000 units")


def _errors(measure: Callable[[np.ndarray], float]) -> Picture:
    """Draw what a port prints as the error of a mean over more and more repeats of one network."""
    scores = derived_rng(1, "questions of lesson 05").normal(4000, 300, max(REPEATS)).round()
    errors = [round(measure(scores[:n])) for n in REPEATS]
    return lines({"error": (REPEATS, errors)}, "repeats", "± behind the mean score")


def _spread(scores: np.ndarray) -> float:
    return float(np.std(scores, ddof=1))


def _standard_error(scores: np.ndarray) -> float:
    return _spread(scores) / math.sqrt(len(scores))


PREDICTIONS = [
    Question(
        "05-against-coins",
        "A network of about 9,000 units sees 16 photographs. Coins would give about 8,300 different patterns. How many "
        "does the network have?",
        {
            "fewer": Choice("about half as many as coins give"),
            "same": Choice("within a tenth of what coins give"),
            "more": Choice("clearly more than coins give"),
        },
        "fewer",
    ),
    Question(
        "05-how-many",
        "You score the same 250 cells on 4, 8, ... 64 photographs. How does the rank correlation with accuracy go?",
        {
            "rises": Choice("it rises all the way: more images, less noise"),
            "levels": Choice("it rises up to about 16 and then stays there"),
            "peak": Choice("it rises, and beyond about 12 it falls again"),
            "falls": Choice("it falls from the start: fewer images, clearer cuts"),
        },
        "peak",
    ),
    Question(
        "05-white-noise",
        "White noise in place of the 16 photographs: every pixel drawn on its own. What becomes of the rank "
        "correlation, which is 0.70 on photographs, as it is for V alone?",
        {
            "rises": Choice("it rises: all those pixels differ, so more patterns can"),
            "stays": Choice("it hardly moves: weights and cells are the same as before"),
            "falls": Choice("it falls well below that of counting units"),
        },
        "falls",
    ),
    Question(
        "05-own-images",
        "The cells were trained to read digits on photographs. Now they are scored on 16 of those images, in place "
        "of photographs of anything. What becomes of the rank correlation?",
        {
            "rises": Choice("it rises: these are what the accuracy is about"),
            "stays": Choice("it stays within 0.03 of where it was"),
            "falls": Choice("it falls: ten digits look much more alike"),
        },
        "stays",
    ),
]

QUIZ = [
    Question(
        "05-q1",
        "A space's networks have about 1,000,000 units. How many samples?",
        {
            "a": Choice("16, as in the paper", "2^16 is 65,536, a fifteenth of V: many networks would tie at it."),
            "b": Choice("20", "Yes: 2^20 is a little over a million."),
            "c": Choice("64, for more is safer", "With 2^64 patterns to be had, nearly every unit has its own."),
        },
        "b",
    ),
    Question(
        "05-q2",
        "A network reaches exactly the number of patterns that coins would give. What does its score tell?",
        {
            "a": Choice("That it is as expressive as can be", "It tells how many units and samples there were."),
            "b": Choice("That it was not trained", "No network here was, and most stay well below coins."),
            "c": Choice(
                "How many units there are, and no more",
                "Yes: what tells cells apart is how far they stay *below* coins.",
            ),
        },
        "c",
    ),
    Question(
        "05-q3",
        "Eight repeats of a score have sd 300. What is the standard error of their mean?",
        {
            "a": Choice("about 38", "That is 300 / 8. Errors shrink with the square root."),
            "b": Choice("about 106", "Yes: 300 / sqrt(8)."),
            "c": Choice("300", "That is the sd of a single score."),
        },
        "b",
    ),
    Question(
        "05-q4",
        "You tried 30 kinds of images on 100 cells and kept the one of highest rank correlation. What do you report?",
        {
            "a": Choice("That correlation, with its interval", "The interval knows nothing of the 29 you dropped."),
            "b": Choice("The mean over all 30 kinds", "That is about kinds you won't use."),
            "c": Choice("What the one gives on other cells, paired", "Yes: chosen on some, reported on others."),
        },
        "c",
    ),
]

EXHIBITS = [
    Exhibit(
        "05-below-nothing",
        "A port draws how many different patterns coins would give a network of 3,000 units. Which fault made it?",
        {
            "a": Choice("It rounds 2^S to a float32.", "Powers of two are exact in a float32."),
            "b": Choice(
                "It subtracts every pair of units that agree.",
                "Yes: V - V^2/2^(S+1) holds for V far below 2^S; with few samples it takes the same pattern off "
                "again and again.",
            ),
            "c": Choice("It returns the ceiling, min(V, 2^S).", "The ceiling is never negative."),
        },
        "b",
        lambda: _coins(few_units_only=True),
        _coins,
    ),
    Exhibit(
        "05-stubborn-error",
        "A port prints a mean score ± its error, for more and more repeats. Which fault made it?",
        {
            "a": Choice("The same images and weights in each repeat", "Then the error would be exactly 0."),
            "b": Choice("It divides by n where n - 1 belongs.", "That changes a lot for two repeats, little for 64."),
            "c": Choice("It never divides by sqrt(n).", "Yes: it prints the sd of the scores, which doesn't shrink."),
        },
        "c",
        lambda: _errors(_spread),
        lambda: _errors(_standard_error),
    ),
]
