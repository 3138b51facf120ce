from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from swap_teach.ranking import rank_report, spearman, split, top_k_regret


def textbook_regret(score, accuracy, k):
    """Average over every way to take k architectures that no untaken one outscores."""
    ways = [
        taken
        for taken in combinations(range(len(score)), k)
        if min(score[i] for i in taken) >= max((s for i, s in enumerate(score) if i not in taken), default=-1)
    ]
    return max(accuracy) - np.mean([max(accuracy[i] for i in way) for way in ways])


@settings(max_examples=200, deadline=None)
@given(st.data(), st.integers(1, 7))
def test_regret_is_the_mean_over_all_tie_breaks(data, n):
    score = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    accuracy = data.draw(st.lists(st.integers(50, 99), min_size=n, max_size=n))
    k = data.draw(st.integers(1, n))
    assert top_k_regret(score, accuracy, k) == pytest.approx(textbook_regret(score, accuracy, k))


def test_regret_of_thousands_that_tie_is_finite():
    accuracy = np.arange(15_625.0)
    regret = top_k_regret(np.zeros(15_625), accuracy, 10)
    assert regret == pytest.approx(15_625 / 11, rel=0.01)


@pytest.mark.parametrize("k", [0, 4])
def test_regret_wants_a_possible_k(k):
    with pytest.raises(ValueError, match=f"between 1 and the 3 architectures, got {k}"):
        top_k_regret([1, 2, 3], [1, 2, 3], k)


def test_regret_refuses_scores_that_are_not_finite():
    with pytest.raises(ValueError, match="1 of 3 values of score are not finite"):
        top_k_regret([1, np.nan, 3], [1, 2, 3], 1)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 12), min_size=4, max_size=60).filter(lambda groups: len(set(groups)) > 3),
    st.sampled_from([0.3, 0.5, 0.8]),
    st.integers(0, 99),
)
def test_groups_never_straddle_and_nothing_is_lost(groups, share, seed):
    try:
        calibration, report = split(groups, share, seed)
    except ValueError as error:
        assert "one side empty" in str(error)  # noqa: PT017 -- a large group may not fit; that is checked below
        return
    groups = np.array(groups)
    assert_array_equal(np.sort([*calibration, *report]), np.arange(len(groups)))
    assert not set(groups[calibration]) & set(groups[report])
    assert len(calibration) <= share * len(groups)
    again = split(list(map(str, groups)), share, seed)
    assert len(again[0]) > 0


def test_split_by_number_and_by_share():
    assert len(split(range(1000), 300)[0]) == 300
    assert len(split(range(1000), 0.25)[0]) == 250
    assert len(split(["a", "b", "c", "d"], 1)[0]) == 1


def test_a_group_may_be_kept_from_being_most_of_the_calibration_side():
    groups = ["big"] * 60 + list(map(str, range(140)))
    shares = [np.mean(np.array(groups)[split(groups, 100, seed)[0]] == "big") for seed in range(30)]
    assert 0.6 in shares
    for seed in range(30):
        calibration, report = split(groups, 100, seed, largest=0.05)
        assert set(report) >= set(range(60))
        assert len(calibration) == 100


def test_split_is_random_and_seeded():
    first = split(range(100), 50, seed=1)[0]
    assert_array_equal(first, split(range(100), 50, seed=1)[0])
    assert set(first) != set(split(range(100), 50, seed=2)[0])
    counts = np.zeros(20)
    for seed in range(400):
        counts[split(range(20), 5, seed=seed)[0]] += 1
    assert counts.min() > 60
    assert counts.max() < 140


@pytest.mark.parametrize("calibration", [4, 10, 0.1, 0])
def test_an_empty_side_is_refused(calibration):
    with pytest.raises(ValueError, match=r"of 4 architectures in 4 groups leaves one side empty"):
        split(range(4), calibration)


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    truth = rng.normal(size=200)
    size = truth + rng.normal(size=200)
    good = truth + 0.3 * rng.normal(size=200)
    broken = good.copy()
    broken[:7] = [np.nan, np.inf, -np.inf, np.nan, np.nan, np.nan, np.nan]
    scores = {"size": size, "good": good, "broken": broken, "constant": np.full(200, 16.0)}
    return scores, 90 + truth, size


