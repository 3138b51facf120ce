"""Exercises of lesson A4, Scaling out: who is done when, how large a chunk is, and from where on a cluster pays."""

# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from swap_teach.course.exercises.exercise import Case, Exercise, Misconception


def finish_time(seconds: list[float], workers: int) -> float:
    """Return when the last chunk is done; all workers begin at 0.

    seconds has one number for each chunk, in the order in which they are handed out. A worker
    that is free takes the next one; it has one at a time.
    """
    free_at = [0.0] * workers
    for chunk in seconds:
        first = free_at.index(min(free_at))
        free_at[first] += chunk
    return max(free_at)


def _share(seconds: list[float], workers: int) -> float:
    return sum(seconds) / workers


def _dealt_out(seconds: list[float], workers: int) -> float:
    return max(float(sum(seconds[k::workers])) for k in range(workers))


def _blocks(seconds: list[float], workers: int) -> float:
    return max(float(sum(part)) for part in np.array_split(np.array(seconds), workers))


def _longest_first(seconds: list[float], workers: int) -> float:
    return finish_time(sorted(seconds, reverse=True), workers)


def _in_rounds(seconds: list[float], workers: int) -> float:
    return float(sum(max(seconds[k : k + workers]) for k in range(0, len(seconds), workers)))


def _last_begun(seconds: list[float], workers: int) -> float:
    free_at = [0.0] * workers
    done = 0.0
    for chunk in seconds:
        first = free_at.index(min(free_at))
        done = free_at[first] = free_at[first] + chunk
    return done


def _first_at_rest(seconds: list[float], workers: int) -> float:
    free_at = [0.0] * workers
    for chunk in seconds:
        free_at[free_at.index(min(free_at))] += chunk
    return min(free_at)


def _lower_bound(seconds: list[float], workers: int) -> float:
    return max(max(seconds), sum(seconds) / workers)


