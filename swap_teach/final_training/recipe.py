"""How a found cell is trained in earnest: the recipe of the DARTS paper, its schedules and its loss.

Liu, Simonyan and Yang, "DARTS", ICLR 2019, appendix A; the SWAP-NAS paper doesn't print its own. Used in lesson A5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from torch import Tensor
from torch.nn import functional

from swap_teach.training import Loss, Recipe


@dataclass(frozen=True)
class FinalRecipe:
    """All choices of a final training. Every piece can be switched off by a zero.

    descent          epochs, batch, learning rate and what else the training loop itself needs
    channels, cells  of the network: channels before the first reduction, cells in a row
    cutout           side in pixels of the square blanked in each training image
    drop_path        probability, at the end of the training, that an edge is dropped for an image
    auxiliary        weight of the second classifier's loss
    label_smoothing  share of a target that is spread over all classes
    """

    descent: Recipe
    channels: int
    cells: int
    cutout: int = 0
    drop_path: float = 0.0
    auxiliary: float = 0.0
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        if self.channels < 2 or self.channels % 2 or self.cells < 2:
            raise ValueError(
                "A network has an even number of channels and at least two cells (both reduce then), got "
                f"channels={self.channels}, cells={self.cells}."
            )
        for name in ("drop_path", "label_smoothing"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"{name} is a probability, 0 <= {name} < 1, got {getattr(self, name)}.")
        for name in ("cutout", "auxiliary"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} can't be negative, got {getattr(self, name)}; 0 switches it off.")

    @property
    def choices(self) -> dict[str, Any]:
        """All choices by name, those of `descent` among them."""
        own = asdict(self)
        return {**own.pop("descent"), **own}

    def changed(self, **choices: Any) -> FinalRecipe:
        """Return a recipe with some choices changed, those of `descent` by their own names; None changes nothing.

        >>> RECIPES["cifar10"].changed(epochs=3, cutout=0, cells=None).descent.epochs
        3
        """
        wanted = {name: value for name, value in choices.items() if value is not None}
        descent = {name: wanted.pop(name) for name in asdict(self.descent) if name in wanted}
        return replace(self, descent=replace(self.descent, **descent), **wanted)


def drop_path_at(recipe: FinalRecipe, epoch: int) -> float:
    """Return the probability of dropping an edge in an epoch, counted from 0: a straight line up from 0.

    >>> [round(drop_path_at(RECIPES["cifar10"], epoch), 3) for epoch in (0, 300, 599)]
    [0.0, 0.1, 0.2]
    """
    return recipe.drop_path * epoch / recipe.descent.epochs


def training_loss(recipe: FinalRecipe) -> Loss:
    """Return the loss of a training step, in nats, as a function of outputs and labels.

    Outputs are logits (N, classes), or a pair of them where the network has an auxiliary head: then the head's
    loss, times its weight, is added. Both have their labels smoothed alike.
    """
    smoothed: Callable[[Tensor, Tensor], Tensor] = lambda logits, labels: functional.cross_entropy(  # noqa: E731
        logits, labels, label_smoothing=recipe.label_smoothing
    )

    def loss(outputs: Any, labels: Tensor) -> Tensor:
        if isinstance(outputs, Tensor):
            return smoothed(outputs, labels)
        logits, auxiliary = outputs
        return smoothed(logits, labels) + recipe.auxiliary * smoothed(auxiliary, labels)

    return loss


CIFAR = FinalRecipe(
    Recipe(
        epochs=600, batch_size=96, learning_rate=0.025, momentum=0.9, weight_decay=3e-4, nesterov=False, clip=5.0
    ),
    channels=36,
    cells=20,
    cutout=16,
    drop_path=0.2,
    auxiliary=0.4,
)  # fmt: skip
# DARTS trained ImageNet with batches of 128; 1,024, 0.5 and five epochs of warm-up are what its followers settled on.
# Their learning rate falls in a straight line; here it is half a cosine everywhere.
IMAGENET = FinalRecipe(
    Recipe(
        epochs=250, batch_size=1024, learning_rate=0.5, warmup=5 / 250, weight_decay=3e-5, nesterov=False, clip=5.0
    ),
    channels=48,
    cells=14,
    auxiliary=0.4,
    label_smoothing=0.1,
)  # fmt: skip
# The self-made task: scenes of 12 pixels, new ones each epoch, so a small network and a short training will do.
MINI = FinalRecipe(
    Recipe(
        epochs=60, batch_size=64, learning_rate=0.1, warmup=0.1, weight_decay=3e-4, nesterov=False, clip=5.0
    ),
    channels=8,
    cells=5,
    cutout=4,
    drop_path=0.1,
    auxiliary=0.4,
)  # fmt: skip

RECIPES = {"mini": MINI, "cifar10": CIFAR, "cifar100": CIFAR, "imagenet-folder": IMAGENET}
"""The recipe of each data set that `swap-teach train` knows."""
