"""Exercises of lesson 08, The honest table: a paired interval, what is left at a given size, and a fair stopwatch."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from swap_teach.course.exercises.exercise import Case, Exercise, Misconception

Interval = tuple[float, float]


def paired_interval(
    first: np.ndarray, second: np.ndarray, accuracy: np.ndarray, draws: np.ndarray
) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of rho(first) - rho(second): low and high.

    rho is Spearman's correlation with the accuracy. Each row of `draws` is one bootstrap sample: positions of
    architectures, drawn with replacement. The interval goes from the 2.5 % to the 97.5 % quantile of the differences.
    """
    from scipy.stats import spearmanr

    differences = [
        spearmanr(first[drawn], accuracy[drawn]).statistic - spearmanr(second[drawn], accuracy[drawn]).statistic
        for drawn in draws
    ]
    low, high = np.quantile(differences, [0.025, 0.975])
    return float(low), float(high)


def _rhos(score: np.ndarray, accuracy: np.ndarray, draws: np.ndarray) -> np.ndarray:
    from scipy.stats import spearmanr

    return np.array([spearmanr(score[drawn], accuracy[drawn]).statistic for drawn in draws])


def _between(values: np.ndarray) -> Interval:
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def _independent(first: np.ndarray, second: np.ndarray, accuracy: np.ndarray, draws: np.ndarray) -> Interval:
    return _between(_rhos(first, accuracy, draws) - _rhos(second, accuracy, np.roll(draws, 1, axis=0)))


def _two_intervals(first: np.ndarray, second: np.ndarray, accuracy: np.ndarray, draws: np.ndarray) -> Interval:
    one, other = (_between(_rhos(score, accuracy, draws)) for score in (first, second))
    return one[0] - other[1], one[1] - other[0]


def _accuracy_not_drawn(first: np.ndarray, second: np.ndarray, accuracy: np.ndarray, draws: np.ndarray) -> Interval:
    from scipy.stats import spearmanr

    one, other = ([spearmanr(score[drawn], accuracy).statistic for drawn in draws] for score in (first, second))
    return _between(np.array(one) - np.array(other))


def _the_other_way(first: np.ndarray, second: np.ndarray, accuracy: np.ndarray, draws: np.ndarray) -> Interval:
    return paired_interval(second, first, accuracy, draws)


def _standard_deviations(times: float, ddof: int) -> Callable[..., Interval]:
    def around_the_mean(first: np.ndarray, second: np.ndarray, accuracy: np.ndarray, draws: np.ndarray) -> Interval:
        differences = _rhos(first, accuracy, draws) - _rhos(second, accuracy, draws)
        mean, reach = differences.mean(), times * differences.std(ddof=ddof)
        return float(mean - reach), float(mean + reach)

    return around_the_mean


def _pearson(first: np.ndarray, second: np.ndarray, accuracy: np.ndarray, draws: np.ndarray) -> Interval:
    one, other = ([np.corrcoef(score[drawn], accuracy[drawn])[0, 1] for drawn in draws] for score in (first, second))
    return _between(np.array(one) - np.array(other))


def _from_least_to_most(first: np.ndarray, second: np.ndarray, accuracy: np.ndarray, draws: np.ndarray) -> Interval:
    differences = _rhos(first, accuracy, draws) - _rhos(second, accuracy, draws)
    return float(differences.min()), float(differences.max())


def _ninety_percent(first: np.ndarray, second: np.ndarray, accuracy: np.ndarray, draws: np.ndarray) -> Interval:
    low, high = np.quantile(_rhos(first, accuracy, draws) - _rhos(second, accuracy, draws), [0.05, 0.95])
    return float(low), float(high)


