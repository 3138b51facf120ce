"""The network that is trained in the end: a cell stacked as often and as wide as the recipe says. Read in lesson A5."""

from __future__ import annotations

from torch import nn

from swap_teach.final_training.data_sets import DataSet
from swap_teach.final_training.recipe import FinalRecipe
from swap_teach.initialisation import weight_generator
from swap_teach.spaces import get_space
from swap_teach.spaces.building import materialise
from swap_teach.spaces.darts_genotype import Genotype, ordered
from swap_teach.spaces.darts_network import Network

LARGE = 64  # pixels; for larger images the stem brings them to an eighth, as for ImageNet
SMALL = 32  # pixels; smaller ones leave fewer than the 8 x 8 positions that the auxiliary head is made for


def final_network(genotype: Genotype, data: DataSet, recipe: FinalRecipe, seed: int, device: str = "cpu") -> Network:
    """Build the network to be trained, with fresh weights; with an auxiliary head where its loss has a weight."""
    stem = "imagenet" if data.side > LARGE else "cifar"

    def make() -> nn.Module:
        normal, reduce = ordered(genotype.normal), ordered(genotype.reduce)
        return Network(normal, reduce, recipe.channels, recipe.cells, stem, data.classes, recipe.auxiliary > 0)

    generator = weight_generator(seed, get_space("darts").executed_key(genotype, "final"))
    network = materialise(make, data.classes, generator, device)
    assert isinstance(network, Network)
    if network.auxiliary_head is not None and data.side < SMALL:
        # Scenes of 12 pixels leave 3 x 3 positions. As many weights.
        network.auxiliary_head.features[1] = nn.AvgPool2d(2, stride=1)
    return network
