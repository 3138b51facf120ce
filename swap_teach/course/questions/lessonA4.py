"""Questions of lesson A4, Scaling out."""

from __future__ import annotations

import numpy as np

from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines
from swap_teach.patterns import count_patterns
from swap_teach.seeding import derived_rng


def _streams(fresh: bool) -> Picture:
    """Score 12 random one-layer networks in two orders; weights from one stream, or (fresh) from each one's own."""
    points = derived_rng("museum", "points").normal(size=(16, 3))

    def scores(order: list[int]) -> list[int]:
        stream, found = derived_rng("museum", "worker"), dict[int, int]()
        for number in order:
            rng = derived_rng("museum", "network", number) if fresh else stream
            found[number] = count_patterns(points @ rng.normal(size=(3, 60 + 20 * number)) > 0)
        return [found[number] for number in range(12)]

    apart = np.subtract(scores(list(range(0, 12, 2)) + list(range(1, 12, 2))), scores(list(range(12))))
    return lines({"second run": (range(1, 13), apart)}, "architecture", "score minus that of the first run")


def _their_own_stream() -> Picture:
    return _streams(fresh=False)


def _their_own_seed() -> Picture:
    return _streams(fresh=True)


def _rates(networks: int) -> Picture:
    """Networks a second against workers: 50 ms a network, 6 ms of the scheduler for a chunk of so many networks."""
    workers = np.array([1, 2, 4, 8, 16, 32, 64])
    rate = np.minimum(workers * networks / (networks * 0.05 + 0.01), networks / 0.006)
    return lines({"cluster": (workers, rate.round(0))}, "workers", "networks a second", log="x")


def _flat() -> Picture:
    return _rates(1)


def _straight() -> Picture:
    return _rates(20)


PREDICTIONS = [
    Question(
        "A4-slow",
        "240 chunks of 1 s each, four workers, one of which takes four times as long. In four equal blocks, dealt out "
        "beforehand, they end after 240 s. And if the free worker always takes the next chunk?",
        {
            "60": Choice("about 60 s: as if all four were good"),
            "75": Choice("about 75 s: the slow one does a quarter of a good one's share"),
            "120": Choice("about 120 s: the slow one holds up the others now and then"),
        },
        "75",
    ),
    Question(
        "A4-two-workers",
        "A dozen or so networks, some hundredths of a second each: scored in this process, and on a cluster of two "
        "processes that is started for them. The cluster takes, its start included, …",
        {
            "half": Choice("about half as long"),
            "equal": Choice("about as long"),
            "longer": Choice("clearly longer"),
        },
        "longer",
    ),
    Question(
        "A4-killed",
        "One of the two workers is killed in the middle of a chunk. At the end, the table …",
        {
            "gap": Choice("lacks the networks of that chunk: run it again"),
            "other": Choice("is whole, with other scores for that chunk: new weights"),
            "same": Choice("is whole, and equal to the undisturbed one bit for bit"),
        },
        "same",
    ),
    Question(
        "A4-thousand",
        "1,000 workers, chunks of one second; the scheduler needs 10 ms of its own for each chunk. How many of the "
        "workers score at a time?",
        {
            "1000": Choice("nearly 1,000: 10 ms of a second is one per cent"),
            "500": Choice("about 500: half of the time they wait"),
            "100": Choice("about 100"),
        },
        "100",
    ),
]

QUIZ = [
    Question(
        "A4-q1",
        "What is sent to a worker?",
        {
            "a": Choice("Networks with their weights", "Megabytes each; a genotype and a seed make the same network."),
            "b": Choice("Genotypes as text, with the conditions; the images once", "Yes: some kilobytes a chunk."),
            "c": Choice("Genotypes, and the images with each chunk", "The images are the same: they travel once."),
        },
        "b",
    ),
    Question(
        "A4-q2",
        "Why does an architecture get the same score on whichever worker?",
        {
            "a": Choice(
                "Its weights follow from seed, architecture and repeat", "Yes: nothing depends on what ran before it."
            ),
            "b": Choice("All workers begin with the same seed", "Then the second of a chunk depends on the first."),
            "c": Choice("The scheduler compares their scores", "It never looks at them, and nothing runs twice."),
        },
        "a",
    ),
    Question(
        "A4-q3",
        "The machine of the scheduler is switched off in the middle of a run with a store. What is left?",
        {
            "a": Choice("Nothing: scores are kept on the cluster", "They are handed over chunk by chunk."),
            "b": Choice("All but one chunk in all", "Each worker had a chunk in hand."),
            "c": Choice("All but the chunks in hand, one a worker", "Yes: start another, and run the same again."),
        },
        "c",
    ),
    Question(
        "A4-q4",
        "A run ends with: four workers died, one after the other, of the same task. What now?",
        {
            "a": Choice("Allow more failures", "It would kill more workers: most likely the architecture is too big."),
            "b": Choice(
                "Run again with chunks of one, and leave out the one that is named",
                "Yes: the others are stored, and only what is missing is scored.",
            ),
            "c": Choice("Start again with another seed", "The memory it needs does not depend on the seed."),
        },
        "b",
    ),
]

EXHIBITS = [
    Exhibit(
        "A4-two-runs",
        "Two runs of one program score the same architectures with the same seed. Which fault made it?",
        {
            "a": Choice("A chunk was lost.", "Then scores would be missing; here all are there."),
            "b": Choice(
                "Weights come from a stream that goes on from network to network.",
                "Yes: a network's weights depend on which ran before it. They agree where the same ones did.",
            ),
            "c": Choice("Sums were taken in another order.", "That moves a unit or two near zero, not dozens."),
        },
        "b",
        _their_own_stream,
        _their_own_seed,
    ),
    Exhibit(
        "A4-flat",
        "Networks a second on a cluster, 50 ms each. Which fault made it?",
        {
            "a": Choice("One worker is slow.", "That costs a worker's share, and the curve still rises."),
            "b": Choice("The store is locked by another program.", "Then the run would stop with an error."),
            "c": Choice(
                "A chunk is a single network: the scheduler is the bottleneck.",
                "Yes: it hands out so many chunks a second, however many wait for one.",
            ),
        },
        "c",
        _flat,
        _straight,
    ),
]
