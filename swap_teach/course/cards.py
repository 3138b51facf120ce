"""A card for each rival: what it sees and needs, where it is blind, its rank on `mini`, its kin, its cost. Lesson A2.

What a metric is comes from the register, its figures from the course's records; only the notes stand here.
"""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from swap_teach.choices import size_target
from swap_teach.course.message import Message
from swap_teach.metrics import get_metric, get_metrics
from swap_teach.metrics.rank_sums import AZ_NAS, TENAS, az_nas, tenas
from swap_teach.records import load_record
from swap_teach.swap import regularised_swap

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 82


class Note(NamedTuple):
    """What the register doesn't say: what leaves a score unmoved, and a way to get it wrong.

    `parts` are the metrics it is made of, if it isn't one itself; `sees` and `source` then say what it is.
    """

    blind: str
    pitfall: str
    parts: tuple[str, ...] = ()
    sees: str = ""
    source: str = ""


NOTES: Mapping[str, Note] = {
    "params": Note("how the parts are wired", "an auxiliary head or BatchNorm's numbers left in or out"),
    "flops": Note("how the parts are wired", "FLOPs are two a multiply-accumulate: say which you count"),
    "l2_norm": Note("data, wiring, everything but shapes", "another law of the weights is another score"),
    "units": Note("what the units do", "an activation that is heard twice, or a functional one missed"),
    "swap": Note("how often a pattern occurs; labels", "too many images: every unit its own pattern"),
    "swap_reg": Note(
        "networks far from mu: there it is size alone",
        "sigma has the unit of size squared; mu and sigma chosen on the cells that are reported",
        ("swap", "params"),
        "Multiply SWAP by exp(-(size - mu)^2 / sigma); mu the 90 % quantile of sizes, sigma = mu^2.",
        "SWAP-NAS (ICLR 2024), Definition 3.5",
    ),
    "nwot": Note("which units tell two images apart; labels", "two equal images make the determinant 0"),
    "grad_norm": Note("whether two images pull the same way", "one norm over all weights is another score"),
    "snip": Note("a weight's scale behind BatchNorm", "bars round the layer's sum in place of each product"),
    "plain": Note("every layer that BatchNorm follows", "read with its sign turned, because that ranks better"),
    "fisher": Note("a pull that all images share", "images averaged before the square: then nothing is left"),
    "grasp": Note(
        "what convolutions add: the classifier takes it back",
        "the sign: for pruning large means cut, here it means good",
    ),
    "synflow": Note("the data; BatchNorm", "float32 overflows on deep networks, and all of them tie at infinity"),
    "jacov": Note("labels; how large the gradients are", "one draw of weights: near-twins in the batch rule the sum"),
    "epe_nas": Note("how large the gradients are", "one image a class counts as 0; no classes, no score"),
    "zen": Note("images and labels; skips and pools", "BatchNorm hides what a layer amplifies, unless put back"),
    "zico": Note(
        "on two mini-batches nearly all but the layers' sizes", "a gradient kept without a copy: both are one, std is 0"
    ),
    "tenas": Note(
        "how near two architectures are: ranks only",
        "one half wants to be small, the other large; regions saturate",
        TENAS,
        "Join the kernel's condition number and the count of linear regions by rank.",
        "Chen, Gong and Wang, TE-NAS, ICLR 2021",
    ),
    "az_nas": Note(
        "labels; how near two architectures are",
        "it exists only within a set: another set, another order",
        AZ_NAS,
        "Join expressivity, progressivity, trainability and MACs by the sum of log ranks.",
        "Lee and Ham, AZ-NAS, CVPR 2024",
    ),
    "meco": Note("layers with no more positions than channels", "the first image decides; small images, many zeros"),
}
"""The paper's fifteen rivals, and beside them units, swap, swap_reg, az_nas and meco."""


