"""Exercises of lesson 07, The rivals in five families: NWOT's kernel, SNIP beside `plain`, and SynFlow."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from swap_teach.course.exercises.answers import numbers
from swap_teach.course.exercises.exercise import Case, Exercise, Misconception

if TYPE_CHECKING:
    from torch import nn

Layer = tuple[str, np.ndarray, np.ndarray]


def agreement_kernel(bits: np.ndarray) -> np.ndarray:
    """Return NWOT's kernel K of an S x V bit matrix: K[i, j] is on how many units samples i and j agree.

    They agree on a unit that is on for both, and on one that is off for both.
    """
    on = np.asarray(bits).astype(int)
    off = 1 - on
    return on @ on.T + off @ off.T


def _both_on(bits: np.ndarray) -> np.ndarray:
    on = np.asarray(bits).astype(int)
    return on @ on.T


def _hamming(bits: np.ndarray) -> np.ndarray:
    return np.asarray(bits).shape[1] - agreement_kernel(bits)


def _of_units(bits: np.ndarray) -> np.ndarray:
    return agreement_kernel(np.asarray(bits).T)


def _share(bits: np.ndarray) -> np.ndarray:
    return agreement_kernel(bits) / np.asarray(bits).shape[1]


def _in_bytes(bits: np.ndarray) -> np.ndarray:
    on = np.asarray(bits).astype(np.uint8)
    return on @ on.T + (1 - on) @ (1 - on).T


def _plus_and_minus(bits: np.ndarray) -> np.ndarray:
    signs = 2 * np.asarray(bits).astype(int) - 1
    return signs @ signs.T


def _bit_matrices(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((np.array([[1, 0, 0], [1, 1, 0]]),))
    for samples, units in ((1, 4), (4, 6), (7, 30), (16, 200)):
        yield Case((rng.integers(0, 2, (samples, units)),))
    yield Case((rng.integers(0, 2, (3, 700), dtype=np.uint8),))


def snip_and_plain(layers: list[tuple[str, np.ndarray, np.ndarray]]) -> tuple[float, float]:
    """Return (SNIP, plain) of a network: the sum of |w * g| over all its weights, and that of w * g.

    layers has one (kind, w, g) for each array of parameters: kind is "conv weight", "linear weight", "batchnorm
    weight" or "bias", w the parameters, g the loss's gradient in them. Only convolutions' and linear layers'
    weights count.
    """
    products = [w * g for kind, w, g in layers if kind in ("conv weight", "linear weight")]
    return sum(np.abs(p).sum() for p in products), sum(p.sum() for p in products)


def _bars_round_the_sum(layers: list[Layer]) -> tuple[float, float]:
    sums = [(w * g).sum() for kind, w, g in layers if kind in ("conv weight", "linear weight")]
    return sum(abs(s) for s in sums), sum(sums)


def _everything(layers: list[Layer]) -> tuple[float, float]:
    return snip_and_plain([("conv weight", w, g) for _, w, g in layers])


def _norms_counted(layers: list[Layer]) -> tuple[float, float]:
    return snip_and_plain([("conv weight" if kind.endswith("weight") else kind, w, g) for kind, w, g in layers])


def _gradient_alone(layers: list[Layer]) -> tuple[float, float]:
    return snip_and_plain([(kind, np.ones_like(w), g) for kind, w, g in layers])


def _bars_round_the_whole(layers: list[Layer]) -> tuple[float, float]:
    _, total = snip_and_plain(layers)
    return abs(total), total


def _exchanged(layers: list[Layer]) -> tuple[float, float]:
    snip, plain = snip_and_plain(layers)
    return plain, snip


def _convolutions_only(layers: list[Layer]) -> tuple[float, float]:
    return snip_and_plain([layer for layer in layers if layer[0] == "conv weight"])


def _biases_included(layers: list[Layer]) -> tuple[float, float]:
    return snip_and_plain([("conv weight" if kind == "bias" else kind, w, g) for kind, w, g in layers])


def _mean_of_weights(layers: list[Layer]) -> tuple[float, float]:
    snip, plain = snip_and_plain(layers)
    n = sum(w.size for kind, w, _ in layers if kind in ("conv weight", "linear weight"))
    return snip / n, plain / n


def _networks(rng: np.random.Generator) -> Iterator[Case]:
    yield Case(
        (
            [
                ("conv weight", np.array([2.0, -1.0]), np.array([1.0, 3.0])),
                ("bias", np.array([5.0]), np.array([1.0])),
                ("linear weight", np.array([1.0]), np.array([-4.0])),
            ],
        )
    )
    kinds = ("conv weight", "batchnorm weight", "bias", "linear weight")
    for n in (3, 6, 12):
        shapes = [tuple(int(k) for k in rng.integers(1, 5, int(rng.integers(1, 4)))) for _ in range(n)]
        chosen = ["linear weight", *rng.choice(kinds, n - 1)]
        yield Case(([(str(kind), *rng.normal(size=(2, *s))) for kind, s in zip(chosen, shapes, strict=True)],))


def synflow_score(model: nn.Module, shape: tuple[int, ...]) -> float:
    """Return SynFlow: the sum of |w| * dR/d|w| over the weights of all convolutions and linear layers.

    R is the sum of the outputs for one input of ones, of shape (1, *shape), when every parameter is replaced by its
    absolute value and each BatchNorm hands its input on. In double precision. The model stays as it was.
    """
    import copy

    import torch
    from torch import nn

    positive = copy.deepcopy(model).double()
    for module in positive.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            module.forward = nn.Identity().forward  # type: ignore[method-assign]
    for parameter in positive.parameters():
        parameter.data.abs_()
    weights = [m.weight for m in positive.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    R = positive(torch.ones(1, *shape, dtype=torch.double)).sum()
    return sum(float((w.detach() * g).sum()) for w, g in zip(weights, torch.autograd.grad(R, weights), strict=True))


def _flow(
    model: nn.Module,
    shape: tuple[int, ...],
    *,
    keep: bool = True,
    norms: bool = False,
    double: bool = True,
    biases: bool = False,
    signs: bool = False,
) -> float:
    """SynFlow with a fault: parameters changed, batch norms, single precision, biases counted or with their signs."""
    import copy

    import torch
    from torch import nn

    positive = copy.deepcopy(model) if keep else model
    positive = positive.double() if double else positive.float()
    for module in positive.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            module.eval() if norms else module.__dict__.__setitem__("forward", lambda x: x)
    for name, parameter in positive.named_parameters():
        if not (signs and name.endswith("bias")):
            parameter.data.abs_()
    layers = [m for m in positive.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    weights = [m.weight for m in layers] + [m.bias for m in layers if biases and m.bias is not None]
    R = positive(torch.ones(1, *shape, dtype=torch.double if double else torch.float)).sum()
    flows = [float((w.detach() * g).sum()) for w, g in zip(weights, torch.autograd.grad(R, weights), strict=True)]
    for module in positive.modules():
        module.__dict__.pop("forward", None)
    return sum(flows)


def _signs_lost(model: nn.Module, shape: tuple[int, ...]) -> float:
    return _flow(model, shape, keep=False)


def _norms_kept(model: nn.Module, shape: tuple[int, ...]) -> float:
    return _flow(model, shape, norms=True)


def _single_precision(model: nn.Module, shape: tuple[int, ...]) -> float:
    return _flow(model, shape, double=False)


def _biases_counted(model: nn.Module, shape: tuple[int, ...]) -> float:
    return _flow(model, shape, biases=True)


def _biases_signed(model: nn.Module, shape: tuple[int, ...]) -> float:
    return _flow(model, shape, signs=True)


def _score_and_weights(function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Score a model, and look at its parameters afterwards."""
    model, shape = args
    before = [p.detach().clone().double() for p in model.parameters()]
    score = function(model, shape)
    after = [p.detach().double() for p in model.parameters()]
    changed = sum(int((a != b).sum()) for a, b in zip(before, after, strict=True))
    return {"score": score, "parameters that changed": changed}


