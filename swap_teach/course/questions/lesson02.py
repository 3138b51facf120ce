"""Questions of lesson 02, Activation patterns."""

from __future__ import annotations

import numpy as np

from swap_teach.course import example
from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, bit_matrix


def _at_least_zero() -> Picture:
    """Draw the running example's bits, taken with `>= 0` after the ReLU."""
    return bit_matrix(example.activations() >= 0, example.SAMPLE_NAMES, example.UNIT_NAMES, group="rows")


def _bias_forgotten() -> Picture:
    """Draw the running example's bits without the biases."""
    sums = np.array(example.SAMPLES) @ np.array(example.WEIGHTS).T
    return bit_matrix(sums > 0, example.SAMPLE_NAMES, example.UNIT_NAMES, group="rows")


PREDICTIONS = [
    Question(
        "02-pieces",
        "Five ReLU units with one input. Into how many pieces can they cut the line at most?",
        {
            "5": Choice("one for each unit"),
            "6": Choice("one more than units"),
            "10": Choice("two for each unit"),
            "32": Choice("2 to the power of five units"),
        },
        "6",
    ),
    Question(
        "02-photographs",
        "Sixteen photographs go through a small and through a huge network. How many distinct patterns of samples do "
        "the two have?",
        {
            "same": Choice("16 and 16: every photograph has its own pattern in both"),
            "huge-more": Choice("the huge network has more, since it has more units"),
            "small-fewer": Choice("16 in the huge one, a handful in the small one"),
        },
        "same",
    ),
]

QUIZ = [
    Question(
        "02-q1",
        "Two inputs have the same activation pattern in a ReLU network. What follows?",
        {
            "a": Choice(
                "The network gives both the same output.",
                "Not so: within one region the output still changes, linearly, from point to point.",
            ),
            "b": Choice(
                "The network acts on both by the same linear map (plus a constant).",
                "Yes: the pattern says which units are on, and with those fixed everything is linear.",
            ),
            "c": Choice("The two inputs are equal.", "A region is full of inputs, and all of them share its pattern."),
        },
        "b",
    ),
    Question(
        "02-q2",
        "A unit has weights w and bias b. You multiply both by 5. What happens to its line in the plane?",
        {
            "a": Choice("Nothing.", "Yes: a positive factor changes the unit's value and leaves its sign alone."),
            "b": Choice(
                "It moves five times as far from the origin.",
                "w . x + b = 0 and 5 w . x + 5 b = 0 have the same solutions.",
            ),
            "c": Choice("The side on which it is on is swapped.", "A negative factor would do that."),
        },
        "a",
    ),
    Question(
        "02-q3",
        "Why is the number of distinct rows useless for 16 photographs?",
        {
            "a": Choice(
                "Photographs are too large for ReLU networks.", "They are fine as input; look at the count itself."
            ),
            "b": Choice("The count is random.", "It is the same every time: 16. That is the trouble."),
            "c": Choice(
                "Every architecture gets 16, so there is nothing to rank by.",
                "Yes: with all values tied no order exists, and a rank correlation is not defined.",
            ),
        },
        "c",
    ),
]

EXHIBITS = [
    Exhibit(
        "02-said-to-be",
        "This is said to be the running example's bit matrix. Which fault made it?",
        {
            "a": Choice(
                "The bits were taken as `value >= 0` after the ReLU.",
                "Yes: a ReLU's output is never below 0, so the comparison is always true, and one pattern is left.",
            ),
            "b": Choice("The biases were left out.", "Then some units would still be off for some samples."),
            "c": Choice("The same sample was passed four times.", "Equal rows, but u5 is off for every sample."),
        },
        "a",
        _at_least_zero,
    ),
    Exhibit(
        "02-once-more",
        "The running example once more, and not as it was drawn first. Which fault made this figure?",
        {
            "a": Choice(
                "The bits were taken as `value >= 0` after the ReLU.", "Then there would be no 0 in the figure."
            ),
            "b": Choice(
                "The biases were left out.",
                "Yes: u5 and u6 have the same weights and differ in their bias alone. Without it they are one unit.",
            ),
            "c": Choice("Rows and columns were swapped.", "There are still four samples and six units."),
        },
        "b",
        _bias_forgotten,
    ),
]
