"""A fault in the package turns a lesson's proof red: its claims look at content, not only at whether cells run.

One entry a lesson in `FAULTS`. A fault is code for a first cell, which breaks the package before the lesson imports
from it; `cells` names the cells to run where the whole lesson would take long (none names all).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from swap_teach.course.lessons import Lesson, list_lessons, read
from swap_teach.course.runner import LessonError, run_lesson

pytestmark = pytest.mark.notebook


@dataclass(frozen=True)
class Fault:
    """A planted fault: the lesson's number, what is wrong, the code that makes it so, the claim that must fail."""

    lesson: str
    name: str
    code: str
    claim: str
    cells: tuple[str, ...] = ()


FAULTS = [
    Fault(
        "00",
        "rows counted for columns (no transpose)",
        "import numpy as np\n"
        "from swap_teach import patterns\n"
        "count = patterns.count_patterns\n"
        "patterns.count_patterns = lambda bits: count(np.asarray(bits).T)",
        "six units, five different answers",
    ),
    Fault(
        "00",
        "scores matched by position, not by cell",
        "from swap_teach.course import pairs\n"
        "read = pairs.read_scores\n"
        "pairs.read_scores = lambda: read().sort_values().set_axis(read().index)",
        "higher SWAP-Score: share of pairs correct",
        ("imports", "all-pairs", "all-pairs-claims"),
    ),
    Fault(
        "01",
        "ties ranked by their place in the table",
        "from swap_teach.course.exercises import lesson01\n"
        "object.__setattr__(lesson01.EXERCISES[0], 'reference', lesson01._ties_by_position)",
        "It is what the course's own spearman finds",
        ("setup", "ex-ranks-and-spearman-stub", "ex-ranks-and-spearman-adopt", "use-ranks-and-spearman"),
    ),
    Fault(
        "01",
        "ties counted as right",
        "from swap_teach.course.exercises import lesson01\n"
        "object.__setattr__(lesson01.EXERCISES[1], 'reference', lesson01._ties_right)",
        "Share of pairs that more parameters gets right",
        ("setup", "ex-pairs-right-stub", "ex-pairs-right-adopt", "use-pairs-right"),
    ),
    Fault(
        "01",
        "the tenth chosen by the figures that judge it",
        "from swap_teach import benchmarks\n"
        "read = benchmarks.load_benchmark\n"
        "def peek(name):\n"
        "    table = read(name)\n"
        "    return table.assign(**{f'val_acc_seed{k}': table.test_acc for k in range(3)})\n"
        "benchmarks.load_benchmark = peek",
        "another training, in the best tenth",
        ("setup", "best-tenth", "best-tenth-claims"),
    ),
    Fault(
        "01",
        "report on what was chosen on",
        "from swap_teach import ranking\n"
        "parts = ranking.split\n"
        "def one_part(*args, **options):\n"
        "    few, _ = parts(*args, **options)\n"
        "    return few, few\n"
        "ranking.split = one_part",
        "On the others",
        ("setup", "luck"),
    ),
    Fault(
        "02",
        "a unit counts as on where its value is >= 0",
        "from swap_teach.course.exercises import lesson02\n"
        "object.__setattr__(lesson02.EXERCISES[0], 'reference', lesson02._at_least_zero)",
        "Built sample by sample, the matrix is the one above",
        (
            "setup",
            "running-example",
            "ex-pattern-of-a-sample-stub",
            "ex-pattern-of-a-sample-adopt",
            "use-pattern-of-a-sample",
        ),
    ),
    Fault(
        "02",
        "columns counted for rows",
        "from swap_teach.course.exercises import lesson02\n"
        "rows = lesson02.distinct_rows\n"
        "object.__setattr__(lesson02.EXERCISES[2], 'reference', lambda bits: rows(bits.T))",
        "Both networks have 16 distinct rows",
        ("setup", "show-photographs", "two-networks-run"),
    ),
    Fault(
        "03",
        "rows counted for columns (no transpose)",
        "import numpy as np\n"
        "from swap_teach import patterns\n"
        "count = patterns.count_patterns\n"
        "patterns.count_patterns = lambda bits: count(np.asarray(bits).T)",
        "Ten thousand ReLUs on five points of a line have exactly ten patterns",
        ("setup", "one-layer"),
    ),
    Fault(
        "03",
        "patterns counted layer by layer and summed",
        "from swap_teach.course.exercises import lesson03\n"
        "object.__setattr__(lesson03.EXERCISES[0], 'reference', lesson03._summed_by_layer)",
        "Given twice, as two layers, it still is",
        ("setup", "ex-swap-by-loop-stub", "ex-swap-by-loop-adopt", "use-swap-by-loop"),
    ),
    Fault(
        "03",
        "words of eight bits",
        "import numpy as np\n"
        "from swap_teach import patterns\n"
        "pack = patterns.pack\n"
        "patterns.pack = lambda bits: pack(np.asarray(bits)[:8])",
        "Packed words find what the loop finds",
        ("setup", "three-ways"),
    ),
    Fault(
        "04",
        "eval for train",
        "from swap_teach import listening, swap\n"
        "run = listening.run\n"
        "def in_eval(model, inputs, hear, mode='train', forward=None):\n"
        "    return run(model, inputs, hear, 'eval', forward)\n"
        "listening.run = swap.run = in_eval",
        "train mode: units that change, mean of 16 swaps",
        ("imports", "the-cell", "fresh", "swap-one-image"),
    ),
    Fault(
        "04",
        "running averages not put back",
        "from contextlib import nullcontext\nfrom swap_teach import listening\n"
        "listening.as_it_was = lambda model: nullcontext([*model.modules()])",
        "capture put the running averages back to 0",
        ("imports", "the-cell", "fresh", "swap-one-image", "eval-score"),
    ),
    Fault(
        "A1",
        "one generator for the whole run",
        "import torch\n"
        "from swap_teach.mini import trainer\n"
        "generator = torch.Generator().manual_seed(0)\n"
        "trainer.weight_generator = lambda seed, key: generator",
        "The same seeds, the same rows",
        ("setup", "two-runs"),
    ),
    Fault(
        "A1",
        "reliability not stepped up to the mean",
        "from swap_teach.course.exercises import lessonA1\n"
        "object.__setattr__(lessonA1.EXERCISES[0], 'reference', lessonA1._one_seed_only)",
        "Three seeds, all cells: the mean's reliability",
        ("setup", "table", "A1-spearman-brown-stub", "A1-spearman-brown-adopt", "use-spearman-brown"),
    ),
    Fault(
        "A2",
        "GraSP with the pruning paper's sign",
        "from swap_teach.metrics import get_metric\n"
        "grasp = get_metric('grasp')\n"
        "compute = grasp.compute\n"
        "object.__setattr__(grasp, 'compute', lambda layers: -compute(layers))",
        "Added up, it is the package's GraSP",
        ("imports", "setup", "grasp-run"),
    ),
    Fault(
        "A2",
        "the spread of the gradient's size for the gradient's",
        "from swap_teach.course.exercises import lessonA2\n"
        "object.__setattr__(lessonA2.EXERCISES[0], 'reference', lessonA2._std_of_magnitudes)",
        "Your ZiCo is the package's",
        ("imports", "setup", "A2-zico-stub", "A2-zico-adopt", "zico-use"),
    ),
    Fault(
        "A3",
        "bits turned, the last sample first",
        "from swap_teach.course.exercises import lessonA3\n"
        "object.__setattr__(lessonA3.EXERCISES[1], 'reference', lambda words, n: lessonA3.turn(words, n)[::-1])",
        "your words, turned and compared, give the two products",
        (
            "setup",
            "A3-agreement-stub",
            "A3-agreement-adopt",
            "A3-turn-stub",
            "A3-turn-adopt",
            "words-use",
        ),
    ),
    Fault(
        "A3",
        "half of the images left out of the words",
        "from swap_teach.packed import Packer\n"
        "add = Packer.add\n"
        "Packer.add = lambda self, output, *rest: add(self, output[: len(output) // 2], *rest)",
        "both ways end in the same integer",
        ("setup", "where-run", "where-claims"),
    ),
    Fault(
        "A1",
        "a torn line read as a row",
        "import csv, io\n"
        "from swap_teach.mini import runner\n"
        "runner.read_rows = lambda path, header: list(csv.DictReader(io.StringIO(path.read_text())))",
        "No cut lets a torn row in",
        ("setup", "use-runner"),
    ),
    Fault(
        "06",
        "2 sigma^2 for sigma, as in the normal curve",
        "import numpy as np\n"
        "from swap_teach import swap\n"
        "def factor(theta, mu, sigma):\n"
        "    return np.exp(-((np.asarray(theta, float) - mu) ** 2) / (2 * sigma**2))\n"
        "swap.size_factor = factor",
        "Where the squared distance is sigma, f is 1/e",
        ("imports", "by-hand"),
    ),
    Fault(
        "06",
        "sigma changed to another unit as mu is",
        "from swap_teach.course.exercises import lesson06\n"
        "object.__setattr__(lesson06.EXERCISES[1], 'reference', lesson06._sigma_like_mu)",
        "With both numbers converted, the score is the same",
        ("imports", "table", "06-change-unit-stub", "06-change-unit-adopt", "use-change-unit"),
    ),
    Fault(
        "07",
        "plain with bars round every product",
        "from swap_teach.metrics import registry\n"
        "import swap_teach.metrics\n"
        "names = registry._METRICS\n"
        "object.__setattr__(names['plain'], 'compute', names['snip'].compute)",
        "Your plain is the package's",
        ("imports", "setup", "07-snip-and-plain-stub", "07-snip-and-plain-adopt", "use-snip-and-plain"),
    ),
    Fault(
        "07",
        "agreement of ones only",
        "from swap_teach.course.exercises import lesson07\n"
        "object.__setattr__(lesson07.EXERCISES[0], 'reference', lesson07._both_on)",
        "The logarithm of your kernel's determinant is the package's NWOT",
        ("imports", "setup", "07-nwot-kernel-stub", "07-nwot-kernel-adopt", "use-nwot-kernel"),
    ),
    Fault(
        "08",
        "each score with draws of its own",
        "from swap_teach.course.exercises import lesson08\n"
        "object.__setattr__(lesson08.EXERCISES[0], 'reference', lesson08._independent)",
        "The package's interval is all but yours",
        ("imports", "setup", "08-paired-interval-stub", "08-paired-interval-adopt", "use-paired-interval"),
    ),
    Fault(
        "05",
        "the ceiling taken for what coins give",
        "from swap_teach.course.exercises import lesson05\n"
        "object.__setattr__(lesson05.EXERCISES[0], 'reference', lesson05._ceiling)",
        "at S = 16 coins give about",
        ("imports", "data", "05-expected-distinct-stub", "05-expected-distinct-adopt", "use-expected-distinct"),
    ),
    Fault(
        "05",
        "sd not divided by sqrt(n)",
        "from swap_teach.course.exercises import lesson05\n"
        "object.__setattr__(lesson05.EXERCISES[2], 'reference', lesson05._not_divided)",
        "standard error of the middle cell's mean",
        ("imports", "data", "use-mean-and-se"),
    ),
    Fault(
        "05",
        "the same images in each repeat",
        "from swap_teach import images\n"
        "images.ImageSource.__call__ = lambda source, repeat: images.load_images(source.source, source.n, source.size)",
        "live scores are the recorded ones",
        ("imports", "data", "live"),
    ),
    Fault(
        "05",
        "a difference with a draw for each score",
        "from swap_teach import correlations\n"
        "def apart(first, second, accuracy):\n"
        "    one, other = (correlations.spearman(score, accuracy, seed=k) for k, score in enumerate((first, second)))\n"
        "    low, high = one.low - other.high, one.high - other.low\n"
        "    return correlations.Correlation('apart', one.value - other.value, low, high, one.n, 2000, 0)\n"
        "correlations.correlation_difference = apart",
        "12 images rank better than 64",
        ("imports", "data", "by-samples", "by-samples-claims"),
    ),
    Fault(
        "09",
        "a mutation that may return the parent",
        "from swap_teach.course.exercises import lesson09\n"
        "object.__setattr__(lesson09.EXERCISES[0], 'reference', lesson09._may_return_the_parent)",
        "500 draws give so many different children",
        ("imports", "09-mutate-stub", "09-mutate-adopt", "use-mutate"),
    ),
    Fault(
        "09",
        "the search looks at the answer key",
        "from swap_teach import load_benchmark, objectives\n"
        "truth = load_benchmark('mini').set_index('arch').test_acc\n"
        "by_table = objectives.table_objective\n"
        "objectives.table_objective = lambda scores: by_table({arch: truth[arch] for arch in scores})",
        "All four bring home a worse cell after 200 evaluations than after 10",
        ("imports", "data", "four-run", "harder"),
    ),
    Fault(
        "09",
        "the lowest score survives",
        "from swap_teach.course.exercises import lesson09\n"
        "object.__setattr__(lesson09.EXERCISES[2], 'reference', lesson09._best_leaves)",
        "Your median rank at the end is below ten",
        (
            "imports",
            "data",
            "09-parents-and-crossover-stub",
            "09-parents-and-crossover-adopt",
            "09-survival-stub",
            "09-survival-adopt",
            "evolve",
        ),
    ),
    Fault(
        "10",
        "sources counted as ordered pairs",
        "from swap_teach.course.exercises import lesson10\n"
        "object.__setattr__(lesson10.EXERCISES[0], 'reference', lesson10._ordered_pairs)",
        "Cells of one kind",
        ("imports", "data", "10-size-of-the-space-stub", "10-size-of-the-space-adopt", "use-space"),
    ),
    Fault(
        "10",
        "the search keeps its lowest scores",
        "from swap_teach import swap_nas\nswap_nas._merit = lambda member: -member.score",
        "Its find beats the best of the first twenty",
        ("imports", "data", "live-view", "live-run"),
    ),
    Fault(
        "10",
        "edges compared without their operation",
        "from swap_teach.course import frames_10\n"
        "frames_10.alike = lambda a, b: sum(one == other for (_, one), (_, other) in zip(a, b))",
        "Edges that two of the ten share",
        ("imports", "data", "grid", "alike"),
    ),
    Fault(
        "A4",
        "chunks dealt out beforehand",
        "from swap_teach.course.exercises import lessonA4\n"
        "object.__setattr__(lessonA4.EXERCISES[0], 'reference', lessonA4._dealt_out)",
        "the same chunks with the long one first",
        ("setup", "A4-finish-time-stub", "A4-finish-time-adopt", "finish-use"),
    ),
    Fault(
        "A5",
        "what drop-path keeps is not scaled",
        "from swap_teach.course.exercises import lessonA5\n"
        "object.__setattr__(lessonA5.EXERCISES[2], 'reference', lessonA5._not_scaled)",
        "the first unit's mean over 40,000 draws",
        ("setup", "A5-drop-path-stub", "A5-drop-path-adopt", "drop-path-use"),
    ),
    Fault(
        "A5",
        "momentum left out of the checkpoint",
        "from swap_teach.training import Training\n"
        "load = Training.load_state_dict\n"
        "def forgetful(self, state):\n"
        "    load(self, {**state, 'optimiser': self.optimiser.state_dict()})\n"
        "Training.load_state_dict = forgetful",
        "resumed and undisturbed have equal weights, bit for bit",
        ("setup", "interrupted-run"),
    ),
]


def plant(fault: Fault, folder: Path) -> Lesson:
    """Write a copy of the lesson, or of the named cells of it, that begins with the fault."""
    [lesson] = list_lessons(only=(fault.lesson,))
    notebook = read(lesson.path)
    missing = set(fault.cells) - {cell.id for cell in notebook.cells}
    assert not missing, f"lesson {fault.lesson} has no cells {missing}"
    if fault.cells:
        notebook.cells = [cell for cell in notebook.cells if cell.id in ("parameters", *fault.cells)]
    notebook.cells.insert(0, nbformat.v4.new_code_cell(fault.code))
    folder.mkdir()
    nbformat.write(notebook, folder / lesson.path.name)
    return Lesson(folder / lesson.path.name, lesson.title)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.lesson}: {fault.name}")
def test_a_planted_fault_stops_the_lesson_at_its_claim(fault: Fault, tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=f"ClaimError: This does not hold here: {fault.claim}"):
        run_lesson(plant(fault, tmp_path / "broken"), tmp_path / "out", "quick")