def test_report_prints_what_an_honest_correlation_needs(table):
    report = rank_report(*table, split="all 200, seed 0", k=5, resamples=200).set_index("metric")
    good = report.loc["good"]
    assert (good["n"], good["not_finite"], good["split"]) == (200, 0, "all 200, seed 0")
    expected = spearman(table[0]["good"], table[1], resamples=200)
    assert (good["spearman"], good["spearman_low"], good["spearman_high"]) == (
        expected.value,
        expected.low,
        expected.high,
    )
    assert good["params_spearman"] == pytest.approx(spearman(table[2], table[1], resamples=0).value)
    assert good["gain"] == pytest.approx(good["spearman"] - good["params_spearman"])
    assert good["gain_low"] > 0
    assert good["partial"] > 0.8
    assert good["regret_top5"] == top_k_regret(table[0]["good"], table[1], 5)


def test_report_sets_aside_and_counts_what_is_not_finite(table):
    report = rank_report(*table, split="all", resamples=50).set_index("metric")
    broken = report.loc["broken"]
    assert (broken["n"], broken["not_finite"]) == (193, 7)
    assert broken["spearman"] == spearman(table[0]["broken"][7:], table[1][7:], resamples=0).value
    assert broken["params_spearman"] == pytest.approx(spearman(table[2][7:], table[1][7:], resamples=0).value)


def test_report_says_that_a_constant_score_has_no_ranking(table):
    report = rank_report(*table, split="all", resamples=50)
    assert report["metric"].iloc[-1] == "constant"
    last = report.iloc[-1]
    assert np.isnan(last["spearman"])
    assert last["note"] == "no ranking: 1 distinct among 200 finite scores"
    alone = rank_report({"constant": np.ones(200)}, *table[1:], split="all", resamples=50)
    assert alone["note"].str.startswith("no ranking").all()


def test_size_itself_gains_nothing(table):
    size = rank_report(*table, split="all", resamples=50).set_index("metric").loc["size"]
    assert (size["gain"], size["gain_low"], size["gain_high"]) == (0, 0, 0)
    assert np.isnan(size["partial"])


def test_report_takes_a_data_frame_and_checks_lengths(table):
    frame = pd.DataFrame(table[0])
    pd.testing.assert_frame_equal(
        rank_report(frame, *table[1:], split="all", resamples=20),
        rank_report(*table, split="all", resamples=20),
    )
    with pytest.raises(ValueError, match=r"'short' has shape \(3,\), the accuracies have \(200,\)"):
        rank_report({"short": [1, 2, 3]}, *table[1:], split="all")
    with pytest.raises(ValueError, match="200 of 200 values of params are not finite"):
        rank_report(frame, table[1], np.full(200, np.nan), split="all")


def test_published_scores_of_nb201_rank_as_the_papers_say(third_party):
    """NAS-Bench-Suite-Zero's own heat map: nwot .77, plain -.26, params .72 on a validation accuracy."""
    scores = pd.read_csv(third_party("nb201_published_scores_c10.csv.gz"), index_col="index")
    truth = pd.read_csv(third_party("nb201.csv.gz"), index_col="index")
    report = rank_report(
        scores[["nbsz_nwot", "nbsz_plain"]],
        truth["c10_test"],
        truth["params_c10_M"],
        split="the 9,445 architectures Suite-Zero scored",
        resamples=50,
    ).set_index("metric")
    assert (report["n"] == 9_445).all()
    assert report.loc["nbsz_nwot", "spearman"] == pytest.approx(0.81, abs=0.01)
    assert report.loc["nbsz_plain", "spearman"] == pytest.approx(-0.35, abs=0.01)
