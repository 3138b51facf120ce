"""Questions of lesson 06, Regularised SWAP."""

from __future__ import annotations

from collections.abc import Mapping

from swap_teach.course.museum_pieces import PIECES
from swap_teach.course.questions.question import Choice, Exhibit, Question


def _exhibit(id: str, prompt: str, choices: Mapping[str, Choice], answer: str) -> Exhibit:
    return Exhibit(id, prompt, choices, answer, PIECES[id].as_published, PIECES[id].mended)


PREDICTIONS = [
    Question(
        "06-rule",
        "On the DARTS space a rule is mu = sigma = the median size, in thousands of parameters. The same rule on "
        "NAS-Bench-201: what happens to the rank correlation of the SWAP-Score, which is about 0.7 here?",
        {
            "rises": Choice("it rises: f adds what size knows"),
            "stays": Choice("it hardly moves: f is the same formula"),
            "falls": Choice("it falls to about half of that"),
            "gone": Choice("it falls to about 0, or below"),
        },
        "gone",
    ),
    Question(
        "06-mended-unit",
        "Now sigma gets its unit right (sigma = mu²), and mu stays at the median size. What does the rank correlation "
        "of Psi' do?",
        {
            "above": Choice("it goes beyond Psi's: the regulariser works now"),
            "back": Choice("it comes back to about Psi's"),
            "below": Choice("it stays far below Psi's"),
        },
        "below",
    ),
    Question(
        "06-who",
        "With mu and sigma chosen by accuracy, Psi' ranks much better than Psi. Now compare it with counting "
        "parameters. How much of that gain is left?",
        {
            "all": Choice("nearly all of it"),
            "most": Choice("more than half of it"),
            "little": Choice("less than half of it"),
        },
        "little",
    ),
]

QUIZ = [
    Question(
        "06-q1",
        "In which unit is sigma, if Theta is in millions of parameters?",
        {
            "a": Choice("In millions", "Then (Theta - mu)² / sigma would be in millions, and depend on the unit."),
            "b": Choice("In millions squared", "Yes: only then is the exponent a plain number."),
            "c": Choice("In none", "Then f would change with the unit that Theta is written in."),
        },
        "b",
    ),
    Question(
        "06-q2",
        "A search with a larger mu finds larger cells. Are they better?",
        {
            "a": Choice("Yes, f rewards them for it.", "f rewards a size, whatever it is worth."),
            "b": Choice("No, a larger mu makes Psi smaller.", "Psi doesn't know mu."),
            "c": Choice(
                "They are larger; accuracy alone says whether they are better.",
                "Yes: mu steers size, and where larger cells are better, that looks like a gain.",
            ),
        },
        "c",
    ),
    Question(
        "06-q3",
        "Somebody reports a rank correlation of Psi' after trying many mu and sigma. What do you ask for first?",
        {
            "a": Choice(
                "On which cells they were chosen, and what f alone reaches",
                "Yes: another half of the cells for the report, and the score without Psi beside it.",
            ),
            "b": Choice("A finer grid of mu and sigma", "That makes the best value on the same cells larger still."),
            "c": Choice("More digits", "The interval tells how many digits there are."),
        },
        "a",
    ),
    Question(
        "06-q4",
        "mu is far above all sizes of a space, and sigma = mu². How does f alone rank its networks?",
        {
            "a": Choice("All the same", "f still rises with size: from 1/e upwards."),
            "b": Choice("As counting parameters does", "Yes: on this side of mu, larger is always nearer."),
            "c": Choice(
                "As counting backwards does: small cells first",
                "The nearest to mu come first, and those are the largest.",
            ),
        },
        "b",
    ),
]

EXHIBITS = [
    _exhibit(
        "06-early",
        "A port's f for mu = sigma = 1.2, over sizes in thousands. Which fault made it?",
        {
            "a": Choice("It divides by 2 sigma².", "That changes the width; the top would still be at 1.2."),
            "b": Choice(
                "Its Theta is in bytes.",
                "Yes: the top is at 0.3, a quarter of 1.2, for a float32 has four bytes.",
            ),
            "c": Choice("It divides by 1,000 twice.", "Then the top would lie far to the right, at 1,200."),
            "d": Choice(
                "It forgets to count BatchNorm.", "That moves the top a little to the right, not to a quarter."
            ),
        },
        "b",
    ),
    _exhibit(
        "06-reach",
        "How far from mu a port's f has fallen to 1/e, for five values of sigma. Which fault made it?",
        {
            "a": Choice("It divides by 2 sigma².", "Yes: the reach is 1.4 sigma, where Eq. 5 has the root of sigma."),
            "b": Choice("It divides by 2 sigma.", "Then it would be 1.4 times the root of sigma: 7.1 at 25."),
            "c": Choice("Its mu is in another unit.", "mu moves f; how far f reaches doesn't depend on it."),
            "d": Choice("It leaves the distance from mu unsquared.", "Then the reach would be sigma itself: 25 at 25."),
        },
        "a",
    ),
    _exhibit(
        "06-level",
        "Psi' / Psi of seven cells from 73 to 1,532 thousand parameters, for mu = 600 and sigma = 360,000. Which fault "
        "made it?",
        {
            "a": Choice("It takes each cell's own size for mu.", "Then every ratio would be 1."),
            "b": Choice("Its sigma is far too large.", "Then every ratio would be close to 1."),
            "c": Choice(
                "It divides by 1,000 twice.",
                "Yes: every Theta is almost 0 beside mu, and f = exp(-600² / 360,000) = 0.37 for all cells.",
            ),
            "d": Choice(
                "Its Theta is in bytes.", "Then cells beyond a few hundred thousand would have almost nothing."
            ),
        },
        "c",
    ),
    _exhibit(
        "06-diagonal",
        "Psi' against Psi of the same seven cells. Which fault made it?",
        {
            "a": Choice("It divides by 1,000 twice.", "Then all points would lie on a line, but a lower one."),
            "b": Choice("Its sigma is far too small.", "Then almost every Psi' would be 0."),
            "c": Choice(
                "Its hooks see nn.ReLU modules only.", "Then Psi itself would be too small; look at Psi' beside it."
            ),
            "d": Choice(
                "It works mu out from one network at a time.",
                "Yes: each network is exactly as large as it should be, f is 1, and Psi' is Psi.",
            ),
        },
        "d",
    ),
    _exhibit(
        "06-programs",
        "One network, written as a program in five ways: the same weights, the same outputs, the same size (which is "
        "mu). Which fault made it?",
        {
            "a": Choice(
                "It draws new weights for each program.", "Then the score would go up and down, and not reach 0."
            ),
            "b": Choice(
                "It hears nn.ReLU modules only.",
                "Yes: each program calls one more ReLU as a function, and the fifth has no module left.",
            ),
            "c": Choice(
                "Its Theta counts some layers twice.", "f is the same for all; and no f makes the score exactly 0."
            ),
            "d": Choice("It runs in eval mode.", "That can change a score, but not step by step down to 0."),
        },
        "b",
    ),
]
