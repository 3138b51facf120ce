"""The cell builder: its places agree with SciPy's ranks, its words and table follow the cell, a step is quick."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from bs4 import BeautifulSoup
from scipy.stats import rankdata

from swap_teach.benchmarks import load_benchmark
from swap_teach.course import cell_builder
from swap_teach.course.cell_builder import DIALS, MU, SIGMA, cell_in_the_ranking, stand
from swap_teach.course.example import CELL
from swap_teach.course.explorers import build
from swap_teach.records import load_scores
from swap_teach.spaces.nb201 import EDGES, NB201, OPERATIONS, Genotype
from swap_teach.swap import regularised_swap

CELLS = (
    CELL,
    "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|",
    "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|",
)


@dataclass
class Seen:
    """What a learner sees in the explorer."""

    view: str
    words: list[str] = field(init=False)
    rows: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        soup = BeautifulSoup(self.view, "html.parser")
        self.words = [caption.get_text() for caption in soup.find_all("figcaption")]
        cells = [[cell.get_text() for cell in row.find_all("td")] for row in soup.find_all("tr")]
        self.rows = {row[0]: row[1:] for row in cells if row}


@pytest.mark.parametrize("arch", CELLS)
def test_places_are_those_of_scipy(arch: str) -> None:
    table = load_scores("nb201")
    here = table.index[table.arch == arch][0]
    size = 1000 * table.params_M
    for standing, values in zip(
        stand(arch), (table.swap, regularised_swap(table.swap, size, MU, SIGMA), size), strict=True
    ):
        assert standing.value == values[here]
        assert standing.place == rankdata(-values, method="min")[here]
        assert standing.equal == (values == values[here]).sum() - 1


def test_it_begins_as_the_running_cell_and_has_a_control_an_edge() -> None:
    space, running = NB201(), NB201().parse(CELL)
    assert cell_in_the_ranking()[0] == space.draw(running)
    assert list(DIALS) == [f"e{i}{j}" for i, j in EDGES]
    assert all([value for _, value in choices] == list(OPERATIONS) for choices in DIALS.values())
    for edge, name in enumerate(DIALS):
        ops = [*running.ops[:edge], "avg_pool_3x3", *running.ops[edge + 1 :]]
        drawing, ranking, _ = cell_in_the_ranking(**{name: "avg_pool_3x3"})
        assert drawing == space.draw(Genotype(tuple(ops)))
        assert f"{stand(str(Genotype(tuple(ops))))[0]};" in ranking.description


def test_the_words_hold_no_markdown() -> None:
    """A caption is Markdown: the benchmark's own spelling of a cell, full of tildes, would be struck through."""
    assert not set("~|*_`") & set(cell_in_the_ranking()[1].description)


def test_the_static_form_is_what_the_explorer_begins_with() -> None:
    drawing, ranking, table = cell_in_the_ranking()
    seen = Seen(build(cell_in_the_ranking, dict(DIALS)).children[1].value)
    assert seen.words == [f"Figure: {drawing.description}", f"Figure: {ranking.description}"]
    assert list(seen.rows.items()) == [(row[0], list(row[1:])) for row in table.itertuples(index=False)]


def test_another_operation_changes_drawing_words_and_table() -> None:
    board = build(cell_in_the_ranking, dict(DIALS))
    before = Seen(board.children[1].value)
    board.children[0].children[0].index = 0
    after = Seen(board.children[1].value)
    assert "0 to 1: none" in after.words[0]
    assert all(new != old for new, old in zip(after.words, before.words, strict=True))
    assert after.rows["SWAP-Score"] != before.rows["SWAP-Score"]


def test_a_cell_that_computes_what_was_trained_has_its_accuracies() -> None:
    space, mini = NB201(), load_benchmark("mini")
    classes = [space.canonical_class(space.parse(arch)) for arch in mini.arch]
    twin = next(cell for cell in space if space.canonical_class(cell) in classes and str(cell) not in set(mini.arch))
    trained = mini[[known == space.canonical_class(twin) for known in classes]]
    _, ranking, table = cell_in_the_ranking(*twin.ops)
    accuracy = f"{trained.test_acc.mean():.1f}"
    assert table.set_index("measure")["this cell"]["mini: test accuracy, %"] == accuracy
    assert f"test accuracy {accuracy} %." in ranking.description


def test_a_cell_nobody_trained_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_builder, "_accuracies", dict)
    _, ranking, table = cell_in_the_ranking()
    assert ranking.description.endswith("No cell that computes the same was trained in the benchmark mini.")
    assert len(table) == 3


def test_a_dead_cell_is_called_so() -> None:
    dead = cell_in_the_ranking(*["none"] * 6)[1].description
    assert "Its output is the same for every image." in dead
    assert "same for every image" not in cell_in_the_ranking()[1].description


def test_an_operation_from_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="sep_conv_3x3"):
        cell_in_the_ranking(e12="sep_conv_3x3")
