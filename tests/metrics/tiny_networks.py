"""Networks small enough to follow by hand, in double precision."""

import torch
from torch import nn


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def images(samples=6, seed=1, size=6):
    return torch.randn(samples, 3, size, size, generator=seeded(seed), dtype=torch.float64)


def labels(samples=6):
    return torch.tensor([0, 1, 2, 0, 1, 0])[:samples]


def small_net(seed=0):
    """Convolutions with and without bias, batch norms, a ReLU between, and a linear classifier: 153 weights."""
    net = nn.Sequential(
        nn.Conv2d(3, 3, 3, padding=1),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.Conv2d(3, 2, 3, stride=2, bias=False),
        nn.BatchNorm2d(2),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(2, 3),
    ).double()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=seeded(seed + parameter.numel())))
    return net


def weighted(net):
    return [m for m in net if isinstance(m, nn.Conv2d | nn.Linear)]


def two_class(weights):
    """One number in, two logits out, no bias."""
    net = nn.Linear(1, 2, bias=False).double()
    with torch.no_grad():
        net.weight.copy_(torch.tensor(weights, dtype=torch.float64)[:, None])
    return net


def score(net, inputs, targets=None, *names, **options):
    """The values of some metrics; of one metric, its value alone."""
    from swap_teach.scoring import score_network

    found = score_network(net, inputs, targets, list(names), **options)
    return next(iter(found.values())).value if len(names) == 1 else {k: s.value for k, s in found.items()}


def note(net, inputs, targets, name):
    from swap_teach.scoring import score_network

    return score_network(net, inputs, targets, [name])[name].note
