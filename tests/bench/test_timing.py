import numpy as np
import pytest
import torch
from torch import nn

from swap_teach.bench.timing import Place, peak_bytes, take_turns


def test_every_second_round_goes_backwards_after_one_that_is_not_timed():
    calls = []
    times = take_turns({name: lambda name=name: calls.append(name) for name in "abc"}, 3, Place())
    assert "".join(calls) == "abc" + "abc" + "cba" + "abc"
    assert {name: len(seconds) for name, seconds in times.items()} == {"a": 3, "b": 3, "c": 3}


def test_twice_the_work_takes_twice_the_time():
    def work(n):
        return lambda: sum(range(n))

    times = take_turns({"once": work(200_000), "twice": work(400_000)}, 15, Place())
    assert float(np.median(times["twice"] / times["once"])) == pytest.approx(2, rel=0.35)


def test_threads_come_back():
    before = torch.get_num_threads()
    seen = []
    take_turns({"look": lambda: seen.append(torch.get_num_threads())}, 1, Place())
    assert set(seen) == {1}
    assert torch.get_num_threads() == before


def test_no_round_is_an_error():
    with pytest.raises(ValueError, match="rounds must be at least 1, got 0"):
        take_turns({}, 0, Place())


def test_peak_memory_is_the_most_held_at_once():
    def hold():
        first = torch.zeros(100_000)
        second = first + 1  # 800,000 bytes are held here
        del first
        return (second * 2).sum()  # and here again

    assert peak_bytes(hold, Place()) == pytest.approx(800_000, abs=1000)
    assert peak_bytes(lambda: None, Place()) == 0


def test_a_place_says_all_that_a_timing_depends_on():
    about = Place(layout="channels_last", amp=True).about
    assert set(about) == {"device", "device_type", "torch", "threads", "layout", "dtype", "clock"}
    assert about["layout"] == "channels_last"
    assert about["dtype"] == "bfloat16 (amp)"
    assert Place().about["dtype"] == "float32"


def test_layout_and_precision_are_what_the_place_says():
    place = Place(layout="channels_last", amp=True)
    net, x = place.put(nn.Conv2d(3, 4, 3), torch.zeros(2, 3, 8, 8))
    assert x.is_contiguous(memory_format=torch.channels_last)
    with place.running():
        assert net(x).dtype == torch.bfloat16
    with Place().running():
        assert net(x).dtype == torch.float32


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_gpu_is_timed_by_its_own_clock_and_its_memory_counted():
    place = Place(torch.device("cuda"))
    a = torch.randn(2048, 2048, device="cuda")

    def products(n):
        def do():
            for _ in range(n):
                a @ a

        return do

    times = take_turns({"ten": products(10), "forty": products(40)}, 9, place)
    assert float(np.median(times["forty"] / times["ten"])) == pytest.approx(4, rel=0.3)
    assert peak_bytes(lambda: torch.zeros(1 << 20, device="cuda"), place) >= 4 << 20