def _read_score(answer: dict[str, Any]) -> np.ndarray:
    score, changed = answer.values()
    return np.array([*numbers(score).flat, int(changed)], dtype=object)


def _small_models(rng: np.random.Generator) -> Iterator[Case]:
    import torch
    from torch import nn

    first, second = nn.Linear(2, 2, bias=False), nn.Linear(2, 1, bias=False)
    first.weight.data = torch.tensor([[1.0, -2.0], [0.0, 1.0]])
    second.weight.data = torch.tensor([[1.0, -3.0]])
    yield Case(
        (nn.Sequential(first, nn.ReLU(), second), (2,)),
        shown="h = relu(x1 - 2 x2, x2), then h1 - 3 h2; shape (2,)",
    )
    draw = torch.Generator().manual_seed(int(rng.integers(2**31)))
    norm = nn.BatchNorm2d(4)
    norm.running_mean, norm.running_var = torch.full((4,), 0.5), torch.full((4,), 9.0)
    images = nn.Sequential(nn.Conv2d(3, 4, 3), norm, nn.ReLU(), nn.Flatten(), nn.Linear(16, 5))
    deep = nn.Sequential(*[part for _ in range(30) for part in (nn.Linear(9, 9, bias=False), nn.ReLU())])
    for model, shape, what in ((images, (3, 4, 4), "a convolution with BatchNorm"), (deep, (9,), "30 linear layers")):
        for weights in model.parameters():
            weights.data.normal_(generator=draw)
        if model is deep:  # beyond float32 half-way, and back
            for k, weights in enumerate(model.parameters()):
                weights.data.mul_(1e3 if k < 15 else 1e-4)
        yield Case((model, shape), shown=f"a model with {what}; shape {shape}")


