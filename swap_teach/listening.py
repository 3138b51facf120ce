"""Listen to a network: hear every activation of one forward pass, and leave the network as it was.

PyTorch calls an activation in four ways: a module, `torch.relu`, `F.relu`, `tensor.relu()`. A forward hook hears
the first alone; a `TorchFunctionMode` hears each of them exactly once, and vanishes with its `with` block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from swap_teach.packed import in_memory_order
from swap_teach.quick_pooling import call

if TYPE_CHECKING:
    from numpy.typing import NDArray

Mode = Literal["train", "eval"]
Forward = Callable[[Any, Any], object]

# All of them keep the sign of their input, so "the value after is > 0" says "the value before is > 0".
ACTIVATIONS = frozenset({"relu", "relu_", "relu6", "leaky_relu", "leaky_relu_", "gelu", "silu"})
NEVER_NEGATIVE = frozenset({"relu", "relu_", "relu6", "hardtanh"})
BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)


class NotFiniteError(ValueError):
    """A network put out NaN or infinity: a finding on that network, where other errors are mistakes of the call."""


@dataclass(frozen=True)
class Activation:
    """What one activation put out for a batch: `values` of shape (S, ...), and the module that called it."""

    name: str
    values: torch.Tensor

    @property
    def bits(self) -> NDArray[np.bool_]:
        """The S x V bit matrix of this activation alone."""
        bits: NDArray[np.bool_] = (self.values > 0).flatten(1).cpu().numpy()
        return bits


def capture(model: nn.Module, inputs: Any, *, mode: Mode = "train", forward: Forward | None = None) -> list[Activation]:
    """Run `inputs` through `model` and return a copy of every post-activation value, in order of execution.

    Arguments and errors as in `swap_score`, which keeps far less in memory. An activation called twice is
    there twice, under the same name; one that `forward` itself calls has the name "". Used in lesson 04.

    >>> model = nn.Sequential(nn.Linear(2, 5), nn.ReLU())
    >>> [(heard.name, tuple(heard.values.shape)) for heard in capture(model, torch.ones(3, 2))]
    [('1', (3, 5))]
    """
    heard: list[Activation] = []
    with _calling_module(model) as path:
        run(model, inputs, lambda output, _: heard.append(Activation(path[-1], output.clone())), mode, forward)
    return heard


def run(
    model: nn.Module,
    inputs: Any,
    hear: Callable[[torch.Tensor, bool], None],
    mode: Mode = "train",
    forward: Forward | None = None,
) -> int:
    """Run one forward pass, give each activation's output to `hear`, and return the batch size S.

    The second argument of `hear` says whether the activation, as ReLU, never puts out a negative value.
    No gradient is taken. Modes (of every submodule) and buffers, such as BatchNorm's running statistics, are
    put back afterwards, also when something fails. Arguments and errors: see `swap_score`.
    """
    if mode not in get_args(Mode):
        raise ValueError(f"Unknown mode {mode!r}: 'train' (batch statistics) or 'eval' (running statistics).")
    batch = as_tensors(inputs, model)
    samples = _batch_size(batch)
    extremes: list[torch.Tensor] = []
    count = 0

    def check(output: torch.Tensor, name: str) -> None:
        nonlocal count
        count += 1
        shape = output.shape
        if len(shape) < 2 or shape[0] != samples:
            raise ValueError(
                f"Activation {count} put out shape {tuple(shape)} for a batch of {samples} samples: its first "
                "dimension must be the batch and the others its units. Does the model fold samples into another "
                "dimension, or `forward` change the batch?"
            )
        if 0 not in shape:
            # NaN and infinity come through; looked at once, at the end.
            never_negative = name in NEVER_NEGATIVE
            if never_negative:
                extremes.append(output.amax())
            else:
                extremes.append(torch.stack(in_memory_order(output).aminmax()).abs().amax())
            hear(output, never_negative)

    with as_it_was(model) as modules, torch.no_grad(), _Listener(check):
        if any(module.training != (mode == "train") for module in modules):
            model.train(mode == "train")
        try:
            forward(model, batch) if forward is not None else model(batch)
        except torch.OutOfMemoryError as error:
            raise torch.OutOfMemoryError(
                f"Out of GPU memory with a batch of {samples} samples: use fewer samples, smaller images or the CPU."
            ) from error
    if not extremes:
        raise ValueError(
            f"No activation was heard in {type(model).__name__}. A SWAP-Score needs ReLU, ReLU6, LeakyReLU, GELU or "
            "SiLU, as modules or as functions; a compiled or scripted model can't be listened to: pass the plain one."
        )
    finite = torch.stack(extremes).isfinite().tolist()
    if not all(finite):
        raise NotFiniteError(
            f"Activation {finite.index(False) + 1} of {len(finite)} put out NaN or infinity, so patterns mean nothing. "
            "Look for inputs or weights that are not finite, or for values that overflow in this dtype."
        )
    return samples


class _Listener(TorchFunctionMode):
    """Call `hear` with the output and the name of each activation while the mode is on.

    PyTorch switches a mode off inside its own handler, so the calls an activation makes in turn are not heard.
    """

    def __init__(self, hear: Callable[[torch.Tensor, str], None]) -> None:
        super().__init__()
        self.hear = hear

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        output = call(func, args, kwargs or {})
        name = getattr(func, "__name__", "")
        if name in ACTIVATIONS or (name == "hardtanh" and kwargs and kwargs.get("min_val") == 0):  # nn.ReLU6
            self.hear(output, name)
        return output


@contextmanager
def as_it_was(model: nn.Module, *, weights: bool = False) -> Iterator[list[nn.Module]]:
    """Put every submodule's mode, every buffer and what requires gradients back at the end; if asked, the weights.

    BatchNorm's running statistics are put back only with the weights: else they aren't touched in the first place,
    which is faster and changes no output. Yields the submodules, the model first.
    """
    modules = list(model.modules())  # walked once: a deep network's tree takes as long to walk as a layer to run
    modes = [(module, module.training) for module in modules]
    required = {p: p.requires_grad for module in modules for p in module._parameters.values() if p is not None}
    norms = {} if weights else {m: m.track_running_stats for m in modules if type(m) in BATCH_NORMS}
    kept = {b for module in modules if module not in norms for b in module._buffers.values() if b is not None}
    values = [(tensor, tensor.detach().clone()) for tensor in (kept | required.keys() if weights else kept)]
    try:
        for norm in norms:
            norm.__dict__["track_running_stats"] = False  # in eval mode they are read all the same
        yield modules
    finally:
        for norm, tracks in norms.items():
            norm.__dict__["track_running_stats"] = tracks
        for module, training in modes:
            if module.training != training:
                module.training = training
        for parameter, requires_grad in required.items():
            if parameter.requires_grad != requires_grad:
                parameter.requires_grad_(requires_grad)
        with torch.no_grad():
            for tensor, before in values:
                tensor.copy_(before)


@contextmanager
def _calling_module(model: nn.Module) -> Iterator[list[str]]:
    """Keep the names of the modules being called, outermost first after a "", in the list that is yielded."""
    path = [""]

    def enter(name: str) -> Callable[..., None]:
        return lambda *_: path.append(name)

    def leave(*_: object) -> None:  # it must return None: a hook's answer takes the place of the module's output
        path.pop()

    handles = []
    for name, module in model.named_modules():
        handles.append(module.register_forward_pre_hook(enter(name)))
        handles.append(module.register_forward_hook(leave, always_call=True))
    try:
        yield path
    finally:
        for handle in handles:
            handle.remove()


def as_tensors(inputs: Any, model: nn.Module) -> Any:
    """Turn NumPy arrays, also inside a dict, list or tuple, into tensors of the model's device and dtype."""
    if isinstance(inputs, Mapping):
        return {key: as_tensors(value, model) for key, value in inputs.items()}
    if isinstance(inputs, list | tuple):
        return type(inputs)(as_tensors(value, model) for value in inputs)
    if isinstance(inputs, np.ndarray):
        tensor = torch.from_numpy(inputs)
        like = next(model.parameters(), tensor)
        return tensor.to(like.device, like.dtype if tensor.is_floating_point() else None)
    return inputs


def _batch_size(batch: Any) -> int:
    """Return S, on which every tensor of the batch must agree."""
    values = batch.values() if isinstance(batch, Mapping) else batch if isinstance(batch, list | tuple) else [batch]
    sizes = {value.shape[0] for value in values if isinstance(value, torch.Tensor) and value.ndim}
    if len(sizes) != 1:
        found = f"first dimensions {sorted(sizes)}" if sizes else type(batch).__name__
        raise ValueError(
            f"Can't tell the number of samples: got {found}. Pass a tensor or array of shape (S, ...), or a dict or "
            "tuple of them that agree on S."
        )
    samples = int(sizes.pop())
    if samples == 0:
        raise ValueError("The batch is empty: pass at least one sample.")
    return samples
