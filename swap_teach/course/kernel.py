"""The kernel that proves a lesson: offline, one thread, the same text on every machine."""

from __future__ import annotations

import os
from typing import Any

from jupyter_client.manager import AsyncKernelManager

ENVIRONMENT = {
    # Outputs must not depend on what else is on the machine.
    "SWAP_TEACH_DATA": "none",
    # Sums over several threads round differently from run to run.
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # Nor on what a learner did before.
    "SWAP_TEACH_PROGRESS": "none",
    "PYTHONHASHSEED": "0",
    # A backend that the user exported would send figures elsewhere than into the notebook.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""What every proof sets for its kernel: papermill, nbval and the committed notebooks alike."""


class LessonKernel(AsyncKernelManager):
    """A kernel manager that adds `ENVIRONMENT` to the kernel's environment, and to nobody else's."""

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]  # as AsyncKernelManager does
        """Start the kernel; an `env` that the caller passes is the base instead of this process's own."""
        base = kwargs.pop("env", None) or os.environ
        # ipykernel warns at every start that its sockets on this machine are not encrypted; learners can't act on it.
        arguments = [*kwargs.pop("extra_arguments", []), "--log-level=ERROR"]
        await super().start_kernel(env={**base, **ENVIRONMENT}, extra_arguments=arguments, **kwargs)
