"""The bug museum's wing on Psi': five faults of published ports, each as a function beside the right one.

A piece draws one figure twice: with the fault (`as_published`), from which its fault is to be named, and without
(`mended`), shown once it has been. The figure's words say what is to be seen and not why. The questions that go with
the pieces are in `questions/lesson06.py`. Used in lesson 06.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from swap_teach.figures import Picture, lines

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor, nn

Port = Callable[["NDArray[np.float64]", "NDArray[np.float64]", float, float], "NDArray[np.float64]"]
"""Psi and parameters of n networks (counted one by one), mu and sigma (thousands) -> Psi' of n networks."""

PARAMETERS = np.array([73_306.0, 101_306, 559_386, 587_386, 802_426, 802_426, 1_531_546])
SCORES = np.array([16_794.0, 50_684, 54_418, 46_203, 51_273, 64_078, 64_323])
"""Lesson 04's seven NAS-Bench-201 cells: parameters, and the SWAP-Scores measured there."""


def right(psi: NDArray[np.float64], parameters: NDArray[np.float64], mu: float, sigma: float) -> NDArray[np.float64]:
    """Return Psi' as Eq. 5 and 6 have it.

    >>> right(np.array([100.0]), np.array([2200.0]), 1.2, 1.0).round(1).tolist()
    [36.8]
    """
    return _regularised(psi, parameters / 1000, mu, sigma)


def in_bytes(psi: NDArray[np.float64], parameters: NDArray[np.float64], mu: float, sigma: float) -> NDArray[np.float64]:
    """Take for Theta the memory of the weights in kilobytes: four to a float32."""
    return _regularised(psi, 4 * parameters / 1000, mu, sigma)


def normal_curve(
    psi: NDArray[np.float64], parameters: NDArray[np.float64], mu: float, sigma: float
) -> NDArray[np.float64]:
    """Divide by 2 sigma^2."""
    return _regularised(psi, parameters / 1000, mu, 2 * sigma**2)


def thousands_twice(
    psi: NDArray[np.float64], parameters: NDArray[np.float64], mu: float, sigma: float
) -> NDArray[np.float64]:
    """Divide by 1,000 where a helper function had done so already."""
    return _regularised(psi, parameters / 1000 / 1000, mu, sigma)


def one_network(
    psi: NDArray[np.float64], parameters: NDArray[np.float64], mu: float, sigma: float
) -> NDArray[np.float64]:
    """Work out mu and sigma from the sizes at hand, which are those of one network at a time."""
    theta = parameters / 1000
    own_mu = np.array([np.mean([size]) for size in theta])  # the mean of one size
    result: NDArray[np.float64] = psi * np.exp(-((theta - own_mu) ** 2) / own_mu**2)
    return result


def factor_over_sizes(port: Port) -> Picture:
    """Draw f over sizes, as a port computes it for mu = sigma = 1.2."""
    sizes = np.arange(0, 3.1, 0.1)
    factors = port(np.ones(len(sizes)), 1000 * sizes, 1.2, 1.2)
    return lines({"f": (sizes, factors)}, "thousand parameters", "f for mu = sigma = 1.2")


def reach(port: Port) -> Picture:
    """Draw how far from mu a port's f has fallen to 1/e, for several sigma."""
    sigmas, distances = np.array([1, 4, 9, 16, 25]), np.linspace(0, 60, 60_001)
    reached = []
    for sigma in sigmas:
        factors = port(np.ones(len(distances)), 1000 * (100 + distances), 100, float(sigma))
        reached.append(distances[np.argmax(factors <= np.exp(-1) + 1e-9)])
    return lines({"distance": (sigmas, np.round(reached, 1))}, "sigma", "distance from mu at which f is 1/e")


def factors_of_cells(port: Port) -> Picture:
    """Draw Psi' / Psi of the seven cells for mu = 600 and sigma = 360,000, as a port computes it."""
    order = np.argsort(PARAMETERS, kind="stable")
    ratios = (port(SCORES, PARAMETERS, 600, 360_000) / SCORES)[order]
    sizes = PARAMETERS[order] / 1000
    picture = lines({"ratio": (sizes, ratios.round(3))}, "thousand parameters", "Psi' / Psi, seven cells")
    picture.figure.axes[0].set_ylim(0, 1.05)  # all that a ratio can be
    return picture


