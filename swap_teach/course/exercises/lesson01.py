"""Exercises of lesson 01, Ranking architectures: ranks and their correlation, pairs in order, what picking loses."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from swap_teach.course.exercises.exercise import Case, Exercise, Misconception

Column = list[float]


def rank_correlation(x: list[float], y: list[float]) -> float:
    """Return Spearman's rank correlation of two columns of equal length; equal values share their middle rank."""

    def ranks(values: list[float]) -> list[float]:
        below = [sum(other < value for other in values) for value in values]
        equal = [sum(other == value for other in values) for value in values]
        return [b + (e + 1) / 2 for b, e in zip(below, equal, strict=True)]

    return float(np.corrcoef(ranks(x), ranks(y))[0, 1])


def _argsort_for_ranks(x: Column, y: Column) -> float:
    return float(np.corrcoef(np.argsort(x), np.argsort(y))[0, 1])


def _positions(values: Column) -> np.ndarray:
    return np.argsort(np.argsort(values))


def _ties_by_position(x: Column, y: Column) -> float:
    return float(np.corrcoef(_positions(x), _positions(y))[0, 1])


def _values_for_ranks(x: Column, y: Column) -> float:
    return float(np.corrcoef(x, y)[0, 1])


def _only_x_ranked(x: Column, y: Column) -> float:
    return float(np.corrcoef(_middle_ranks(x), y)[0, 1])


def _only_y_ranked(x: Column, y: Column) -> float:
    return _only_x_ranked(y, x)


def _dense_ranks(x: Column, y: Column) -> float:
    first, second = (np.unique(values, return_inverse=True)[1] for values in (x, y))
    return float(np.corrcoef(first, second)[0, 1])


def _lowest_rank_of_ties(x: Column, y: Column) -> float:
    first, second = ([sum(o < v for o in values) for v in values] for values in (x, y))
    return float(np.corrcoef(first, second)[0, 1])


def _highest_rank_of_ties(x: Column, y: Column) -> float:
    first, second = ([sum(o <= v for o in values) for v in values] for values in (x, y))
    return float(np.corrcoef(first, second)[0, 1])


def _squared_differences(x: Column, y: Column) -> float:
    n, d = len(x), np.subtract(_middle_ranks(x), _middle_ranks(y))
    return float(1 - 6 * (d**2).sum() / (n * (n**2 - 1)))


def _middle_ranks(values: Column) -> Column:
    return [(sum(o < v for o in values) + sum(o <= v for o in values) + 1) / 2 for v in values]


