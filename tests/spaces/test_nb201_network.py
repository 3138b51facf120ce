import numpy as np
import pandas as pd
import pytest
import torch
import torch.nn.functional as F

from swap_teach.initialisation import initialise
from swap_teach.spaces import get_space
from swap_teach.spaces.nb201 import EDGES, OPERATIONS, Genotype

SPACE = get_space("nb201")
MIXED = Genotype(("nor_conv_3x3", "avg_pool_3x3", "nor_conv_1x1", "skip_connect", "none", "nor_conv_3x3"))


def count(genotype, **options):
    return sum(p.numel() for p in SPACE.build(genotype, device="meta", **options).parameters())


def forward_from_the_definition(weights, genotype, depth, x):
    """NAS-Bench-201's network written out with plain functions and a dictionary of weights; batch statistics."""

    def norm(x, name):
        mean, var = x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), unbiased=False, keepdim=True)
        scale, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
        return (x - mean) / (var + 1e-5).sqrt() * scale[:, None, None] + shift[:, None, None]

    def conv(x, name, stride=1):
        w = weights[f"{name}.weight"]
        return F.conv2d(x, w, stride=stride, padding=(w.shape[-1] - 1) // 2)

    def relu_conv_norm(x, name, stride=1):
        return norm(conv(x.clamp(min=0), f"{name}.conv", stride), f"{name}.norm")

    def pool(x):
        ones = torch.ones_like(x)
        return F.avg_pool2d(x, 3, 1, 1) / F.avg_pool2d(ones, 3, 1, 1)

    def edge(x, op, name):
        if op in ("nor_conv_3x3", "nor_conv_1x1"):
            return relu_conv_norm(x, name)
        return {"none": torch.zeros_like(x), "skip_connect": x, "avg_pool_3x3": pool(x)}[op]

    def cell(x, name):
        nodes = {0: x}
        for (i, j), op in zip(EDGES, genotype.ops, strict=True):
            out = edge(nodes[i], op, f"{name}.edges.{i}->{j}")
            nodes[j] = nodes[j] + out if j in nodes else out
        return nodes[3]

    def residual(x, name):
        out = relu_conv_norm(relu_conv_norm(x, f"{name}.conv_a", 2), f"{name}.conv_b")
        return out + conv(F.avg_pool2d(x, 2), f"{name}.shortcut.1")

    x = norm(conv(x, "stem.0"), "stem.1")
    for layer in range(3 * depth + 2):
        block = residual if layer in (depth, 2 * depth + 1) else cell
        x = block(x, f"cells.{layer}")
    x = norm(x, "last.0").clamp(min=0).mean((2, 3))
    return x @ weights["classifier.weight"].T + weights["classifier.bias"]


@pytest.mark.parametrize("network", ["scoring", "small"])
def test_network_is_the_definition_written_out(network):
    depth = {"scoring": 5, "small": 1}[network]
    rng, x = np.random.default_rng(1), torch.randn(3, 3, 8, 8, dtype=torch.float64)
    for genotype in [MIXED, *(SPACE.sample(rng) for _ in range(4))]:
        model = SPACE.build(genotype, network=network, generator=torch.Generator().manual_seed(0)).double().train()
        weights = dict(model.state_dict())
        expected = forward_from_the_definition(weights, genotype, depth, x)
        torch.testing.assert_close(model(x), expected, rtol=1e-9, atol=1e-9)


def test_each_edge_adds_its_own_parameters_so_a_table_of_30_numbers_predicts_any_cell():
    """The next test may then speak for all 15,625 networks: none of them holds a module that depends on two edges."""
    rng = np.random.default_rng(0)
    base, added = parameters_by_edge()
    for genotype in (SPACE.sample(rng) for _ in range(40)):
        assert count(genotype) == base + sum(added[e, op] for e, op in enumerate(genotype.ops))


def test_parameter_counts_are_the_tables_exactly(third_party):
    table = pd.read_csv(third_party("nb201.csv.gz"), usecols=["arch_str", "params_c10_M"])
    base, added = parameters_by_edge()
    cells = [SPACE.parse(text) for text in table["arch_str"]]
    ours = [base + sum(added[e, op] for e, op in enumerate(g.ops)) for g in cells]
    assert len(ours) == 15_625
    assert ours == [round(p * 1e6) for p in table["params_c10_M"]]


@pytest.mark.slow
def test_parameter_counts_of_built_networks_are_the_tables(third_party):
    table = pd.read_csv(third_party("nb201.csv.gz"), usecols=["arch_str", "params_c10_M"]).iloc[::31]
    for text, millions in table.itertuples(index=False):
        assert count(SPACE.parse(text)) == round(millions * 1e6)


def parameters_by_edge():
    nothing = ("none",) * 6
    base = count(Genotype(nothing))
    added = {
        (e, op): count(Genotype((*nothing[:e], op, *nothing[e + 1 :]))) - base for e in range(6) for op in OPERATIONS
    }
    return base, added


def test_small_is_one_cell_of_8_channels_a_stage():
    model = SPACE.build(MIXED, network="small", device="meta")
    assert model.stem[0].out_channels == 8
    assert [type(block).__name__ for block in model.cells] == ["Cell", "ResidualBlock", "Cell", "ResidualBlock", "Cell"]


def test_classes_change_the_classifier_alone():
    assert count(MIXED, num_classes=100) - count(MIXED, num_classes=10) == 90 * 65


def test_none_passes_zeros_and_zero_gradients():
    dead = Genotype(("nor_conv_3x3", "none", "none", "none", "none", "none"))
    model = SPACE.build(dead, network="small", generator=torch.Generator().manual_seed(0))
    model(torch.randn(2, 3, 8, 8)).sum().backward()
    gradient = model.cells[0].edges["0->1"].conv.weight.grad
    assert gradient is None or not gradient.any()
    assert torch.equal(model.cells[0](torch.ones(1, 8, 4, 4)), torch.zeros(1, 8, 4, 4))


def test_the_module_prints_as_the_cell_reads():
    cell = SPACE.build(MIXED, network="small", device="meta").cells[0]
    assert list(cell.edges) == ["0->1", "0->2", "1->2", "0->3", "1->3", "2->3"]


def test_a_rewired_network_is_the_one_that_is_built_and_draws_nothing():
    rng, space = np.random.default_rng(3), get_space("nb201")
    rewired = space.build(space.sample(rng), network="small")
    before = torch.get_rng_state()
    for _ in range(12):
        genotype = space.sample(rng)
        rewired.rewire(genotype)
        assert torch.equal(torch.get_rng_state(), before)
        initialise(rewired, generator=torch.Generator().manual_seed(1))
        built = space.build(genotype, network="small", generator=torch.Generator().manual_seed(1))
        assert str(rewired) == str(built)
        for (name, value), (other, expected) in zip(
            rewired.state_dict().items(), built.state_dict().items(), strict=True
        ):
            assert name == other
            assert torch.equal(value, expected)


def test_rewiring_uses_modules_again():
    space = get_space("nb201")
    one, two = (space.parse(f"|{op}~0|+|none~0|none~1|+|none~0|none~1|none~2|") for op in ("nor_conv_3x3", "none"))
    net = space.build(one, network="small")
    first = net.cells[0].edges["0->1"]
    net.rewire(two)
    net.rewire(one)
    assert first in [cell.edges["0->1"] for cell in net.cells if hasattr(cell, "edges")]
