import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach import get_space, list_spaces

SPACES = [get_space(name) for name in list_spaces()]
seeds = st.integers(0, 2**32 - 1)


def test_unknown_space_lists_those_there_are():
    with pytest.raises(ValueError, match="No search space 'nb301'; there are: darts, nb101, nb201, tnb101-macro"):
        get_space("nb301")


def test_genotypes_and_pictures_need_no_torch():
    code = """
import sys
sys.modules["torch"] = None
import numpy as np
from swap_teach.spaces import get_space, list_spaces
for name in list_spaces():
    space, rng = get_space(name), np.random.default_rng(0)
    g = space.mutate(space.parse(str(space.sample(rng))), rng)
    space.neighbours(g), space.executed_key(g), space.draw(g), len(space)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("space", SPACES, ids=lambda s: s.name)
class TestEverySpace:
    @given(seed=seeds)
    @settings(deadline=None)  # the first draw of a process lists all shapes of NAS-Bench-101
    def test_string_is_the_genotype(self, space, seed):
        g = space.sample(np.random.default_rng(seed))
        assert space.parse(str(g)) == g
        assert hash(space.parse(str(g))) == hash(g)
        assert pickle.loads(pickle.dumps(g)) == g

    @given(seed=seeds)
    @settings(max_examples=30, deadline=None)
    def test_neighbours_are_mutual_distinct_and_not_the_parent(self, space, seed):
        g = space.sample(np.random.default_rng(seed))
        neighbours = space.neighbours(g)
        assert len(set(neighbours)) == len(neighbours)
        assert g not in neighbours
        assert all(g in space.neighbours(n) for n in neighbours[::7])

    @given(seed=seeds)
    @settings(deadline=None)
    def test_a_mutant_is_a_neighbour(self, space, seed):
        rng = np.random.default_rng(seed)
        g = space.sample(rng)
        assert space.mutate(g, rng) in space.neighbours(g)

    def test_mutation_reaches_every_neighbour(self, space):
        rng = np.random.default_rng(0)
        g = space.sample(rng)
        assert {space.mutate(g, rng) for _ in range(2500)} == set(space.neighbours(g))

    @given(seed=seeds)
    @settings(deadline=None)
    def test_the_same_generator_draws_the_same_history(self, space, seed):
        def history():
            rng = np.random.default_rng(seed)
            a, b = space.sample(rng), space.sample(rng)
            return a, b, space.mutate(a, rng), space.crossover(a, b, rng)

        assert history() == history()

    def test_crossover_of_twins_is_the_twin(self, space):
        rng = np.random.default_rng(0)
        g = space.sample(rng)
        assert space.crossover(g, g, rng) == g

    def test_nothing_touches_the_global_generator(self, space):
        before = np.random.get_state()[1].copy()  # noqa: NPY002
        rng = np.random.default_rng(0)
        space.crossover(space.sample(rng), space.mutate(space.sample(rng), rng), rng)
        assert (np.random.get_state()[1] == before).all()  # noqa: NPY002

    def test_unknown_network_is_a_clear_error(self, space):
        g = space.sample(np.random.default_rng(0))
        for call in (space.build, space.executed_key):
            with pytest.raises(ValueError, match=rf"{space.name} has no network 'huge'; choose one of: .*scoring"):
                call(g, network="huge")

    def test_jupyter_gets_a_picture_and_the_string(self, space):
        g = space.sample(np.random.default_rng(0))
        bundle = g._repr_mimebundle_(include=None, exclude=None)
        assert bundle["text/plain"] == str(g)
        assert bundle["image/svg+xml"].startswith("<svg")