def _columns(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(([50, 20, 40, 20], [84.0, 83.0, 83.0, 81.0]))
    yield Case(([30, 10, 20, 40], [85.0, 83.0, 82.0, 84.0]))
    yield Case(([1, 2, 3, 4], [4, 3, 2, 1]))
    yield Case(([5, 5, 5, 1], [4, 1, 2, 3]))
    for n in (5, 9, 15):
        yield Case(([*rng.integers(0, 4, n).tolist(), 9], rng.normal(80, 5, n + 1).round(1).tolist()))
    yield Case((rng.permutation(12).tolist(), np.exp(rng.normal(size=12)).round(3).tolist()))


def pairs_right(score: list[float], accuracy: list[float]) -> float:
    """Return the share of all pairs of architectures that a score puts in the right order.

    A pair is right if the one with the higher score has the higher accuracy; if the scores are equal, it is not.
    """
    right = pairs = 0
    for i in range(len(score)):
        for j in range(i):
            pairs += 1
            right += (score[i] - score[j]) * (accuracy[i] - accuracy[j]) > 0
    return right / pairs


def _products(score: Column, accuracy: Column) -> np.ndarray:
    s, a = np.asarray(score, float), np.asarray(accuracy, float)
    return (s[:, None] - s) * (a[:, None] - a)


def _each_pair_once(score: Column, accuracy: Column) -> np.ndarray:
    return _products(score, accuracy)[np.triu_indices(len(score), 1)]


def _ties_right(score: Column, accuracy: Column) -> float:
    return float((_each_pair_once(score, accuracy) >= 0).mean())


def _ties_half(score: Column, accuracy: Column) -> float:
    products = _each_pair_once(score, accuracy)
    return float((products > 0).mean() + (products == 0).mean() / 2)


def _ties_left_out(score: Column, accuracy: Column) -> float:
    products = _each_pair_once(score, accuracy)
    return float((products > 0).sum() / (products != 0).sum())


def _out_of_n_squared(score: Column, accuracy: Column) -> float:
    return float((_products(score, accuracy) > 0).mean())


def _once_out_of_n_squared(score: Column, accuracy: Column) -> float:
    return _out_of_n_squared(score, accuracy) / 2


def _itself_right(score: Column, accuracy: Column) -> float:
    products = _products(score, accuracy)[np.triu_indices(len(score))]
    return float((products >= 0).mean())


def _each_pair_twice(score: Column, accuracy: Column) -> float:
    return 2 * float((_each_pair_once(score, accuracy) > 0).mean())


def _once_out_of_both_orders(score: Column, accuracy: Column) -> float:
    return float((_each_pair_once(score, accuracy) > 0).mean()) / 2


def _if_the_first_is_higher(score: Column, accuracy: Column) -> float:
    first, second = np.triu_indices(len(score), 1)
    s, a = np.asarray(score, float), np.asarray(accuracy, float)
    return float(((s[first] > s[second]) & (a[first] > a[second])).mean())


def _if_the_second_is_higher(score: Column, accuracy: Column) -> float:
    return _if_the_first_is_higher(score[::-1], accuracy[::-1])


def _same_answer(score: Column, accuracy: Column) -> float:
    first, second = np.triu_indices(len(score), 1)
    s, a = np.asarray(score, float), np.asarray(accuracy, float)
    return float(((s[first] > s[second]) == (a[first] > a[second])).mean())


def _same_answer_backwards(score: Column, accuracy: Column) -> float:
    return _same_answer(score[::-1], accuracy[::-1])


def _neighbours_only(score: Column, accuracy: Column) -> float:
    return float((np.diff(score) * np.diff(accuracy) > 0).mean())


def _right_less_wrong(score: Column, accuracy: Column) -> float:
    return float(np.sign(_each_pair_once(score, accuracy)).mean())


def _how_many(score: Column, accuracy: Column) -> int:
    return int((_each_pair_once(score, accuracy) > 0).sum())


def _in_percent(score: Column, accuracy: Column) -> float:
    return 100 * float((_each_pair_once(score, accuracy) > 0).mean())


def _judged(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(([5, 2, 2, 9], [84.0, 82.0, 83.0, 81.0]))
    yield Case(([7, 7, 1], [85.0, 82.0, 80.0]))
    yield Case(([1, 2, 3], [80.0, 82.0, 85.0]))
    yield Case(([3, 2, 1], [80.0, 82.0, 85.0]))
    for n, levels in ((6, 3), (12, 5), (25, 40)):
        yield Case((rng.integers(0, levels, n).tolist(), (70 + rng.permutation(n) / 2).tolist()))


def top_k_regret(score: list[float], accuracy: list[float], k: int) -> float:
    """Return what is lost by training only the k architectures of highest score, and keeping the best of them.

    In points of accuracy: 0 means that nothing is lost. No two scores are equal.
    """
    order = sorted(range(len(score)), key=lambda i: score[i], reverse=True)
    return max(accuracy) - max(accuracy[i] for i in order[:k])


def _peeking(score: Column, accuracy: Column, k: int) -> float:
    best = sorted(range(len(score)), key=lambda i: accuracy[i], reverse=True)[:k]
    return max(accuracy) - max(accuracy[i] for i in best)


def _scores_for_accuracies(score: Column, accuracy: Column, k: int) -> float:
    return max(accuracy) - max(sorted(score)[-k:])


def _turned_by_the_answer(score: Column, accuracy: Column, k: int) -> float:
    sign = -1 if len(score) > 1 and np.corrcoef(_positions(score), _positions(accuracy))[0, 1] < 0 else 1
    return top_k_regret([sign * value for value in score], accuracy, k)


def _lowest_scores(score: Column, accuracy: Column, k: int) -> float:
    return top_k_regret([-value for value in score], accuracy, k)


def _mean_of_the_chosen(score: Column, accuracy: Column, k: int) -> float:
    return max(accuracy) - float(np.mean(np.asarray(accuracy, float)[np.argsort(score)[::-1][:k]]))


def _first_choice_only(score: Column, accuracy: Column, k: int) -> float:
    return max(accuracy) - accuracy[int(np.argmax(score))]


def _kth_choice(score: Column, accuracy: Column, k: int) -> float:
    return max(accuracy) - accuracy[int(np.argsort(score)[::-1][k - 1])]


def _accuracy_for_regret(score: Column, accuracy: Column, k: int) -> float:
    return max(accuracy) - top_k_regret(score, accuracy, k)


def _sign_turned(score: Column, accuracy: Column, k: int) -> float:
    return -top_k_regret(score, accuracy, k)


def _first_k_of_the_table(score: Column, accuracy: Column, k: int) -> float:
    return max(accuracy) - max(accuracy[:k])


def _places_lost(score: Column, accuracy: Column, k: int) -> int:
    best = max(accuracy) - top_k_regret(score, accuracy, k)
    return sum(value > best for value in accuracy)


def _choices(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(([10, 40, 20, 30], [88.0, 82.0, 87.0, 85.0], 2))
    yield Case(([10, 40, 20, 30], [81.0, 86.0, 87.0, 85.0], 2))
    yield Case(([1, 2, 3], [80.0, 84.0, 82.0], 3))
    yield Case(([1, 2, 3], [84.0, 82.0, 80.0], 1))
    for n, k in ((8, 1), (12, 3), (30, 5), (30, 10)):
        yield Case((rng.permutation(n).tolist(), rng.normal(80, 4, n).round(1).tolist(), k))


EXERCISES = [
    Exercise(
        id="01-ranks-and-spearman",
        title="Ranks, and Spearman's correlation",
        prompt="Give each number of a column its rank: 1 for the smallest, n for the largest. Equal numbers share "
        "the middle of the ranks they take up: two that take ranks 1 and 2 get 1.5 each. Do so for both columns; "
        "Spearman's correlation is the ordinary (Pearson) correlation of the ranks, `np.corrcoef(a, b)[0, 1]`. "
        "Write it without SciPy.",
        reference=rank_correlation,
        cases=_columns,
        hints=(
            "The rank of a number follows from two counts: how many are smaller, and how many are equal, itself "
            "included.",
            "50, 20, 40, 20 have ranks 4, 1.5, 3, 1.5: no number is smaller than 20, and two are equal, so they "
            "share ranks 1 and 2.",
            "b smaller and e equal numbers take up ranks b + 1 to b + e. What is the middle of those?",
        ),
        misconceptions=(
            Misconception(
                "argsort taken for ranks",
                _argsort_for_ranks,
                "`argsort` says where the smallest number stands, then the second smallest, and so on. A rank says "
                "for each number how many stand before it: that is the inverse. 30, 10, 20, 40 has argsort 1, 2, 0, 3 "
                "and ranks 3, 1, 2, 4.",
                "the most common first attempt in NumPy; also found in scripts that rank scores",
            ),
            Misconception(
                "ties broken by position",
                _ties_by_position,
                "Two equal numbers get two different ranks from you, as if one were larger. Let them share the "
                "middle: two that take up ranks 1 and 2 get 1.5 each.",
                "`argsort().argsort()`, found in programs that compare scores",
            ),
            Misconception(
                "values in place of ranks",
                _values_for_ranks,
                "This is Pearson's correlation of the numbers themselves, which a single extreme value can rule. "
                "Put ranks in their place first.",
                "`np.corrcoef(score, accuracy)`",
            ),
            Misconception(
                "only the first column ranked",
                _only_x_ranked,
                "You rank x, and correlate its ranks with the values of y. Rank both columns.",
                "half of the work, and a figure that looks right",
            ),
            Misconception(
                "only the second column ranked",
                _only_y_ranked,
                "You rank y, and correlate its ranks with the values of x. Rank both columns.",
                "half of the work, and a figure that looks right",
            ),
            Misconception(
                "ties take up one rank",
                _dense_ranks,
                "Two equal numbers take up two ranks; yours take up one, so that all above them stand too low. With "
                "1 and 2 used up, the next number has rank 3.",
                "`np.unique(..., return_inverse=True)`, which numbers groups",
            ),
            Misconception(
                "ties get their lowest rank",
                _lowest_rank_of_ties,
                "Equal numbers get the lowest of the ranks they take up, as in sport. Spearman's correlation gives "
                "them the middle: two that take up 1 and 2 get 1.5.",
                "counting only how many are smaller",
            ),
            Misconception(
                "ties get their highest rank",
                _highest_rank_of_ties,
                "Equal numbers get the highest of the ranks they take up. Spearman's correlation gives them the "
                "middle: two that take up 1 and 2 get 1.5.",
                "counting how many are smaller or equal",
            ),
            Misconception(
                "the formula without ties",
                _squared_differences,
                "1 - 6 Σd² / (n (n² - 1)) equals the correlation of the ranks only where nothing ties. With ties, "
                "take the correlation itself.",
                "the textbook formula",
            ),
        ),
        advice="write the ranks of both columns of this example on paper, then print yours.",
        minutes=8,
        difficulty="medium",
        importance="useful",
    ),
    Exercise(
        id="01-pairs-right",
        title="Pairs in the right order",
        prompt="Take every pair of two different architectures, each pair once. A pair is right if the one with the "
        "higher score also has the higher accuracy. If the two scores are equal the score has said nothing, and the "
        "pair is not right. In the check's examples no two accuracies are equal. Which share of all pairs is right?",
        reference=pairs_right,
        cases=_judged,
        hints=(
            "Four architectures make six pairs. Write them down for scores 5, 2, 2, 9, and mark each one.",
            "Two loops: i over all, j over those before i. Then i and j are never the same, and no pair comes twice.",
            "The differences score[i] - score[j] and accuracy[i] - accuracy[j] have the same sign in a right pair, so "
            "their product is positive.",
        ),
        misconceptions=(
            Misconception(
                "ties counted as right",
                _ties_right,
                "You count pairs with equal scores as right (`>= 0`). A constant score would then get every pair "
                "right. A tie says nothing: take `> 0`.",
                "`>=` in published evaluation code",
            ),
            Misconception(
                "ties counted as half",
                _ties_half,
                "You count a tie as half a right pair, as if a coin were thrown. That is (1 + tau) / 2, and a good "
                "measure; here a tie counts as not right.",
                "readers who know Kendall's tau",
            ),
            Misconception(
                "ties left out",
                _ties_left_out,
                "You divide by the pairs that don't tie only. Then a score that dares to judge one pair only could "
                "get 100 %. Divide by all pairs.",
                "Goodman and Kruskal's gamma, which does so",
            ),
            Misconception(
                "divided by n squared",
                _out_of_n_squared,
                "You count each pair twice and divide by n². Among the n² are n pairs of an architecture with itself, "
                "which can't be right: a perfect score would stay below 1. There are n (n - 1) ordered pairs.",
                "two full loops, and `.mean()` over the whole matrix",
            ),
            Misconception(
                "each pair once, divided by n squared",
                _once_out_of_n_squared,
                "You count each pair once and divide by n². There are n (n - 1) / 2 pairs: four architectures make "
                "six.",
                "two loops with `j < i`, and `len(score) ** 2` below",
            ),
            Misconception(
                "an architecture paired with itself",
                _itself_right,
                "You pair each architecture with itself, and count that as right. Begin the second loop at the next "
                "one, and take `> 0`.",
                "`range(i, n)` for `range(i + 1, n)`",
            ),
            Misconception(
                "each pair counted twice",
                _each_pair_twice,
                "You count each pair twice and divide by the number of pairs, counted once: a perfect score gets 2. "
                "Let the second loop run over those before i only.",
                "two full loops divided by n (n - 1) / 2",
            ),
            Misconception(
                "each right pair once, divided by both orders",
                _once_out_of_both_orders,
                "You count each right pair once but divide by n (n - 1), where each pair stands twice: a perfect score "
                "gets one half. There are n (n - 1) / 2 pairs.",
                "two full loops with `score[i] > score[j] and accuracy[i] > accuracy[j]`",
            ),
            Misconception(
                "only if the first of the two is higher",
                _if_the_first_is_higher,
                "You count a pair only if the first of the two, in the order of the list, is higher in both. If the "
                "second one is higher in both, the pair is right, too.",
                "`score[i] > score[j] and accuracy[i] > accuracy[j]` with `j > i`",
            ),
            Misconception(
                "only if the second of the two is higher",
                _if_the_second_is_higher,
                "You count a pair only if the second of the two, in the order of the list, is higher in both. If the "
                "first one is higher in both, the pair is right, too.",
                "`score[i] > score[j] and accuracy[i] > accuracy[j]` with `j < i`",
            ),
            Misconception(
                "two comparisons said to be equal",
                _same_answer,
                "You ask whether `score[i] > score[j]` and `accuracy[i] > accuracy[j]` give the same answer. Where the "
                "scores tie and the later accuracy is higher, both are False, and the tie counts as right.",
                "`(s > t) == (a > b)`, with each architecture and those after it",
            ),
            Misconception(
                "two comparisons said to be equal, backwards",
                _same_answer_backwards,
                "You ask whether `score[i] > score[j]` and `accuracy[i] > accuracy[j]` give the same answer. Where the "
                "scores tie and the later accuracy is lower, both are False, and the tie counts as right.",
                "`(s > t) == (a > b)`, with each architecture and those before it",
            ),
            Misconception(
                "neighbours only",
                _neighbours_only,
                "You compare each architecture with the next one in the list only. Four architectures make six pairs, "
                "not three.",
                "`zip(score, score[1:])`",
            ),
            Misconception(
                "right less wrong",
                _right_less_wrong,
                "You subtract the wrong pairs from the right ones. That is Kendall's tau, from -1 to 1. Here only the "
                "right ones count.",
                "readers who know Kendall's tau",
            ),
            Misconception(
                "a number for a share",
                _how_many,
                "You return how many pairs are right. Divide by the number of pairs: four architectures make six.",
                "the last step forgotten",
            ),
            Misconception(
                "percent for a share",
                _in_percent,
                "You return percent. A share is between 0 and 1.",
                "readers who print it",
            ),
        ),
        advice="list the six pairs of the smallest example and mark those that are right.",
        minutes=6,
        starred=True,
    ),
    Exercise(
        id="01-top-k-regret",
        title="What picking loses",
        prompt="You can afford to train k architectures. You take the k with the highest score, train them, and keep "
        "the one with the best accuracy. How many points is that below the best accuracy of all? In the check's "
        "examples no two scores are equal.",
        reference=top_k_regret,
        cases=_choices,
        hints=(
            "With scores 10, 40, 20, 30 and k = 2 you train the second and the fourth. Their accuracies decide, and "
            "the others' are never seen.",
            "`sorted(range(n), key=..., reverse=True)` gives the places of the highest scores first; "
            "`np.argsort` gives those of the lowest first.",
            "Two maxima: over all accuracies, and over the accuracies of the k chosen ones. The regret is their "
            "difference.",
        ),
        misconceptions=(
            Misconception(
                "the k best by accuracy",
                _peeking,
                "You choose the k best by accuracy, so the very best is always among them, and the regret always 0. "
                "Nobody knows the accuracies before training: choose by the score.",
                "evaluation code that sorts the table by accuracy first",
            ),
            Misconception(
                "scores for accuracies",
                _scores_for_accuracies,
                "You subtract the highest of the chosen scores from the best accuracy. Scores have another unit: the "
                "score only says which k are trained, and then their accuracies count.",
                "`sorted(score)[-k:]`, which gives scores and not places",
            ),
            Misconception(
                "turned by the answer",
                _turned_by_the_answer,
                "You turn the score round where it ranks backwards. That needs the accuracies, which you don't have "
                "when you choose. A published notebook reports abs(rho), which does just that: a score that ranks "
                "backwards looks good there.",
                "abs(rho) in a published notebook",
            ),
            Misconception(
                "the lowest scores",
                _lowest_scores,
                "You train the k architectures of lowest score. `argsort` and `sorted` begin with the smallest: turn "
                "the order round, or take the last k.",
                "`np.argsort(score)[:k]`",
            ),
            Misconception(
                "mean of the chosen",
                _mean_of_the_chosen,
                "You take the mean accuracy of the k trained ones. After training them you know which one is best, and "
                "keep that.",
                "precision-at-k, carried over",
            ),
            Misconception(
                "first choice only",
                _first_choice_only,
                "You use only the architecture of highest score, so k changes nothing. All k are trained, and the best "
                "of them is kept.",
                "`np.argmax(score)`",
            ),
            Misconception(
                "the k-th choice",
                _kth_choice,
                "You take the accuracy of the k-th choice alone. All k are trained, and the best of them is kept.",
                "an index in place of a slice",
            ),
            Misconception(
                "the accuracy found",
                _accuracy_for_regret,
                "You return the accuracy that was found. The regret is how far it lies below the best of all.",
                "the last step forgotten",
            ),
            Misconception(
                "sign turned",
                _sign_turned,
                "Your sign is turned: what is lost is counted upwards from 0. Best of all, minus best of the chosen.",
                "found minus best",
            ),
            Misconception(
                "the first k of the table",
                _first_k_of_the_table,
                "You train the first k of the table; the score plays no part. Sort the places by score first.",
                "`accuracy[:k]` after sorting another list",
            ),
            Misconception(
                "places for points",
                _places_lost,
                "You count how many architectures are better than the one kept. The regret here is in points of "
                "accuracy.",
                "readers who think in ranks",
            ),
        ),
        advice="mark the k highest scores of this example, and look only at their accuracies.",
        minutes=7,
        difficulty="medium",
    ),
]
