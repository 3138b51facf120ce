import math

import numpy as np
import pytest
import torch
from torch import nn

from swap_teach import get_space, swap_score
from swap_teach.metrics.activation_patterns import hear_patterns
from swap_teach.metrics.passes import take_as_is
from swap_teach.metrics.registry import metric, unregister
from swap_teach.scoring import score_network

IMAGES = torch.randn(8, 3, 8, 8, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def net():
    space = get_space("nb201")
    return space.build(
        space.parse("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|"),
        network="small",
        generator=torch.Generator().manual_seed(0),
    )


@pytest.fixture
def passes_run(net):
    """How many forwards the network is asked for."""
    runs = []
    net.register_forward_pre_hook(lambda *_: runs.append(1))
    return runs


def test_values_notes_and_order(net):
    scores = score_network(net, IMAGES, metrics=["params", "neurons", "swap"])
    heard = swap_score(net, IMAGES)
    assert list(scores) == ["params", "units", "swap"]
    assert (float(scores["swap"]), float(scores["units"])) == (heard.count, heard.neurons)
    assert float(scores["params"]) * 1e6 == pytest.approx(sum(p.numel() for p in net.parameters()))
    assert all(score.finite and score.seconds >= 0 for score in scores.values())
    assert scores["swap"].note == f"saturated: {heard.count} of at most 256"


def test_a_shared_pass_runs_once(net, passes_run):
    score_network(net, IMAGES, metrics=["swap", "units", "params", "psi"])
    assert len(passes_run) == 1


def test_nothing_runs_for_size(net, passes_run):
    score_network(net.to("meta"), IMAGES, metrics=["params"])
    assert passes_run == []


def test_a_dead_network_is_noted_and_keeps_what_was_measured():
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    nn.init.zeros_(net[2].weight)
    score = score_network(net, IMAGES[:5, 0, 0, :3], metrics=["swap"])["swap"]
    assert score.note.startswith("dead: the output is the same for every sample")
    assert score.value == swap_score(net, IMAGES[:5, 0, 0, :3]).count
    assert score_network(net, torch.randn(1, 3), metrics=["units"])["units"].note == ""  # one sample tells nothing


def test_a_network_that_overflows_gets_nan_and_a_note_and_the_rest_its_scores():
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU())
    nn.init.constant_(net[0].weight, math.inf)
    scores = score_network(net, torch.rand(5, 3), metrics=["swap", "params", "units"])
    for name in ("swap", "units"):
        assert math.isnan(scores[name].value)
        assert not scores[name].finite
        assert scores[name].note.startswith("not finite: Activation 1 of 1 put out NaN or infinity")
    assert scores["params"].finite


def test_a_metric_that_overflows_is_noted(net):
    @metric("huge", reads=take_as_is, source="a test")
    def huge(subject):
        """Overflow."""
        return math.inf, "as it must"

    try:
        score = score_network(net, IMAGES, metrics=["huge"])["huge"]
    finally:
        unregister("huge")
    assert math.isnan(score.value)
    assert score.note == "not finite: huge came out as inf. as it must"


def test_labels_that_are_missing_are_asked_for(net):
    @metric("labelled", reads=hear_patterns, needs={"labels"}, source="a test")
    def labelled(patterns):
        """Need labels."""
        return 1.0

    try:
        with pytest.raises(ValueError, match=r"labelled need labels: pass targets"):
            score_network(net, IMAGES, metrics=["labelled", "swap"])
        assert score_network(net, IMAGES, np.arange(8), metrics=["labelled"])["labelled"].value == 1
    finally:
        unregister("labelled")


def test_mistakes_of_the_call_are_errors_and_not_scores(net):
    with pytest.raises(ValueError, match=r"No metric 'swop'. Did you mean 'swap'\?"):
        score_network(net, IMAGES, metrics=["swop"])
    with pytest.raises(ValueError, match=r"a list of names, got the string 'swap': write \['swap'\]"):
        score_network(net, IMAGES, metrics="swap")
    with pytest.raises(ValueError, match="No activation was heard in Linear"):
        score_network(nn.Linear(2, 2), torch.ones(2, 2), metrics=["swap"])
