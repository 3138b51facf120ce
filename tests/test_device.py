import pytest
import torch

from swap_teach.device import best_device, chosen_device, device_name


def test_best_is_cuda_only_where_there_is_one(monkeypatch):
    for there, expected in ((True, "cuda"), (False, "cpu")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda there=there: there)
        assert best_device().type == chosen_device("best").type == expected


def test_a_gpu_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    assert chosen_device("cuda:0").index == 0
    with pytest.raises(ValueError, match=r"finds 1 CUDA devices here, so not 'cuda:1'. Take --device cpu; or, where"):
        chosen_device("cuda:1")


def test_a_slip_of_the_pen():
    with pytest.raises(ValueError, match="No device 'gpu': choose best, cpu, cuda or cuda:N"):
        chosen_device("gpu")


def test_the_name_is_the_hardware_not_the_kind():
    assert device_name(torch.device("cpu")) not in ("cpu", "CPU")