def card(name: str) -> Message:
    """Return the card of a rival; KeyError names the nearest there are. Used in lesson A2.

    Ranks are Spearman's against test accuracy on the cells of `mini`, with a 95 % bootstrap interval; kin are the two
    other cards whose ranking of the same cells is nearest; costs are processor time for one network of `mini`.

    >>> print(repr(card("l2_norm")).splitlines()[0])
    l2_norm. Larger is better.
    """
    if name not in NOTES:
        near = difflib.get_close_matches(name, NOTES, n=3) or list(NOTES)
        raise KeyError(f"There is no card {name!r}. Did you mean {', '.join(near)}?")
    note = NOTES[name]
    metrics = get_metrics(note.parts or [name])
    needs = ", ".join(sorted({need for metric in metrics for need in metric.needs}))
    details = {
        "sees": note.sees or metrics[0].doc.partition("\n")[0],
        "needs": needs or "shapes alone",
        "blind to": note.blind,
        "pitfall": note.pitfall,
        "on mini": rank_on_mini(name),
        "kin": ", ".join(f"{other} {rho:+.2f}" for other, rho in kin(name).items()) + f" (n = {len(on_mini())})",
        "costs": f"{cost(name):.3g} ms a network, of `mini`'s, on 64 images",
        "source": note.source or metrics[0].source,
    }
    direction = "Smaller" if metrics[0].direction == "smaller is better" and not note.parts else "Larger"
    return Message(name, f"{direction} is better.", tuple((label, _wrapped(text)) for label, text in details.items()))


def ranks() -> pd.DataFrame:
    """Return each card's recorded rank correlation on `mini`: spearman, low, high, n, params_spearman."""
    table = load_record("rivals").table.query("benchmark == 'mini' and samples == 64 and repeats == 1")
    table = table.set_index("metric").reindex(list(NOTES))
    return table.rename(columns={"spearman_low": "low", "spearman_high": "high"})[
        ["spearman", "low", "high", "n", "params_spearman"]
    ]


def rank_on_mini(name: str) -> str:
    """Write a card's rank correlation with test accuracy, its interval, n, and #params on the same cells."""
    row = ranks().loc[name]
    return (
        f"rho {row.spearman:+.2f} [{row.low:+.2f}, {row.high:+.2f}], n = {row.n:.0f}; "
        f"#params {row.params_spearman:+.2f}"
    )


def on_mini() -> pd.DataFrame:
    """Return every card's score of the cells of `mini` that all of them can score, larger is better; index arch."""
    table = load_record("metrics", "scores").table.query("benchmark == 'mini'").set_index("arch")
    table = table.dropna(subset=[get_metric(name).column for name in NOTES if not NOTES[name].parts] + list(TENAS))
    theta = table["params_M"].to_numpy(float)
    psi = regularised_swap(table["swap"].to_numpy(float), theta, *size_target(theta))
    table = table.assign(swap_reg=psi, tenas=tenas(table), az_nas=az_nas(table))
    return table[[*map(_column, NOTES)]].set_axis(list(NOTES), axis=1)


def kin(name: str, how_many: int = 2) -> dict[str, float]:
    """Return the cards whose rankings of `mini` are nearest to this one's, by the size of Spearman's rho."""
    scores = on_mini()
    others = scores.drop(columns=name).corrwith(scores[name], method="spearman")
    nearest = others.abs().sort_values(ascending=False, kind="stable").index[:how_many]
    return {str(other): float(others[other]) for other in nearest}


def cost(name: str) -> float:
    """Return the recorded processor time for one network of `mini`, in ms; a pass that parts share counts once."""
    table = load_record("costs").table.query("benchmark == 'mini'").set_index("metric").milliseconds
    passes: dict[object, float] = {}
    for metric in get_metrics(NOTES[name].parts or [name]):
        key = metric.name if metric.reads.__name__ == "take_as_is" else metric.reads
        passes.setdefault(key, float(table[metric.name]))
    return sum(passes.values())


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_on_hyphens=False)


def _column(name: str) -> str:
    return name if NOTES[name].parts else get_metric(name).column
