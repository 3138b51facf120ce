import numpy as np
import pytest
import torch
from metrics.tiny_networks import images, labels, score, small_net
from torch import nn


def test_labels_that_do_not_fit_get_an_error_that_teaches():
    net = small_net()
    with pytest.raises(ValueError, match=r"labels go from 0 to 3, but the network has 3 classes, 0 to 2: build it"):
        score(net, images(3), [0, 3, 1], "snip")
    with pytest.raises(
        ValueError, match=r"one class number for each sample; got an output of shape \(6, 3\) and .*\(5,"
    ):
        score(net, images(), labels()[:5], "snip")
    with pytest.raises(ValueError, match=r"got an output of shape \(6, 3\) and torch.float32 targets"):
        score(net, images(), labels().float(), "grasp")
    with pytest.raises(ValueError, match=r"got an output of shape \(3, 2, 2, 2\)"):  # a pixel task
        score(net[:6], images(), labels(), "zico")


@pytest.mark.parametrize("name", ["snip", "jacov", "synflow", "zen", "tenas_ntk", "meco"])
def test_inputs_must_be_one_tensor(name):
    with pytest.raises(ValueError, match=r"inputs as one array or tensor of shape \(S, ...\), got dict"):
        score(small_net(), {"x": images()}, labels(), name)
    with pytest.raises(ValueError, match=r"got Tensor of shape \(6,\)"):
        score(small_net(), images()[:, 0, 0, 0], labels(), name)


@pytest.mark.parametrize("name", ["snip", "epe_nas", "zico", "tenas_ntk"])
def test_arrays_and_lists_are_as_good_as_tensors(name):
    net = small_net()
    assert score(net, images().numpy(), labels().numpy(), name) == score(net, images(), labels(), name)
    assert score(net, images().numpy(), labels().tolist(), name) == score(net, images(), labels(), name)


@pytest.mark.parametrize("name", ["grad_norm", "jacov", "tenas_ntk", "meco"])
def test_mode_decides_which_statistics_are_used(name):
    net = small_net()
    assert score(net, images(), labels(), name, mode="eval") != score(net, images(), labels(), name)


def test_a_network_with_a_second_output_is_scored_by_its_first():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = small_net()

        def forward(self, x):
            logits = self.net(x)
            return logits, logits * float("nan")

    for name in ("snip", "jacov", "nwot", "synflow", "grasp"):
        assert score(Two(), images(), labels(), name) == score(small_net(), images(), labels(), name)


def test_weights_that_nothing_uses_add_nothing_to_gradients():
    net, names = small_net(), ("grad_norm", "snip", "plain", "fisher", "grasp", "zico", "synflow")
    alone = score(net, images(), labels(), *names)
    net[6].spare = nn.Linear(4, 4)
    net[6].auxiliary_head = nn.Linear(4, 4)
    net[6].spare.double()
    assert score(net, images(), labels(), *names) == alone


def test_cells_that_are_missing_are_asked_for():
    for name, who in (("az_expressivity", "AZ-NAS"), ("tenas_regions", "tenas_regions")):
        with pytest.raises(ValueError, match=rf"{who} looks at a network cell by cell: .*which Sequential lacks"):
            score(small_net(), images(), None, name)


def test_a_pass_shared_by_four_runs_once():
    net, runs = small_net(), []
    net.register_forward_pre_hook(lambda *_: runs.append(1))
    score(net, images(), labels(), "snip", "plain", "grad_norm", "fisher")
    assert len(runs) == 1
    score(net, images(), labels(), "jacov", "epe_nas")
    assert len(runs) == 2
    score(net, images(), labels(), "nwot", "swap", "units")
    assert len(runs) == 3


def test_the_noise_of_a_metric_comes_from_the_seed_and_its_name_alone():
    net = small_net()
    state, numpy_state = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    assert score(net, images(), None, "zen") == score(net, images(seed=9), None, "zen")
    assert score(net, images(), None, "zen", seed=1) != score(net, images(), None, "zen")
    assert torch.equal(torch.get_rng_state(), state)
    assert (np.random.get_state()[1] == numpy_state).all()  # noqa: NPY002
