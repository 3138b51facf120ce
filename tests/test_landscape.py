from __future__ import annotations

import numpy as np
import pytest

from swap_teach.landscape import strict_peaks
from swap_teach.spaces import get_space

SPACE = get_space("nb201")
CELLS = list(SPACE)


def test_peaks_are_what_comparing_with_all_neighbours_finds():
    scores = np.random.default_rng(0).integers(0, 40, len(CELLS)).astype(float)  # with ties
    row = {cell: k for k, cell in enumerate(CELLS)}
    peaks = strict_peaks(scores)
    some = np.random.default_rng(1).choice(len(CELLS), 300, replace=False)
    for k in [*some.tolist(), *peaks[:100].tolist()]:
        beats_all = all(scores[k] > scores[row[other]] for other in SPACE.neighbours(CELLS[k]))
        assert beats_all == (k in peaks)
    assert (np.diff(scores[peaks]) <= 0).all()


def test_a_plateau_has_no_strict_peak():
    assert strict_peaks(np.ones(len(CELLS))).tolist() == []


def test_another_number_of_scores_is_refused():
    with pytest.raises(ValueError, match=r"each of the 15,625 cells, got shape \(3,\)"):
        strict_peaks([1, 2, 3])


@pytest.mark.parametrize(("dataset", "count"), [("cifar10", 17), ("cifar100", 23)])
def test_the_accuracies_of_the_benchmark_have_a_known_number_of_peaks(dataset, count, third_party):
    third_party("nb201.csv.gz")
    from swap_teach import load_benchmark

    truth = load_benchmark("nb201", dataset).set_index("arch").test_acc
    assert len(strict_peaks(truth[[str(cell) for cell in CELLS]])) == count
