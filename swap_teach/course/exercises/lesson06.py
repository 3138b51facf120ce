"""Exercises of lesson 06, Regularised SWAP: the size factor, its unit, and a report that hasn't seen its answers."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from swap_teach.course.exercises.exercise import Case, Exercise, Misconception

Pair = tuple[float, float]


def size_factors(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    """Return f(Theta) of every network: exp(-(Theta - mu)^2 / sigma), Theta in thousands of parameters.

    parameters counts each network's parameters, one by one; mu is in thousands, sigma in thousands squared.
    """
    theta = parameters / 1000
    return np.exp(-((theta - mu) ** 2) / sigma)


def _factor(theta: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return np.exp(-((theta - mu) ** 2) / sigma)


def _two_sigma_squared(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return _factor(parameters / 1000, mu, 2 * sigma**2)


def _two_sigma(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return _factor(parameters / 1000, mu, 2 * sigma)


def _sigma_squared(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return _factor(parameters / 1000, mu, sigma**2)


def _bytes(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return _factor(4 * parameters / 1000, mu, sigma)


def _thousands_twice(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return _factor(parameters / 1000 / 1000, mu, sigma)


def _single_parameters(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return _factor(np.asarray(parameters, float), mu, sigma)


def _mu_in_singles(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return _factor(np.asarray(parameters, float), 1000 * mu, 1000 * sigma)


def _not_squared(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return np.exp(-abs(parameters / 1000 - mu) / sigma)


def _sign_kept(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return np.exp(((parameters / 1000 - mu) ** 2) / sigma)


def _normed(parameters: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return _factor(parameters / 1000, mu, sigma) / np.sqrt(np.pi * sigma)


def _nets(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([1200, 3200, 200]), 1.2, 4))
    yield Case((np.array([73_306, 344_346, 1_531_546]), 344, 120_000))
    yield Case((np.array([5000]), 1, 9))
    for n, mu, sigma in ((1, 0.8, 1.2), (6, 1.5, 0.7), (30, 1.2, 3)):
        yield Case((rng.integers(500, 3000, n), mu, sigma))


def change_unit(mu: float, sigma: float, times: float) -> tuple[float, float]:
    """Return (mu, sigma) for sizes written in another unit, in which every size is `times` as large a number.

    From thousands to single parameters, times is 1000. Every network must keep the f(Theta) that it had.
    """
    return mu * times, sigma * times**2


def _sigma_like_mu(mu: float, sigma: float, times: float) -> Pair:
    return mu * times, sigma * times


def _only_mu(mu: float, sigma: float, times: float) -> Pair:
    return mu * times, sigma


def _only_sigma(mu: float, sigma: float, times: float) -> Pair:
    return mu, sigma * times**2


def _other_way(mu: float, sigma: float, times: float) -> Pair:
    return mu / times, sigma / times**2


def _sigma_itself_squared(mu: float, sigma: float, times: float) -> Pair:
    return mu * times, (sigma * times) ** 2


def _swapped(mu: float, sigma: float, times: float) -> Pair:
    return sigma * times**2, mu * times


def _units(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((3, 4, 10))
    yield Case((1.2, 1.2, 1000))
    yield Case((344, 118_336, 0.001))
    yield Case((25, 25, 1))
    for _ in range(3):
        mu, sigma = (float(x) for x in rng.uniform(1, 9, 2).round(2))
        yield Case((mu, sigma, float(rng.choice([8, 60, 0.5, 1000]))))


def calibrate_then_report(
    psi: np.ndarray,
    theta: np.ndarray,
    val_acc: np.ndarray,
    test_acc: np.ndarray,
    calibration: np.ndarray,
    pairs: list[tuple[float, float]],
) -> tuple[float, float, float]:
    """Choose one of the pairs (mu, sigma) on the calibration cells, and return mu, sigma and rho on all others.

    Chosen is the pair whose Psi' has the highest Spearman correlation with the *validation* accuracy of the cells
    where `calibration` is True. Reported is its correlation with the *test* accuracy of the cells where it is False.
    """
    from scipy.stats import spearmanr

    def rho(pair: tuple[float, float], cells: np.ndarray, accuracy: np.ndarray) -> float:
        mu, sigma = pair
        score = psi * np.exp(-((theta - mu) ** 2) / sigma)
        return float(spearmanr(score[cells], accuracy[cells]).statistic)

    best = max(pairs, key=lambda pair: rho(pair, calibration, val_acc))
    return *best, rho(best, ~calibration, test_acc)


def _spearman(one: np.ndarray, other: np.ndarray) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(one, other).statistic)


def _pearson(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def _psi_times_f(psi: np.ndarray, theta: np.ndarray, pair: Pair) -> np.ndarray:
    return psi * _factor(theta, *pair)


def _only_f(psi: np.ndarray, theta: np.ndarray, pair: Pair) -> np.ndarray:
    return _factor(theta, *pair)


def _way(
    choose: str = "calibration validation",
    report: str = "others test",
    score: Callable[[np.ndarray, np.ndarray, Pair], np.ndarray] = _psi_times_f,
    correlation: Callable[[np.ndarray, np.ndarray], float] = _spearman,
    worth: Callable[[float], float] = float,
) -> Callable[..., tuple[float, float, float]]:
    """Make a way of choosing and reporting; as it stands, the right one.

    choose, report  the cells (calibration, others, all) and the accuracy (validation, test) that each looks at.
    score, correlation, worth  what is ranked, how, and which correlations are thought the better ones.
    """

    def way(
        psi: np.ndarray,
        theta: np.ndarray,
        val_acc: np.ndarray,
        test_acc: np.ndarray,
        calibration: np.ndarray,
        pairs: Sequence[Pair],
    ) -> tuple[float, float, float]:
        halves = {"calibration": calibration, "others": ~calibration, "all": np.ones_like(calibration)}

        def rho(pair: Pair, seen: str) -> float:
            cells, accuracy = seen.split()
            truth = {"validation": val_acc, "test": test_acc}[accuracy]
            return correlation(score(psi, theta, pair)[halves[cells]], truth[halves[cells]])

        best = max(pairs, key=lambda pair: worth(rho(pair, choose)))
        return *best, rho(best, report)

    return way


def _one_network(
    psi: np.ndarray,
    theta: np.ndarray,
    val_acc: np.ndarray,
    test_acc: np.ndarray,
    calibration: np.ndarray,
    pairs: Sequence[Pair],
) -> tuple[float, float, float]:
    """Take each network's own size for mu: f is 1 for all of them."""
    mu = float(theta[~calibration][0])
    return mu, mu**2, _spearman(psi[~calibration], test_acc[~calibration])


