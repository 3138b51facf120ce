"""Questions of lesson A5, Final training."""

from __future__ import annotations

import numpy as np

from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines
from swap_teach.seeding import derived_rng


def _restarts() -> Picture:
    """Draw the rates of a port that gives its schedule the batch's number within the epoch: 5 epochs of 12 steps."""
    steps = np.arange(60)
    rates = 0.025 * (1 + np.cos(np.pi * (steps % 12) / 12)) / 2
    return lines({"learning rate": (steps, rates.round(4))}, "step", "learning rate")


def _dropped_when_judged() -> Picture:
    """Draw the accuracy of one network, judged ten times on the same 400 images with drop-path still on."""
    rng = derived_rng("museum", "drop-path in eval")
    labels = rng.integers(4, size=400)
    # Each of 8 edges gives a noisy vote for the right one of 4 classes.
    votes = 0.5 * np.eye(4)[labels] + rng.normal(0, 1, (8, 400, 4))
    right = [100 * ((votes * (rng.random((8, 400, 1)) >= 0.3)).sum(0).argmax(1) == labels).mean() for _ in range(10)]
    apart = [round(accuracy - right[0], 2) for accuracy in right]
    return lines({"accuracy": (range(1, 11), apart)}, "time it is asked", "accuracy minus the first (points)")


PREDICTIONS = [
    Question(
        "A5-same-length",
        "Two descents take equally many steps. One has half the highest rate throughout; the other begins at the "
        "highest and falls along the cosine, so that the rates of all steps add up to the same. How do their final "
        "losses compare?",
        {
            "equal": Choice("about equal: the steps add up to the same length"),
            "half": Choice("the cosine's is lower, by a third to a half"),
            "tenth": Choice("the cosine's is less than a tenth of the other"),
        },
        "tenth",
    ),
    Question(
        "A5-area",
        "Cutout blanks 16 x 16 pixels of 32 x 32, a quarter of the image, with its middle on any pixel. How much of an "
        "image is blanked on average?",
        {
            "25": Choice("25 %: a square is a square, wherever it lies"),
            "19": Choice("19 %: now and then a part hangs over the edge"),
            "12": Choice("12 %: mostly a good part hangs over the edge"),
        },
        "19",
    ),
    Question(
        "A5-whole-network",
        "20 cells, 8 edges each, none a plain skip; drop-path 0.2 in the last epochs. Of CIFAR-10's 50,000 training "
        "images, how many are shown to the whole network, no edge dropped, in such an epoch?",
        {
            "10000": Choice("about 10,000: one in five drops something"),
            "100": Choice("about a hundred"),
            "0": Choice("none"),
        },
        "0",
    ),
    Question(
        "A5-found",
        "Six searches, six found cells; for each a random cell whose network has the same number of parameters, "
        "trained alike on the digit scenes. On average, the found cell's test accuracy is …",
        {
            "higher": Choice("higher, and the 95 % interval of the difference lies above zero"),
            "unclear": Choice("higher or lower, but the interval holds zero"),
            "lower": Choice("lower, and the interval lies below zero"),
        },
        "unclear",
    ),
]

QUIZ = [
    Question(
        "A5-q1",
        "A cosine schedule runs over 600 epochs from 0.025. What is the rate after epoch 300?",
        {
            "a": Choice("0.0177", "That is a quarter of a wave: .71 of the highest."),
            "b": Choice("0.0125", "Yes: half-way, half the rate."),
            "c": Choice("0.0000", "Zero comes at the end."),
        },
        "b",
    ),
    Question(
        "A5-q2",
        "Which piece of the recipe changes the network that is judged?",
        {
            "a": Choice(
                "Drop-path: some of its edges are missing", "Only in training; when judged all edges are there."
            ),
            "b": Choice("The auxiliary head: it has more parameters", "It is not run when judged, and not counted."),
            "c": Choice("None: all of them act in training alone", "Yes: the judged network is the plain one."),
        },
        "c",
    ),
    Question(
        "A5-q3",
        "A training is killed in the middle of epoch 7. What makes the resumed one end with the same bits?",
        {
            "a": Choice(
                "Weights, momentum, and draws that follow from seed and epoch",
                "Yes: epoch 7 begins again with the images, squares and drops it had.",
            ),
            "b": Choice("The weights after epoch 6", "Without the momentum the first step already differs."),
            "c": Choice("A global seed at the start of the program", "The second program is at another place of it."),
        },
        "a",
    ),
    Question(
        "A5-q4",
        "Why are a found and a random cell of one size trained, and not any random cell?",
        {
            "a": Choice("Small networks are faster to train", "True, and no reason to compare sizes that are equal."),
            "b": Choice(
                "A larger network is mostly better; size would be credited to the search",
                "Yes: what is left is what the score adds at a given size.",
            ),
            "c": Choice("Equal size makes the seeds equal", "A seed has nothing to do with size."),
        },
        "b",
    ),
]

EXHIBITS = [
    Exhibit(
        "A5-saw",
        "The rates of five epochs of a port. Which fault made it?",
        {
            "a": Choice("Its cosine is given degrees.", "Then the rate would jump about without a pattern."),
            "b": Choice(
                "Its schedule counts the steps of an epoch, not of the training.",
                "Yes: every epoch begins at the highest rate again.",
            ),
            "c": Choice("It clips gradients too hard.", "Clipping shortens gradients and leaves the rate alone."),
        },
        "b",
        _restarts,
    ),
    Exhibit(
        "A5-restless",
        "One trained network is asked ten times for the same 400 images. Which fault made it?",
        {
            "a": Choice("Too few test images", "Few images make an accuracy coarse, but the same each time."),
            "b": Choice("Cutout's square is too large.", "It acts in training, which is over."),
            "c": Choice(
                "Drop-path is still on.", "Yes: each time other edges are missing, so another network is asked."
            ),
        },
        "c",
        _dropped_when_judged,
    ),
]
