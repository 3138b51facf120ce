"""The SWAP-Score of a network, its regularised form, and its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from torch import nn

from swap_teach.initialisation import Law, initialise, weight_generator
from swap_teach.listening import Forward, Mode, as_it_was, run
from swap_teach.packed import Packer, count_distinct

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class SwapScore:
    """A SWAP-Score: the integer, and what it needs to be read."""

    count: int
    """Psi, the number of distinct sample-wise activation patterns (Def. 3.3, Eq. 4)."""
    neurons: int
    """V, the number of units: post-activation values per sample over all activations."""
    samples: int
    """S, the batch size."""

    @property
    def ceiling(self) -> int:
        """The largest count there can be, min(V, 2^S)."""
        return min(self.neurons, 1 << self.samples)

    @property
    def saturated(self) -> bool:
        """Whether the count has reached 95 % of its ceiling, and so tells networks apart no longer."""
        return self.count >= 0.95 * self.ceiling

    def __float__(self) -> float:
        return float(self.count)


def swap_score(model: nn.Module, inputs: Any, mode: Mode = "train", forward: Forward | None = None) -> SwapScore:
    """Count the distinct sample-wise activation patterns of `model`, weights as they are.

    model    any module with ReLU, ReLU6, LeakyReLU, GELU or SiLU, as modules or as functions. For all of them a
             unit is on where its post-activation value is > 0. It comes back as it went in: weights, buffers
             (BatchNorm's running statistics), modes, hooks.
    inputs   (S, ...) tensor, or NumPy array (moved to the model's device and dtype); or whatever `forward` takes.
    mode     "train": BatchNorm uses the batch's statistics, as in the paper's code. "eval": running statistics.
    forward  `forward(model, inputs)` calls a model that doesn't take one tensor, say `lambda m, x: m(**x)`.

    Raises ValueError when no activation is heard, an activation's first dimension is not S, a value is NaN or
    infinite, or S can't be told; torch.OutOfMemoryError, naming S, when a GPU runs out of memory.
    Source: SWAP-NAS, Def. 3.2 and 3.3, Eq. 3 and 4. Used from lesson 04 on.

    >>> import torch
    >>> model = nn.Sequential(nn.Linear(1, 3), nn.ReLU())
    >>> with torch.no_grad():
    ...     _ = model[0].weight.copy_(torch.tensor([[1.0], [2.0], [-1.0]])), model[0].bias.zero_()
    >>> swap_score(model, torch.tensor([[1.0], [-1.0]]))  # the first two units agree on both samples
    SwapScore(count=2, neurons=3, samples=2)
    """
    packer = Packer()
    samples = run(model, inputs, packer.add, mode, forward)
    packed = packer.packed()  # counted at once: sorting layer by layer takes two to four times as long
    return SwapScore(count_distinct(packed), packed.shape[1], samples)


@dataclass(frozen=True)
class RepeatedScore:
    """The same network scored under several draws of its weights (and, if asked, of its images)."""

    scores: tuple[SwapScore, ...]

    @property
    def mean(self) -> float:
        """Mean count over the draws."""
        return float(np.mean([score.count for score in self.scores]))

    @property
    def standard_error(self) -> float:
        """Standard error of the mean, sd / sqrt(n) with n - 1 degrees of freedom; NaN for one draw."""
        if len(self.scores) < 2:
            return math.nan
        return float(np.std([score.count for score in self.scores], ddof=1) / math.sqrt(len(self.scores)))

    def __float__(self) -> float:
        return self.mean


def repeated_swap_score(
    model: nn.Module,
    inputs: Any | Callable[[int], Any],
    repeats: int = 8,
    *,
    law: Law = "default",
    seed: int = 0,
    key: str = "",
    mode: Mode = "train",
    forward: Forward | None = None,
) -> RepeatedScore:
    """Score `model` under `repeats` fresh draws of its weights; its own weights come back afterwards.

    inputs   as in `swap_score`, the same for each repeat; or a function of the repeat's number 0, 1, ... that
             returns them, for fresh images each time.
    law, seed, key  say which weights: see `initialise` and `weight_generator`. With a space's executed key as
             `key` they are those of `score_many`, which scores many networks and keeps what it has scored.

    Raises ValueError for repeats < 1, else as `swap_score` and `initialise`. Used in lesson 05.

    >>> import torch
    >>> model = nn.Sequential(nn.Linear(4, 64), nn.ReLU())
    >>> result = repeated_swap_score(model, torch.eye(4), repeats=3)
    >>> len(result.scores), result.mean <= 16
    (3, True)
    """
    if repeats < 1:
        raise ValueError(f"repeats must be at least 1, got {repeats}.")
    scores = []
    with as_it_was(model, weights=True):
        for repeat in range(repeats):
            initialise(model, law, weight_generator(seed, key, law, repeat))
            batch = inputs(repeat) if callable(inputs) else inputs
            scores.append(swap_score(model, batch, mode, forward))
    return RepeatedScore(tuple(scores))


def theta(model: nn.Module) -> float:
    """Return Theta, the number of parameters in thousands as the authors count it.

    BatchNorm and classifier count; whatever has "auxiliary" in its name does not. Source: the authors' public
    code. Used in lesson 06.

    >>> theta(nn.Linear(9, 100))
    1.0
    """
    return sum(p.numel() for name, p in model.named_parameters() if "auxiliary" not in name) / 1000


def size_factor(theta: ArrayLike, mu: float, sigma: float) -> NDArray[np.float64]:
    """Return f(Theta) = exp(-(Theta - mu)^2 / sigma): 1 at the target size mu, and falling on both sides.

    theta, mu in one unit of your own; sigma in that unit squared (it is not squared again, and there is no
    factor 2). Source: SWAP-NAS, Def. 3.4, Eq. 5. Used in lesson 06.

    >>> size_factor([1.2, 2.4], mu=1.2, sigma=1.2).round(3).tolist()
    [1.0, 0.301]
    """
    if not (math.isfinite(mu) and math.isfinite(sigma) and sigma > 0):
        raise ValueError(f"mu must be finite and sigma finite and positive; got mu={mu}, sigma={sigma}.")
    factor: NDArray[np.float64] = np.exp(-((np.asarray(theta, np.float64) - mu) ** 2) / sigma)
    return factor


def regularised_swap(
    psi: ArrayLike | SwapScore | RepeatedScore, theta: ArrayLike, mu: float, sigma: float
) -> NDArray[np.float64]:
    """Return Psi' = Psi * f(Theta), the regularised SWAP-Score; scalars or arrays that broadcast.

    Units as in `size_factor`. Source: SWAP-NAS, Def. 3.5, Eq. 6. Used in lesson 06.

    >>> float(regularised_swap(1000, theta=1.2, mu=1.2, sigma=1.2))
    1000.0
    """
    value = float(psi) if isinstance(psi, SwapScore | RepeatedScore) else psi
    return np.asarray(value, np.float64) * size_factor(theta, mu, sigma)
