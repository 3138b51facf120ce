"""The ten-item concept inventory: asked in lesson 00, asked again in lesson 10, never graded.

It measures whether the course taught. Each item's wrong choices are what readers of this field really believe; no
answer is shown before the second time.
"""

from __future__ import annotations

from swap_teach.course.questions.question import Choice, Question

ITEMS = [
    Question(
        "inventory-1",
        "A score that needs no training helps an architecture search if it",
        {
            "a": Choice("predicts each architecture's accuracy to within a per cent."),
            "b": Choice("is computed from the same images as the accuracy is."),
            "c": Choice(
                "orders architectures much as their accuracies do.",
                "A search only ever asks which of two is better.",
            ),
            "d": Choice("is higher for architectures that are easier to train."),
        },
        "c",
    ),
    Question(
        "inventory-2",
        "Architecture P reached 93.4 % and Q 93.1 % in one training each. Which is better?",
        {
            "a": Choice("P: both were trained once, in the same way."),
            "b": Choice(
                "Either: it depends on the noise of a training.",
                "The answer key itself has noise; differences smaller than that noise say nothing.",
            ),
            "c": Choice("Neither: they differ by less than one per cent."),
            "d": Choice("Q: trained again, the higher one would fall."),
        },
        "b",
    ),
    Question(
        "inventory-3",
        "A paper reports a rank correlation of 0.75 for its new score. What would you ask first?",
        {
            "a": Choice("Whether 0.75 differs significantly from 0 on those architectures."),
            "b": Choice("How long the score of one architecture takes on a GPU."),
            "c": Choice("Whether the plain correlation of the values is as high."),
            "d": Choice(
                "What the number of parameters reaches on the same ones.",
                "Counting parameters costs nothing and often comes close: it is the bar to beat.",
            ),
        },
        "d",
    ),
    Question(
        "inventory-4",
        "What does one ReLU unit w . x + b (w not zero) do to the plane of its two inputs?",
        {
            "a": Choice(
                "It cuts the plane along a straight line.",
                "The unit is on where w . x + b is positive, a half-plane.",
            ),
            "b": Choice("It cuts out a disc around its weight vector."),
            "c": Choice("It bends the plane along a smooth curve."),
            "d": Choice("It sets the negative inputs to zero."),
        },
        "a",
    ),
    Question(
        "inventory-5",
        "The bits of 4 samples (rows) and 6 units (columns) are written down. The SWAP-Score is the number of",
        {
            "a": Choice("ones in all."),
            "b": Choice("different rows."),
            "c": Choice(
                "different columns.",
                "A sample-wise pattern describes a unit, a column, by the samples that switch it on.",
            ),
            "d": Choice("columns with a one."),
        },
        "c",
    ),
    Question(
        "inventory-6",
        "16 photographs go through two large networks, and the different patterns of samples are counted. You expect",
        {
            "a": Choice("more in the more expressive network."),
            "b": Choice(
                "16 in both of the networks.",
                "Any two photographs differ in some unit, so each has its own pattern, in nearly every network.",
            ),
            "c": Choice("fewer in the one with more units."),
            "d": Choice("2 to the power of 16 in both."),
        },
        "b",
    ),
    Question(
        "inventory-7",
        "A network has a million units and is given 3 samples. How many different patterns of units can it have "
        "at most?",
        {
            "a": Choice("3"),
            "b": Choice("6"),
            "c": Choice("one million"),
            "d": Choice("8", "Each sample switches the unit on or not: 2 x 2 x 2 ways, however many units there are."),
        },
        "d",
    ),
    Question(
        "inventory-8",
        "A network with BatchNorm is in train mode. You replace one image of a batch. The activations of the others",
        {
            "a": Choice("stay as they are, since each image passes through the network by itself."),
            "b": Choice("stay as they are until the weights are updated."),
            "c": Choice(
                "change, since mean and variance are taken over the batch.",
                "Batch statistics couple the samples: every other image is normalised differently.",
            ),
            "d": Choice("change only in the first layer."),
        },
        "c",
    ),
    Question(
        "inventory-9",
        "A score is multiplied by exp(-(size - mu)^2 / sigma), and mu is raised. A search with the new score finds",
        {
            "a": Choice(
                "larger networks, whatever their accuracy.",
                "mu is the size the factor favours; it steers size, and accuracy only as far as size brings it.",
            ),
            "b": Choice("better networks: less overfitting."),
            "c": Choice("the same networks: all scores are multiplied."),
            "d": Choice("smaller networks: size is punished."),
        },
        "a",
    ),
    Question(
        "inventory-10",
        "A score has rank correlation 0.8 with accuracy over 15,000 architectures. Its single highest-scoring one",
        {
            "a": Choice("is among the twenty best in accuracy."),
            "b": Choice("is more accurate than 80 % of the others."),
            "c": Choice("is the most accurate with a probability of 0.8."),
            "d": Choice(
                "has an accuracy of which 0.8 says little.",
                "Most of the correlation comes from telling poor from good; among the best it can vanish.",
            ),
        },
        "d",
    ),
]