EXERCISES = [
    Exercise(
        id="07-nwot-kernel",
        title="NWOT's kernel",
        prompt="The SWAP-Score compares the *columns* of the bit matrix, NWOT its *rows*. For every pair of samples "
        "count the units on which they agree: both on, or both off.",
        reference=agreement_kernel,
        cases=_bit_matrices,
        hints=(
            "Where both are on, the product of the two bits is 1. A matrix product adds up such products.",
            "Where both are off, the product of the two *flipped* bits, 1 - b, is 1.",
            "Each sample agrees with itself on all V units: that is what must stand on the diagonal.",
        ),
        misconceptions=(
            Misconception(
                "agreement of ones only",
                _both_on,
                "You count the units that are on for both samples. Two samples that leave a unit off agree on it too: "
                "your diagonal is the number of ones, not V.",
                "reimplementations with one matrix product in place of two",
            ),
            Misconception(
                "Hamming distance",
                _hamming,
                "You count the units on which they differ. The diagonal is 0 then. K is V minus that distance.",
                "readers of the paper's text, which introduces K by the Hamming distance",
            ),
            Misconception(
                "columns compared",
                _of_units,
                "You compare units: V x V numbers. NWOT compares samples, the rows of the matrix: S x S.",
                "learners who come from the SWAP-Score, which groups columns",
            ),
            Misconception(
                "a share instead of a count",
                _share,
                "You divide by the number of units. K holds counts, and that is why log|det K| grows with V.",
                "fresh readers who expect a kernel with ones on its diagonal",
            ),
            Misconception(
                "counted in bytes",
                _in_bytes,
                "Your counts go back to 0 after 255. The bits are 8-bit numbers (uint8), and so is what is computed "
                "from them: turn them into `int` first.",
                "`bits @ bits.T` of a bit matrix as the course makes it",
            ),
            Misconception(
                "plus one and minus one",
                _plus_and_minus,
                "You subtract the units on which they differ. Asked is on how many they agree; yours is twice that, "
                "less V.",
                "the product of +1 and -1, which serves as well in a kernel",
            ),
        ),
        advice="write the two rows of the smallest example under each other and tick the places that agree.",
        minutes=6,
        starred=True,
    ),
    Exercise(
        id="07-snip-and-plain",
        title="Two bars apart",
        prompt="Both scores multiply each weight by the loss's gradient in it. SNIP puts bars round each product, "
        "`plain` puts none. Add up over the weights of convolutions and linear layers; leave out BatchNorm and biases.",
        reference=snip_and_plain,
        cases=_networks,
        hints=(
            "`w * g` multiplies element by element. Which of the arrays count is in `kind`.",
            "SNIP: first the bars, then the sum, `np.abs(w * g).sum()`. Order matters.",
            "In the smallest example the products are 2, -3 and -4; the bias doesn't count.",
        ),
        misconceptions=(
            Misconception(
                "bars round each layer's sum",
                _bars_round_the_sum,
                "You add up a layer first and take the absolute value then. Products of both signs have cancelled by "
                "that time; SNIP's bars go round every single product.",
                "ports that reduce a layer to a number before the absolute value",
            ),
            Misconception(
                "bars round the whole sum",
                _bars_round_the_whole,
                "You take the absolute value of `plain`. SNIP's bars go round every single product.",
                "fresh readers who see one pair of bars in the text",
            ),
            Misconception(
                "BatchNorm and biases included",
                _everything,
                "You count all parameters. BatchNorm's weights and the biases don't belong to these two scores.",
                "ports that loop over model.parameters()",
            ),
            Misconception(
                "BatchNorm's weights included",
                _norms_counted,
                "You leave out the biases, and count BatchNorm's weights. They are called weights, but no connection "
                "goes through one: only convolutions and linear layers count.",
                "`if 'weight' in name`",
            ),
            Misconception(
                "biases included",
                _biases_included,
                "You leave out BatchNorm, and count the biases. Neither score does.",
                "fresh readers",
            ),
            Misconception(
                "convolutions only",
                _convolutions_only,
                "You leave out the linear layers. Their weights count as well.",
                "an `or` forgotten",
            ),
            Misconception(
                "in the wrong order",
                _exchanged,
                "Both numbers are right, in the wrong order: SNIP comes first.",
                "a slip",
            ),
            Misconception(
                "the gradient alone",
                _gradient_alone,
                "You add up gradients. Each is to be multiplied by its weight: w * g says what the loss would do, to "
                "first order, if that weight were taken away.",
                "learners who mix up SNIP and grad_norm",
            ),
            Misconception(
                "a mean over weights",
                _mean_of_weights,
                "You divide by the number of weights. Both scores are sums, so a larger network has more terms.",
                "fresh readers who expect a score to be free of size",
            ),
        ),
        advice="write down the products of the smallest example one by one.",
        minutes=6,
    ),
    Exercise(
        id="07-synflow",
        title="A score without an image",
        prompt="SynFlow needs no data. Make every parameter positive, let each BatchNorm hand its input on, feed in "
        "ones and add up the outputs: that is R. The score is the sum of |w| dR/d|w| over the weights of convolutions "
        "and linear layers. Work in double precision, and leave the model as you found it.",
        reference=synflow_score,
        cases=_small_models,
        attempt=_score_and_weights,
        normal=_read_score,
        hints=(
            "`copy.deepcopy(model).double()` gives you a model of your own: nothing has to be put back.",
            "`p.data.abs_()` for every parameter of the copy. A BatchNorm hands its input on "
            "once its `forward` is that of `nn.Identity()`.",
            "`torch.autograd.grad(R, weights)` returns a gradient for each of a list of weights.",
        ),
        misconceptions=(
            Misconception(
                "signs not restored",
                _signs_lost,
                "The score is right, but the model's weights are positive now: whatever is measured next is measured "
                "on another network.",
                "ports that make the parameters positive in place",
            ),
            Misconception(
                "BatchNorm kept",
                _norms_kept,
                "BatchNorm is still at work: it divides what flows by its running deviation, so R isn't a sum over "
                "paths any more.",
                "ports that call model.eval() and think that is enough",
            ),
            Misconception(
                "single precision",
                _single_precision,
                "The smallest example is right, and the deep model gives inf or nan: what flows is a product over "
                "layers, and float32 ends at 3e38. All deep networks would tie.",
                "scores published as inf; NAS-Bench-201's go up to 1e61",
            ),
            Misconception(
                "biases counted",
                _biases_counted,
                "You add up over all parameters, biases too. A bias takes part in R; the sum is over weights alone.",
                "ports that loop over model.parameters()",
            ),
            Misconception(
                "biases with their signs",
                _biases_signed,
                "You make the weights positive and leave the biases as they are. Every parameter loses its sign, also "
                "those that the sum leaves out: a bias below 0 takes from what flows.",
                "`layer.weight.data.abs_()`",
            ),
        ),
        advice="do the smallest example by hand: two layers, positive weights, an input of ones.",
        minutes=9,
        difficulty="hard",
        importance="useful",
    ),
]
