import csv

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from swap_teach.spaces import get_space
from swap_teach.spaces.darts_network import DropPath

SPACE = get_space("darts")
RNG = np.random.default_rng(0)
# The cells that the DARTS paper found (its second-order search) and trained to 3.3 and 4.7 million parameters.
DARTS_V2 = SPACE.parse(
    "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), "
    "('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5], "
    "reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), "
    "('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])"
)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def theta(model):
    return sum(p.numel() for name, p in model.named_parameters() if "auxiliary" not in name)


def test_one_cell_sizes_of_the_published_genotypes(third_party):
    with third_party("upstream/DARTS_archs_CIFAR10.csv").open(newline="") as file:
        genotypes = [SPACE.parse(row[0]) for row in csv.reader(file)]
    sizes = [theta(SPACE.build(g, device="meta")) for g in genotypes]
    assert np.quantile(sizes, [0.25, 0.5, 0.75, 1]).tolist() == [958, 1210, 1504, 2692]
    # 1000 classes add 990 rows of 24 weights and a bias to each network.
    assert np.median(sizes) + 990 * 25 == 25_960


def test_scoring_is_one_reduction_cell_on_the_raw_image():
    model = SPACE.build(SPACE.sample(RNG), generator=generator())
    assert len(model.cells) == 1
    seen = []
    for preprocess in (model.cells[0].preprocess0, model.cells[0].preprocess1):
        preprocess.register_forward_pre_hook(lambda _, args: seen.append(args[0]))
    x = torch.randn(2, 3, 32, 32)
    outputs = []
    model.cells[0].register_forward_hook(lambda _m, _a, out: outputs.append(out))
    model(x)
    assert all(torch.equal(s, x) for s in seen)
    assert outputs[0].shape == (2, 4 * 6, 16, 16)
    assert model.classifier.in_features == 24


def test_scoring_takes_the_papers_three_image_sizes():
    model = SPACE.build(SPACE.sample(RNG), num_classes=1000)
    assert [model(torch.randn(2, 3, side, side)).shape[1] for side in (3, 15, 32)] == [1000] * 3


def one_cell_from_the_definition(weights, cell, x):
    """The authors' one-cell network with plain functions; batch statistics."""

    def norm(x, name):
        scale, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
        return F.batch_norm(x, None, None, scale, shift, training=True)

    def block(x, name, first, stride, dilation=1):
        w = weights[f"{name}.{first + 1}.weight"]
        x = F.conv2d(x.relu(), w, None, stride, dilation * (w.shape[-1] // 2), dilation, groups=len(w))
        return norm(F.conv2d(x, weights[f"{name}.{first + 2}.weight"]), f"{name}.{first + 3}")

    def edge(x, op, stride, name):
        if op == "none":
            return 0 * x[:, :, ::stride, ::stride]
        if op == "max_pool_3x3":
            return F.max_pool2d(x, 3, stride, 1)
        if op == "avg_pool_3x3":
            return F.avg_pool2d(x, 3, stride, 1, count_include_pad=False)
        if op == "skip_connect" and stride == 1:
            return x
        if op == "skip_connect":
            x = x.relu()
            halves = [F.conv2d(x, weights[f"{name}.even.weight"], stride=2)]
            halves.append(F.conv2d(x[:, :, 1:, 1:], weights[f"{name}.odd.weight"], stride=2))
            return norm(torch.cat(halves, 1), f"{name}.norm")
        if op.startswith("dil"):
            return block(x, name, 0, stride, dilation=2)
        return block(block(x, name, 0, stride), name, 4, 1)

    def preprocess(k):
        name = f"cells.0.preprocess{k}"
        return norm(F.conv2d(x.relu(), weights[f"{name}.1.weight"]), f"{name}.2")

    states = [preprocess(0), preprocess(1)]
    for k in range(0, 8, 2):
        first, second = (
            edge(states[i], op, 2 if i < 2 else 1, f"cells.0.edges.{k + n}")
            for n, (op, i) in enumerate(cell[k : k + 2])
        )
        states.append(first + second)
    features = torch.cat(states[2:], 1).mean((2, 3))
    return features @ weights["classifier.weight"].T + weights["classifier.bias"]


def test_scoring_network_is_the_definition_written_out():
    x = torch.randn(3, 3, 8, 8, dtype=torch.float64)
    seen = set()
    for _ in range(12):
        g = SPACE.sample(RNG)
        model = SPACE.build(g, generator=generator()).double().train()
        torch.testing.assert_close(model(x), one_cell_from_the_definition(dict(model.state_dict()), g.reduce, x))
        seen |= {op for op, _ in g.reduce}
    assert len(seen) == 7


@pytest.mark.parametrize(("classes", "layers", "parameters"), [(10, 20, 3_349_342), (1000, 14, 4_718_752)])
def test_final_has_the_published_size(classes, layers, parameters):
    model = SPACE.build(DARTS_V2, num_classes=classes, network="final", device="meta")
    assert len(model.cells) == layers
    assert theta(model) == parameters
    assert f"{parameters / 1e6:.1f}" in ("3.3", "4.7")


@pytest.mark.parametrize(("classes", "side"), [(10, 32), (1000, 224)])
def test_final_gives_logits_and_on_request_the_auxiliary_logits(classes, side):
    model = SPACE.build(DARTS_V2, num_classes=classes, network="final", device="meta").train()
    x = torch.empty(2, 3, side, side, device="meta")
    assert model(x).shape == (2, classes)
    assert [logits.shape for logits in model.forward_with_auxiliary(x)] == [(2, classes)] * 2


def test_the_auxiliary_head_reads_the_cell_at_two_thirds():
    model = SPACE.build(DARTS_V2, network="final", device="meta")
    seen = []
    model.auxiliary_head.register_forward_pre_hook(lambda _, args: seen.append(args[0].shape))
    model.forward_with_auxiliary(torch.empty(2, 3, 32, 32, device="meta"))
    assert seen == [(2, 576, 8, 8)]


def test_small_is_8_cells_and_has_no_auxiliary_head():
    model = SPACE.build(DARTS_V2, network="small", generator=generator())
    assert len(model.cells) == 8
    assert model.stem0[0].out_channels == 48
    with pytest.raises(ValueError, match="no auxiliary head: build it with network='final'"):
        model.forward_with_auxiliary(torch.randn(2, 3, 32, 32))


def test_two_cells_of_a_deep_network_reduce():
    model = SPACE.build(DARTS_V2, network="final", device="meta")
    assert [k for k, cell in enumerate(model.cells) if any(isinstance(e, nn.MaxPool2d) for e in cell.edges)] == [6, 13]


def test_drop_path_drops_whole_samples_in_training_alone():
    drop, x = DropPath(0.25, generator()), torch.ones(4000, 2, 1, 1)
    out = drop.train()(x)
    assert out.unique().tolist() == pytest.approx([0, 1 / 0.75])
    assert torch.equal(out[:, 0], out[:, 1])
    assert abs((out[:, 0] == 0).float().mean().item() - 0.25) < 0.03
    assert drop.eval()(x) is x
    assert DropPath().train()(x) is x


def test_drop_path_reaches_every_edge_but_a_plain_skip():
    model = SPACE.build(DARTS_V2, network="small", generator=generator())
    passed = []
    model.drop_path.register_forward_hook(lambda _m, _a, out: passed.append(out))
    model.drop_path.p = 0.2
    model(torch.randn(2, 3, 16, 16))
    skips = sum(isinstance(e, nn.Identity) for cell in model.cells for e in cell.edges)
    assert len(passed) == 8 * 8 - skips
