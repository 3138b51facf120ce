"""Exercises of lesson 06, Regularised SWAP: the size factor, its unit, and a report that hasn't seen its answers."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from swap_teach.course.exercises.exercise import Case, Exercise, Misconception

Pair = tuple[float, float]


def size_factors(parameters: np.ndarray, mu: float, half: float) -> np.ndarray:
    """Return f(Theta) of every network, with the sigma that makes f 1/2 at the distance `half` from mu.

    parameters counts each network's parameters, one by one; mu and half are in thousands.
    """
    sigma = half**2 / np.log(2)  # exp(-half^2 / sigma) = 1/2
    return np.exp(-((parameters / 1000 - mu) ** 2) / sigma)


def _factor(theta: np.ndarray, mu: float, sigma: float) -> np.ndarray:
    return np.exp(-((theta - mu) ** 2) / sigma)


def _reach(sigma: Callable[[float], float]) -> Callable[[np.ndarray, float, float], np.ndarray]:
    """Make a size factor that gets sigma from `half` in its own way."""
    return lambda parameters, mu, half: _factor(parameters / 1000, mu, sigma(half))


def _in_units(theta: float, mu: float = 1) -> Callable[[np.ndarray, float, float], np.ndarray]:
    """Make a size factor that multiplies the parameters by `theta` and mu by `mu`, and leaves half as it is."""
    return lambda parameters, middle, half: size_factors(1000 * theta * parameters, mu * middle, half)


def _not_squared(parameters: np.ndarray, mu: float, half: float) -> np.ndarray:
    return np.exp(-abs(parameters / 1000 - mu) * np.log(2) / half)


def _sign_lost(parameters: np.ndarray, mu: float, half: float) -> np.ndarray:
    return 1 / size_factors(parameters, mu, half)


def _normed(parameters: np.ndarray, mu: float, half: float) -> np.ndarray:
    return size_factors(parameters, mu, half) / np.sqrt(np.pi * half**2 / np.log(2))


def _nets(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([1200, 3200, 5200]), 1.2, 2))
    yield Case((np.array([73_306, 344_346, 1_531_546]), 344, 288))
    yield Case((np.array([5000]), 1, 3))
    for n, mu, half in ((1, 0.8, 0.9), (6, 1.5, 0.7), (30, 1.2, 1.4)):
        yield Case((rng.integers(500, 3000, n), mu, half))


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
        prompt="$\\sigma$ is hard to picture; the distance `half` at which $f$ has fallen to 1/2 is not. Write "
        "$f(\\Theta)$ for an array of networks from $\\mu$ and `half`. You get each network's parameters as they are "
        "counted, one by one; $\\mu$ and `half` are in thousands.",
        reference=size_factors,
        cases=_nets,
        hints=(
            "Which sigma gives exp(-half^2 / sigma) = 1/2? Take the logarithm of both sides.",
            "The smallest example: Theta = 1.2, 3.2 and 5.2, so the distances from mu are 0, 2 and 4. At 0 f is 1, at "
            "2 it is 1/2. Twice as far the square is four times as large: f is (1/2)^4 = 0.0625.",
            "`np.log` is the natural logarithm, and -log(1/2) = log(2). NumPy works on the whole array at once.",
        ),
        misconceptions=(
            Misconception(
                "sigma = half squared",
                _reach(lambda half: half**2),
                "Your f is 1/e = 0.37 at the distance `half`. There it should be 1/2.",
                "readers who recall that f has its reach at the root of sigma",
            ),
            Misconception(
                "half taken for a standard deviation",
                _reach(lambda half: 2 * half**2),
                "You divide by 2 half^2, as the normal curve does with its standard deviation: that is 0.61 at the "
                "distance `half`, not 1/2.",
                "a published port that reads Eq. 5 as the normal curve",
            ),
            Misconception(
                "sigma = half",
                _reach(lambda half: half),
                "You take `half` for sigma itself. Sigma is in thousands squared: solve exp(-half^2 / sigma) = 1/2 for "
                "it.",
                "a first attempt that puts the number where sigma stands",
            ),
            Misconception(
                "twice sigma, as in the normal curve",
                _reach(lambda half: 2 * half**2 / np.log(2)),
                "Your f is 0.71 at the distance `half`, the root of 1/2. In Eq. 5 no 2 stands beside sigma.",
                "readers who know the normal curve by its variance",
            ),
            Misconception(
                "half taken for the whole width",
                _reach(lambda half: (half / 2) ** 2 / np.log(2)),
                "Your f is 1/2 at half of `half`. `half` is the distance from mu to one side, not from side to side.",
                "readers who know the full width at half maximum",
            ),
            Misconception(
                "sigma not a square",
                _reach(lambda half: half / np.log(2)),
                "Your sigma is half / log(2). The distance is squared before it is divided by sigma, so half must be.",
                "readers who take sigma for a length",
            ),
            Misconception(
                "times log(2)",
                _reach(lambda half: half**2 * np.log(2)),
                "Your sigma is half^2 log(2). half^2 / sigma has to be log(2), so log(2) divides.",
                "a slip in solving for sigma",
            ),
            Misconception(
                "Theta in bytes",
                _in_units(4 / 1000),
                "Your Theta is four times too large: bytes of memory (four to a float32), not parameters.",
                "a published port that sums up the memory of the weights",
            ),
            Misconception(
                "divided by 1,000 twice",
                _in_units(1e-6),
                "You divide by 1,000 twice, so Theta is in millions while mu is in thousands. Every Theta is then "
                "almost 0, and f almost the same for all networks: it ranks nothing.",
                "a published port, where a helper function had divided already",
            ),
            Misconception(
                "single parameters",
                _in_units(1),
                "You left Theta in single parameters while mu is in thousands. Every network is then very far from mu, "
                "and f is 0.",
                "the first attempt of many readers",
            ),
            Misconception(
                "half left in thousands",
                _in_units(1, mu=1000),
                "You turned mu into single parameters, which works, and left `half` in thousands, which doesn't. It is "
                "simpler to turn the parameters into thousands.",
                "readers who convert the target in place of the sizes",
            ),
            Misconception(
                "the distance not squared",
                _not_squared,
                "You take the distance from mu as it is. Eq. 5 squares it: at twice the distance f is 1/16, not 1/4.",
                "readers who think of a half-life",
            ),
            Misconception(
                "the minus sign lost",
                _sign_lost,
                "Your f grows with the distance from mu. The exponent has a minus sign.",
                "a slip, often a bracket",
            ),
            Misconception(
                "a density that integrates to one",
                _normed,
                "You divide by the area under the curve. f is no density: at Theta = mu it is 1.",
                "readers who call a library's normal density",
            ),
        ),
        advice="work out the three networks of the smallest example on paper: Theta, distance, its square, f.",
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
                "chosen and reported on all cells",
                _way("all test", report="all test"),
                "You choose and report on the same cells, all of them, by test accuracy. Split twice: choose where "
                "`calibration` is True, by validation accuracy; report where it is False, by test accuracy.",
                "a first attempt that forgets the mask",
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
