"""Questions of lesson 10, The full search, and your report."""

from __future__ import annotations

import numpy as np

from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines


def _other_images_for_each_batch(faulty: bool = True) -> Picture:
    """Draw the noted best score of a search whose every batch of children is scored on images of its own.

    A toy: children differ from their parent by chance and on average fall back a little towards random cells.
    """
    rng = np.random.default_rng(10)
    noted, true = [], []
    quality = best_noted = best_true = 0.0
    for cycle in range(251):
        children = 0.95 * quality + rng.normal(0, 120, 4)
        luck = rng.normal(0, 400) if faulty else 0.0
        seen = children + luck
        if seen.max() > best_noted or cycle == 0:
            best_noted, best_true = float(seen.max()), float(children[seen.argmax()])
            quality = best_true
        noted.append(6000 + best_noted)
        true.append(6000 + best_true)
    at = list(range(0, 251, 25))
    curves = {"the score it was kept for": (at, [round(noted[k]) for k in at])}
    curves |= {"its score on common images": (at, [round(true[k]) for k in at])}
    return lines(curves, "cycles", "SWAP-Score of the best")


def _mended() -> Picture:
    return _other_images_for_each_batch(faulty=False)


def _bytes() -> Picture:
    """Draw the size found against mu by a port that measures Theta in bytes: four to a parameter."""
    sizes = np.linspace(0.4, 2.7, 400)
    psi = 3000 + 2200 * np.sqrt(sizes)
    aims = [0.6, 0.9, 1.2, 1.5, 1.8, 2.1]
    found = [float(sizes[np.argmax(psi * np.exp(-((4 * sizes - mu) ** 2) / mu))]) for mu in aims]
    return lines({"found": (aims, np.round(found, 2))}, "mu (thousands)", "parameters found (thousands)")


def _thousands() -> Picture:
    sizes = np.linspace(0.4, 2.7, 400)
    psi = 3000 + 2200 * np.sqrt(sizes)
    aims = [0.6, 0.9, 1.2, 1.5, 1.8, 2.1]
    found = [float(sizes[np.argmax(psi * np.exp(-((sizes - mu) ** 2) / mu))]) for mu in aims]
    return lines({"found": (aims, np.round(found, 2))}, "mu (thousands)", "parameters found (thousands)")


PREDICTIONS = [
    Question(
        "10-imagenet",
        "With 1,000 classes and mu = sigma = 25, the paper's setting, every cell's Theta lies above mu. How large are "
        "the cells that are found, the larger head left out?",
        {
            "smaller": Choice("smaller than those for mu = 1.5: f pulls towards mu"),
            "alike": Choice("about as large as those for mu = 1.5"),
            "larger": Choice("larger than those for mu = 1.5"),
        },
        "larger",
    ),
    Question(
        "10-halves",
        "The same search three times, mu = 1.5: for Psi', for f alone (Psi = 1), for Psi alone (f = 1). How large are "
        "the cells that they find?",
        {
            "same": Choice("all three near mu"),
            "two": Choice("Psi' and f near mu, Psi alone far above"),
            "between": Choice("f at mu, Psi' above it, Psi alone highest"),
        },
        "between",
    ),
    Question(
        "10-ten-seeds",
        "Ten searches differ in their seed alone: the same score, images and weights. Of eight edges (source, target, "
        "operation), how many do two of the ten cells share on average?",
        {
            "few": Choice("two or fewer"),
            "half": Choice("more than two, up to five"),
            "most": Choice("more than five"),
        },
        "half",
    ),
]

QUIZ = [
    Question(
        "10-q1",
        "What does mu = 1.5 ask for?",
        {
            "a": Choice("A full network of 1.5 million parameters", "Those come out at some 4 million."),
            "b": Choice(
                "A scored cell near 1,500 parameters, pulled upwards by Psi",
                "Yes: f alone ends at mu, and Psi rises with size.",
            ),
            "c": Choice("1.5 times the parameters of an average cell", "mu is a size, not a ratio."),
        },
        "b",
    ),
    Question(
        "10-q2",
        "What does the 1,000-class head change in the SWAP-Score of a cell, at equal weights and images?",
        {
            "a": Choice("Nothing: no ReLU comes after it", "Yes: it changes Theta, and so f, alone."),
            "b": Choice("It adds units for each class", "Units are ReLU outputs; logits are none."),
            "c": Choice("It divides it by 100", "The count doesn't know classes."),
        },
        "a",
    ),
    Question(
        "10-q3",
        "Found cells have a higher SWAP-Score than nearly all random cells of their size. What does that prove?",
        {
            "a": Choice("That they train to a higher accuracy", "No accuracy was read; lesson 09 and A5 did."),
            "b": Choice(
                "That the search finds what it looks for",
                "Yes: no more than that. Whether it is worth finding only trained networks can say.",
            ),
            "c": Choice("That SWAP is independent of size", "At a given size nothing about size can be seen."),
        },
        "b",
    ),
    Question(
        "10-q4",
        "Which comparison says what Psi adds to the size steering?",
        {
            "a": Choice("Psi' against random search", "The gain may be all f's."),
            "b": Choice("Psi' against f alone, cells of equal size, trained", "Yes: that is Psi at a given size."),
            "c": Choice("Psi' against the paper's networks", "Recipes, seeds and sizes all differ."),
        },
        "b",
    ),
]

EXHIBITS = [
    Exhibit(
        "10-stuck",
        "A port of SWAP-NAS notes the best score, and the same cell's score on common images. Which fault made it?",
        {
            "a": Choice("It removes the oldest member in place of the worst.", "Then the noted score could fall."),
            "b": Choice(
                "Each batch of children is scored on images of its own.",
                "Yes: a batch with lucky images wins, and nothing scored on others can beat it any more.",
            ),
            "c": Choice("It mutates each parent once only.", "That is slower, and both lines would agree."),
        },
        "b",
        _other_images_for_each_batch,
        _mended,
    ),
    Exhibit(
        "10-always-small",
        "A port finds the size below for each mu. Which fault made it?",
        {
            "a": Choice("It measures Theta in bytes, four to a parameter.", "Yes: mu is reached at a quarter of it."),
            "b": Choice("It squares sigma.", "f would be wider or narrower, its top still at mu."),
            "c": Choice("It leaves f out.", "Then the size wouldn't follow mu, and be large."),
        },
        "a",
        _bytes,
        _thousands,
    ),
]