def _first_pair(
    psi: np.ndarray,
    theta: np.ndarray,
    val_acc: np.ndarray,
    test_acc: np.ndarray,
    calibration: np.ndarray,
    pairs: Sequence[Pair],
) -> tuple[float, float, float]:
    return _way()(psi, theta, val_acc, test_acc, calibration, pairs[:1])


def _halves(rng: np.random.Generator) -> Iterator[Case]:
    half = np.array([True] * 3 + [False] * 3)
    yield Case(
        (
            np.array([10, 11, 12, 11, 12, 13]),
            np.array([1, 2, 3, 1, 2, 3]),
            np.array([60, 70, 80, 90, 75, 50]),
            np.array([72, 71, 70, 90, 80, 85]),
            half,
            [(1, 1), (3, 1)],
        )
    )
    pairs = [(0.7, 1.0), (1.2, 1.5), (1.8, 1.0), (2.4, 1.2), (2.9, 0.9)]
    for n in (20, 30, 44):
        # Each half and each accuracy has a favourite size of its own, so that it shows which of them chose.
        chosen = rng.permutation(n) % 2 == 0
        favourites = rng.permutation([0.7, 1.2, 1.8, 2.4, 2.9])
        psi, theta = rng.integers(50, 60, n) * 10, rng.uniform(0.3, 3.3, n).round(2)
        val, test = (
            (80 - 4 * (theta - np.where(chosen, *sizes)) ** 2 + rng.normal(0, 0.1, n)).round(2)
            for sizes in (favourites[:2], favourites[2:4])
        )
        yield Case((psi, theta, val, test, chosen, pairs))


