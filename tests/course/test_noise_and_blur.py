"""Noise and blur: the maps are the network's own, the correlations the record's, and the words follow both."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from swap_teach import capture, get_space, load_images
from swap_teach.course.example import CELL
from swap_teach.course.noise_and_blur import BLURS, DIALS, EXPONENTS, noise_and_blur, patterns
from swap_teach.images import blur, noise_images
from swap_teach.records import load_record


@pytest.mark.parametrize(("exponent", "pixels"), [(0, 1), (2, 5)])
def test_counts_are_those_of_the_running_cells_first_relu(exponent: int, pixels: int) -> None:
    space, generator = get_space("nb201"), torch.Generator().manual_seed(0)
    network = space.build(space.parse(CELL), network="small", generator=generator).double()
    photographs = blur(load_images("photos", n=16, size=32)[0], pixels)
    for x, counted in (
        (noise_images(16, 32, exponent), patterns("noise", exponent)),
        (photographs, patterns("photos", pixels)),
    ):
        channel = capture(network, x)[0].bits.reshape(16, 8, 32 * 32)[:, 0]
        assert counted == len(np.unique(channel, axis=1).T)


def test_every_recorded_correlation_can_be_reached_with_its_interval_and_n() -> None:
    record = load_record("inputs").table.query("dataset == 'cifar10' and inputs != 'cifar10'")
    shown = {}
    for exponent, pixels in zip(EXPONENTS, BLURS, strict=True):
        table = noise_and_blur(exponent, pixels)[1]
        for name, value, ranked in (("noise", exponent, table.iloc[0]), ("photos", pixels, table.iloc[1])):
            shown["darts", name, value], shown["nb201", name, value] = ranked.iloc[2:]
    for _, row in record.iterrows():
        key = row["benchmark"], row["inputs"], int(row["exponent"] if row["inputs"] == "noise" else row["blur"])
        assert shown.pop(key) == f"{row['spearman']:.2f} [{row['low']:.2f}, {row['high']:.2f}]"
    assert set(shown.values()) == {"not recorded"}
    assert list(table.columns[2:]) == ["DARTS, n = 300", "NAS-Bench-201, n = 400"]
    assert table.iloc[2, 2] == f"{record[record.benchmark == 'darts'].params_spearman.iloc[0]:.2f}"


def test_the_words_follow_both_controls() -> None:
    told = noise_and_blur(3, 9)[0].description
    assert told.startswith(f"Noise, power 1/f^3: {patterns('noise', 3):,} different patterns of 1,024 units")
    assert f"; Photographs blurred by 9 px: {patterns('photos', 9):,} different patterns" in told
    assert told != noise_and_blur(3, 5)[0].description != noise_and_blur(2, 5)[0].description


def test_what_was_not_recorded_is_refused() -> None:
    with pytest.raises(ValueError, match="exponent is one of 0, 1, 2, 3, which were recorded; it was 4"):
        noise_and_blur(exponent=4)
    with pytest.raises(ValueError, match="blur is one of 1, 3, 5, 9, which were recorded; it was 2"):
        noise_and_blur(blur=2)
    assert all(noise_and_blur(**{name: values[-1]}) for name, values in DIALS.items())
