"""Questions of lesson 08, The honest table."""

from __future__ import annotations

import numpy as np

from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines


def _best_of_tries(fresh: bool) -> Picture:
    """Draw the best rho among more and more scores of noise: on the cells they were chosen on, or on fresh ones."""
    from scipy.stats import spearmanr

    rng = np.random.default_rng(8)
    accuracy, other = rng.normal(size=(2, 60))
    scores = rng.normal(size=(256, 60))
    seen = np.array([spearmanr(score, accuracy).statistic for score in scores])
    again = np.array([spearmanr(score, other).statistic for score in scores])
    tries = [1, 2, 4, 8, 16, 32, 64, 128, 256]
    chosen = [int(seen[:n].argmax()) for n in tries]
    return lines({"reported": (tries, [(again if fresh else seen)[i] for i in chosen])}, "scores tried", "rho", log="x")


PREDICTIONS = [
    Question(
        "08-beat-size",
        "Twenty-odd scores rank 613 cells of mini. How many rank better than counting parameters, so clearly that "
        "the paired interval leaves zero out?",
        {
            "most": Choice("most of them"),
            "half": Choice("about half"),
            "few": Choice("one or two"),
            "none": Choice("none"),
        },
        "few",
    ),
    Question(
        "08-pick",
        "You train only the cell that a score puts first. Whose pick is nearest to the best cell of all?",
        {
            "meco": Choice("meco's: it ranks best"),
            "params": Choice("that of #params, the largest cell"),
            "swap_reg": Choice("that of regularised SWAP, which ranks below #params"),
            "jacov": Choice("jacov's, which ranks a good deal lower"),
        },
        "swap_reg",
    ),
    Question(
        "08-tenth",
        "jacov ranks all cells with rho about .6. Within the best tenth, chosen by validation accuracy?",
        {
            "higher": Choice("higher: the bad cells no longer disturb"),
            "same": Choice("about the same"),
            "lower": Choice("somewhat lower, about .4"),
            "nothing": Choice("about nothing: its interval has 0 in it"),
        },
        "nothing",
    ),
]

QUIZ = [
    Question(
        "08-q1",
        "The 95 % intervals of two scores overlap, on the same cells. What follows?",
        {
            "a": Choice("They rank equally well.", "Overlap says little: both err on the same cells."),
            "b": Choice("Nothing yet: the paired difference decides.", "Yes: same draws for both, then one interval."),
            "c": Choice("The higher one is better.", "Perhaps; the paired interval says how sure that is."),
        },
        "b",
    ),
    Question(
        "08-q2",
        "A score has rho .75, #params has .78, and the partial correlation given #params is .45. Is it of use?",
        {
            "a": Choice(
                "No, it ranks worse than counting.", "Alone it does. But it knows something that size doesn't."
            ),
            "b": Choice(
                "Yes: among networks of equal size it orders well, so combine it with size.",
                "Yes: that is what the partial correlation says.",
            ),
            "c": Choice("It is #params in disguise.", "Then the partial correlation would be about 0."),
        },
        "b",
    ),
    Question(
        "08-q3",
        "Why is the best tenth chosen by validation accuracy and judged by test accuracy?",
        {
            "a": Choice(
                "Cells chosen by their test accuracy owe part of it to luck, which no score can know.",
                "Yes: choosing by the figure that judges is the winner's curse.",
            ),
            "b": Choice("Test accuracy is more exact.", "Both have noise; the point is that they have it apart."),
            "c": Choice("There are more validation images.", "Not so, and not the reason."),
        },
        "a",
    ),
    Question(
        "08-q4",
        "A GPU timing of a score came out at 0.2 ms for a network whose forward takes 20. What do you suspect?",
        {
            "a": Choice("A very fast score", "Faster than the forward it needs?"),
            "b": Choice("Too few repeats", "They would make it uncertain, not a hundred times too small."),
            "c": Choice("The clock was read before the work was done.", "Yes: a GPU returns at once and works on."),
        },
        "c",
    ),
]

EXHIBITS = [
    Exhibit(
        "08-tries",
        "Somebody tries more and more scores on 60 cells and reports the best rank correlation so far. All scores are "
        "pure noise. What was done?",
        {
            "a": Choice(
                "Chosen and reported on the same cells.",
                "Yes: the best of 256 noises looks like a score of .3. On fresh cells it is noise again.",
            ),
            "b": Choice("The cells are too alike.", "Then no score could rank them, noise least of all."),
            "c": Choice("Ties were broken at random.", "There are none among such numbers."),
        },
        "a",
        lambda: _best_of_tries(False),
        lambda: _best_of_tries(True),
    ),
]
