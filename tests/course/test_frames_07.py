"""Lesson 07's pictures: what they say, worked out another way."""

from __future__ import annotations

import numpy as np

from swap_teach import list_metrics
from swap_teach.course import example, frames_07


def test_the_running_matrix_is_read_by_rows_and_by_columns() -> None:
    picture = frames_07.two_readings(example.bits(), example.SAMPLE_NAMES, example.UNIT_NAMES)
    assert "5 distinct patterns, u1 a, u2 b, u3 c, u4 a, u5 d, u6 e" in picture.description
    # By hand: A 110101 and D 100101 differ in the second unit alone.
    assert "A and D 5" in picture.description
    assert "each with itself 6; determinant 0." in picture.description


def test_every_metric_of_a_family_is_registered_once_and_its_needs_are_told() -> None:
    members = [name for family in frames_07.FAMILIES.values() for name in family]
    metrics = list_metrics()
    assert len(members) == len(set(members))
    assert set(members) <= set(metrics.index)
    told = frames_07.needs_chart(metrics).description
    assert "params (size): shapes alone" in told
    assert "synflow (saliency): weights, gradients;" in told
    assert "zen (perturbation): forward, own weights." in told


def test_needs_are_spelt_as_the_register_spells_them() -> None:
    spelt = {need for needs in list_metrics().needs for need in needs.split(", ")} - {"shapes only"}
    assert spelt == set(frames_07.NEEDS)


def test_layers_without_batch_norm_are_named() -> None:
    picture = frames_07.layer_sums([("stem", 2.0, 1e-7, True), ("shortcut", 1.0, -0.5, False)])
    assert "With bars all lie within a factor of 2." in picture.description
    assert "1 layers with BatchNorm behind them all below 0.0001; 1 without (shortcut) all above 0.5." in (
        picture.description
    )
    broken = frames_07.layer_sums([("stem", 2.0, 0.1, True), ("shortcut", 1.0, -0.5, False)])
    assert "not all below 0.0001" in broken.description


def test_the_nearest_column_is_found_and_the_truth_is_never_it() -> None:
    x = np.arange(20)
    picture = frames_07.agreement({"a": x, "b": -(x**2), "c": x % 7, "accuracy": x}, truth="accuracy")
    assert "a is nearest to c" in picture.description
    assert "accuracy is nearest to a (1.0)" in picture.description
    assert picture.png().startswith(b"\x89PNG")
