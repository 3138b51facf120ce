"""Questions of lesson 00, Start here."""

from __future__ import annotations

from swap_teach.course.questions.question import Choice, Exhibit, Question

PREDICTIONS = [
    Question(
        "00-how-many",
        "A cell of NAS-Bench-201 has six edges, and each edge carries one of five operations. How many different "
        "cells can be written down?",
        {
            "30": Choice("six times five"),
            "7776": Choice("6 x 6 x 6 x 6 x 6"),
            "15625": Choice("5 x 5 x 5 x 5 x 5 x 5"),
        },
        "15625",
    ),
    Question(
        "00-more-pairs",
        "240 cells make more than fifteen thousand pairs that differ by more than luck, not just ten. On all of them, "
        "which is correct more often: more parameters, or the higher SWAP-Score?",
        {
            "size": Choice("more parameters, and the difference is sure"),
            "swap": Choice("the higher SWAP-Score, and the difference is sure"),
            "level": Choice("neither: these cells can't tell the two apart"),
        },
        "level",
    ),
]

QUIZ = [
    Question(
        "00-q1",
        "What does it mean that a score ranks two architectures correctly?",
        {
            "a": Choice(
                "Its two values are close to the two accuracies.",
                "The values may have any unit; a SWAP-Score of 50,000 is no accuracy at all.",
            ),
            "b": Choice(
                "The one with the higher score also has the higher accuracy after training.",
                "Yes: only the order counts. Lesson 01 measures how often it is right.",
            ),
            "c": Choice("Both scores are above a threshold.", "No threshold is needed to say which of two is higher."),
        },
        "b",
    ),
    Question(
        "00-q2",
        "Why score architectures without training them?",
        {
            "a": Choice(
                "Untrained networks are more accurate.",
                "They classify at chance; nobody wants to use them as they are.",
            ),
            "b": Choice(
                "Training one takes minutes to days, and a search looks at hundreds or thousands.",
                "Yes: a cheap score that keeps the order saves nearly all of the cost.",
            ),
            "c": Choice(
                "Training changes the architecture.",
                "Training changes the weights; the architecture stays as it was.",
            ),
        },
        "b",
    ),
    Question(
        "00-q3",
        "What is the difference between a cell and a network?",
        {
            "a": Choice("None: both are graphs of operations.", "A cell alone takes no image and names no class."),
            "b": Choice(
                "A cell is untrained, a network is trained.",
                "A network is a network before its training too; the course looks at them in just that state.",
            ),
            "c": Choice(
                "The search chooses the cell; the network repeats it between a stem and a classifier.",
                "Yes: one cell, many copies, and each copy has weights of its own.",
            ),
        },
        "c",
    ),
]

EXHIBITS: list[Exhibit] = []
