"""Questions of lesson 03, Sample-wise patterns and the SWAP-Score."""

from __future__ import annotations

import numpy as np

from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines


def _transposed() -> Picture:
    """Draw the count of distinct rows, called a SWAP-Score, of ever wider random layers over 16 samples."""
    rng = np.random.default_rng(3)
    widths = (20, 50, 100, 200, 500, 1000, 2000)
    counts = [len(np.unique(rng.integers(0, 2, (16, width)), axis=0)) for width in widths]
    return lines({"score": (widths, counts)}, "units", "SWAP-Score of 16 samples", log="x")


def _float32_packing() -> Picture:
    """Draw the distinct columns of one layer on S points of a line, packed into float32."""
    sizes = np.arange(4, 61, 4)
    counts = []
    for samples in sizes:
        on_from = np.arange(samples)[:, None] >= np.arange(samples)  # unit k is on for samples k, k + 1, ...
        bits = np.concatenate([on_from, ~on_from], axis=1)
        weights = np.float32(2) ** np.arange(samples, dtype=np.float32)
        counts.append(len(np.unique((weights[:, None] * bits).sum(axis=0, dtype=np.float32))))
    return lines({"patterns": (sizes, counts)}, "samples on a line", "distinct patterns")


PREDICTIONS = [
    Question(
        "03-one-layer",
        "Ten thousand ReLUs in one layer look at five points on a line. How many different patterns do the units have?",
        {
            "10000": Choice("each unit its own"),
            "32": Choice("2 to the power of five samples"),
            "10": Choice("two for each sample"),
            "5": Choice("one for each sample"),
        },
        "10",
    ),
    Question(
        "03-two-layers",
        "Behind those ten thousand comes a second layer of ReLUs. How many patterns do its units have?",
        {
            "fewer": Choice("fewer than the first layer's: it only sees what is left"),
            "same": Choice("as many: five points on a line are five points on a line"),
            "more": Choice("more than the first layer's, at most 32"),
        },
        "more",
    ),
]

QUIZ = [
    Question(
        "03-q1",
        "The running bit matrix has 4 samples and 6 units. What is its SWAP-Score?",
        {
            "a": Choice("4", "Rows are the patterns of samples; there are four of them, and none is repeated."),
            "b": Choice("5", "Yes: u1 and u4 have the same column, the other columns differ."),
            "c": Choice("6", "That is the number of units; two of them have the same column."),
            "d": Choice("16", "That is 2 to the power of 4, more than six units can fill."),
        },
        "b",
    ),
    Question(
        "03-q2",
        "A dead unit is off for all samples. What does it do to the SWAP-Score?",
        {
            "a": Choice(
                "The first dead unit adds one pattern, further ones add nothing.",
                "Yes: the all-zero column counts once, however many units have it.",
            ),
            "b": Choice("Nothing: it carries no information.", "Its all-zero column is a pattern like any other."),
            "c": Choice("Each dead unit adds one.", "Equal columns count once."),
        },
        "a",
    ),
    Question(
        "03-q3",
        "One layer on points of a line reaches 2 patterns a sample. What lets a network go beyond that?",
        {
            "a": Choice("More units in the same layer", "They share the same few sectors of the weight plane."),
            "b": Choice("Larger weights", "A positive factor changes no sign."),
            "c": Choice("A further layer", "Yes: the second layer sees points that no longer lie on one line."),
        },
        "c",
    ),
]

EXHIBITS = [
    Exhibit(
        "03-flat",
        "A program's SWAP-Score of ever wider layers over 16 samples. Which fault made it?",
        {
            "a": Choice(
                "Distinct rows were counted: the transpose was left out.",
                "Yes: the score sits at the number of samples, and no width takes it further.",
            ),
            "b": Choice("The bits were packed into 8-bit integers.", "That would allow up to 256 patterns, not 16."),
            "c": Choice("All the layers had the same weights.", "Wider layers have more weights; and why exactly 16?"),
        },
        "a",
        _transposed,
    ),
    Exhibit(
        "03-kink",
        "One layer with every possible cut of S points on a line: the count should be two a sample. Which fault "
        "bends it?",
        {
            "a": Choice("The transpose was left out.", "Then the curve would follow S from the start."),
            "b": Choice(
                "The patterns were packed into float32.",
                "Yes: beyond 24 samples a float32 has no digit left for the first ones, and patterns fall together.",
            ),
            "c": Choice("There were too few units.", "There are two units a sample, all different."),
        },
        "b",
        _float32_packing,
    ),
]
