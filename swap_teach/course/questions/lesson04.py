"""Questions of lesson 04, Real networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swap_teach.course.questions.question import Choice, Exhibit, Question
from swap_teach.figures import Picture, lines

if TYPE_CHECKING:
    from torch import Tensor, nn


def _modules_only() -> Picture:
    """Draw the patterns that hooks on nn.ReLU modules find in deeper and deeper networks whose blocks call F.relu."""
    from torch import nn
    from torch.nn import functional as F

    class Deep(nn.Module):
        """A stem with nn.ReLU, then blocks that call F.relu."""

        def __init__(self, blocks: int) -> None:
            super().__init__()
            self.stem = nn.Sequential(nn.Linear(8, 64), nn.ReLU())
            self.blocks = nn.ModuleList(nn.Linear(64, 64) for _ in range(blocks))

        def forward(self, x: Tensor) -> Tensor:
            """Return the last block's activations."""
            x = self.stem(x)
            for block in self.blocks:
                x = F.relu(block(x))
            return x

    depths = range(1, 9)
    counts = [len({tuple(c) for c in _hooked(model).T.tolist()}) for model in _drawn([Deep(n) for n in depths])]
    return lines({"score": (list(depths), counts)}, "blocks", "SWAP-Score of 16 samples")


def _hooks_kept() -> Picture:
    """Draw how many units a port hears when it scores the same network again and again."""
    from torch import nn

    [model] = _drawn([nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())])
    heard = [_hooked(model, remove=False).shape[1] for _ in range(6)]
    return lines({"units": (range(1, 7), heard)}, "call", "units heard")


def _drawn(models: list[nn.Module]) -> list[nn.Module]:
    """Give every model weights from the same stream, so that only its structure differs."""
    import torch

    for model in models:
        generator = torch.Generator().manual_seed(4)
        for weights in model.parameters():
            weights.data.normal_(generator=generator)
    return models


def _hooked(model: nn.Module, remove: bool = True) -> Tensor:
    """Bits of the nn.ReLU modules by forward hooks that share one list kept on the model, as published ports do."""
    import torch
    from torch import nn

    pieces: list[Tensor] = []
    model.__dict__["heard"] = pieces
    hooks = [
        module.register_forward_hook(lambda _m, _i, output: model.__dict__["heard"].append(output > 0))
        for module in model.modules()
        if isinstance(module, nn.ReLU)
    ]
    with torch.no_grad():
        model(torch.randn(16, 8, generator=torch.Generator().manual_seed(5)))
    if remove:
        for hook in hooks:
            hook.remove()
    return torch.cat(pieces, dim=1)


PREDICTIONS = [
    Question(
        "04-second-reader",
        "Two edges of a cell leave the same node, each with a convolution of its own (ReLU first). How many new "
        "patterns has the second edge's ReLU?",
        {
            "none": Choice("not a single one"),
            "few": Choice("fewer than the first, but some"),
            "many": Choice("about as many as the first"),
        },
        "none",
    ),
    Question(
        "04-swap-one-image",
        "In train mode you replace one of 16 images. A unit changes if one or more of its bits for the other 15 flip. "
        "How many units do?",
        {
            "none": Choice("those 15 images are the same as before"),
            "few": Choice("a few in a hundred"),
            "half": Choice("about half, more or fewer with the image"),
        },
        "half",
    ),
    Question(
        "04-times-ten",
        "You multiply the weights of every convolution of a NAS-Bench-201 network, and of its classifier, by 10. What "
        "happens to its SWAP-Score?",
        {
            "nothing": Choice("BatchNorm takes the scale out again"),
            "moves": Choice("it moves by several per cent"),
            "tenfold": Choice("it grows about tenfold"),
        },
        "moves",
    ),
]

QUIZ = [
    Question(
        "04-q1",
        "Why does lesson 02's picture of fixed regions no longer hold in train mode?",
        {
            "a": Choice("Convolutions are not linear.", "They are: each position is one weighted sum."),
            "b": Choice(
                "BatchNorm takes mean and variance from the batch, so an image's pattern depends on the others.",
                "Yes: replace one image and the units' thresholds move for all.",
            ),
            "c": Choice("Train mode draws new weights.", "The weights stay as they are."),
        },
        "b",
    ),
    Question(
        "04-q2",
        "A ReLU reads a tensor that another ReLU has read already. What does it add?",
        {
            "a": Choice("To V and to the SWAP-Score", "Its patterns are all there already."),
            "b": Choice("To V alone", "Yes: more units, no new pattern."),
            "c": Choice("To the SWAP-Score alone", "It can't have new patterns without new values."),
        },
        "b",
    ),
    Question(
        "04-q3",
        "What patterns of its own does a skip connection add to a cell?",
        {
            "a": Choice("One", "That is what `none` makes: units that are off for all samples."),
            "b": Choice("As many as a convolution", "It has no ReLU of its own."),
            "c": Choice(
                "None, but it changes what later ReLUs see",
                "Yes: it hands its input on, and the sum behind it is another one.",
            ),
        },
        "c",
    ),
    Question(
        "04-q4",
        "All convolutions of a network are multiplied by 10. Which of them can change a pattern?",
        {
            "a": Choice("All: the network is another one.", "BatchNorm behind a convolution takes the 10 out again."),
            "b": Choice("The first, since all others see its output", "BatchNorm follows the stem too."),
            "c": Choice(
                "One whose output is added to another branch without BatchNorm",
                "Yes: in the sum it now weighs ten times as much as the other branch.",
            ),
        },
        "c",
    ),
]

EXHIBITS = [
    Exhibit(
        "04-depth",
        "A port scores networks of more and more blocks. Which fault made it?",
        {
            "a": Choice(
                "It hooks nn.ReLU modules, and the blocks call F.relu.",
                "Yes: only the stem is heard, and all these networks have the same stem.",
            ),
            "b": Choice("It never removes its hooks.", "Then a score would grow, or stay, with the number of calls."),
            "c": Choice("It counts rows instead of columns.", "Then the score could not exceed 16, the samples."),
        },
        "a",
        _modules_only,
    ),
    Exhibit(
        "04-calls",
        "The same network is scored six times in a row. Which fault made it?",
        {
            "a": Choice("BatchNorm's running statistics move.", "That changes values, not how many units there are."),
            "b": Choice("It draws new weights for each call.", "Then the number of units would still be the same."),
            "c": Choice(
                "It never removes its hooks.",
                "Yes: each call leaves one more set behind, and every set hears all units again.",
            ),
        },
        "c",
        _hooks_kept,
    ),
]
