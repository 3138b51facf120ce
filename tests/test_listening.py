import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from swap_teach import capture, swap_score
from swap_teach.reference import bit_matrix_reference

X = torch.linspace(-1, 1, 24).view(4, 6)


class Call(nn.Module):
    """A model that is one function of its input, behind a linear layer so that it has parameters."""

    def __init__(self, function):
        super().__init__()
        self.linear = nn.Linear(6, 6)
        self.function = function

    def forward(self, x):
        return self.function(self.linear(x))


ONE_ACTIVATION = {
    "torch.relu": torch.relu,
    "torch.relu_": torch.relu_,
    "F.relu": F.relu,
    "F.relu in place": lambda x: F.relu(x, inplace=True),
    "F.relu6": F.relu6,
    "F.leaky_relu": F.leaky_relu,
    "F.leaky_relu in place": lambda x: F.leaky_relu(x, inplace=True),
    "F.gelu": F.gelu,
    "F.silu": F.silu,
    "Tensor.relu": lambda x: x.relu(),
    "Tensor.relu_": lambda x: x.relu_(),
    "nn.ReLU": nn.ReLU(),
    "nn.ReLU in place": nn.ReLU(inplace=True),
    "nn.ReLU6": nn.ReLU6(),
    "nn.LeakyReLU": nn.LeakyReLU(),
    "nn.GELU": nn.GELU(),
    "nn.SiLU": nn.SiLU(),
}


@pytest.mark.parametrize("function", ONE_ACTIVATION.values(), ids=ONE_ACTIVATION)
def test_each_activation_is_heard_exactly_once(function):
    model = Call(function)
    heard = capture(model, X)
    assert len(heard) == 1
    with torch.no_grad():
        assert torch.equal(heard[0].values, model(X))


@pytest.mark.parametrize("function", [torch.sigmoid, torch.tanh, lambda x: F.hardtanh(x, -1.0, 1.0)])
def test_other_functions_are_not_heard(function):
    with pytest.raises(ValueError, match=r"No activation was heard in Call.*as modules or as functions"):
        capture(Call(function), X)


@pytest.mark.parametrize("kind", [nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.GELU, nn.SiLU])
def test_sign_of_the_input_decides(kind):
    before = torch.tensor([[-9.0, -1.0, -1e-3, 0.0, 1e-3, 1.0, 9.0]])
    assert torch.equal(kind()(before) > 0, before > 0)


def test_a_module_called_twice_is_heard_twice_and_named():
    relu = nn.ReLU()
    model = nn.Sequential(nn.Linear(6, 5), relu, nn.Sequential(nn.Linear(5, 3), relu))
    heard = capture(model, X)
    assert [tuple(a.values.shape) for a in heard] == [(4, 5), (4, 3)]
    assert {a.name for a in heard} <= {"1", "2.1"}


def test_forward_gets_the_models_own_output_and_may_call_activations_itself():
    model = Call(torch.relu)
    heard = capture(model, X, forward=lambda m, x: F.gelu(m(x) - 1))
    assert [activation.name for activation in heard] == ["", ""]
    assert torch.equal(heard[1].values, F.gelu(model(X) - 1))


def test_double_precision_is_not_asked_of_the_device(monkeypatch):
    monkeypatch.setattr(torch.Tensor, "double", None, raising=False)  # Apple's GPU has none
    assert swap_score(Call(torch.relu), X).samples == 4


def test_values_are_kept_from_later_in_place_changes():
    heard = capture(Call(lambda x: x.relu().mul_(-1)), X)
    assert (heard[0].values >= 0).all()
    assert heard[0].bits.any()


def test_any_rank_from_two_and_dict_inputs():
    model = nn.Sequential(nn.Conv1d(2, 3, 3), nn.GELU())
    assert swap_score(model, torch.randn(5, 2, 9)).neurons == 3 * 7
    batch = {"a": X, "b": X.numpy()}
    score = swap_score(Call(F.relu), batch, forward=lambda model, inputs: model(inputs["a"] + inputs["b"]))
    assert score.neurons == 6


