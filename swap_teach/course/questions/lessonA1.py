"""Questions of lesson A1, How a benchmark is made."""

from __future__ import annotations

import numpy as np

from swap_teach.course.frames_01 import two_trainings
from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines
from swap_teach.seeding import derived_rng


def _seed_without_effect() -> Picture:
    """Draw two seeds' accuracies of 40 cells, from a program whose seed reaches the file name and nothing else."""
    accuracy = derived_rng("museum", "seed without effect").normal(85, 2, 40).round(2)
    return two_trainings(accuracy, accuracy)


def _one_generator() -> Picture:
    """Draw how far two runs of a table differ, cell by cell: one generator a run, and the second was stopped once."""
    cells, stop = 30, 17
    undisturbed = np.random.default_rng(0).normal(0, 0.7, cells)
    resumed = np.random.default_rng(0)
    stopped = np.concatenate([resumed.normal(0, 0.7, stop), np.random.default_rng(0).normal(0, 0.7, cells - stop)])
    apart = np.abs(stopped - undisturbed).round(2)
    return lines(
        {"difference": (np.arange(1, cells + 1), apart)}, "cell, in the order of training", "difference (points)"
    )


PREDICTIONS = [
    Question(
        "A1-nudge",
        "Two trainings of one network: the same weights, the same scenes in the same order, but in one of them the "
        "first weight is larger by a millionth. How far apart are their losses at the end of the third epoch?",
        {
            "equal": Choice("exactly equal: so small a change is rounded away"),
            "millionth": Choice("about a millionth apart: a small cause has a small effect"),
            "more": Choice("a thousand millionths apart or more"),
        },
        "more",
    ),
    Question(
        "A1-half",
        "Keep the half of the cells that did best with one seed. Among these, is the correlation between the two other "
        "seeds higher or lower than among all cells?",
        {
            "higher": Choice("higher: good cells train more steadily, so their noise is smaller"),
            "same": Choice("about the same: noise is noise, whichever cells it is measured on"),
            "lower": Choice("lower: good cells differ less from each other"),
        },
        "lower",
    ),
    Question(
        "A1-third",
        "After 12 of the 36 epochs the cells stand at about 56 % on average, not about 83 %. If the table ended "
        "there, at a third of the cost, how reliable would the mean of three seeds be? (After 36 epochs: .97.)",
        {
            ".97": Choice("as good as .97: all cells are cut short alike"),
            ".85": Choice("about .85: worse, though most of the order stands"),
            ".50": Choice("about .50: half-trained networks rank by luck"),
        },
        ".85",
    ),
    Question(
        "A1-scenes",
        "The same networks, at the same moment, are also judged on 2,000 validation scenes. With 2,000 scenes instead "
        "of 6,000, where does the correlation between two seeds suffer more?",
        {
            "early": Choice("after 12 epochs: where accuracies are lower, each scene counts for more"),
            "end": Choice("after 36 epochs: where the seeds' own noise has become small"),
            "alike": Choice("alike: a third of the scenes is a third of the scenes"),
        },
        "end",
    ),
]

QUIZ = [
    Question(
        "A1-q1",
        "One seed has reliability .60. What has the mean of three?",
        {
            "a": Choice("1.80", "A reliability can't exceed 1: further seeds add less and less."),
            "b": Choice(".75", "That is the mean of two: 2 x .6 / 1.6."),
            "c": Choice(".82", "Yes: 3 x .6 / (1 + 2 x .6)."),
            "d": Choice(".60", "Averaging takes noise away; the cells stay as different as they are."),
        },
        "c",
    ),
    Question(
        "A1-q2",
        "A table of the best 50 cells of a space has reliability .40, the table of all its cells .95. What follows?",
        {
            "a": Choice("The best cells were trained with less care.", "The recipe is the same; the noise is, too."),
            "b": Choice(
                "The best cells differ little, beside the same noise.",
                "Yes: reliability compares differences with noise, and selection took the differences away.",
            ),
            "c": Choice("The table of all cells must be wrong.", "Both can be right: they say it of different cells."),
        },
        "b",
    ),
    Question(
        "A1-q3",
        "Someone repeats a row on another computer, with your seed and your versions, and gets 84.2 % instead of "
        "83.8 %. What does it show?",
        {
            "a": Choice("One of the two has made a mistake.", "Sums in another order are enough."),
            "b": Choice("The cell is better than the table says.", "One more draw of noise can't show that."),
            "c": Choice(
                "Nothing yet: another order of sums is another draw of noise.",
                "Yes: compare means and their noise, not digits.",
            ),
        },
        "c",
    ),
    Question(
        "A1-q4",
        "All cells are judged on the same 6,000 test scenes, and one cell is 1 point ahead of another. What can more "
        "test scenes do that more seeds can't?",
        {
            "a": Choice(
                "Show that the lead isn't owed to these 6,000 scenes",
                "Yes: every seed is judged on the same scenes, so their luck is in all of them.",
            ),
            "b": Choice("Show that the lead isn't owed to the draw of the weights", "That takes more seeds."),
            "c": Choice("Nothing: both make the same error smaller", "They are two errors with two causes."),
        },
        "a",
    ),
]

EXHIBITS = [
    Exhibit(
        "A1-diagonal",
        "Two seeds of a table, reported with reliability 1.000. Which fault made it?",
        {
            "a": Choice("Too few cells were trained.", "Few cells scatter as much as many."),
            "b": Choice(
                "The seed never reached the training.",
                "Yes: the same weights and the same scenes twice; real seeds never agree to the last digit.",
            ),
            "c": Choice("The test set was too easy.", "Then all accuracies would lie close together, and scatter."),
        },
        "b",
        _seed_without_effect,
    ),
    Exhibit(
        "A1-after-the-kill",
        "Two runs of one table with the same seed: one undisturbed, one killed after the 17th cell and resumed. Which "
        "fault makes them differ?",
        {
            "a": Choice("The line of the 17th cell was torn.", "Then one row would be wrong, not all that follow."),
            "b": Choice("The sums were rounded in another order.", "That would show from the first cell on."),
            "c": Choice(
                "One generator, seeded at the start, serves the whole run.",
                "Yes: after the restart it begins anew, so a cell's draw depends on what ran before it.",
            ),
        },
        "c",
        _one_generator,
    ),
]
