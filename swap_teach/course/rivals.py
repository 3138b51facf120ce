"""Published cells of the DARTS space and what their authors print about the full networks. Used in lesson 10.

Genotypes are facts, copied verbatim; parameters and errors are the authors' own figures, with where they stand. Errors
come from different recipes and seeds, so they say little about the searches; no score is set beside them.
"""

from __future__ import annotations

from typing import NamedTuple


class Rival(NamedTuple):
    """A published network: parameters (M) and test error (%) on CIFAR-10 as printed, and in which source."""

    name: str
    params: float
    error: str
    search: str
    source: str
    genotype: str | None = None
    """Where the cell is of the DARTS space."""


RIVALS = (
    Rival("AmoebaNet-B", 2.8, "2.55", "3,150 GPU-days", "README of PC-DARTS"),
    Rival("SNAS", 2.8, "2.85", "1.5 GPU-days", "README of PC-DARTS"),
    Rival(
        "DARTS, second order",
        3.3,
        "2.76 ± 0.09",
        "1 GPU-day",
        "README of DARTS",
        "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), "
        "('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], "
        "normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), "
        "('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], "
        "reduce_concat=[2, 3, 4, 5])",
    ),
    Rival(
        "PC-DARTS",
        3.6,
        "2.57",
        "0.1 GPU-days",
        "README of PC-DARTS",
        "Genotype(normal=[('sep_conv_3x3', 1), ('skip_connect', 0), ('sep_conv_3x3', 0), ('dil_conv_3x3', 1), "
        "('sep_conv_5x5', 0), ('sep_conv_3x3', 1), ('avg_pool_3x3', 0), ('dil_conv_3x3', 1)], "
        "normal_concat=[2, 3, 4, 5], reduce=[('sep_conv_5x5', 1), ('max_pool_3x3', 0), ('sep_conv_5x5', 1), "
        "('sep_conv_5x5', 2), ('sep_conv_3x3', 0), ('sep_conv_3x3', 3), ('sep_conv_3x3', 1), ('sep_conv_3x3', 2)], "
        "reduce_concat=[2, 3, 4, 5])",
    ),
    Rival("SWAP-NAS C", 4.3, "2.48 ± 0.09", "0.004 GPU-days", "the paper; its cell isn't published"),
)