def test_bits_equal_the_textbook_matrix():
    model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 7), nn.GELU())
    ours = np.concatenate([a.bits for a in capture(model, X)], axis=1)
    assert np.array_equal(ours, bit_matrix_reference(model, X))


def network_with_state():
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Sequential(nn.BatchNorm2d(4), nn.ReLU()))
    model[3].eval()  # a mixture of modes must come back as it was
    model[1].running_mean.fill_(3.0)
    return model


def everything(model):
    return (
        {name: value.clone() for name, value in model.state_dict().items()},
        [module.training for module in model.modules()],
        [(len(m._forward_hooks), len(m._forward_pre_hooks)) for m in model.modules()],
    )


def same(before, after):
    return all(torch.equal(before[0][k], after[0][k]) for k in before[0]) and before[1:] == after[1:]


@pytest.mark.parametrize("look", [capture, swap_score])
@pytest.mark.parametrize("mode", ["train", "eval"])
def test_the_model_comes_back_as_it_went_in(look, mode):
    model = network_with_state()
    before = everything(model)
    look(model, torch.randn(4, 3, 8, 8), mode=mode)
    assert same(before, everything(model))


@pytest.mark.parametrize("look", [capture, swap_score])
def test_the_model_comes_back_also_after_an_error(look):
    model = network_with_state()
    before = everything(model)
    with pytest.raises(ValueError, match=r"Activation 1 of 2 put out NaN or infinity.*not finite"):
        look(model, torch.full((4, 3, 8, 8), torch.nan))
    with pytest.raises(RuntimeError):
        look(model, torch.randn(4, 5, 8, 8))
    assert same(before, everything(model))
    assert len(capture(model, torch.randn(4, 3, 8, 8))) == 2


def test_mode_decides_which_statistics_are_used():
    model = network_with_state()
    x = torch.randn(4, 3, 8, 8)
    assert not torch.equal(capture(model, x)[0].values, capture(model, x, mode="eval")[0].values)


def test_values_may_be_huge_but_not_infinite():
    model = Call(lambda x: x.relu() * 0 + 1)
    with torch.no_grad():
        model.linear.weight.fill_(1e38)
        model.linear.bias.fill_(0)
    assert swap_score(model, torch.full((4, 6), 0.5)).neurons == 6  # a sum of these would overflow
    with pytest.raises(ValueError, match="NaN or infinity"):
        swap_score(model, torch.full((4, 6), 9.0))


def test_bad_input_gets_an_error_that_teaches():
    model = Call(F.relu)
    with pytest.raises(ValueError, match=r"put out shape \(2, 2, 6\) for a batch of 4 samples.*must be the batch"):
        swap_score(Call(lambda x: F.relu(x.view(2, 2, 6))), X)
    with pytest.raises(ValueError, match=r"put out shape \(24,\)"):
        swap_score(Call(lambda x: F.relu(x.flatten())), X)
    with pytest.raises(ValueError, match="The batch is empty"):
        swap_score(model, X[:0])
    with pytest.raises(ValueError, match=r"number of samples: got first dimensions \[2, 4\]"):
        swap_score(model, {"a": X, "b": X[:2]}, forward=lambda m, x: m(x["a"]))
    with pytest.raises(ValueError, match="number of samples: got str"):
        swap_score(model, "cat.png")
    with pytest.raises(ValueError, match="Unknown mode 'test'"):
        swap_score(model, X, mode="test")


def test_running_out_of_gpu_memory_names_the_batch_size():
    def too_big(x):
        raise torch.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(torch.OutOfMemoryError, match="Out of GPU memory with a batch of 4 samples: use fewer"):
        swap_score(Call(too_big), X)


def test_arrays_follow_the_model():
    model = Call(F.relu).double()
    assert swap_score(model, X.numpy()).count == swap_score(model, X.double()).count
