"""Print what `data/mini/README.md` states about the self-made benchmark: reliability, validity, scores against it.

    SWAP_TEACH_DATA=... python tests/measure_mini.py

Validity needs NAS-Bench-201's table, and is left out without it. The better half is chosen by its accuracy.
"""

from swap_teach import get_space, load_benchmark
from swap_teach.benchmarks import list_benchmarks
from swap_teach.correlations import spearman
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
    """Training-free scores of the networks that were trained: 16 photographs of 12 pixels, 4 repeats."""
    from swap_teach.batch_scoring import score_many
    from swap_teach.images import ImageSource

    source = ImageSource("photos", n=16, size=12)
    table = score_many(get_space("nb201"), mini["arch"], ["swap"], source, network="small", repeats=4)
    swap = table.groupby("arch")["swap"].mean().reindex(mini["arch"]).to_numpy()
    known = ~(swap != swap)  # a score that isn't finite is NaN
    return {
        "#params": spearman(mini["params"], mini["test_acc"]),
        "SWAP, small network, 16 photos of 12 pixels, 4 repeats, seed 0": spearman(
            swap[known], mini["test_acc"].to_numpy()[known]
        ),
    }


if __name__ == "__main__":
    table, figures = measures()
    for name, figure in (figures | scores(table)).items():
        print(f"{name}: {figure}")