def _two_scores(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(
        (np.array([1, 2, 4, 3]), np.array([2, 1, 3, 4]), np.array([1, 2, 3, 4]), np.array([[0, 1, 2, 3], [0, 1, 1, 3]]))
    )
    for n, resamples in ((12, 40), (25, 60)):
        accuracy = rng.normal(size=n)
        first, second = (accuracy + rng.normal(0, spread, n) for spread in (0.7, 1.2))
        yield Case((first, second, accuracy, rng.integers(0, n, (resamples, n))))


def partial_rank_correlation(score: np.ndarray, accuracy: np.ndarray, size: np.ndarray) -> float:
    """Return Spearman's correlation of score and accuracy at a given size.

    (r_sa - r_sz r_az) / sqrt((1 - r_sz^2) (1 - r_az^2)), each r a Spearman correlation: of score s, accuracy a, size z.
    """
    from scipy.stats import spearmanr

    r_sa, r_sz, r_az = (spearmanr(x, y).statistic for x, y in ((score, accuracy), (score, size), (accuracy, size)))
    return float((r_sa - r_sz * r_az) / np.sqrt((1 - r_sz**2) * (1 - r_az**2)))


def _raw_values(score: np.ndarray, accuracy: np.ndarray, size: np.ndarray) -> float:
    sa, sz, az = (np.corrcoef(x, y)[0, 1] for x, y in ((score, accuracy), (score, size), (accuracy, size)))
    return float((sa - sz * az) / np.sqrt((1 - sz**2) * (1 - az**2)))


def _control_subtracted(score: np.ndarray, accuracy: np.ndarray, size: np.ndarray) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(score, accuracy).statistic - spearmanr(size, accuracy).statistic)


def _divided_by_size(score: np.ndarray, accuracy: np.ndarray, size: np.ndarray) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(score / size, accuracy).statistic)


def _not_normed(score: np.ndarray, accuracy: np.ndarray, size: np.ndarray) -> float:
    from scipy.stats import spearmanr

    sa, sz, az = (spearmanr(x, y).statistic for x, y in ((score, accuracy), (score, size), (accuracy, size)))
    return float(sa - sz * az)


def _root_left_out(score: np.ndarray, accuracy: np.ndarray, size: np.ndarray) -> float:
    from scipy.stats import spearmanr

    sz, az = (spearmanr(x, size).statistic for x in (score, accuracy))
    return float(_not_normed(score, accuracy, size) / ((1 - sz**2) * (1 - az**2)))


def _from_one_side(score: np.ndarray, accuracy: np.ndarray, size: np.ndarray) -> float:
    from scipy.stats import spearmanr

    return float(_not_normed(score, accuracy, size) / np.sqrt(1 - spearmanr(score, size).statistic ** 2))


def _three_columns(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([10, 30, 20, 90]), np.array([70, 75, 80, 90]), np.array([2, 1, 3, 4])))
    for n in (6, 20, 50):
        size = rng.uniform(1, 3, n)
        yield Case((size + rng.uniform(0, 2, n), 90 - 5 / size + rng.normal(0, 1, n), size))


def time_score(build, score, wait, clock, runs) -> float:  # type: ignore[no-untyped-def]
    """Return what one call of score(net) takes, in milliseconds: the median over `runs` calls.

    build() makes the network; that isn't the score's cost. score(net) may only *start* the work, as a GPU does:
    wait() returns when it is done. The very first call also loads and allocates: it isn't counted either. clock()
    gives the time in seconds.
    """
    net = build()
    score(net)
    wait()
    times = []
    for _ in range(runs):
        start = clock()
        score(net)
        wait()
        times.append(1000 * (clock() - start))
    return float(np.median(times))


def _timed(
    build: Callable[[], Any],
    score: Callable[[Any], Any],
    wait: Callable[[], None],
    clock: Callable[[], float],
    runs: int,
    *,
    warm: bool = True,
    settled: bool = True,
    waits: bool = True,
    outside: bool = True,
    mean: bool = False,
) -> float:
    """Time a score with a fault: no first call apart, or one still running; no waiting; building inside; a mean."""
    net = build()
    if warm:
        score(net)
    if warm and settled:
        wait()
    times = []
    for _ in range(runs):
        start = clock()
        score(net if outside else build())
        if waits:
            wait()
        times.append(1000 * (clock() - start))
    return float(np.mean(times) if mean else np.median(times))


def _no_warm_up(*given: Any) -> float:
    return _timed(*given, warm=False, mean=True)


def _no_waiting(*given: Any) -> float:
    return _timed(*given, waits=False)


def _first_call_counted(*given: Any) -> float:
    return _timed(*given, warm=False)


def _in_seconds(*given: Any) -> float:
    return _timed(*given) / 1000


def _first_call_still_runs(*given: Any) -> float:
    return _timed(*given, settled=False)


def _building_inside(*given: Any) -> float:
    return _timed(*given, outside=False)


def _mean(*given: Any) -> float:
    return _timed(*given, mean=True)


