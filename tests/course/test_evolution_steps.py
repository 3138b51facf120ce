"""Evolution step by step: what is shown is what the search did, and the course's rules of it hold in every cycle."""

from __future__ import annotations

from itertools import pairwise

import pytest

from swap_teach.course import evolution_steps
from swap_teach.course.evolution_steps import CYCLES, POPULATION, evolution_step, watch
from swap_teach.course.explorers import build
from swap_teach.records import load_scores
from swap_teach.searchers import Member
from swap_teach.seeding import derived_rng
from swap_teach.spaces.nb201 import NB201, Genotype
from swap_teach.swap_nas import SwapNAS

TABLE = load_scores("nb201").set_index("arch").swap
SEEDS = range(4)


def differing(one: Genotype, other: Genotype) -> int:
    return sum(a != b for a, b in zip(one.ops, other.ops, strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_cycle_follows_the_algorithm(seed: int) -> None:
    cycles = watch(seed)
    for now, then in pairwise(cycles):
        members = [member.genotype for member in now.before]
        assert len(set(members)) == POPULATION
        assert set(now.parents) <= set(members)
        if len(now.parents) == 1:
            assert all(differing(now.parents[0], child) == 1 for child in now.children)
        else:
            first, second = now.parents
            for child in now.children:
                foreign = sum(op not in pair for op, *pair in zip(child.ops, first.ops, second.ops, strict=True))
                assert foreign <= 1, "each edge is from either parent, but for the one mutation"
        fresh = [child for child in now.children if child not in members]
        assert (now.joined is None) == (not fresh)
        if fresh:
            assert TABLE[str(now.joined)] == max(TABLE[str(child)] for child in fresh)
            assert TABLE[str(now.left)] == min(TABLE[str(cell)] for cell in [*members, now.joined])
        after = [cell for cell in [*members, now.joined] if cell is not None]
        if now.left:
            after.remove(now.left)
        assert [member.genotype for member in then.before] == after


def test_watching_changes_nothing() -> None:
    alone = SwapNAS(NB201(), derived_rng(1, "search"), population=POPULATION, sample=4, mutations=3)
    while len(alone.members) < POPULATION:
        drawn = alone.ask()
        alone.tell(drawn, [float(TABLE[str(cell)]) for cell in drawn])
    for _ in range(CYCLES - 1):
        children = alone.ask()
        alone.tell(children, [float(TABLE[str(cell)]) for cell in children])
    assert [member.genotype for member in alone.members] == [member.genotype for member in watch(1)[-1].before]


@pytest.mark.parametrize("cycle", [1, 2, 7, CYCLES])
def test_words_and_table_tell_the_same_cycle(cycle: int) -> None:
    picture, table = evolution_step(cycle)
    now = watch()[cycle - 1]
    assert picture.description.startswith(f"Cycle {cycle} of {CYCLES}: {POPULATION} members")
    assert all(TABLE[cell] == score for cell, score in zip(table.cell, table.SWAP, strict=True))
    assert list(table.cell[table.role == "child"]) == [str(child) for child in now.children]
    joins, leaves = (int(table.SWAP[table.role == role].iloc[0]) for role in ("joins", "leaves"))
    assert f"{joins:,}" in picture.description.split("new, ")[1]
    assert f"{leaves:,}, leaves." in picture.description or f"{leaves:,}, is the worst" in picture.description


def test_a_child_that_is_the_worst_leaves_at_once_and_one_known_does_not_join(monkeypatch) -> None:
    at_once = next(k for k, now in enumerate(watch(3), 1) if now.joined == now.left)
    assert evolution_step(at_once, seed=3)[0].description.endswith("is the worst of all and leaves at once.")
    first = watch(0)[0]
    known = evolution_steps.Cycle(first.before, first.parents, (first.before[0].genotype,), None, None)
    monkeypatch.setattr(evolution_steps, "watch", lambda seed: (known,))
    picture, table = evolution_step(1)
    assert picture.description.endswith("nobody joins, nobody leaves.")
    assert "leaves" not in set(table.role)
    assert isinstance(known.before[0], Member)


def test_a_cycle_beyond_the_search_is_refused() -> None:
    with pytest.raises(ValueError, match="cycles 1 to 40; it was asked for 41"):
        evolution_step(41)


def test_play_and_steps_move_picture_words_and_table() -> None:
    board = build(evolution_step, {"cycle": range(1, CYCLES + 1)})
    [row], view = board.children[0].children, board.children[1]
    button, slider, box, play = row.children
    picture, table = evolution_step(1)
    assert picture.description in view.value, "the static form is where it begins"
    assert table.to_html(index=False, border=0) in view.value
    play.value = 2
    assert (slider.value, box.value) == (2, 2)
    assert evolution_step(2)[0].description in view.value
    slider.value = 9
    assert play.value == 9, "play goes on from where a person stepped to"
    assert (play.min, play.max) == (1, CYCLES)
    button.value = True
    assert (play.playing, button.description) == (True, "pause cycle")
    play.playing = False  # as it does by itself at the end
    assert (button.value, button.description) == (False, "play cycle")
