import numpy as np
import pytest
import torch

from swap_teach.final_training.data_sets import Scenes
from swap_teach.final_training.network import final_network
from swap_teach.final_training.recipe import CIFAR, IMAGENET, MINI
from swap_teach.narrowed import OneCell
from swap_teach.spaces import get_space
from swap_teach.swap import theta

CELL = OneCell().sample(np.random.default_rng(1))
SCENES = Scenes()


def test_the_usual_sizes_have_the_usual_networks():
    class Of:
        def __init__(self, classes, side):
            self.classes, self.side = classes, side

    for recipe, classes, side in ((CIFAR, 10, 32), (IMAGENET, 1000, 224)):
        ours = final_network(CELL, Of(classes, side), recipe, 0, "meta")
        usual = get_space("darts").build(CELL, classes, network="final", device="meta")
        shapes = [{name: p.shape for name, p in net.named_parameters()} for net in (ours, usual)]
        assert shapes[0] == shapes[1]


def test_weights_follow_from_seed_and_cell_alone():
    small = MINI.changed(channels=4, cells=2)

    def first_weights(seed, recipe=small):
        return final_network(CELL, SCENES, recipe, seed).stem0[0].weight

    torch.manual_seed(9)
    assert torch.equal(first_weights(0), first_weights(0))
    assert not torch.equal(first_weights(0), first_weights(1))


@pytest.mark.parametrize("cells", [2, 3, 5])
def test_scenes_of_12_pixels_have_an_auxiliary_head_too(cells):
    recipe = MINI.changed(channels=4, cells=cells)
    network = final_network(CELL, SCENES, recipe, 0)
    logits, auxiliary = network.forward_with_auxiliary(torch.zeros(2, 3, 12, 12))
    assert logits.shape == auxiliary.shape == (2, 10)
    bare = final_network(CELL, SCENES, recipe.changed(auxiliary=0.0), 0)
    assert bare.auxiliary_head is None
    assert theta(bare) == theta(network)
