"""Exercises of lesson 04, Real networks: listen to a network, count its units, find who breaks scale invariance."""

# mypy: disable-error-code="no-any-return"
# (NumPy's own annotations leave many results open, and a solution should stay free of casts.)
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from swap_teach.course.exercises.answers import names, numbers
from swap_teach.course.exercises.exercise import Case, Exercise, Misconception

if TYPE_CHECKING:
    import torch
    from torch import nn


def capture_bits(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    """Return the bit matrix of a network, S x V: 1 where a ReLU output is positive.

    Units in order of execution. A ReLU may be a module (nn.ReLU) or a function called in
    forward (F.relu). The model is left without hooks.
    """
    import torch
    from torch.nn.functional import relu
    from torch.overrides import TorchFunctionMode

    heard = []

    class Listener(TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            output = function(*args, **(kwargs or {}))
            if function is relu:  # nn.ReLU calls F.relu too
                heard.append((output > 0).flatten(1))
            return output

    with torch.no_grad(), Listener():
        model(inputs)
    return torch.cat(heard, dim=1)


def _modules_only(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    import torch
    from torch import nn

    heard: list[torch.Tensor] = []
    hooks = [
        module.register_forward_hook(lambda _module, _inputs, output: heard.append((output > 0).flatten(1)))
        for module in model.modules()
        if isinstance(module, nn.ReLU)
    ]
    model(inputs)
    for hook in hooks:
        hook.remove()
    return torch.cat(heard, dim=1)


def _hooks_kept(model: Any, inputs: torch.Tensor) -> torch.Tensor:
    import torch
    from torch import nn

    model.heard = []
    for module in model.modules():
        if isinstance(module, nn.ReLU):
            module.register_forward_hook(lambda _module, _inputs, output: model.heard.append((output > 0).flatten(1)))
    model(inputs)
    return torch.cat(model.heard, dim=1)


def _relu_replaced(model: nn.Module, inputs: torch.Tensor, *, hooks: bool, put_back: bool) -> torch.Tensor:
    """Hear the ReLUs by a function in the place of `F.relu`, with one of two faults."""
    from torch import cat, nn

    heard: list[torch.Tensor] = []
    function = nn.functional.relu

    def relu(input: torch.Tensor, inplace: bool = False) -> torch.Tensor:
        heard.append((input > 0).flatten(1))
        return function(input, inplace)

    nn.functional.relu = relu
    modules = [module for module in model.modules() if hooks and isinstance(module, nn.ReLU)]
    handles = [m.register_forward_hook(lambda _m, _i, output: heard.append((output > 0).flatten(1))) for m in modules]
    model(inputs)
    for handle in handles:
        handle.remove()
    if put_back:
        nn.functional.relu = function
    return cat(heard, dim=1)


def _modules_heard_twice(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    return _relu_replaced(model, inputs, hooks=True, put_back=True)


def _relu_left_replaced(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    return _relu_replaced(model, inputs, hooks=False, put_back=False)


def _heard(model: nn.Module, inputs: torch.Tensor, keep: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    """Hear every ReLU as the solution does, and keep of its output what `keep` makes of it."""
    import torch
    from torch.overrides import TorchFunctionMode

    heard = []

    class Listener(TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            output = function(*args, **(kwargs or {}))
            if function is torch.nn.functional.relu:
                heard.append(keep(output).flatten(1))
            return output

    with torch.no_grad(), Listener():
        model(inputs)
    return torch.cat(heard, dim=1)


def _values_heard(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    return _heard(model, inputs, lambda output: output.clone())


def _zero_is_on(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    return _heard(model, inputs, lambda output: output >= 0)


def _modules_first(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    import torch

    every, modules = capture_bits(model, inputs), _modules_only(model, inputs)
    columns, rest = modules.T.tolist(), every.T.tolist()
    for column in columns:
        rest.remove(column)  # columns that are equal may stand for each other
    return torch.tensor([*columns, *rest]).T


def _layers_heard(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    import torch
    from torch import nn

    heard: list[torch.Tensor] = []
    layers = [module for module in model.modules() if isinstance(module, nn.Linear | nn.Conv2d)]
    hooks = [m.register_forward_hook(lambda _m, _i, output: heard.append((output > 0).flatten(1))) for m in layers]
    model(inputs)
    for hook in hooks:
        hook.remove()
    return torch.cat(heard, dim=1)


def _second_call(function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Capture twice on one model; look at the second result, and at hooks and a changed `F.relu` left behind."""
    from torch.nn import functional as F

    model, inputs = args
    relu = F.relu
    try:
        function(model, inputs)
        bits = function(model, inputs)
        replaced = F.relu is not relu
    finally:
        F.relu = relu
    left = sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules())
    return {"bits at the second call": bits, "hooks left on the model": left, "F.relu left replaced": replaced}


def _bits_and_hooks(answer: dict[str, Any]) -> np.ndarray:
    bits, left, replaced = answer.values()
    read = numbers(bits)
    return np.array([*read.shape, *read.flat, left, int(replaced)], dtype=object)


def _small_models(rng: np.random.Generator) -> Iterator[Case]:
    import torch
    from torch import nn
    from torch.nn import functional as F

    class TwoWays(nn.Module):
        """One ReLU as a module, one as a function."""

        def __init__(self, first: nn.Module, second: nn.Module) -> None:
            super().__init__()
            self.first, self.relu, self.second = first, nn.ReLU(), second

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            """Return the second layer's activations."""
            return F.relu(self.second(self.relu(self.first(x))))

    class FunctionFirst(TwoWays):
        """The function comes first, and a last layer has no ReLU."""

        def __init__(self, first: nn.Module, second: nn.Module, last: nn.Module) -> None:
            super().__init__(first, second)
            self.last = last

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            """Return the last layer's output."""
            return self.last(self.relu(self.second(F.relu(self.first(x)))))

    first, second = nn.Linear(1, 2, bias=False), nn.Linear(2, 1, bias=False)
    first.weight.data = torch.tensor([[1.0], [-1.0]])
    second.weight.data = torch.tensor([[1.0, -1.0]])
    yield Case(
        (TwoWays(first, second), torch.tensor([[3.0], [-2.0]])),
        shown="a model h = relu(x, -x), then F.relu(h[0] - h[1]), called twice with the samples x = 3 and x = -2",
    )
    draw = torch.Generator().manual_seed(int(rng.integers(2**31)))
    conv, line = nn.Conv2d(3, 4, 3, bias=False), nn.Linear(16, 5, bias=False)
    models = [
        (nn.Sequential(conv, nn.ReLU(inplace=True), nn.Flatten(), line, nn.ReLU()), (6, 3, 4, 4), "two nn.ReLU"),
        (TwoWays(nn.Linear(4, 7), nn.Linear(7, 3)), (5, 4), "one nn.ReLU and one F.relu"),
        (
            FunctionFirst(nn.Linear(4, 7), nn.Linear(7, 9), nn.Linear(9, 3)),
            (5, 4),
            "F.relu, then nn.ReLU, then a layer without ReLU",
        ),
    ]
    for model, shape, what in models:
        for weights in model.parameters():
            weights.data.normal_(generator=draw)
        yield Case((model, torch.randn(shape, generator=draw)), shown=f"a model with {what}, called twice")


def count_units(operations: list[str], channels: int, cells: int, size: int) -> int:
    """Count V, the ReLU outputs of a NAS-Bench-201 network for an image of size x size pixels.

    operations has the cell's six operations, for the edges 0->1, 0->2, 1->2, 0->3, 1->3, 2->3.
    There are three stages of `cells` cells, with channels, 2 channels and 4 channels; the
    second and the third stage halve the size.
    """
    stages = [channels * size**2, 2 * channels * (size // 2) ** 2, 4 * channels * (size // 4) ** 2]
    in_a_cell = sum(operation.startswith("nor_conv") for operation in operations)
    units = sum(cells * in_a_cell * stage for stage in stages)
    units += stages[0] + stages[1]  # first residual block: one ReLU before it halves the image, one after
    units += stages[1] + stages[2]  # second residual block
    return units + stages[2]  # the last ReLU, before the mean


def _convolution_outputs(operations: list[str], channels: int, cells: int, size: int) -> int:
    stages = [channels * size**2, 2 * channels * (size // 2) ** 2, 4 * channels * (size // 4) ** 2]
    in_a_cell = sum(operation.startswith("nor_conv") for operation in operations)
    blocks = 3 * stages[1] + 3 * stages[2]  # two convolutions and the shortcut's, all after halving
    return sum(cells * in_a_cell * stage for stage in stages) + stages[0] + blocks


def _seen_tensors_left_out(operations: list[str], channels: int, cells: int, size: int) -> int:
    sources = {source for source, op in zip((0, 0, 1, 0, 1, 2), operations, strict=True) if op.startswith("nor_conv")}
    return count_units(["nor_conv_1x1"] * len(sources), channels, cells, size)


def _units(
    operations: list[str], channels: int, cells: int, size: int, *, counted: str = "nor_conv", blocks: str = "before"
) -> int:
    """Count units with a fault: which operations count, and what is counted of the residual blocks and the last."""
    stages = [channels * size**2, 2 * channels * (size // 2) ** 2, 4 * channels * (size // 4) ** 2]
    in_a_cell = sum(operation.startswith(counted) for operation in operations)
    between = {"before": stages[0] + 2 * stages[1] + stages[2], "after": 2 * (stages[1] + stages[2]), "none": 0}
    return cells * in_a_cell * sum(stages) + between[blocks] + stages[2]


def _last_left_out(operations: list[str], channels: int, cells: int, size: int) -> int:
    return count_units(operations, channels, cells, size) - 4 * channels * (size // 4) ** 2


def _large_kernels_only(operations: list[str], channels: int, cells: int, size: int) -> int:
    return _units(operations, channels, cells, size, counted="nor_conv_3x3")


def _blocks_halve_first(operations: list[str], channels: int, cells: int, size: int) -> int:
    return _units(operations, channels, cells, size, blocks="after")


def _all_but_none(operations: list[str], channels: int, cells: int, size: int) -> int:
    return count_units(["nor_conv_1x1"] * sum(op != "none" for op in operations), channels, cells, size)


def _one_cell_a_stage(operations: list[str], channels: int, cells: int, size: int) -> int:
    return count_units(operations, channels, 1, size)


def _channels_kept(operations: list[str], channels: int, cells: int, size: int) -> int:
    stages = [channels * (size // 2**k) ** 2 for k in range(3)]
    in_a_cell = sum(operation.startswith("nor_conv") for operation in operations)
    return cells * in_a_cell * sum(stages) + stages[0] + 2 * stages[1] + 2 * stages[2]


def _blocks_left_out(operations: list[str], channels: int, cells: int, size: int) -> int:
    return _units(operations, channels, cells, size, blocks="none")


def _cells(rng: np.random.Generator) -> Iterator[Case]:
    one = ["nor_conv_3x3", "none", "skip_connect", "nor_conv_1x1", "none", "avg_pool_3x3"]
    yield Case((one, 1, 1, 4))
    yield Case((["skip_connect"] * 6, 1, 1, 4))
    known = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
    for channels, cells, size in ((16, 5, 32), (8, 1, 32), (4, 2, 16), (16, 3, 16)):
        yield Case(([str(op) for op in rng.choice(known, 6)], channels, cells, size))


def guilty_layers(layers: list[tuple[str, str]]) -> list[str]:
    """Name the layers whose scale can change a pattern of the next ReLU behind them.

    layers has one pair (name, next) a layer. next says what the output meets first:
    "batchnorm", "relu", "sum" (it is added to another branch) or "logits" (it leaves the
    network). No layer has a bias.
    """
    return [name for name, next_step in layers if next_step == "sum"]


def _stem(layers: list[tuple[str, str]]) -> list[str]:
    return [layers[0][0]]


def _classifier_too(layers: list[tuple[str, str]]) -> list[str]:
    return [name for name, next_step in layers if next_step in ("sum", "logits")]


def _all_without_batchnorm(layers: list[tuple[str, str]]) -> list[str]:
    return [name for name, next_step in layers if next_step != "batchnorm"]


def _relu_too(layers: list[tuple[str, str]]) -> list[str]:
    return [name for name, next_step in layers if next_step in ("sum", "relu")]


def _tables(rng: np.random.Generator) -> Iterator[Case]:
    network = [("stem", "batchnorm"), ("conv", "batchnorm"), ("shortcut", "sum"), ("classifier", "logits")]
    yield Case((network,))
    yield Case(([("first", "relu"), ("second", "sum"), ("third", "batchnorm"), ("last", "logits")],))
    yield Case(([("only", "batchnorm"), ("classifier", "logits")],))
    for length in (5, 9, 14):
        steps = rng.choice(("batchnorm", "relu", "sum", "logits"), length)
        yield Case(([(f"layer{i}", str(step)) for i, step in enumerate(steps)],))


EXERCISES = [
    Exercise(
        id="04-capture",
        title="Listen to a network",
        prompt="The `Listener` hears which functions run. Now hear what the ReLUs say: run a model once and return "
        "the bits of all its ReLUs side by side, one row a sample, one column a unit, in the order in which the ReLUs "
        "run. A ReLU may put out more than two dimensions, and your function may be called again on the same model.",
        reference=capture_bits,
        cases=_small_models,
        attempt=_second_call,
        normal=_bits_and_hooks,
        hints=(
            "A forward hook hears modules only. `nn.ReLU` itself calls `F.relu`: listen there and you hear both.",
            "The lesson's `Listener` keeps every call's name. What must yours keep, and of which calls? No gradient is "
            "needed: `with torch.no_grad():` around the run.",
            "A unit is on where its output is above 0. An output may have more than two dimensions: `.flatten(1)` "
            "leaves one row a sample. `torch.cat(pieces, dim=1)` sets matrices side by side.",
        ),
        misconceptions=(
            Misconception(
                "hooks on nn.ReLU modules only",
                _modules_only,
                "You hear the ReLUs that are modules and miss those called as `F.relu`: a function has no hook. The "
                "score would drop without any error.",
                "published ports that hook isinstance(module, nn.ReLU)",
            ),
            Misconception(
                "hooks never removed",
                _hooks_kept,
                "After your function has run, its hooks are still on the model, so the second call hears each unit "
                "twice. Remove every hook, also if the run fails: or use something that ends with its `with` block.",
                "the authors' public code never removes its hooks",
            ),
            Misconception(
                "modules heard twice",
                _modules_heard_twice,
                "You hear each nn.ReLU twice: by its hook, and by `F.relu`, which it calls. Listen in one place only, "
                "the function.",
                "fresh readers who add a second way of listening to the first",
            ),
            Misconception(
                "F.relu left replaced",
                _relu_left_replaced,
                "The bits are right, but your function has put its own in the place of PyTorch's `F.relu` and left it "
                "there: every network that runs later is heard too. Put the old one back, in a `finally`.",
                "monkeypatching without its way back",
            ),
            Misconception(
                "values, not bits",
                _values_heard,
                "You return what the ReLUs put out. A bit says whether that is positive: `output > 0`.",
                "readers who collect first and forget to compare",
            ),
            Misconception(
                "0 counted as on",
                _zero_is_on,
                "You take a unit for on where its output is 0, too. A ReLU puts out 0 where it is off, and never less: "
                "so all your bits are 1.",
                "`>=` for `>`",
            ),
            Misconception(
                "modules before functions",
                _modules_first,
                "Your columns are the right ones, in another order: the modules' first, then the functions'. They "
                "should stand in the order in which the ReLUs run: listen in one place only.",
                "readers who collect in two lists",
            ),
            Misconception(
                "layers in place of ReLUs",
                _layers_heard,
                "You listen to the layers. Where a ReLU follows at once the signs are the same, but a last layer has "
                "none, and its outputs are no units.",
                "readers who take a neuron for its layer",
            ),
        ),
        advice="print the shape of what you collect, ReLU by ReLU, in a first and in a second call.",
        minutes=8,
        difficulty="medium",
        importance="useful",
        faster="It is right all the same; one pass through the model is enough.",
    ),
    Exercise(
        id="04-count-units",
        title="Count V from the genotype",
        prompt="How many units does a NAS-Bench-201 network have? `nor_conv` is ReLU, convolution, BatchNorm, in this "
        "order; the other operations have no ReLU. The stem has none. Between two stages a residual block has two: one "
        "on its input, one after it has doubled the channels and halved the size. One last ReLU comes before the mean.",
        reference=count_units,
        cases=_cells,
        hints=(
            "One ReLU in stage 1 puts out channels x size x size values, in stage 2 twice the channels at half the "
            "size.",
            "In the smallest case a ReLU puts out 16, 8 and 4 values in the three stages, and the cell has two ReLUs.",
            "Three parts to add: the cells, the two residual blocks (16 + 8 and 8 + 4 in the smallest case), the "
            "last ReLU.",
        ),
        misconceptions=(
            Misconception(
                "outputs of convolutions",
                _convolution_outputs,
                "You count what convolutions put out. A unit is a ReLU output: the stem and the shortcut have a "
                "convolution but no ReLU, and the block's first ReLU sees the image before it is halved.",
                "readers of networks where ReLU follows the convolution; here it comes first",
            ),
            Misconception(
                "ReLUs that read a tensor already seen left out",
                _seen_tensors_left_out,
                "You count one ReLU a node. Two edges that leave the same node each have their own ReLU: the second "
                "repeats the first's patterns, so it adds to V and adds nothing to the SWAP-Score.",
                "fresh readers who count distinct tensors",
            ),
            Misconception(
                "the last ReLU left out",
                _last_left_out,
                "You leave out the last ReLU, the one before the mean: 4 x channels values at a quarter of the size.",
                "readers who count cells and blocks, and no more",
            ),
            Misconception(
                "3 x 3 convolutions only",
                _large_kernels_only,
                "You count `nor_conv_3x3` only. `nor_conv_1x1` has a ReLU as well.",
                "fresh readers",
            ),
            Misconception(
                "residual blocks halve first",
                _blocks_halve_first,
                "You count both ReLUs of a residual block at the new size. The first one works on the block's input, "
                "before the size is halved and the channels are doubled.",
                "readers of networks where ReLU follows the convolution",
            ),
            Misconception(
                "residual blocks left out",
                _blocks_left_out,
                "You leave out the two residual blocks between the stages. Each has two ReLUs: one on its input, one "
                "at the new size.",
                "readers who count cells only",
            ),
            Misconception(
                "all operations but none",
                _all_but_none,
                "You count every operation but `none`. Skip and pooling have no ReLU: only the two that begin with "
                "`nor_conv` do.",
                "readers who count edges",
            ),
            Misconception(
                "one cell a stage",
                _one_cell_a_stage,
                "You count one cell a stage. Each stage has `cells` of them.",
                "an argument forgotten",
            ),
            Misconception(
                "channels not doubled",
                _channels_kept,
                "You halve the size and keep the channels. They double with each stage: half the size makes a quarter "
                "of the pixels, with twice the channels half of the units.",
                "fresh readers",
            ),
        ),
        advice="tabulate the smallest case: stage by stage, which ReLU puts out how many values.",
        minutes=8,
        difficulty="medium",
        importance="useful",
    ),
    Exercise(
        id="04-scale",
        title="Ten times one layer",
        prompt="Multiply the weights of one layer by 10 and leave all the others. For which layers can that switch a "
        "unit of the *next* ReLU on or off? Four things may meet a layer's output first: send a few numbers, say -0.3 "
        "and 0.2, through each of the four, then ten times those.",
        reference=guilty_layers,
        cases=_tables,
        normal=names,
        hints=(
            "Ask of each layer: its output is ten times as large; what does the next step make of that?",
            "ReLU(10 x) = 10 ReLU(x): the same units are on. And what leaves the network switches no unit.",
            "In a sum of two branches, one ten times as large and one not, the signs can change.",
        ),
        misconceptions=(
            Misconception(
                "blames the stem",
                _stem,
                "You name the first layer. It comes first, but BatchNorm follows it and takes the scale out again: "
                "nothing behind it can tell.",
                "fresh readers who expect an error to begin at the input",
            ),
            Misconception(
                "blames the classifier",
                _classifier_too,
                "You also name the layer that makes the logits. It has no BatchNorm, but no ReLU comes after it: "
                "there is no pattern left to change.",
                "fresh readers who look for layers without BatchNorm",
            ),
            Misconception(
                "blames every layer without BatchNorm",
                _all_without_batchnorm,
                "You name each layer without BatchNorm. Where a ReLU follows, ten times a positive number is still "
                "positive; where the output leaves the network no ReLU comes after. Only one of the steps mixes "
                "scales.",
                "the first rule of thumb most people state",
            ),
            Misconception(
                "blames layers before a ReLU",
                _relu_too,
                "You also name layers that a ReLU follows. ReLU(10 x) is 10 ReLU(x): the same units are on, and no "
                "layer has a bias to weigh against.",
                "fresh readers who take a larger value for a changed pattern",
            ),
        ),
        advice="go through this table row by row and multiply each output by 10 in your head.",
        minutes=6,
        starred=True,
    ),
]