def before_and_after(port: Port) -> Picture:
    """Draw Psi' against Psi of the seven cells for mu = 600 and sigma = 360,000, as a port computes it."""
    order = np.argsort(SCORES)
    after = port(SCORES, PARAMETERS, 600, 360_000)[order]
    return lines({"cell": (SCORES[order], after.round())}, "Psi", "Psi' of seven cells")


def spellings(hear: Callable[[nn.Module, Tensor], int]) -> Picture:
    """Draw Psi' of one network written as a program in five ways: same weights, inputs and outputs.

    From the first to the last, one more of its four ReLUs is written as `F.relu(x)` in place of `nn.ReLU()(x)`. All
    have the same size, here mu: f is 1, and Psi' is Psi.
    """
    import torch

    draw = torch.Generator().manual_seed(6)
    weights = [torch.randn(32, 32, generator=draw, dtype=torch.float64) for _ in range(4)]
    inputs = torch.randn(12, 32, generator=draw, dtype=torch.float64)
    scores = [hear(_four_layers(weights, functions), inputs) for functions in range(5)]
    return lines({"score": (range(1, 6), scores)}, "program, 1 to 5, of one network", "Psi' for mu = Theta")


def modules_only(model: nn.Module, inputs: Tensor) -> int:
    """Count patterns where forward hooks on nn.ReLU modules hear them."""
    import torch
    from torch import nn

    from swap_teach import count_patterns

    heard: list[Tensor] = []
    hooks = [
        module.register_forward_hook(lambda _module, _inputs, output: heard.append(output > 0))
        for module in model.modules()
        if isinstance(module, nn.ReLU)
    ]
    model(inputs)
    for hook in hooks:
        hook.remove()
    return count_patterns(torch.cat(heard, dim=1)) if heard else 0


def all_heard(model: nn.Module, inputs: Tensor) -> int:
    """Count patterns of every ReLU, module or function."""
    from swap_teach import swap_score

    return int(swap_score(model, inputs).count)


@dataclass(frozen=True)
class Piece:
    """One piece: a figure of an implementation, the faulty implementation, and the right one."""

    figure: Callable[[Any], Picture]
    faulty: Callable[..., Any]
    right: Callable[..., Any] = right

    def as_published(self) -> Picture:
        """Return the figure with the fault."""
        return self.figure(self.faulty)

    def mended(self) -> Picture:
        """Return the same figure without it."""
        return self.figure(self.right)


PIECES = {
    "06-early": Piece(factor_over_sizes, in_bytes),
    "06-reach": Piece(reach, normal_curve),
    "06-level": Piece(factors_of_cells, thousands_twice),
    "06-diagonal": Piece(before_and_after, one_network),
    "06-programs": Piece(spellings, modules_only, all_heard),
}
"""The pieces by the id of their exhibit."""


def _regularised(psi: NDArray[np.float64], theta: NDArray[np.float64], mu: float, sigma: float) -> NDArray[np.float64]:
    result: NDArray[np.float64] = psi * np.exp(-((theta - mu) ** 2) / sigma)
    return result


def _four_layers(weights: list[Tensor], functions: int) -> nn.Module:
    """Build four layers of ReLUs, of which the last `functions` are called as functions."""
    from torch import nn
    from torch.nn import functional as F

    class Layers(nn.Module):
        """Linear maps with a ReLU behind each."""

        def __init__(self) -> None:
            super().__init__()
            self.relus = nn.ModuleList([nn.ReLU() for _ in weights[functions:]])

        def forward(self, x: Tensor) -> Tensor:
            """Return the last layer's activations."""
            for layer, weight in enumerate(weights):
                x = x @ weight
                x = self.relus[layer](x) if layer < len(self.relus) else F.relu(x)
            return x

    return Layers()
