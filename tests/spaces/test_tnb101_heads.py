import pytest
import torch
from torch import nn

from swap_teach.spaces.tnb101_heads import generation_decoder, make_head, segmentation_decoder
from swap_teach.spaces.tnb101_tasks import TASKS, Task

OUTPUTS = {"class_scene": (2, 63), "class_object": (2, 75), "room_layout": (2, 9)}


@pytest.mark.parametrize("doublings", [3, 4, 5, 6])
@pytest.mark.parametrize("task", ["segmentsemantic", "normal", "autoencoder"])
def test_decoders_grow_the_image_back_to_full_size(task, doublings):
    features = torch.zeros(2, 512, 256 >> doublings, 256 >> doublings, device="meta")
    with torch.device("meta"):
        head = make_head(TASKS[task], 512, base=64, doublings=doublings)
    assert head(features).shape == (2, TASKS[task].outputs, 256, 256)


@pytest.mark.parametrize("task", OUTPUTS)
def test_linear_heads_average_space_away(task):
    head = make_head(TASKS[task], channels=8, base=16, doublings=5)
    assert head(torch.zeros(2, 8, 4, 4)).shape == OUTPUTS[task]
    shuffled = torch.arange(32.0).reshape(1, 8, 2, 2)
    torch.testing.assert_close(head(shuffled), head(shuffled.flip(2, 3)))


def test_the_jigsaw_sees_nine_tiles_side_by_side():
    assert make_head(TASKS["jigsaw"], channels=512, base=64, doublings=5).linear.weight.shape == (1000, 9 * 512)


def test_segmentation_widths_are_the_published_ones():
    with torch.device("meta"):
        decoder = segmentation_decoder(512, 17, base=64, doublings=5)
    assert [block[0].out_channels for block in decoder[:-1]] == [1024, 512, 256, 128, 64, 32, 32]
    assert [isinstance(block[0], nn.ConvTranspose2d) for block in decoder[:-1]] == [False, False, *[True] * 5]


def test_generation_widths_are_the_published_ones():
    with torch.device("meta"):
        decoder = generation_decoder(512, 3, base=64, doublings=4)
    blocks = decoder[:-2]
    assert [b[0].out_channels for b in blocks] == [1024, 1024, 512, 512, 256, 128, 64, 64, 32, 32, 16, 32, 16]
    grown = [k for k, b in enumerate(blocks, start=1) if isinstance(b[0], nn.ConvTranspose2d)]
    assert grown == [7, 9, 11, 13]


def test_unknown_head():
    with pytest.raises(ValueError, match="No TransNAS-Bench-101 head is called 'attention'"):
        make_head(Task("attention", 3), 8, 16, 5)