def _chunks(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(([5.0, 1.0, 1.0, 1.0], 2))
    yield Case(([1.0, 1.0, 1.0, 5.0], 2))
    yield Case(([2.0], 3))
    for chunks, workers in ((9, 2), (12, 3), (30, 4)):
        yield Case((rng.uniform(0.5, 6, chunks).round(1).tolist(), workers))


def networks_in_a_chunk(seconds: float, overhead: float, loss: float) -> int:
    """Return the fewest networks in a chunk with which at most the share `loss` of the time is lost.

    A network takes `seconds` to score. Each chunk costs `overhead` seconds besides, however many
    networks are in it; that time is lost. 0 < loss < 1.
    """
    return max(1, int(np.ceil(overhead * (1 - loss) / (loss * seconds))))


def _share_of_the_work(seconds: float, overhead: float, loss: float) -> int:
    return max(1, int(np.ceil(overhead / (loss * seconds))))


def _rounded(seconds: float, overhead: float, loss: float) -> int:
    return max(1, int(overhead * (1 - loss) / (loss * seconds)))


def _rounded_to_nothing(seconds: float, overhead: float, loss: float) -> int:
    return int(overhead * (1 - loss) / (loss * seconds))


def _one_more(seconds: float, overhead: float, loss: float) -> int:
    return int(overhead * (1 - loss) / (loss * seconds)) + 1


def _not_whole(seconds: float, overhead: float, loss: float) -> float:
    return overhead * (1 - loss) / (loss * seconds)


def _may_be_empty(seconds: float, overhead: float, loss: float) -> int:
    return int(np.floor(overhead * (1 - loss) / (loss * seconds) + 0.5))


def _loss_turned_round(seconds: float, overhead: float, loss: float) -> int:
    return max(1, int(np.ceil(overhead * loss / ((1 - loss) * seconds))))


def _as_long_as_the_overhead(seconds: float, overhead: float, loss: float) -> int:
    return max(1, int(np.ceil(overhead / seconds)))


def _costs(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((1.0, 1.0, 0.25))
    yield Case((2.0, 3.0, 0.4))
    yield Case((8.0, 1.0, 0.5))
    for _ in range(5):
        yield Case(
            (round(rng.uniform(0.01, 0.2), 3), round(rng.uniform(0.05, 0.4), 3), round(rng.uniform(0.02, 0.3), 3))
        )


def break_even(seconds: float, workers: int, overhead: float, start: float) -> float:
    """Return the number of networks for which this process and a cluster take equally long.

    Here a network takes `seconds`. The cluster needs `start` seconds before it scores anything;
    then each of its workers takes `seconds + overhead` for a network. If it is never quicker,
    return infinity.
    """
    saved = seconds - (seconds + overhead) / workers
    return start / saved if saved > 0 else float("inf")


def _start_divided(seconds: float, workers: int, overhead: float, start: float) -> float:
    return break_even(seconds, workers, overhead, start / workers)


def _overhead_not_divided(seconds: float, workers: int, overhead: float, start: float) -> float:
    saved = seconds - seconds / workers - overhead
    return start / saved if saved > 0 else float("inf")


def _never_unnoticed(seconds: float, workers: int, overhead: float, start: float) -> float:
    saved = seconds - (seconds + overhead) / workers
    return start / saved if saved else float("inf")


def _overhead_forgotten(seconds: float, workers: int, overhead: float, start: float) -> float:
    return break_even(seconds, workers, 0, start)


def _rounded_up(seconds: float, workers: int, overhead: float, start: float) -> float:
    return float(np.ceil(break_even(seconds, workers, overhead, start)))


def _start_in_networks(seconds: float, workers: int, overhead: float, start: float) -> float:
    return start / seconds if break_even(seconds, workers, overhead, start) < float("inf") else float("inf")


def _clusters_networks(seconds: float, workers: int, overhead: float, start: float) -> float:
    return start / ((seconds + overhead) / workers)


def _clusters(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((3.0, 2, 1.0, 10.0))
    yield Case((1.0, 1, 0.5, 10.0))
    yield Case((1.0, 2, 3.0, 10.0))
    for workers in (2, 4, 16, 100):
        seconds = round(rng.uniform(0.02, 1), 3)
        yield Case((seconds, workers, round(seconds * rng.uniform(0.05, 0.3), 4), round(rng.uniform(2, 60), 1)))


EXERCISES = [
    Exercise(
        id="A4-finish-time",
        title="When is the last chunk done?",
        prompt="Chunks lie in a queue, and whoever is free takes the next. Given how long each takes, return when all "
        "is done. That is how a cluster's scheduler hands out work, less the messages.",
        reference=finish_time,
        cases=_chunks,
        hints=(
            "In the smallest example one worker has the chunk of 5 s; what does the other do meanwhile?",
            "Keep one number for each worker: when it will be free. The next chunk goes to the smallest.",
            "At the end the answer is the largest of those numbers.",
        ),
        misconceptions=(
            Misconception(
                "the sum divided by the workers",
                _share,
                "You divide all the work by the workers. It would take that long if chunks could be cut anywhere; the "
                "last whole chunk keeps one worker busy while others wait.",
                "estimates of the kind `hours / cores`",
            ),
            Misconception(
                "dealt out beforehand",
                _dealt_out,
                "You deal the chunks out like cards, one to each in turn, before anybody begins. A worker with short "
                "chunks then stands idle; let it take the next instead.",
                "scripts that give process k every n-th line of a file",
            ),
            Misconception(
                "a block for each worker",
                _blocks,
                "You cut the queue into one block for each worker. Who is done with a block stands idle; let the free "
                "worker take the next chunk.",
                "job arrays: `--array=0-3`, each with its quarter",
            ),
            Misconception(
                "longest first",
                _longest_first,
                "You hand out the longest chunk first. That ends earlier, but nobody knows beforehand which is the "
                "longest: take them in their order.",
                "readers who know the scheduling theorem",
            ),
            Misconception(
                "in rounds",
                _in_rounds,
                "You wait for all workers before you hand out the next round. Nobody needs to wait for another.",
                "`pool.map` over batches of as many tasks as there are workers",
            ),
            Misconception(
                "the chunk that began last",
                _last_begun,
                "You return when the chunk that was handed out last is done. Another that began earlier may still be "
                "running: take the latest of all workers.",
                "fresh readers who return the loop's last number",
            ),
            Misconception(
                "the first worker at rest",
                _first_at_rest,
                "You return when the first worker has nothing more to do. Others still work: take the latest.",
                "min for max",
            ),
            Misconception(
                "the least it can take",
                _lower_bound,
                "You return what it takes at least: no less than the longest chunk, no less than an equal share. The "
                "order of the queue may make it longer: follow the workers.",
                "readers who know the bound on schedules",
            ),
        ),
        advice="draw a line for each worker of the smallest example, and lay the chunks along them.",
        minutes=7,
        difficulty="easy",
        importance="core",
        starred=True,
    ),
    Exercise(
        id="A4-chunk",
        title="How many networks travel together?",
        prompt="Every chunk costs a fixed time besides its networks: messages, a place in the queue. Return the fewest "
        "networks in a chunk that keep the lost share of the whole time at or below `loss`.",
        reference=networks_in_a_chunk,
        cases=_costs,
        hints=(
            "A chunk of n networks takes overhead + n * seconds in all. Which part of that is lost?",
            "Put overhead / (overhead + n * seconds) = loss and solve for n.",
            "n is a whole number, and at least 1: round up.",
        ),
        misconceptions=(
            Misconception(
                "a share of the work, not of the whole",
                _share_of_the_work,
                "You compare the overhead with the work alone. The whole time is overhead and work together; the "
                "answer is then a little smaller.",
                "a rule of thumb that is right for small losses only",
            ),
            Misconception(
                "rounded down",
                _rounded,
                "You round down; then the chunk is too small and loses more than it may. Round up.",
                "`int(...)`, which cuts off",
            ),
            Misconception(
                "rounded down, to nothing at times",
                _rounded_to_nothing,
                "You round down; then the chunk is too small and loses more than it may, or has no network at all. "
                "Round up.",
                "`int(...)` or `//` without a least of 1",
            ),
            Misconception(
                "one more than rounded down",
                _one_more,
                "Where the number comes out whole you add one that isn't needed: three networks lose a quarter "
                "exactly in the smallest example, which is allowed. `math.ceil` rounds up where a part is left.",
                "`int(...) + 1` for rounding up",
            ),
            Misconception(
                "not rounded",
                _not_whole,
                "You return a fraction of a network. Round it up.",
                "a `math.ceil` forgotten",
            ),
            Misconception(
                "a chunk of nothing",
                _may_be_empty,
                "You round to the nearest number, which may be too few, or none at all. Round up, and never below 1.",
                "`round(...)`",
            ),
            Misconception(
                "loss and gain exchanged",
                _loss_turned_round,
                "You keep the share of work at or below `loss`, not the share that is lost.",
                "the equation solved with its two parts exchanged",
            ),
            Misconception(
                "as long as the overhead",
                _as_long_as_the_overhead,
                "You make the work as long as the overhead, whatever the loss. That loses half of the time.",
                "readers who want the overhead to be paid back",
            ),
        ),
        advice="a chunk of 3 networks in the smallest example takes 1 + 3 seconds, of which 1 is lost.",
        minutes=6,
        difficulty="easy",
        importance="core",
    ),
    Exercise(
        id="A4-break-even",
        title="From where on does a cluster pay?",
        prompt="A cluster takes a while to start, and then is quicker for each network. Return how many networks it "
        "takes until both are equal (a whole number isn't needed).",
        reference=break_even,
        cases=_clusters,
        hints=(
            "n networks take n * seconds here. How long do they take on the cluster, with its start?",
            "With w workers a network costs (seconds + overhead) / w of the clock.",
            "Each network saves the difference of the two; the start must be saved up. No saving: never.",
        ),
        misconceptions=(
            Misconception(
                "workers start the cluster together",
                _start_divided,
                "You divide the start by the workers. They start side by side, but nobody scores before they have: "
                "the whole start has to be won back.",
                "fresh readers who put everything over w",
            ),
            Misconception(
                "the overhead in full",
                _overhead_not_divided,
                "You subtract the overhead in full. Each worker has it, but side by side with the others: divide it "
                "by the workers as well.",
                "fresh readers",
            ),
            Misconception(
                "a negative number of networks",
                _never_unnoticed,
                "Where the cluster is slower for each network you return a negative number. Then it never pays: "
                "infinity.",
                "a line through two points, read beyond its end",
            ),
            Misconception(
                "the overhead forgotten",
                _overhead_forgotten,
                "You leave out the overhead. On the cluster each network takes `seconds + overhead` of a worker.",
                "an ideal cluster",
            ),
            Misconception(
                "rounded up",
                _rounded_up,
                "You round up. Asked is where both take equally long, and that may lie between two whole numbers.",
                "fresh readers who count whole networks",
            ),
            Misconception(
                "the start counted in networks",
                _start_in_networks,
                "You return how many networks this process scores during the start. By then the cluster has none; "
                "it still has to catch up.",
                "readers who stop the clock when the cluster is ready",
            ),
            Misconception(
                "the start counted in the cluster's networks",
                _clusters_networks,
                "You divide the start by the cluster's time for a network. Divide it by what the cluster saves a "
                "network, against this process.",
                "readers who compare the cluster with itself",
            ),
        ),
        advice="in the smallest example this process takes 3 s a network, the two workers (3 + 1) / 2 = 2 s.",
        minutes=7,
        difficulty="medium",
        importance="useful",
    ),
]
