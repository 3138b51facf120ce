"""Where to compute: a device is always somebody's choice, the caller's or this function's."""

from __future__ import annotations

from pathlib import Path

import torch


def best_device() -> torch.device:
    """Return the first CUDA device where PyTorch finds one, else the CPU. Nothing here calls it unasked.

    >>> best_device().type in ("cpu", "cuda")
    True
    """
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def chosen_device(name: str) -> torch.device:
    """Read "best", "cpu", "cuda", "cuda:1"; ValueError where PyTorch knows no such device, or this machine has none.

    >>> chosen_device("cpu")
    device(type='cpu')
    """
    if name == "best":
        return best_device()
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ValueError(f"No device {name!r}: choose best, cpu, cuda or cuda:N.") from error
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(
            f"PyTorch {torch.__version__} finds {torch.cuda.device_count()} CUDA devices here, so not {name!r}. Take "
            "--device cpu; or, where the machine has a GPU, install a PyTorch built for CUDA."
        )
    return device


def device_name(device: torch.device) -> str:
    """Name the hardware, as every timing must: the GPU's own name; or the processor, and the instructions in use.

    >>> device_name(torch.device("cpu")).endswith(torch.backends.cpu.get_cpu_capability())
    True
    """
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{model or 'unnamed'} CPU, {torch.backends.cpu.get_cpu_capability()}"
