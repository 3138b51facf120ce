"""Exercises of lesson A5, Final training: the cosine schedule, cutout, drop-path."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from swap_teach.course.exercises.answers import numbers
from swap_teach.course.exercises.exercise import Case, Exercise, Misconception


def cosine_rate(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    """Return the learning rate of a step, counted from 0 through the whole training.

    It is `highest` at step 0, and would be 0 one step after the last; in between it falls
    along half a cosine wave.
    """
    progress = step / (steps_per_epoch * epochs)
    return highest * (1 + np.cos(np.pi * progress)) / 2


def _restarts(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    return highest * (1 + np.cos(np.pi * (step % steps_per_epoch) / steps_per_epoch)) / 2


def _degrees(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    return highest * (1 + np.cos(180 * step / (steps_per_epoch * epochs))) / 2


def _whole_wave(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    return highest * (1 + np.cos(2 * np.pi * step / (steps_per_epoch * epochs))) / 2


def _below_zero(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    return highest * np.cos(np.pi * step / (steps_per_epoch * epochs))


def _quarter_wave(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    return highest * np.cos(np.pi / 2 * step / (steps_per_epoch * epochs))


def _once_an_epoch(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    return highest * (1 + np.cos(np.pi * (step // steps_per_epoch) / epochs)) / 2


def _straight_line(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    return highest * (1 - step / (steps_per_epoch * epochs))


def _counted_from_one(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    return cosine_rate(step + 1, steps_per_epoch, epochs, highest)


def _not_halved(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    return 2 * cosine_rate(step, steps_per_epoch, epochs, highest)


def _zero_at_the_last_step(step: int, steps_per_epoch: int, epochs: int, highest: float) -> float:
    return highest * (1 + np.cos(np.pi * step / (steps_per_epoch * epochs - 1))) / 2


def _steps(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((6, 4, 3, 0.1))
    yield Case((0, 4, 3, 0.1))
    yield Case((4, 4, 3, 1.0))
    for _ in range(5):
        per_epoch, epochs = int(rng.integers(2, 600)), int(rng.integers(2, 600))
        yield Case((int(rng.integers(per_epoch * epochs)), per_epoch, epochs, round(float(rng.uniform(0.01, 1)), 3)))


def cutout(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    """Return copies of images in which a square is 0: images (N, C, H, W), middles (N, 2).

    middles[n] = (row, column) belongs to images[n]. The square has rows row - side // 2 up to,
    not including, row + side // 2, and columns alike (side is even); what lies outside the
    image is lost. Only training images are cut.
    """
    cut = np.array(images)
    if training:
        for image, (row, column) in zip(cut, middles, strict=True):
            top, left = max(row - side // 2, 0), max(column - side // 2, 0)
            image[:, top : row + side // 2, left : column + side // 2] = 0
    return cut


def _always_inside(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    highest = np.array(images.shape[2:]) - side // 2
    return cutout(images, np.clip(middles, side // 2, highest), side, training)


def _one_for_all(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    return cutout(images, np.repeat(middles[:1], len(middles), axis=0), side, training)


def _tests_too(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    return cutout(images, middles, side, True)


def _one_colour(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    cut = np.array(images)
    cut[:, 0] = cutout(images, middles, side, training)[:, 0]
    return cut


def _corner(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    return cutout(images, middles + side // 2, side, training)


def _axes_exchanged(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    return cutout(images, middles[:, ::-1], side, training)


def _twice_the_side(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    return cutout(images, middles, 2 * side, training)


def _one_pixel_too_many(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    cut = np.array(images)
    for image, (row, column) in zip(cut, middles if training else [], strict=training):
        top, left = max(row - side // 2, 0), max(column - side // 2, 0)
        image[:, top : row + side // 2 + 1, left : column + side // 2 + 1] = 0
    return cut


def _wraps_round(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    cut = np.array(images)
    if training:
        for image, (row, column) in zip(cut, middles, strict=True):  # a negative start counts from the end
            image[:, row - side // 2 : row + side // 2, column - side // 2 : column + side // 2] = 0
    return cut


def _in_place(images: np.ndarray, middles: np.ndarray, side: int, training: bool) -> np.ndarray:
    images[...] = cutout(images, middles, side, training)
    return images


def _cut_and_given(function: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    """Cut images, and tell whether it was the given ones that were cut and handed back."""
    images, *rest = args
    before = images.copy()
    cut = function(images, *rest)
    same_array = isinstance(cut, np.ndarray) and np.shares_memory(cut, images)
    return {"images": cut, "the given images were cut": bool(same_array and (images != before).any())}


def _read_images(answer: dict[str, Any]) -> np.ndarray:
    cut, given = answer.values()
    read = numbers(cut)
    return np.array([*read.shape, *read.flat, int(given)], dtype=object)


def _images(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.ones((2, 1, 3, 3)), np.array([[0, 0], [1, 2]]), 2, True))
    yield Case((np.ones((1, 2, 3, 3)), np.array([[1, 1]]), 2, False))
    for n, size, side in ((3, 6, 4), (5, 9, 4), (4, 12, 6)):
        images = rng.uniform(0.5, 1, (n, 3, size, size)).round(2)
        yield Case((images, rng.integers(size, size=(n, 2)), side, True))
        yield Case((images, rng.integers(size, size=(n, 2)), side, False))


def drop_path(outputs: np.ndarray, draws: np.ndarray, p: float, training: bool) -> np.ndarray:
    """Return what is left of an edge's outputs, (N, units), after drop-path.

    draws has one number for each sample, uniform between 0 and 1. In training the edge is
    dropped for a sample whose draw is below p, and what stays is scaled so that its mean over
    many draws is unchanged. Outside training nothing happens.
    """
    if not training:
        return np.array(outputs)
    kept = draws >= p
    return outputs * kept[:, None] / (1 - p)


def _not_scaled(outputs: np.ndarray, draws: np.ndarray, p: float, training: bool) -> np.ndarray:
    return outputs * (draws >= p)[:, None] if training else outputs


def _whole_batch(outputs: np.ndarray, draws: np.ndarray, p: float, training: bool) -> np.ndarray:
    return outputs * float(draws[0] >= p) / (1 - p) if training else outputs


def _active_in_eval(outputs: np.ndarray, draws: np.ndarray, p: float, training: bool) -> np.ndarray:
    return drop_path(outputs, draws, p, True)


def _scaled_in_eval(outputs: np.ndarray, draws: np.ndarray, p: float, training: bool) -> np.ndarray:
    return outputs * (draws >= p)[:, None] if training else outputs * (1 - p)


def _kept_for_dropped(outputs: np.ndarray, draws: np.ndarray, p: float, training: bool) -> np.ndarray:
    return outputs * (draws < p)[:, None] / p if training else outputs


def _shrunk(outputs: np.ndarray, draws: np.ndarray, p: float, training: bool) -> np.ndarray:
    return outputs * (draws >= p)[:, None] * (1 - p) if training else outputs


def _divided_by_p(outputs: np.ndarray, draws: np.ndarray, p: float, training: bool) -> np.ndarray:
    return outputs * (draws >= p)[:, None] / p if training else outputs


def _edges(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([[3.0, 6.0], [9.0, 12.0]]), np.array([0.7, 0.1]), 0.25, True))
    yield Case((np.array([[3.0, 6.0], [9.0, 12.0]]), np.array([0.7, 0.1]), 0.25, False))
    for n, units, p in ((6, 3, 0.2), (9, 2, 0.5), (5, 4, 0.1)):
        outputs, draws = rng.normal(size=(n, units)).round(2), rng.random(n).round(3)
        draws[:2] = 0.04, 0.9  # one dropped and one kept at least
        yield Case((outputs, draws, p, True))
        yield Case((outputs, draws, p, False))


EXERCISES = [
    Exercise(
        id="A5-cosine",
        title="The learning rate of a step",
        prompt="Write the cosine schedule. A training has so many epochs of so many steps; the rate of step 0 is the "
        "highest, half-way it is half of it, and after the last step it would be 0.",
        reference=cosine_rate,
        cases=_steps,
        hints=(
            "Which share of the whole training lies behind a step? In the smallest example 6 steps of 12 do.",
            "A cosine goes from 1 to -1 over half a wave, which is pi in radians. Shift and shrink that to 1 ... 0.",
            "(1 + cos(pi * share)) / 2 is 1 at the start, 1/2 half-way and 0 at the end.",
        ),
        misconceptions=(
            Misconception(
                "restarts each epoch",
                _restarts,
                "Your rate starts again from the top in each epoch. The wave goes once over the whole training: "
                "divide by all steps, not by those of an epoch.",
                "schedulers that are stepped with the batch's number within its epoch",
            ),
            Misconception(
                "degrees",
                _degrees,
                "You pass degrees. NumPy's cosine takes radians: half a wave is np.pi, not 180.",
                "fresh readers; a rate that jumps up and down from step to step gives it away",
            ),
            Misconception(
                "a whole wave",
                _whole_wave,
                "You use a whole wave, so the rate has come back up at the end. Half a wave goes from top to bottom.",
                "fresh readers who think of a cosine as one period",
            ),
            Misconception(
                "negative in the second half",
                _below_zero,
                "Your rate is negative in the second half, which climbs the loss. Add 1 and halve.",
                "the formula remembered without its 1 +",
            ),
            Misconception(
                "one rate for a whole epoch",
                _once_an_epoch,
                "Your rate changes once an epoch. That is how the DARTS code itself does it; here each step has one.",
                "the DARTS authors' code, which steps its scheduler once an epoch",
            ),
            Misconception(
                "a straight line",
                _straight_line,
                "You use a straight line. It agrees with the cosine at the start, half-way and at the end, and nowhere "
                "else: after a third it has two thirds left, the cosine three quarters.",
                "ports for ImageNet, where a straight line is usual",
            ),
            Misconception(
                "a quarter of a wave",
                _quarter_wave,
                "You use a quarter of a wave: it also ends at 0, but half-way it is .71 of the highest, not a half, "
                "and it reaches 0 at full slope instead of levelling out.",
                "fresh readers who want to save the 1 + and the / 2",
            ),
            Misconception(
                "0 at the last step",
                _zero_at_the_last_step,
                "Your rate is 0 at the last step already, which then learns nothing. It would be 0 one step after it: "
                "divide by the number of steps, not by one less.",
                "`np.linspace(0, 1, steps)`, which includes its end",
            ),
            Misconception(
                "steps counted from 1",
                _counted_from_one,
                "Your rate is that of the step after. Steps are counted from 0, and step 0 has the highest rate.",
                "`step + 1`",
            ),
            Misconception(
                "not halved",
                _not_halved,
                "Your rate begins at twice the highest: 1 + cos goes from 2 to 0. Halve it.",
                "the formula remembered without its / 2",
            ),
        ),
        advice="compute it by hand for step 6 of 12: half of the training is behind you.",
        minutes=6,
        starred=True,
    ),
    Exercise(
        id="A5-cutout",
        title="Cutout",
        prompt="Blank one square in each training image. The middles were drawn for you, one an image, and any pixel "
        "may be a middle. Images are normalised, so 0 is the mean colour.",
        reference=cutout,
        cases=_images,
        attempt=_cut_and_given,
        normal=_read_images,
        hints=(
            "Work on a copy, image by image, and leave all at once if `training` is False.",
            "In the smallest example side // 2 is 1: rows row - 1 and row, columns column - 1 and column, as far as "
            "they exist.",
            "A slice that ends behind the image is cut off by NumPy; one that begins at -1 is not: `max(..., 0)`.",
        ),
        misconceptions=(
            Misconception(
                "mask always fully inside",
                _always_inside,
                "You move the square until it lies inside the image. It may hang over the edge: then corners and "
                "borders are blanked too, and some images lose little.",
                "ports that draw a square among those that fit",
            ),
            Misconception(
                "the same mask for the whole batch",
                _one_for_all,
                "All images have lost the square of the first. Each has a middle of its own: images[n] goes with "
                "middles[n].",
                "ports that draw one mask a batch",
            ),
            Misconception(
                "applied to test images",
                _tests_too,
                "You also cut images when `training` is False. A network is judged on whole images.",
                "a transform put into both lists of transforms",
            ),
            Misconception(
                "one colour only",
                _one_colour,
                "Only the first colour is blanked. The square goes through all channels: that is the first axis of "
                "an image here.",
                "readers used to height x width x colour",
            ),
            Misconception(
                "the middle taken for a corner",
                _corner,
                "Your square begins at the pixel that should be its middle. It begins side // 2 rows above and columns "
                "to the left of it.",
                "ports that draw the corner of the square",
            ),
            Misconception(
                "row and column exchanged",
                _axes_exchanged,
                "You exchange row and column. middles[n] is (row, column), in the order of an image's axes.",
                "x, y for row, column",
            ),
            Misconception(
                "twice the side",
                _twice_the_side,
                "Your square has twice the side. It reaches side // 2 from its middle, not side.",
                "`side` for `side // 2`",
            ),
            Misconception(
                "one pixel too many",
                _one_pixel_too_many,
                "Your square has one row and one column too many. It ends before row + side // 2, and a Python slice "
                "leaves its end out already.",
                "fresh readers who want the middle to be exactly in the middle",
            ),
            Misconception(
                "a start below zero",
                _wraps_round,
                "A slice that begins at -1 begins at the last pixel, so nothing is blanked near the top and the left "
                "edge. Begin at max(..., 0).",
                "fresh readers who meet Python's negative indices",
            ),
            Misconception(
                "the given images cut",
                _in_place,
                "You cut the images you were given. In the next epoch they come back with this square still missing, "
                "and lose another: begin with a copy.",
                "`images[n, ...] = 0` without a copy before",
            ),
        ),
        advice="draw the two 3 x 3 images of the smallest example and cross out what must be 0.",
        minutes=8,
        difficulty="medium",
        importance="useful",
    ),
    Exercise(
        id="A5-drop-path",
        title="Drop-path",
        prompt="An edge of a cell has made its outputs, one row a sample. Drop it, sample by sample, as the draws say. "
        "A sum that misses an edge now and then must still be right on average, and the network that is judged has "
        "all its edges.",
        reference=drop_path,
        cases=_edges,
        hints=(
            "Outside training, return what you were given.",
            "`draws >= p` is one True or False a sample. `[:, None]` lays it beside the units.",
            "Kept with probability 1 - p: for the mean to stay what it was, what is kept counts 1 / (1 - p) times.",
        ),
        misconceptions=(
            Misconception(
                "not divided by the keep probability",
                _not_scaled,
                "What is kept isn't scaled. In training the edge then gives 1 - p of its output on average, and when "
                "judged all of it: the BatchNorms behind it know the smaller sum.",
                "dropout as it was first published, without its correction when judged",
            ),
            Misconception(
                "drops for the whole batch",
                _whole_batch,
                "One draw decides for all samples. Each sample has its own: then a batch holds many different "
                "networks at once.",
                "ports that draw a single number a call",
            ),
            Misconception(
                "active in eval",
                _active_in_eval,
                "You also drop when `training` is False: the same image would be judged by another network each time.",
                "functional dropout called without its training flag",
            ),
            Misconception(
                "scaled when judged",
                _scaled_in_eval,
                "You shrink the output by 1 - p when judging. That is the older way of the same correction; here "
                "outputs outside training stay as they are, and training scales up.",
                "the first dropout paper",
            ),
            Misconception(
                "dropped and kept exchanged",
                _kept_for_dropped,
                "You keep the edge where the draw is below p. p is the probability of dropping.",
                "libraries whose argument is the probability of keeping",
            ),
            Misconception(
                "shrunk, not stretched",
                _shrunk,
                "You multiply what is kept by 1 - p. The mean is too small already, by that factor: divide by it.",
                "multiplication for division",
            ),
            Misconception(
                "divided by p",
                _divided_by_p,
                "You divide by p, the probability of dropping. What is kept comes with probability 1 - p: divide by "
                "that.",
                "the two probabilities exchanged",
            ),
        ),
        advice="do the smallest example by hand: sample 1 is kept, three quarters of all draws are.",
        minutes=6,
        difficulty="easy",
        importance="core",
    ),
]
