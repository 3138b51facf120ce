"""Print what `data/mini/README.md` states about the self-made benchmark: reliability, validity, scores against it.

    SWAP_TEACH_DATA=... python tests/measure_mini.py

Validity needs NAS-Bench-201's table, and is left out without it. The better half is chosen by its accuracy.

    python tests/measure_mini.py --rerun 10            train ten rows again and compare them digit by digit
    python tests/measure_mini.py --rerun 10 --alone    each seed by itself: the same sums in another order

The second stands for another machine: it says how far a row may come out from the one recorded.
"""

import argparse

import numpy as np
import pandas as pd
from tqdm import tqdm

from swap_teach import get_space, load_benchmark
from swap_teach.benchmarks import list_benchmarks
from swap_teach.correlations import spearman
from swap_teach.datafiles import find
from swap_teach.mini.reliability import reliability

SEEDS = ["test_acc_seed0", "test_acc_seed1", "test_acc_seed2"]


def measures():
    """Every figure by name; each prints itself with its n."""
    mini = load_benchmark("mini").dropna()
    found = {"reliability": reliability(mini[SEEDS])}
    if list_benchmarks()["nb201"] is not None:
        truth = [load_benchmark("nb201", d).set_index("arch")["test_acc"] for d in ("cifar10", "cifar100")]
        c10, c100 = (table.reindex(mini["arch"]).to_numpy() for table in truth)
        better = c10 >= sorted(c10)[len(c10) // 2]
        found |= {
            "reliability, better half": reliability(mini.loc[better, SEEDS]),
            "validity, CIFAR-10": spearman(mini["test_acc"], c10),
            "validity, CIFAR-100": spearman(mini["test_acc"], c100),
            "validity, CIFAR-10, better half": spearman(mini.loc[better, "test_acc"], c10[better]),
        }
    return mini, found


def scores(mini):
    """Training-free scores of the networks that were trained: 16 photographs of 12 pixels, 4 repeats.

    mu and sigma are set by the sizes alone (`size_target`), before any accuracy is read.
    """
    from swap_teach import regularised_swap
    from swap_teach.batch_scoring import score_many
    from swap_teach.choices import size_target
    from swap_teach.images import ImageSource

    source, metrics = ImageSource("photos", n=16, size=12), ["swap", "units", "params", "flops"]
    table = score_many(get_space("nb201"), mini["arch"], metrics, source, network="small", repeats=4)
    means = table.groupby("arch").mean(numeric_only=True).reindex(mini["arch"])
    theta = means["params_M"].to_numpy()
    means["regularised SWAP"] = regularised_swap(means["swap"].to_numpy(), theta, *size_target(theta))
    named = {
        "#params": theta,
        "MACs": means["flops_MMAC"],
        "V": means["units"],
        "SWAP": means["swap"],
        "regularised SWAP, mu and sigma by size_target": means["regularised SWAP"],
    }
    accuracy = mini["test_acc"].to_numpy()
    return {name: spearman(np.asarray(score), accuracy) for name, score in named.items()}


def rerun(count, draw=0, alone=False):
    """Train `count` rows drawn at random again; yield (recorded, again), as the table writes them."""
    import torch

    from swap_teach.mini.runner import _text
    from swap_teach.mini.trainer import RECIPE, Trainer

    torch.set_num_threads(1)
    runs = pd.read_csv(find("mini/runs.csv"), dtype=str).drop(columns="cpu_seconds")
    drawn = runs.sample(count, random_state=draw).to_dict("records")
    together = None if alone else Trainer()
    for recorded in tqdm(drawn, unit="row"):
        trainer = together or Trainer(RECIPE, seeds=(int(recorded["seed"]),))
        again = {int(row["seed"]): row for row in trainer(recorded["arch"])}[int(recorded["seed"])]
        yield recorded, {name: _text(again[name]) for name in recorded}


def report_rerun(pairs):
    """Say how many rows are equal, and how far apart their accuracies are beside those of two seeds."""
    equal = sum(recorded == again for recorded, again in pairs)
    print(f"{equal} of {len(pairs)} rows are equal in every column but cpu_seconds")
    apart = [float(again["test_acc"]) - float(recorded["test_acc"]) for recorded, again in pairs]
    print(f"test accuracy: {_size(apart)} from the one recorded")
    mini = load_benchmark("mini").set_index("arch").loc[[recorded["arch"] for recorded, _ in pairs]]
    seeds = [mini[a] - mini[b] for a, b in ((SEEDS[0], SEEDS[1]), (SEEDS[0], SEEDS[2]), (SEEDS[1], SEEDS[2]))]
    print(f"two seeds of the same cells: {_size(np.concatenate(seeds))} from each other")


def _size(differences):
    d = np.abs(np.asarray(differences))
    return f"median {np.median(d):.2f}, root mean square {np.sqrt((d**2).mean()):.2f}, at most {d.max():.2f} points"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rerun", type=int, metavar="ROWS", help="train this many rows again")
    parser.add_argument("--alone", action="store_true", help="each seed by itself, not beside the others")
    parser.add_argument("--draw", type=int, default=0, help="another number draws other rows")
    given = parser.parse_args()
    if given.rerun:
        report_rerun(list(rerun(given.rerun, given.draw, given.alone)))
    else:
        table, figures = measures()
        for name, figure in (figures | scores(table)).items():
            print(f"{name}: {figure}")