EXERCISES = [
    Exercise(
        id="06-size-factor",
        title="The size factor",
        prompt="Write $f(\\Theta) = e^{-(\\Theta-\\mu)^2/\\sigma}$ for an array of networks. You are given each "
        "network's parameters as they are counted, one by one; $\\mu$ is in thousands, $\\sigma$ in thousands squared.",
        reference=size_factors,
        cases=_nets,
        hints=(
            "A network of 1,200 parameters has Theta = 1.2. With mu = 1.2 its f is 1, whatever sigma is.",
            "The smallest example, second network: Theta = 3.2, so (3.2 - 1.2)^2 / 4 = 1, and f = exp(-1) = 0.368.",
            "NumPy works on the whole array at once: divide, subtract, `** 2`, divide, and `np.exp` of minus that.",
        ),
        misconceptions=(
            Misconception(
                "2 sigma squared, as in the normal curve",
                _two_sigma_squared,
                "You divide by 2 sigma^2, as the normal curve does. In Eq. 5 sigma stands alone: it is not a standard "
                "deviation, but already a square.",
                "a published port",
            ),
            Misconception(
                "2 sigma",
                _two_sigma,
                "You divide by 2 sigma. In Eq. 5 there is no factor 2: f is 1/e where the squared distance from mu "
                "equals sigma.",
                "readers who know the normal curve by its variance",
            ),
            Misconception(
                "sigma squared",
                _sigma_squared,
                "You square sigma. It is already in thousands squared: only the distance Theta - mu gets a square.",
                "readers who take sigma for a length",
            ),
            Misconception(
                "Theta in bytes",
                _bytes,
                "Your Theta is four times too large: bytes of memory (four to a float32), not parameters.",
                "a published port that sums up the memory of the weights",
            ),
            Misconception(
                "divided by 1,000 twice",
                _thousands_twice,
                "You divide by 1,000 twice, so Theta is in millions while mu is in thousands. Every Theta is then "
                "almost 0, and f almost the same for all networks: it ranks nothing.",
                "a published port, where a helper function had divided already",
            ),
            Misconception(
                "single parameters",
                _single_parameters,
                "You left Theta in single parameters while mu is in thousands. Every network is then very far from mu, "
                "and f is 0.",
                "the first attempt of many readers",
            ),
            Misconception(
                "mu and sigma times 1,000",
                _mu_in_singles,
                "You turned mu into single parameters, which works, and sigma with the same factor, which doesn't: "
                "sigma is in thousands squared. It is simpler to turn the parameters into thousands.",
                "readers who convert the target in place of the sizes",
            ),
            Misconception(
                "the distance not squared",
                _not_squared,
                "You take the distance from mu as it is. Eq. 5 squares it: small deviations then cost little, large "
                "ones much.",
                "readers who write the formula from memory",
            ),
            Misconception(
                "the minus sign lost",
                _sign_kept,
                "Your f grows with the distance from mu. The exponent has a minus sign.",
                "a slip, often a bracket",
            ),
            Misconception(
                "a density that integrates to one",
                _normed,
                "You divide by sqrt(pi sigma), so that the area is 1. f is no density: at Theta = mu it is 1.",
                "readers who call a library's normal density",
            ),
        ),
        advice="work out the three networks of the smallest example on paper: Theta, distance, square, quotient, f.",
        minutes=6,
        starred=True,
    ),
    Exercise(
        id="06-change-unit",
        title="Change the unit",
        prompt="Somebody gives you $\\mu$ and $\\sigma$ for sizes in thousands, and your program counts in another "
        "unit: there every size is `times` as large a number. Which $\\mu$ and $\\sigma$ give every network the same "
        "$f(\\Theta)$ as before?",
        reference=change_unit,
        cases=_units,
        hints=(
            "mu is a size like Theta: both are written in the new unit.",
            "Smallest example: a network of Theta = 5 has (5 - 3)^2 / 4 = 1. In the new unit it has Theta = 50, and mu "
            "is 30. Which sigma makes the quotient 1 again?",
            "(50 - 30)^2 is a hundred times (5 - 3)^2.",
        ),
        misconceptions=(
            Misconception(
                "sigma changed like mu",
                _sigma_like_mu,
                "You multiply sigma by `times` once. The distance above it is squared, so it grows by times^2, and "
                "sigma must too: from thousands to single parameters that is a million.",
                "most readers; papers that say mu = sigma invite it",
            ),
            Misconception(
                "only mu changed",
                _only_mu,
                "You leave sigma as it was. It has a unit too, the square of Theta's: unchanged, it makes f a needle "
                "or a plain.",
                "a published port to another space",
            ),
            Misconception(
                "only sigma changed",
                _only_sigma,
                "You leave mu as it was. It is a size, and must be written in the new unit as Theta is.",
                "readers who were told that sigma is the one to watch",
            ),
            Misconception(
                "the other way round",
                _other_way,
                "You divide. In the new unit every size is `times` as large a number, and mu is a size: 3 thousand are "
                "3,000 parameters.",
                "a slip with units that everybody makes",
            ),
            Misconception(
                "sigma squared with its factor",
                _sigma_itself_squared,
                "You square sigma itself along with the factor. Sigma is already a square; only the factor is squared.",
                "readers who take sigma for a length",
            ),
            Misconception(
                "returned in the wrong order",
                _swapped,
                "Both numbers are right, in the wrong order: mu comes first.",
                "a slip",
            ),
        ),
        advice="take one network, compute its f in the old unit by hand, then again in the new one with your answer.",
        minutes=5,
        difficulty="medium",
    ),
    Exercise(
        id="06-calibrate",
        title="Calibrate, then report",
        prompt="Choose one of the pairs ($\\mu$, $\\sigma$) and report how well its Ψ′ ranks, without having seen the "
        "answers: choose on the calibration cells by validation accuracy, report on all other cells by test accuracy. "
        "`scipy.stats.spearmanr(x, y).statistic` is Spearman's correlation. Return $\\mu$, $\\sigma$, and the reported "
        "correlation.",
        reference=calibrate_then_report,
        cases=_halves,
        hints=(
            "`calibration` is an array of True and False: `score[calibration]` keeps the calibration cells, "
            "`score[~calibration]` the others.",
            "Two steps. First a loop over the pairs that remembers the best. Then one correlation, with that pair, on "
            "other cells and another accuracy.",
            "In the smallest example the first three cells choose. Pair (1, 1) ranks the smallest first, (3, 1) the "
            "largest; among those three, validation accuracy rises with size.",
        ),
        misconceptions=(
            Misconception(
                "chosen on the report cells",
                _way("others test"),
                "You choose the pair that does best on the very cells and accuracies you report on. The best of many "
                "tries looks good there even by luck.",
                "the usual way to a good figure; published tables of tuned scores",
            ),
            Misconception(
                "chosen on all cells",
                _way("all validation"),
                "Your choice has seen the report cells as well (their validation accuracy, which is close to their "
                "test accuracy). Choose on `calibration` alone.",
                "readers who split accuracies but not cells",
            ),
            Misconception(
                "chosen on the report cells' validation accuracy",
                _way("others validation"),
                "You choose on the cells where `calibration` is False, and report on the same ones. Choose where it is "
                "True.",
                "a mask the wrong way round",
            ),
            Misconception(
                "chosen by test accuracy",
                _way("calibration test"),
                "You choose by test accuracy. The cells are the right ones, but test accuracy is for the report alone.",
                "tables with one accuracy, where nobody is asked",
            ),
            Misconception(
                "reported on the calibration cells",
                _way(report="calibration validation"),
                "You report the correlation that made you choose this pair: same cells, same accuracy.",
                "grid searches that print their best value",
            ),
            Misconception(
                "reported on the calibration cells' test accuracy",
                _way(report="calibration test"),
                "You report on the cells that you chose on. Their test accuracy is new, but the cells aren't: report "
                "on the others.",
                "readers who split accuracies but not cells",
            ),
            Misconception(
                "reported on all cells",
                _way(report="all test"),
                "Your report includes the cells you chose on. Leave them out: `~calibration`.",
                "readers who want a larger n",
            ),
            Misconception(
                "reported by validation accuracy",
                _way(report="others validation"),
                "You report the correlation with validation accuracy. The report is about test accuracy.",
                "the other variable at hand",
            ),
            Misconception(
                "mu and sigma from one network",
                _one_network,
                "You take mu from the network that is being scored. Then Theta - mu is 0 and f is 1 for every network: "
                "Psi' is Psi.",
                "a published port that is handed one network at a time",
            ),
            Misconception(
                "Psi left out",
                _way(score=_only_f),
                "You rank by f alone. Psi' is Psi times f.",
                "a slip that the smallest example doesn't show",
            ),
            Misconception(
                "values in place of ranks",
                _way(correlation=_pearson),
                "You take Pearson's correlation of the values. Spearman's is that of their ranks.",
                "`np.corrcoef(score, accuracy)`",
            ),
            Misconception(
                "either sign",
                _way(worth=abs),
                "You choose by the size of the correlation, whatever its sign. A pair that ranks backwards then looks "
                "good: leave out `abs`.",
                "published notebooks that compare absolute values",
            ),
            Misconception(
                "the first pair taken",
                _first_pair,
                "You report on the first pair, whatever it is worth. Choose first.",
                "a loop that doesn't remember its best",
            ),
        ),
        advice="print, for every pair, its correlation with validation accuracy on the first three cells.",
        minutes=10,
        difficulty="hard",
        importance="useful",
    ),
]
