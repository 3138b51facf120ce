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
            "b": Choice("is computed from the same data as the accuracy."),
            "c": Choice(
                "orders architectures much as their accuracies do, whatever its unit.",
                "A search only ever asks which of two is better.",
            ),
            "d": Choice("is higher for networks that are easier to train."),
        },
        "c",
    ),
    Question(
        "inventory-2",
        "Architecture P reached 93.4 % and Q 93.1 % in one training each. Which is better?",
        {
            "a": Choice("P, since both were trained once, in the same way."),
            "b": Choice(
                "That can't be said without knowing the noise of a training.",
                "The answer key itself has noise; differences smaller than that noise say nothing.",
            ),
            "c": Choice("They are equal, since they differ by less than one per cent."),
            "d": Choice("Q, since training again would rather lower the higher one."),
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
                "It cuts the plane along a straight line: off on one side, on at the other.",
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
            "a": Choice("ones in the matrix."),
            "b": Choice("different rows: how many samples the network tells apart."),
            "c": Choice(
                "different columns: in how many ways units respond to the samples.",
                "A sample-wise pattern describes a unit by the samples that switch it on.",
            ),
            "d": Choice("units that are on for at least one sample."),
        },
        "c",
    ),
    Question(
        "inventory-6",
        "16 photographs go through two large networks, and the different patterns of samples are counted. You expect",
        {
            "a": Choice("the more expressive network to have more."),
            "b": Choice(
                "16 in both, so that the count can't rank them.",
                "Any two photographs differ in some unit, so each has its own pattern, in nearly every network.",
            ),
            "c": Choice("the one with more units to have fewer, since its patterns are longer."),
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
                "larger networks, which may or may not be better.",
                "mu is the size the factor favours; it steers size, and accuracy only as far as size brings it.",
            ),
            "b": Choice("better networks, since regularisation reduces overfitting."),
            "c": Choice("the same networks, since every score is multiplied."),
            "d": Choice("smaller networks, since size is punished."),
        },
        "a",
    ),
    Question(
        "inventory-10",
        "A score has rank correlation 0.8 with accuracy over 15,000 architectures. Its single highest-scoring one",
        {
            "a": Choice("is the best, or among the ten or twenty best, in accuracy."),
            "b": Choice("has a higher accuracy than 80 % of the others have."),
            "c": Choice("is the best of all in accuracy with a probability of 0.8."),
            "d": Choice(
                "may be mediocre: the figure says little about the top.",
                "Most of the correlation comes from telling poor from good; among the best it can vanish.",
            ),
        },
        "d",
    ),
]
