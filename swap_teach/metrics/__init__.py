"""Training-free metrics: a register, the passes they share, and a module for each family.

To add one, write a module here with a function under `@metric(...)`: it is imported by itself, and the tests
that go over all metrics take it up.

A metric sees one network. What needs more is made afterwards, from stored columns: the regularised SWAP-Score has
mu and sigma, which are chosen on other architectures (`regularised_swap(table["swap"], table["params_M"], mu, sigma)`);
the sums of ranks of AZ-NAS and TE-NAS need the whole set (`rank_sums`). Used from lesson 05 on.
"""

from importlib import import_module
from pkgutil import iter_modules

from swap_teach.metrics.registry import Metric, get_metric, get_metrics, list_metrics, metric

__all__ = ["Metric", "get_metric", "get_metrics", "list_metrics", "metric"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
