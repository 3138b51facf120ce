import numpy as np
import pytest
import torch
import torch.nn.functional as F

from swap_teach.benchmarks import load_benchmark
from swap_teach.spaces import get_space
from swap_teach.spaces.nb101_network import make_operation, vertex_channels

SPACE = get_space("nb101")
# Input straight to the output, beside three paths of 6, 5 and 5 channels, of which a wider one leads to a narrower.
WITH_ALL_RULES = "5:975:012"


def count(text, **options):
    return sum(p.numel() for p in SPACE.build(SPACE.parse(text), device="meta", **options).parameters())


def forward_from_the_definition(weights, genotype, depth, x):
    """NAS-Bench-101's network written out with plain functions and a dictionary of weights; batch statistics."""
    last = genotype.vertices - 1

    def conv_norm_relu(x, name):
        w = weights[f"{name}.0.weight"]
        x = F.conv2d(x, w, padding=(w.shape[-1] - 1) // 2)
        mean, var = x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), unbiased=False, keepdim=True)
        scale, shift = weights[f"{name}.1.weight"], weights[f"{name}.1.bias"]
        return ((x - mean) / (var + 1e-5).sqrt() * scale[:, None, None] + shift[:, None, None]).clamp(min=0)

    def operation(x, op, name):
        return (
            F.max_pool2d(F.pad(x, (1,) * 4, value=-float("inf")), 3, 1)
            if op == "maxpool3x3"
            else conv_norm_relu(x, name)
        )

    def width(v, channels):
        paths = [s for s, t in genotype.edges if t == last and s > 0]
        if v in paths:
            return len(range(paths.index(v), channels, len(paths)))  # channels dealt out to the paths in turn
        return max(width(t, channels) for s, t in genotype.edges if s == v)

    def cell(x, name, channels):
        made, outputs = {}, []
        for v in range(1, last):
            incoming = [made[s] for s, t in genotype.edges if t == v and s > 0]
            if (0, v) in genotype.edges:
                incoming.append(conv_norm_relu(x, f"{name}.projections.{v}"))
            made[v] = operation(
                sum(t[:, : width(v, channels)] for t in incoming), genotype.ops[v - 1], f"{name}.vertices.{v}"
            )
            if (v, last) in genotype.edges:
                outputs.append(made[v])
        beside = conv_norm_relu(x, f"{name}.projections.{last}") if (0, last) in genotype.edges else 0
        return (torch.cat(outputs, 1) if outputs else 0) + beside

    x = conv_norm_relu(x, "stem")
    for k in range(3 * depth):
        x = F.max_pool2d(x, 2) if k in (depth, 2 * depth) else x
        x = cell(x, f"cells.{k}", 16 << k // depth)
    return x.mean((2, 3)) @ weights["classifier.weight"].T + weights["classifier.bias"]


def test_network_is_the_definition_written_out():
    rng, x = np.random.default_rng(1), torch.randn(3, 3, 8, 8, dtype=torch.float64)
    for genotype in [SPACE.parse(WITH_ALL_RULES), SPACE.parse("2:1:"), *(SPACE.sample(rng) for _ in range(6))]:
        model = SPACE.build(genotype, generator=torch.Generator().manual_seed(0)).double().train()
        expected = forward_from_the_definition(dict(model.state_dict()), genotype, 1, x)
        torch.testing.assert_close(model(x), expected, rtol=1e-9, atol=1e-9)


def test_channels_are_shared_by_the_paths_into_the_output():
    assert vertex_channels(2, [(0, 1)], 128) == [128]
    assert vertex_channels(3, [(0, 1), (1, 2), (0, 2)], 128) == [128, 128]
    # 1 leads to 2 and 3, which share 129 channels unevenly: it is as wide as the wider one.
    assert vertex_channels(5, [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4)], 129) == [65, 65, 64, 129]


def test_the_hardest_cell_has_every_rule():
    g = SPACE.parse(WITH_ALL_RULES)
    assert (0, 4) in g.edges
    assert vertex_channels(5, g.edges, 16) == [6, 5, 5, 16]
    assert (1, 2) in g.edges


def test_parameter_counts_are_the_tables(third_party):
    third_party("nb101_full.csv.gz")
    table = load_benchmark("nb101").sample(30, random_state=0)
    assert [count(text, network="benchmark") for text in table["arch"]] == table["params"].tolist()


@pytest.mark.slow
def test_parameter_counts_of_many_cells_are_the_tables(third_party):
    third_party("nb101_full.csv.gz")
    table = load_benchmark("nb101").sample(300, random_state=1)
    assert [count(text, network="benchmark") for text in table["arch"]] == table["params"].tolist()


def test_every_weight_gets_a_gradient():
    """Nothing is overwritten that the backward pass needs, and no branch hangs loose."""
    rng, x = np.random.default_rng(0), torch.randn(2, 3, 8, 8)
    for genotype in [SPACE.parse(WITH_ALL_RULES), *(SPACE.sample(rng) for _ in range(20))]:
        model = SPACE.build(genotype, generator=torch.Generator().manual_seed(0))
        model(x).square().sum().backward()
        assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())


def test_small_is_one_cell_a_stack_and_16_channels():
    model = SPACE.build(SPACE.parse("2:1:"), network="small", device="meta")
    assert [type(cell.pool).__name__ for cell in model.cells] == ["Identity", "MaxPool2d", "MaxPool2d"]
    assert model.stem[0].out_channels == 16
    assert model.classifier.in_features == 64
    big = SPACE.build(SPACE.parse("2:1:"), network="benchmark", device="meta")
    assert [k for k, cell in enumerate(big.cells) if type(cell.pool).__name__ == "MaxPool2d"] == [3, 6]
    assert len(big.cells) == 9
    assert big.classifier.in_features == 512


def test_classes_change_the_classifier_alone():
    assert count("3:7:0", num_classes=100) - count("3:7:0") == 90 * 65


def test_unknown_operation():
    with pytest.raises(ValueError, match="No NAS-Bench-101 operation is called 'pool'"):
        make_operation("pool", 8)
