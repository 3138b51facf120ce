"""Questions of lesson A3, Fast to the limit."""

from __future__ import annotations

import numpy as np

from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines

_BATCHES = np.array([16, 32, 64, 128, 256, 512])


def _clocked(synchronised: bool) -> Picture:
    """Model a GPU that takes 20 microseconds an image; the program needs 1 ms to hand a forward over."""
    milliseconds = np.maximum(1.0, 0.02 * _BATCHES) if synchronised else np.full(len(_BATCHES), 1.0)
    return lines({"forward": (_BATCHES, milliseconds.round(2))}, "images in the batch", "milliseconds")


def _too_early() -> Picture:
    return _clocked(synchronised=False)


def _waited() -> Picture:
    return _clocked(synchronised=True)


def _turns(warm: bool) -> Picture:
    """Model ten turns of 5 ms; the very first also loads code and allocates, 400 ms."""
    milliseconds = np.array([5.1, 5.0, 5.2, 5.0, 4.9, 5.1, 5.0, 5.0, 5.1, 5.0])
    if not warm:
        milliseconds[0] += 400
    running = np.cumsum(milliseconds) / np.arange(1, 11)
    return lines({"mean so far": (np.arange(1, 11), running.round(1))}, "turn", "milliseconds")


def _cold() -> Picture:
    return _turns(warm=False)


def _warm() -> Picture:
    return _turns(warm=True)


PREDICTIONS = [
    Question(
        "A3-where",
        "The textbook's way to a SWAP-Score: a forward with hooks, all bits kept as one matrix, its columns put into a "
        "set. Sixteen images, NAS-Bench-201's network. Which part takes longest?",
        {
            "forward": Choice("the forward: dozens of convolutions"),
            "bits": Choice("the bits: hundreds of thousands of units are copied"),
            "count": Choice("the count: each column becomes an object"),
        },
        "count",
    ),
    Question(
        "A3-products",
        "NWOT's matrix for 64 images. One way: two products of float32 matrices, for which a processor has its best "
        "instructions. The other: xor of packed words, and a count of ones. The second is …",
        {
            "slower": Choice("slower: matrix products are what processors are made for"),
            "equal": Choice("about as quick: both look at every bit of every pair"),
            "quicker": Choice("several times as quick: a word holds 64 units"),
        },
        "quicker",
    ),
    Question(
        "A3-shared",
        "grad_norm, snip, plain and fisher, each alone, take about as long as each other. In one shared pass the four "
        "together take, of the time of the four alone, …",
        {
            "quarter": Choice("about a quarter"),
            "half": Choice("about a half"),
            "most": Choice("nine tenths: four formulas are still four formulas"),
        },
        "quarter",
    ),
]

QUIZ = [
    Question(
        "A3-q1",
        "Counting takes 80 % of a score, and becomes 1,000 times quicker. The whole becomes …",
        {
            "a": Choice("about 800 times quicker", "The other 20 % still take their time."),
            "b": Choice("about 5 times quicker", "Yes: what is left is 20 % and next to nothing."),
            "c": Choice("about 1.25 times quicker", "That is what making the other 20 % vanish would buy."),
        },
        "b",
    ),
    Question(
        "A3-q2",
        "Two programs are timed, ten runs of one, then ten of the other, while a colleague's job starts. What helps?",
        {
            "a": Choice("The mean of more runs of each", "The second program still ran in worse company."),
            "b": Choice("Taking turns, and the median of the ratios", "Yes: a disturbance then meets both."),
            "c": Choice("Naming the seconds to four digits", "Digits don't make a comparison fair."),
        },
        "b",
    ),
    Question(
        "A3-q3",
        "On a GPU, a clock is started, a forward called, the clock stopped. What was measured?",
        {
            "a": Choice("How long the GPU took", "It may not even have begun when the call returns."),
            "b": Choice("How long handing the work over took", "Yes: wait for the device, or use its own events."),
            "c": Choice("How long the images took to travel", "They were there before, or travel in the same queue."),
        },
        "b",
    ),
    Question(
        "A3-q4",
        "Several initialisations in one pass are 1.5 times quicker in the forward alone, on the smallest network only. "
        "Why doesn't the course have it?",
        {
            "a": Choice("Its counts would be wrong", "They differ by rounding at most."),
            "b": Choice("The forward is a part of a score, and on larger networks it was slower", "Yes: Amdahl."),
            "c": Choice("PyTorch can't do it", "`torch.func` can; that is how it was tried."),
        },
        "b",
    ),
]

EXHIBITS = [
    Exhibit(
        "A3-flat",
        "Somebody's time for a forward on a GPU, by the size of the batch. Which fault made it?",
        {
            "a": Choice("The GPU is so large that the batch doesn't matter.", "At 512 images no GPU is idle still."),
            "b": Choice(
                "The clock was stopped before the GPU was done.",
                "Yes: a call only puts work into a queue; what was timed is the queueing.",
            ),
            "c": Choice("The images were copied each time.", "Then the time would grow with the batch."),
        },
        "b",
        _too_early,
        _waited,
    ),
    Exhibit(
        "A3-falling",
        "The mean of the turns so far, turn by turn. The report says: `it gets quicker with use`. Which fault made it?",
        {
            "a": Choice("The first turn was counted.", "Yes: code was loaded and memory fetched, once and for all."),
            "b": Choice("There were too few turns.", "More turns only hide the first one better."),
            "c": Choice("The processor grew warm and slowed down.", "Then the mean would rise."),
        },
        "a",
        _cold,
        _warm,
    ),
]
