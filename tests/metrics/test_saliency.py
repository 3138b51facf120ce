import math

import pytest
import torch
from metrics.tiny_networks import images, labels, score, small_net, two_class, weighted
from torch import nn

NAMES = ("grad_norm", "snip", "plain", "fisher")


def test_a_closed_form():
    """Logits (3x, 3x) at x = 2, class 0: p = (1/2, 1/2), dL/dlogits = (-1/2, 1/2), dL/dW = (-1, 1)."""
    found = score(two_class([3, 3]), torch.tensor([[2.0]], dtype=torch.float64), [0], *NAMES)
    assert found["grad_norm"] == pytest.approx(math.sqrt(2))
    assert found["snip"] == pytest.approx(3 + 3)
    assert found["plain"] == pytest.approx(-3 + 3)
    assert found["fisher"] == pytest.approx((6 / 2) ** 2 / 2 * 2)  # a * g = 6/2 on both channels, one weight each


def by_differences(net, x, y, weight, step=1e-5):
    """Each entry of dL/dW by moving that one weight up and down."""
    gradient = torch.zeros_like(weight)
    with torch.no_grad():
        for at in range(weight.numel()):
            flat, losses = weight.view(-1), []
            before = float(flat[at])
            for moved in (before + step, before - step):
                flat[at] = moved
                log_p = torch.log_softmax(net(x), dim=1)
                losses.append(-sum(log_p[i, c] for i, c in enumerate(y)) / len(y))
            flat[at] = before
            gradient.view(-1)[at] = (losses[0] - losses[1]) / (2 * step)
    return gradient


def test_gradients_by_differences():
    """An estimate without any autograd: right to about the square of its step."""
    net, x, y = small_net(), images(), labels()
    gradients = [by_differences(net, x, y, layer.weight) for layer in weighted(net)]
    weights = [layer.weight.detach() for layer in weighted(net)]
    found = score(net, x, y, "grad_norm", "snip", "plain")
    assert found["grad_norm"] == pytest.approx(sum(float((g**2).sum()) ** 0.5 for g in gradients), rel=1e-7)
    pairs = [(w, g) for ws, gs in zip(weights, gradients, strict=True) for w, g in zip(ws.ravel(), gs.ravel())]  # noqa: B905
    assert found["snip"] == pytest.approx(float(sum(abs(w * g) for w, g in pairs)), rel=1e-7)
    assert found["plain"] == pytest.approx(float(sum(w * g for w, g in pairs)), abs=1e-7 * found["snip"])


def test_by_the_slow_reference_to_rounding():
    net, x, y = small_net(), images(), labels()
    seen = []
    for layer in weighted(net):
        layer.register_forward_hook(lambda m, i, out: seen.append((m, out)))
        layer.register_forward_hook(lambda m, i, out: out.retain_grad())
    nn.functional.cross_entropy(net(x), y).backward()
    grad_norm = snip = plain = fisher = 0.0
    for layer, out in seen:
        grad_norm += math.sqrt(sum(g * g for g in layer.weight.grad.ravel().tolist()))
        products = [w * g for w, g in zip(layer.weight.ravel().tolist(), layer.weight.grad.ravel().tolist())]  # noqa: B905
        snip += sum(map(abs, products))
        plain += sum(products)
        for channel in range(out.shape[1]):
            each = [float((out.detach()[s, channel] * out.grad[s, channel]).sum()) for s in range(len(x))]
            fisher += sum(e * e / 2 for e in each) / len(x) * layer.weight[channel].numel()
    found = score(small_net(), x, y, *NAMES)
    assert found == pytest.approx(
        {"grad_norm": grad_norm, "snip": snip, "plain": plain, "fisher": fisher}, rel=1e-11, abs=1e-13
    )


def test_plain_cancels_behind_a_batch_norm():
    """Scaling such a convolution changes nothing, so W . dL/dW is 0 there (up to the batch norm's own epsilon)."""
    net = small_net()
    net[1].eps = net[4].eps = 1e-30
    plain = score(net, images(), labels(), "plain")
    nn.functional.cross_entropy(net(images()), labels()).backward()
    assert plain == pytest.approx(float((net[8].weight.detach() * net[8].weight.grad).sum()), rel=1e-9)
    assert abs(plain) > 1e-3


def test_fisher_sees_what_a_convolution_puts_out_although_relu_overwrites_it():
    def net(inplace):
        layers = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(inplace=inplace), nn.Flatten(), nn.Linear(64, 3)).double()
        with torch.no_grad():
            for parameter in layers.parameters():
                parameter.copy_(torch.linspace(-1, 1, parameter.numel()).view_as(parameter))
        return layers

    assert score(net(True), images(), labels(), "fisher") == score(net(False), images(), labels(), "fisher")


def test_fisher_of_a_linear_layer_on_tokens():
    """(S, tokens, channels): the sum over space is over tokens."""
    net = nn.Sequential(nn.Linear(3, 2, bias=False), nn.Flatten(), nn.Linear(10, 3)).double()
    x, y = images(4)[:, :, 0, :5].transpose(1, 2).contiguous(), labels(4)
    found = score(net, x, y, "fisher")
    tokens = net[0](x)
    tokens.retain_grad()
    logits = net[2](net[1](tokens))
    logits.retain_grad()
    nn.functional.cross_entropy(logits, y).backward()
    first = ((tokens * tokens.grad).sum(dim=1) ** 2 / 2).mean(dim=0).sum() * 3
    second = ((logits * logits.grad) ** 2 / 2).mean(dim=0).sum() * 10
    assert found == pytest.approx(float((first + second).detach()), rel=1e-12)
