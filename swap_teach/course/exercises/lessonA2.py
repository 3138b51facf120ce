"""Exercises of lesson A2, All the rivals, one card each: ZiCo, Fisher and EPE-NAS from what a pass leaves behind."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from swap_teach.course.exercises.exercise import Case, Exercise, Misconception

Channels = tuple[np.ndarray, np.ndarray, int]


def zico_score(layers: list[np.ndarray]) -> float:
    """Return ZiCo: the sum over layers of log(sum over weights of mean |g| / std of g).

    A layer is an array of gradients, a row for each mini-batch, a column for each weight. Mean and standard
    deviation (divided by the number of mini-batches) run over the mini-batches. A weight whose gradient is always
    the same is left out, and so is a layer without any other.
    """
    score = 0.0
    for g in layers:
        mean, deviation = np.abs(g).mean(axis=0), g.std(axis=0)
        moves = deviation > 0
        if moves.any():
            score += np.log((mean[moves] / deviation[moves]).sum())
    return score


def _zico(layers: list[np.ndarray], of_layer: Callable[[np.ndarray, np.ndarray], float], ddof: int = 0) -> float:
    """Add up `of_layer(g, std)` over the layers, on the weights whose gradient moves."""
    score = 0.0
    for g in layers:
        deviation = g.std(axis=0, ddof=ddof)
        moves = deviation > 0
        if moves.any():
            score += of_layer(g[:, moves], deviation[moves])
    return score


def _std_of_magnitudes(layers: list[np.ndarray]) -> float:
    return zico_score([np.abs(g) for g in layers])


def _divided_by_one_less(layers: list[np.ndarray]) -> float:
    return _zico(layers, lambda g, std: float(np.log((np.abs(g).mean(axis=0) / std).sum())), ddof=1)


def _a_log_for_each_weight(layers: list[np.ndarray]) -> float:
    return _zico(layers, lambda g, std: float(np.log(np.abs(g).mean(axis=0) / std).sum()))


def _one_log_at_the_end(layers: list[np.ndarray]) -> float:
    return float(np.log(_zico(layers, lambda g, std: float((np.abs(g).mean(axis=0) / std).sum()))))


def _a_small_number_added(layers: list[np.ndarray]) -> float:
    return sum(float(np.log((np.abs(g).mean(axis=0) / (g.std(axis=0) + 1e-8)).sum())) for g in layers)


def _gradients(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(([np.array([[3.0, 1.0], [1.0, -1.0]])],))
    yield Case(([np.array([[3.0, 1.0], [1.0, -1.0]]), np.array([[2.0, 5.0], [4.0, 5.0]])],))
    yield Case(([np.array([[1.0, -2.0], [1.0, -2.0]]), np.array([[2.0, -1.0], [4.0, -2.0]])],))
    for batches, layers in ((2, 3), (3, 5), (5, 8)):
        yield Case(([rng.normal(size=(batches, int(n))) for n in rng.integers(2, 30, layers)],))


def fisher_score(layers: list[tuple[np.ndarray, np.ndarray, int]]) -> float:
    """Return Fisher: channel by channel, half the mean over images of (sum over space of a * g)^2, times weights.

    A layer is (a, g, weights): its outputs a, the loss's gradient g in them, both of shape (images, channels,
    height, width), and the number of weights of one channel. Added up over channels and layers.
    """
    score = 0.0
    for a, g, weights in layers:
        pull = (a * g).sum(axis=(2, 3))  # of each image, by each channel
        score += weights * (pull**2).mean(axis=0).sum() / 2
    return score


def _square_first(layers: list[Channels]) -> float:
    return sum(n * ((a * g) ** 2).sum(axis=(2, 3)).mean(axis=0).sum() / 2 for a, g, n in layers)


def _images_averaged_first(layers: list[Channels]) -> float:
    return sum(n * ((a * g).sum(axis=(2, 3)).mean(axis=0) ** 2).sum() / 2 for a, g, n in layers)


def _gradient_alone(layers: list[Channels]) -> float:
    return fisher_score([(np.ones_like(a), g, n) for a, g, n in layers])


def _every_channel_alike(layers: list[Channels]) -> float:
    return fisher_score([(a, g, 1) for a, g, _ in layers])


def _images_added(layers: list[Channels]) -> float:
    return fisher_score([(a, g, n * len(a)) for a, g, n in layers])


def _activations(rng: np.random.Generator) -> Iterator[Case]:
    a, g = np.array([[[[1.0, 2.0]]], [[[1.0, 1.0]]]]), np.array([[[[1.0, 1.0]]], [[[-1.0, -2.0]]]])
    yield Case(([(a, g, 2)],))
    for n in (1, 3, 5):
        shapes = [tuple(int(k) for k in rng.integers(2, 5, 4)) for _ in range(n)]
        yield Case(([(*rng.normal(size=(2, *shape)), int(rng.integers(2, 30))) for shape in shapes],))


def epe_score(rows: np.ndarray, labels: np.ndarray) -> float:
    """Return EPE-NAS for up to 100 classes: over classes, the sum of |sum of log(|correlation| + 1e-5)|.

    rows has an input gradient for each image, labels its class. Within a class every image's row is correlated with
    every image's, itself included, and all entries of that matrix are summed.
    """
    score = 0.0
    for label in np.unique(labels):
        corr = np.atleast_2d(np.corrcoef(rows[labels == label]))
        score += abs(np.log(np.abs(corr) + 1e-5).sum())
    return score


def _classes_ignored(rows: np.ndarray, labels: np.ndarray) -> float:
    return epe_score(rows, np.zeros_like(labels))


def _across_classes(rows: np.ndarray, labels: np.ndarray) -> float:
    logs = np.log(np.abs(np.corrcoef(rows)) + 1e-5)
    return float(abs(logs[labels[:, None] != labels].sum()))


def _pairs_once(rows: np.ndarray, labels: np.ndarray) -> float:
    return epe_score(rows, labels) / 2


def _divided_by_entries(rows: np.ndarray, labels: np.ndarray) -> float:
    classes = [labels == label for label in np.unique(labels)]
    return sum(epe_score(rows[of], labels[of]) / int(of.sum()) ** 2 for of in classes)


def _covariances(rows: np.ndarray, labels: np.ndarray) -> float:
    score = 0.0
    for label in np.unique(labels):
        cov = np.atleast_2d(np.cov(rows[labels == label]))
        score += abs(np.log(np.abs(cov) + 1e-5).sum())
    return score


def _input_gradients(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([[2.0, -2.0, 2.0, -2.0], [3.0, 3.0, -3.0, -3.0], [1.0, 2.0, 3.0, 5.0]]), np.array([0, 0, 1])))
    for images, pixels, classes in ((6, 5, 2), (12, 20, 3), (20, 9, 10)):
        labels = rng.permutation(np.arange(images) % classes)
        yield Case((rng.normal(size=(images, pixels)) * rng.uniform(1, 9, (images, 1)), labels))


EXERCISES = [
    Exercise(
        id="A2-zico",
        title="Gradients that agree",
        prompt="ZiCo takes the gradients of several mini-batches with the same weights. Large and steady is good: for "
        "each weight the mean size of its gradient is divided by its spread. The docstring says the rest.",
        reference=zico_score,
        cases=_gradients,
        hints=(
            "Bars round the gradient in the mean, none in the standard deviation; NumPy's `std` divides as wanted.",
            "First drop the weights with spread 0, then add up what is left of the layer, then take the logarithm.",
            "By hand: gradients 3 and 1 have mean 2 and spread 1; 1 and -1 have mean size 1 and spread 1.",
        ),
        misconceptions=(
            Misconception(
                "spread of the magnitudes",
                _std_of_magnitudes,
                "You take the spread of |g|. A gradient of 1 and then -1 would count as steady, though the two "
                "mini-batches pull opposite ways.",
                "the paper's printed equation; its authors' code takes the spread of g",
            ),
            Misconception(
                "one less in the divisor",
                _divided_by_one_less,
                "Your standard deviation divides by the number of mini-batches less one. Divide by their number.",
                "`torch.std`, which does so unless told otherwise",
            ),
            Misconception(
                "a logarithm for each weight",
                _a_log_for_each_weight,
                "You take the logarithm of each weight's ratio. Add the ratios of a layer up first, then take one "
                "logarithm of it.",
                "readers who move the logarithm through the sum",
            ),
            Misconception(
                "one logarithm at the end",
                _one_log_at_the_end,
                "You add up the ratios of all layers and take one logarithm. Each layer has a logarithm of its own.",
                "readers who lose the inner brackets",
            ),
            Misconception(
                "a small number added to the spread",
                _a_small_number_added,
                "You add a small number to each spread. A gradient that is always the same then counts a "
                "hundred million times: leave it out.",
                "the usual guard against division by zero, in ports",
            ),
        ),
        advice="take the smallest example column by column: mean size, spread, ratio; then add, then the logarithm.",
        minutes=7,
        difficulty="medium",
        starred=True,
    ),
    Exercise(
        id="A2-fisher",
        title="What a channel is worth",
        prompt="Multiply a channel by 1 - e and the loss changes by -e times the sum of a * g over its positions. "
        "Fisher squares this for each image. Put it together from a layer's outputs and their gradients.",
        reference=fisher_score,
        cases=_activations,
        hints=(
            "The product a * g is summed over height and width: one number for each image and channel.",
            "Square that number, then average over images.",
            "Half of it, times the weights of one channel; then add up channels, then layers.",
        ),
        misconceptions=(
            Misconception(
                "squared position by position",
                _square_first,
                "You square before you add up the positions. A channel is cut as a whole: add first, then square.",
                "ports that take the square of the product as it stands",
            ),
            Misconception(
                "images averaged before the square",
                _images_averaged_first,
                "You average over images and square then. In the smallest example the images pull by 3 and -3, and "
                "you find 0: square each image's, then average.",
                "readers to whom a mean of squares and a squared mean look alike",
            ),
            Misconception(
                "the gradient alone",
                _gradient_alone,
                "You leave out the outputs. What a channel is worth is its output times its gradient.",
                "grad_norm carried over",
            ),
            Misconception(
                "the weights left out",
                _every_channel_alike,
                "Each channel counts once. It counts as often as it has weights.",
                "the pruning paper's own formula, which is about one channel",
            ),
            Misconception(
                "images added up",
                _images_added,
                "You add up the images. Take their mean, or a larger batch is a better network.",
                "a sum over all axes at once",
            ),
        ),
        advice="in the smallest example image 1 pulls by 1 + 2 = 3, image 2 by -1 - 2 = -3.",
        minutes=6,
        importance="useful",
    ),
    Exercise(
        id="A2-epe",
        title="Class by class",
        prompt="EPE-NAS correlates the input gradients of the images of one class, and does so for every class. Write "
        "the rule for up to 100 classes.",
        reference=epe_score,
        cases=_input_gradients,
        hints=(
            "`np.corrcoef` correlates rows. `rows[labels == label]` are those of a class.",
            "Of one row it returns a bare number; `np.atleast_2d` makes a matrix of it.",
            "All entries, the diagonal and both triangles, go into the sum of a class; then bars round that sum.",
        ),
        misconceptions=(
            Misconception(
                "classes ignored",
                _classes_ignored,
                "You correlate all images with all. Only images of one class meet.",
                "jacov carried over",
            ),
            Misconception(
                "images of different classes",
                _across_classes,
                "You compare images of different classes. The score looks within each class.",
                "readers who expect classes to be told apart",
            ),
            Misconception(
                "each pair once",
                _pairs_once,
                "You count each pair once. The matrix holds it twice, and all its entries are summed.",
                "the habit of taking one triangle",
            ),
            Misconception(
                "divided by the matrix's size",
                _divided_by_entries,
                "You divide by the number of entries. That is the rule for more than 100 classes.",
                "ports with one rule for both",
            ),
            Misconception(
                "covariances",
                _covariances,
                "You take covariances, which grow with the gradients' length. A correlation doesn't.",
                "readers of `jacob_cov`, the name jacov goes by in ports",
            ),
        ),
        advice="the two rows of class 0 have correlation 0, twice in their matrix: 2 log(1e-5).",
        minutes=7,
        difficulty="medium",
        importance="useful",
    ),
]
