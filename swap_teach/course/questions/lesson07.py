"""Questions of lesson 07, The rivals in five families."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _agreement(bits: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(bits @ bits.T + (1 - bits) @ (1 - bits).T)


def _distance(bits: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(bits.shape[1] - _agreement(bits))


def _self_agreement(wrong: bool) -> Picture:
    """Draw how much sample 1 agrees with each of 8 samples, itself the first."""
    bits = (np.random.default_rng(7).random((8, 64)) < 0.5).astype(np.int64)
    kernel = _distance(bits) if wrong else _agreement(bits)
    return lines({"row 1 of K": (range(1, 9), kernel[0])}, "sample", "entry of K (64 units)")


def _flow_by_depth(kind: type[np.floating]) -> Picture:
    """Draw SynFlow of deeper and deeper chains of layers of 100 units, worked out in a floating-point type."""
    rng = np.random.default_rng(7)
    depths = list(range(4, 41, 4))
    logs = []
    for depth in depths:
        flow = np.ones(100, kind)
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(depth):
                flow = np.abs(rng.normal(size=(100, 100))).astype(kind) @ flow
            total = float(flow.sum(dtype=kind)) * depth
        logs.append(np.log10(total) if np.isfinite(total) else 45.0)
    return lines({"synflow": (depths, logs)}, "layers", "log10 of the score; inf drawn at 45")


PREDICTIONS = [
    Question(
        "07-times-ten",
        "A convolution is followed by BatchNorm. You multiply its weights by 10. Which of these scores of that one "
        "layer stays the same?",
        {
            "grad_norm": Choice("grad_norm: the length of the gradient g"),
            "snip": Choice("snip: the sum of |w g|"),
            "synflow": Choice("synflow: the sum of |w dR/dw|"),
            "l2_norm": Choice("l2_norm: the length of w"),
        },
        "snip",
    ),
    Question(
        "07-bars",
        "snip, the sum of |w g|, ranks the cells of mini forwards: rho is about 0.4. And plain, the same sum without "
        "bars?",
        {
            "alike": Choice("about the same: the sign is a detail"),
            "weaker": Choice("forwards too, but weaker"),
            "nothing": Choice("nothing: about 0"),
            "backwards": Choice("backwards: clearly below 0"),
        },
        "backwards",
    ),
    Question(
        "07-nearest",
        "NWOT and SWAP read one bit matrix. On the cells of mini, whose ranking is nearest to NWOT's?",
        {
            "swap": Choice("SWAP's: it reads the same bits"),
            "units": Choice("V's, the number of units"),
            "jacov": Choice("jacov's: it compares images too"),
        },
        "units",
    ),
]

QUIZ = [
    Question(
        "07-q1",
        "Which of these can be computed before you have a single image?",
        {
            "a": Choice("nwot", "It compares images: it needs a batch."),
            "b": Choice("snip", "It needs images and labels for its loss."),
            "c": Choice("synflow", "Yes: its input is all ones, and it has no loss."),
        },
        "c",
    ),
    Question(
        "07-q2",
        "Why is the sum of w g zero for a convolution that BatchNorm follows?",
        {
            "a": Choice("Its gradient is zero.", "The gradient isn't: the sum of |w g| is far from 0."),
            "b": Choice(
                "The loss doesn't change when all its weights are scaled by one factor.",
                "Yes: the slope along that direction is the sum of w g, so it is 0 (Euler).",
            ),
            "c": Choice(
                "Random signs cancel on average.",
                "They would leave a remainder a thousand times as large as the one here.",
            ),
        },
        "b",
    ),
    Question(
        "07-q3",
        "Two images of a batch have the same bits on all units. What does NWOT say?",
        {
            "a": Choice("The same as without one of them", "The determinant of K then is 0, whatever the others do."),
            "b": Choice("Minus infinity: K has two equal rows", "Yes: one twin is enough, and the score is lost."),
            "c": Choice("A little less", "A determinant isn't a sum: two equal rows make it 0."),
        },
        "b",
    ),
    Question(
        "07-q4",
        "Your new score ranks mini with rho -0.6. What now?",
        {
            "a": Choice(
                "Register it as smaller is better, and check the sign on other cells",
                "Yes: a direction is chosen once, on cells that the report doesn't use.",
            ),
            "b": Choice("Throw it away", "A strong wrong direction is information, if it holds elsewhere."),
            "c": Choice("Report 0.6", "Only if you chose the direction before looking at these cells."),
        },
        "a",
    ),
]

EXHIBITS = [
    Exhibit(
        "07-diagonal",
        "The first row of a port's K: how sample 1 goes with each of eight samples. Which fault made it?",
        {
            "a": Choice(
                "It leaves out the units that are off for both.", "Then sample 1 would still go best with itself."
            ),
            "b": Choice(
                "It counts the units on which two samples differ.",
                "Yes: a sample never differs from itself, so the diagonal is 0 in place of V.",
            ),
            "c": Choice("It compares units, not samples.", "Then the row would have 64 entries."),
        },
        "b",
        lambda: _self_agreement(True),
        lambda: _self_agreement(False),
    ),
    Exhibit(
        "07-ceiling",
        "SynFlow of deeper and deeper networks, by a port. Which fault made it?",
        {
            "a": Choice("Its weights keep their signs.", "Then the score would be small and jump up and down."),
            "b": Choice("It scores in float32.", "Yes: beyond 3e38 all is inf, and all deep networks tie."),
            "c": Choice("It forgets the deepest layers.", "Then the curve would bend, and not jump to inf."),
        },
        "b",
        lambda: _flow_by_depth(np.float32),
        lambda: _flow_by_depth(np.float64),
    ),
]