class _Machine:
    """A machine whose time passes by plan: building, a first call that loads, calls that only start the work."""

    def __init__(self, durations: list[float], building: float, loading: float):
        self.now, self.done, self.calls = 0.0, 0.0, 0
        self.durations, self.building, self.loading = durations, building, loading

    def build(self) -> str:
        """Make a network."""
        self.now += self.building
        return "network"

    def score(self, net: str) -> None:
        """Start the work."""
        if net != "network":
            raise TypeError(f"score needs the network that build() returns, got {net!r}")
        work = self.durations[self.calls % len(self.durations)] + (self.loading if self.calls == 0 else 0)
        self.calls += 1
        self.done = max(self.now, self.done) + work
        self.now += 0.00001

    def wait(self) -> None:
        """Let the time pass until the work is done."""
        self.now = max(self.now, self.done)

    def clock(self) -> float:
        """Tell the time in seconds."""
        return self.now


def _on_a_machine(function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    *plan, runs = args
    machine = _Machine(*plan)
    return function(machine.build, machine.score, machine.wait, machine.clock, runs)


def _machines(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(
        ([0.01, 0.01, 0.01, 0.04], 0.5, 0.2, 3),
        shown="a machine: build takes 500 ms; score starts work of 10, 10, 10, 40 ms, the first 200 ms more; 3 runs",
    )
    yield Case(
        ([0.01, 0.02], 0.5, 0.2, 1),
        shown="a machine: build takes 500 ms; score starts work of 10, then 20 ms, the first 200 ms more; 1 run",
    )
    for runs in (5, 9):
        durations = [float(d) for d in rng.uniform(0.005, 0.03, runs + 1).round(3)]
        durations[-1] = 0.3  # something else ran beside it
        yield Case((durations, 0.7, 0.4, runs), shown=f"another machine, one call in {runs} disturbed; runs = {runs}")


EXERCISES = [
    Exercise(
        id="08-paired-interval",
        title="A paired interval",
        prompt="Which of two scores ranks better? Both are judged on the same architectures, so let both see the same "
        "draws. Return the 95 % interval of the difference of their rank correlations.",
        reference=paired_interval,
        cases=_two_scores,
        hints=(
            "For one row `drawn` of `draws`: `first[drawn]`, `second[drawn]`, `accuracy[drawn]` belong together.",
            "One number for each row: the difference of two correlations. Then the quantiles of those numbers.",
            "`np.quantile(values, [0.025, 0.975])` gives both ends.",
        ),
        misconceptions=(
            Misconception(
                "each score with draws of its own",
                _independent,
                "You judge the two scores on different draws. What both get wrong on the same architectures no longer "
                "cancels, and the interval comes out too wide.",
                "readers of the recipe for two independent groups",
            ),
            Misconception(
                "two intervals compared",
                _two_intervals,
                "You make an interval for each score and compare their ends. Two intervals may overlap although the "
                "difference is certain: take the difference first, draw by draw.",
                "reviews that say 'the intervals overlap, so there is no difference'",
            ),
            Misconception(
                "accuracy not drawn",
                _accuracy_not_drawn,
                "You draw scores and leave the accuracies where they are. Then a score stands beside the accuracy of "
                "another architecture.",
                "a slip that turns a bootstrap into a shuffle",
            ),
            Misconception(
                "second minus first",
                _the_other_way,
                "Your difference is rho(second) - rho(first). Asked is first less second.",
                "fresh readers",
            ),
            *(
                Misconception(
                    f"{times} standard deviations, divided by {divisor}",
                    _standard_deviations(times, ddof),
                    f"You take the mean and {times} standard deviations (those that divide by {divisor}). Correlations "
                    "end at 1, so their differences aren't normal: asked are the quantiles.",
                    "learners who know the rule for means",
                )
                for times in (2, 1.96)
                for ddof, divisor in ((0, "n"), (1, "n - 1"))
            ),
            Misconception(
                "a 90 % interval",
                _ninety_percent,
                "You leave out 5 % at each end, 10 % together. A 95 % interval leaves out 5 % together: 2.5 % at each "
                "end.",
                "`np.quantile(..., [0.05, 0.95])`",
            ),
            Misconception(
                "values in place of ranks",
                _pearson,
                "You correlate the values. Spearman's correlation is that of their ranks.",
                "learners who reach for np.corrcoef",
            ),
            Misconception(
                "from the least to the most",
                _from_least_to_most,
                "You return the smallest and the largest difference, which move apart with every draw more. Leave out "
                "2.5 % at each end.",
                "min and max as a range",
            ),
        ),
        advice="work out the four correlations of the smallest example; its two draws give two differences.",
        minutes=8,
        difficulty="medium",
        starred=True,
    ),
    Exercise(
        id="08-partial",
        title="What is left at a given size",
        prompt="A score that only counts parameters ranks well where size ranks well. How well does it rank networks "
        "of *equal* size? With few of equal size, one computes it: the partial rank correlation, size held fixed.",
        reference=partial_rank_correlation,
        cases=_three_columns,
        hints=(
            "`scipy.stats.spearmanr(x, y).statistic` is Spearman's correlation of two columns. You need three of them.",
            "The formula stands in the docstring. Its top takes away what both share with size.",
            "Below the line: what is left of each column once size is taken out of it, a square root of two factors.",
        ),
        misconceptions=(
            Misconception(
                "raw values",
                _raw_values,
                "You correlate the values. One very large score then decides; asked are correlations of ranks.",
                "learners who reach for np.corrcoef",
            ),
            Misconception(
                "size's correlation subtracted",
                _control_subtracted,
                "You subtract what size achieves. That is the gain over size, and says nothing about networks of equal "
                "size: a score that is size plus noise has a negative gain and a partial correlation of 0.",
                "papers that print 'improvement over #params' as if size were held fixed",
            ),
            Misconception(
                "score divided by size",
                _divided_by_size,
                "You divide the score by size. That takes out one dependence, proportion, and leaves others.",
                "ports that rank by score per parameter",
            ),
            Misconception(
                "not normed",
                _not_normed,
                "Your top is right. It has to be divided by what is left of the two columns, the square root in the "
                "docstring.",
                "fresh readers who stop at the covariance",
            ),
            Misconception(
                "the root left out",
                _root_left_out,
                "Below the line the square root is missing: what comes out may lie beyond 1.",
                "a slip in typing the formula",
            ),
            Misconception(
                "size taken out of the score only",
                _from_one_side,
                "Below the line the accuracy's factor is missing: take size out of both columns.",
                "the semipartial correlation",
            ),
        ),
        advice="write the ranks of the smallest example's three columns first.",
        minutes=6,
    ),
    Exercise(
        id="08-time-it",
        title="A fair stopwatch",
        prompt="Time a score so that the figure means something on a GPU too. Build the network before the watch runs, "
        "let a first call pass, wait until the work is done before you read the clock, and take the median.",
        reference=time_score,
        cases=_machines,
        attempt=_on_a_machine,
        hints=(
            "In order: build; one call and a wait that don't count; then `runs` times clock, score, wait, clock.",
            "A GPU returns from `score(net)` at once and works on. Without `wait()` you time the asking.",
            "In milliseconds: 1000 times the difference of two clock readings. `np.median` of the list.",
        ),
        misconceptions=(
            Misconception(
                "no warm-up, a mean",
                _no_warm_up,
                "You count the first call, which also loads and allocates, and a mean carries it into the figure.",
                "benchmarks that call a function n times and divide",
            ),
            Misconception(
                "no warm-up",
                _first_call_counted,
                "You count the first call, which also loads and allocates. The median hides it where there are many "
                "runs; with few it doesn't.",
                "readers who trust the median with it",
            ),
            Misconception(
                "seconds",
                _in_seconds,
                "Your figure is in seconds. Milliseconds were asked for: 1000 times as many.",
                "a unit forgotten",
            ),
            Misconception(
                "no waiting",
                _no_waiting,
                "You read the clock while the machine still works: your figure is what it takes to *ask*.",
                "timings of CUDA code without torch.cuda.synchronize",
            ),
            Misconception(
                "the first call still running",
                _first_call_still_runs,
                "You let a first call pass, and start the watch while it still works: the first run that counts also "
                "waits for that one's end. Wait once before the loop.",
                "a warm-up without torch.cuda.synchronize behind it",
            ),
            Misconception(
                "building inside the timed part",
                _building_inside,
                "You build the network while the watch runs. That may cost more than the score, and is the same for "
                "every score.",
                "published timings that start before the model is made",
            ),
            Misconception(
                "a mean",
                _mean,
                "You take the mean. One call that something else disturbed moves it; the median doesn't mind.",
                "habit",
            ),
        ),
        advice="write down the machine's time line: what starts when, and when the clock is read.",
        minutes=7,
        difficulty="medium",
        importance="useful",
    ),
]
