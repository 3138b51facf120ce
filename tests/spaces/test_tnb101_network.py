import numpy as np
import pandas as pd
import pytest
import torch
import torch.nn.functional as F

from swap_teach.scoring import score_network
from swap_teach.spaces import get_space
from swap_teach.spaces.nb201 import EDGES
from swap_teach.spaces.tnb101_network import MicroCell, make_operation
from swap_teach.spaces.tnb101_tasks import TASKS

MICRO, MACRO = get_space("tnb101-micro"), get_space("tnb101-macro")


def count(space, text, **options):
    return sum(p.numel() for p in space.build(space.parse(text), device="meta", **options).parameters())


def forward_from_the_definition(weights, modules, ops, x):
    """The class_scene network with one cell a module, as plain functions of a dictionary of weights."""

    def norm(x, name):
        mean, var = x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), unbiased=False, keepdim=True)
        scale, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
        return (x - mean) / (var + 1e-5).sqrt() * scale[:, None, None] + shift[:, None, None]

    def conv(x, name, stride):
        w = weights[f"{name}.weight"]
        return F.conv2d(x, w, stride=stride, padding=(w.shape[-1] - 1) // 2)

    def relu_conv_norm(x, name, stride=1):
        return norm(conv(x.clamp(min=0), f"{name}.conv", stride), f"{name}.norm")

    def skip(x, name):
        if f"{name}.norm.weight" not in weights:
            return x
        x = x.clamp(min=0)
        even, odd = x[:, :, ::2, ::2], x[:, :, 1::2, 1::2]
        return norm(torch.cat([conv(even, f"{name}.even", 1), conv(odd, f"{name}.odd", 1)], 1), f"{name}.norm")

    def micro(x, name, channels, stride):
        nodes = {0: x}
        for (i, j), op in zip(EDGES, ops, strict=True):
            step, edge = (stride if i == 0 else 1), f"{name}.edges.{i}->{j}"
            if op == "none":
                out = torch.zeros(len(x), channels, *(side // step for side in nodes[i].shape[2:]), dtype=x.dtype)
            else:
                out = skip(nodes[i], edge) if op == "skip_connect" else relu_conv_norm(nodes[i], edge, step)
            nodes[j] = nodes[j] + out if j in nodes else out
        return nodes[3]

    def basic(x, name, stride):
        out = relu_conv_norm(relu_conv_norm(x, f"{name}.conv_a", stride), f"{name}.conv_b")
        if f"{name}.shortcut.0.weight" in weights:
            x = norm(conv(x, f"{name}.shortcut.0", stride), f"{name}.shortcut.1")
        return x + out

    channels = 16
    x = relu_conv_norm(norm(conv(x, "encoder.stem.0", 2), "encoder.stem.1"), "encoder.stem.2", 2)
    for k, digit in enumerate(modules):
        channels, stride = channels * (2 if digit in (2, 4) else 1), 2 if digit in (3, 4) else 1
        name = f"encoder.cells.{k}"
        x = basic(x, name, stride) if ops is None else micro(x, name, channels, stride)
    return x.mean((2, 3)) @ weights["head.linear.weight"].T + weights["head.linear.bias"]


def check(space, genotype, modules, ops, images):
    model = space.build(genotype, network="small", generator=torch.Generator().manual_seed(0)).double().train()
    expected = forward_from_the_definition(dict(model.state_dict()), modules, ops, images)
    torch.testing.assert_close(model(images), expected, rtol=1e-9, atol=1e-9)


def test_micro_network_is_the_definition_written_out():
    rng, x = np.random.default_rng(1), torch.randn(3, 3, 64, 64, dtype=torch.float64)
    for g in [MICRO.parse("64-41414-1_32_013"), *(MICRO.sample(rng) for _ in range(4))]:
        check(MICRO, g, (4, 1, 4, 1, 4), g.ops, x)


def test_macro_network_is_the_definition_written_out():
    rng, x = np.random.default_rng(1), torch.randn(3, 3, 128, 128, dtype=torch.float64)
    for g in [MACRO.parse("64-1234-basic"), *(MACRO.sample(rng) for _ in range(3))]:
        check(MACRO, g, g.modules, None, x)


def test_micro_parameters_are_the_published_ones():
    assert count(MICRO, "64-41414-2_32_323", network="benchmark") == 22_372_959


def test_micro_parameters_agree_with_the_published_column(third_party):
    file = third_party("tnb101_micro_published_scores_class_scene.csv.gz")
    table = pd.read_csv(file, usecols=["arch_str", "nbsz_params"]).iloc[::70]
    for text, millions in table.itertuples(index=False):
        assert count(MICRO, text, network="benchmark") / 1e6 == pytest.approx(millions, rel=1e-6)


def test_macro_parameters_by_hand():
    def block(c_in, c_out, changes):
        convolutions = 9 * c_in * c_out + 9 * c_out * c_out + 4 * c_out
        return convolutions + changes * (c_in * c_out + 2 * c_out)

    stem = 27 * 32 + 2 * 32 + 9 * 32 * 64 + 2 * 64
    modules = block(64, 64, 0) * 2 + block(64, 128, 1) + block(128, 128, 0)
    modules += block(128, 128, 1) + block(128, 128, 0) + block(128, 256, 1) + block(256, 256, 0)
    assert count(MACRO, "64-1234-basic", network="benchmark") == stem + modules + 63 * 257


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(("space", "text"), [(MICRO, "64-41414-2_32_323"), (MACRO, "64-444113-basic")])
def test_every_task_puts_out_its_published_shape(space, text, task):
    images = torch.zeros(2, 9, 3, 64, 64) if task == "jigsaw" else torch.zeros(2, 3, 256, 256)
    shapes = {"segmentsemantic": (2, 17, 256, 256), "normal": (2, 3, 256, 256), "autoencoder": (2, 3, 256, 256)}
    network = space.build(space.parse(text), network="benchmark", device="meta", task=task)
    assert network(images.to("meta")).shape == shapes.get(task, (2, TASKS[task].outputs))


def test_the_small_network_has_every_head_too():
    for task in TASKS:
        network = MICRO.build(MICRO.parse("64-41414-3_12_321"), task=task, device="meta")
        assert network.encoder.channels == 128
        images = (2, 9, 3, 64, 64) if task == "jigsaw" else (2, 3, 64, 64)
        assert network(torch.zeros(images, device="meta")).shape[:2] == (2, TASKS[task].outputs)


def test_the_jigsaw_runs_one_encoder_on_each_tile():
    g = MICRO.parse("64-41414-3_12_321")
    network = MICRO.build(g, task="jigsaw", generator=torch.Generator().manual_seed(0)).eval()
    tiles = torch.randn(2, 9, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    features = torch.cat([network.encoder(tiles[:, k]).mean((2, 3)) for k in range(9)], dim=1)
    torch.testing.assert_close(network(tiles), network.head.linear(features))


def test_the_first_cell_of_a_module_changes_the_shape():
    encoder = MACRO.build(MACRO.parse("64-1234-basic"), network="benchmark", device="meta").encoder
    x, shapes = encoder.stem(torch.zeros(1, 3, 256, 256, device="meta")), []
    for cell in encoder.cells:
        x = cell(x)
        shapes.append(tuple(x.shape[1:3]))
    assert shapes == [(64, 64)] * 2 + [(128, 64)] * 2 + [(128, 32)] * 2 + [(256, 16)] * 2
    assert (encoder.channels, 2**encoder.halvings) == (256, 256 // 16)


def test_every_weight_gets_a_gradient_also_in_dead_cells():
    for text in ("64-41414-0_00_000", "64-41414-3_00_000", "64-41414-1_01_112"):
        model = MICRO.build(MICRO.parse(text), generator=torch.Generator().manual_seed(0))
        model(torch.randn(2, 3, 64, 64)).square().sum().backward()
        assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())


def test_none_gives_zeros_in_the_new_shape():
    x = torch.ones(2, 4, 6, 6)
    assert torch.equal(MicroCell(["none"] * 6, 4, 8, 2)(x), torch.zeros(2, 8, 3, 3))
    beside_a_skip = MicroCell(["none"] * 3 + ["skip_connect", "none", "none"], 4, 4, 1)
    assert torch.equal(beside_a_skip(x), x)


@pytest.mark.parametrize("text", ["64-41414-0_00_332", "64-41414-3_02_012", "64-41414-1_00_013"])
def test_a_cell_cut_down_to_one_channel_still_runs(text):
    network = MICRO.build(MICRO.parse(text), generator=torch.Generator().manual_seed(0))
    scores = score_network(network, torch.randn(2, 3, 64, 64), metrics=["tenas_regions"])
    assert scores["tenas_regions"].value > 1


def test_unknown_operation():
    with pytest.raises(ValueError, match="No TransNAS-Bench-101 operation is called 'avg_pool_3x3'"):
        make_operation("avg_pool_3x3", 8, 8, 1)
