"""What every registered metric must do; a new one is taken up by itself."""

import numpy as np
import pytest
import torch
from torch import nn

from swap_teach import get_space
from swap_teach.initialisation import initialise, weight_generator
from swap_teach.metrics import get_metric, list_metrics
from swap_teach.scoring import score_network

METRICS = list(list_metrics().index)
CELLS = {
    "nb201": "|nor_conv_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|avg_pool_3x3~0|nor_conv_3x3~1|nor_conv_1x1~2|",
    "darts": None,
    "nb101": None,
    "tnb101-micro": None,
    "tnb101-macro": None,
}
IMAGES = torch.randn(8, 3, 8, 8, generator=torch.Generator().manual_seed(3))
LABELS = torch.arange(8) % 4


def make_network(name, network="small"):
    space = get_space(name)
    genotype = space.parse(CELLS[name]) if CELLS[name] else space.sample(np.random.default_rng(0))
    return space.build(genotype, network=network, generator=torch.Generator().manual_seed(5))


def values(net, metrics, **options):
    return {name: score.value for name, score in score_network(net, IMAGES, LABELS, metrics, **options).items()}


@pytest.fixture(scope="module")
def net():
    return make_network("nb201")


@pytest.mark.parametrize("name", METRICS)
def test_says_what_it_is(name):
    found = get_metric(name)
    assert found.doc.partition("\n")[0].endswith((".", '".'))
    assert found.source
    assert len(found.doc) > 60


@pytest.mark.parametrize("name", METRICS)
def test_is_a_finite_number_the_same_each_time(net, name):
    first, second = values(net, [name]), values(net, [name])
    assert first == second
    assert first[name] == first[name]


def look(net):
    """All that a metric may touch and must put back."""
    hooks = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    return {
        "modules": [(m, m.training, [len(getattr(m, kind)) for kind in hooks]) for m in net.modules()],
        "momenta": [m.momentum for m in net.modules() if isinstance(m, nn.BatchNorm2d)],
        "parameters": [(p, p.requires_grad, p.grad) for p in net.parameters()],
    }


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("training", [True, False])
def test_leaves_the_network_as_it_was(net, name, training):
    net.train(training)
    first, last = next(iter(net.parameters())), list(net.parameters())[-1]
    first.grad = torch.ones_like(first)
    last.requires_grad_(False)
    values_before = {key: value.clone() for key, value in net.state_dict().items()}
    before = look(net)
    with torch.no_grad():
        values(net, [name])
    after = look(net)
    assert after["modules"] == before["modules"]
    assert after["momenta"] == before["momenta"]
    for (p, required, grad), (q, required_after, grad_after) in zip(
        before["parameters"], after["parameters"], strict=True
    ):
        assert p is q
        assert required == required_after
        assert grad is grad_after
    assert bool((first.grad == 1).all())
    assert all(torch.equal(values_before[key], value) for key, value in net.state_dict().items())
    first.grad = None
    last.requires_grad_()


@pytest.mark.parametrize("name", METRICS)
def test_what_the_caller_has_switched_off_makes_no_difference(net, name):
    """The same value in a no_grad block, on frozen weights, and in either mode the network happens to be in."""
    expected = values(net, [name])
    net.eval().requires_grad_(False)
    with torch.no_grad():
        found = values(net, [name])
    net.train().requires_grad_()
    assert found == expected


@pytest.mark.parametrize("space", CELLS)
def test_together_in_any_order_they_say_what_each_says_alone(space):
    net = make_network(space)
    alone = {name: values(net, [name])[name] for name in METRICS}
    shuffled = [str(name) for name in np.random.default_rng(0).permutation(METRICS)]
    for order in (METRICS[::-1], shuffled):
        assert values(net, order) == alone


@pytest.mark.parametrize("name", [name for name in METRICS if "labels" in get_metric(name).needs])
def test_labels_that_are_missing_are_asked_for(name):
    with pytest.raises(ValueError, match=f"^{name} need labels: pass targets, one class number for each sample"):
        score_network(make_network("nb201"), IMAGES, metrics=[name])


@pytest.mark.parametrize("name", METRICS)
def test_a_network_that_overflows_never_gets_a_made_up_number(name):
    net = make_network("nb201")
    nn.init.constant_(net.classifier.weight, float("nan"))
    nn.init.constant_(net.stem[0].weight, float("nan"))
    score = score_network(net, IMAGES, LABELS, [name])[name]
    if "weights" in get_metric(name).needs:
        assert score.value != score.value
        assert "not finite: " in score.note
    else:
        assert score.finite


RUN_NO_NETWORK = {"params", "flops", "l2_norm", "tenas_regions"}  # and so can't see that one is dead


@pytest.mark.parametrize("name", [name for name in METRICS if name not in RUN_NO_NETWORK])
def test_a_dead_network_is_flagged(name):
    space = get_space("nb201")
    dead = space.parse("|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|none~0|none~1|none~2|")
    net = space.build(dead, network="small", generator=torch.Generator().manual_seed(5))
    score = score_network(net, IMAGES, LABELS, [name])[name]
    assert score.note.startswith("dead: ")


@pytest.mark.parametrize("name", [name for name in METRICS if not get_metric(name).needs])
def test_shapes_are_enough_where_nothing_is_needed(name):
    real, shapes = make_network("nb201"), make_network("nb201").to("meta")
    assert values(real, [name]) == values(shapes, [name])


@pytest.mark.parametrize("name", METRICS)
def test_double_precision_changes_little(name):
    """Most bits are the same in double precision; whoever casts to float32 inside would see them all the same."""
    net = make_network("nb201")
    initialise(net, "default", weight_generator(0, "any"))
    single = score_network(net, IMAGES, LABELS, [name])[name].value
    double = score_network(net.double(), IMAGES.double(), LABELS, [name])[name].value
    assert double == pytest.approx(single, rel=1e-2)
