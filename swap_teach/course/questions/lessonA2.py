"""Questions of lesson A2, All the rivals, one card each."""

from __future__ import annotations

import numpy as np

from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines


def _joined(turned: bool) -> Picture:
    """Join two halves of a score by rank, for ten architectures from the worst to the best; one half is better small.

    Both halves are right about every architecture here, but for one swap of neighbours each.
    """
    condition = np.array([90, 80, 84, 60, 50, 40, 30, 20, 15, 10])
    regions = np.array([10, 20, 30, 40, 50, 65, 60, 80, 90, 100])
    ranks = [np.argsort(np.argsort(column)) + 1 for column in (-condition if turned else condition, regions)]
    return lines({"sum of ranks": (np.arange(1, 11), ranks[0] + ranks[1])}, "architecture, the best last", "score")


def _as_it_stands() -> Picture:
    return _joined(turned=False)


def _each_its_way() -> Picture:
    return _joined(turned=True)


PREDICTIONS = [
    Question(
        "A2-grasp",
        "GraSP adds up -W * (H g), layer by layer. In the running cell the convolutions that BatchNorm follows add "
        "something positive each. And the classifier?",
        {
            "same": Choice("it adds as well, about as much as one of them"),
            "nothing": Choice("it adds next to nothing: it is a small layer"),
            "back": Choice("it takes away about what all of them have added"),
        },
        "back",
    ),
    Question(
        "A2-zico",
        "Put Gaussian noise in place of every gradient: no image, no label, no backward. ZiCo's formula of the noise "
        "ranks the cells of mini. How near is this ranking to ZiCo's own?",
        {
            "far": Choice("far from it: rho below 0.3"),
            "half": Choice("half-way: rho 0.3 to 0.8"),
            "near": Choice("all but the same: rho above 0.8"),
        },
        "near",
    ),
    Question(
        "A2-labels",
        "EPE-NAS compares images class by class. You shuffle the labels of the batch and rank the cells again. "
        "How near is the new ranking to the old one?",
        {
            "lost": Choice("the ranking is lost: rho about 0"),
            "half": Choice("half of it stays: rho about 0.4"),
            "seed": Choice("as near as with fresh weights and right labels"),
        },
        "seed",
    ),
]

QUIZ = [
    Question(
        "A2-q1",
        "Behind a BatchNorm you double a layer's weights. What happens to that layer's squared gradient?",
        {
            "a": Choice("It doubles too.", "The output stays as it was, so the gradient has to make up for it."),
            "b": Choice("It becomes a quarter.", "Yes: the gradient halves, and its square is a quarter."),
            "c": Choice("It stays.", "The output does; a step in the weights now matters half as much."),
        },
        "b",
    ),
    Question(
        "A2-q2",
        "A score's signature asks for images and labels. What does this say about its ranking?",
        {
            "a": Choice(
                "That it depends on what the data is.", "ZiCo asks for both, and noise gave nearly the same ranks."
            ),
            "b": Choice("Nothing yet: exchange them and rank again.", "Yes: an input's use is measured, not declared."),
            "c": Choice("That it costs a training.", "It costs a forward and a backward."),
        },
        "b",
    ),
    Question(
        "A2-q3",
        "Images are averaged before Fisher's square is taken. What is left of a layer that BatchNorm follows?",
        {
            "a": Choice("Nothing: the mean pull is 0.", "Yes: over a batch, scaling a channel has no effect."),
            "b": Choice("Half of it.", "The half is in the formula already."),
            "c": Choice("The same, with less noise.", "It is the spread between images that Fisher adds up."),
        },
        "a",
    ),
    Question(
        "A2-q4",
        "You add ten architectures to a set that was ranked by AZ-NAS. Which scores change?",
        {
            "a": Choice("Only those of the new ones.", "Every rank may move, so every sum of log ranks may."),
            "b": Choice("None: each network is scored alone.", "Its four numbers are; their sum of log ranks isn't."),
            "c": Choice("All may: a rank exists within a set.", "Yes: so say which set, with every such figure."),
        },
        "c",
    ),
]

EXHIBITS = [
    Exhibit(
        "A2-joined",
        "A port of TE-NAS joins two numbers by the sum of their ranks: the kernel's condition number, and the count of "
        "linear regions. Each alone tells these ten architectures apart well. Which fault made the figure?",
        {
            "a": Choice("Both were ranked the same way round.", "Yes: one is better small, so the two cancel."),
            "b": Choice("Ranks were taken in place of values.", "TE-NAS does so, and both orders are good ones."),
            "c": Choice("The regions are saturated.", "Then one rank would be flat and the other would still show."),
        },
        "a",
        _as_it_stands,
        _each_its_way,
    ),
]
