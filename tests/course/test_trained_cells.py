"""Cells beside their networks: the drawing says what the table says, and counts what is built."""

from __future__ import annotations

from swap_teach import get_space, load_benchmark
from swap_teach.course.trained_cells import trained_cells
from swap_teach.mini.digit_scenes import SIZE


def test_each_row_is_drawn_with_its_cell_and_its_trainings() -> None:
    rows = load_benchmark("mini").iloc[[5, 14]]
    drawing = trained_cells(rows)
    for label, row in rows.iterrows():
        trained = ", ".join(f"{row[f'test_acc_seed{k}']:.1f}" for k in range(3))
        assert f"Row {label}: {row.params:,} parameters; test accuracy of each training: {trained} %" in str(drawing)
        cell = get_space("nb201").draw(get_space("nb201").parse(row.arch)).description.split(". ", 2)[2]
        assert cell in drawing.description
    assert drawing.svg.count("<svg ") == 3
    assert drawing.svg.count(">halve<") == 4


def test_the_network_is_the_one_that_was_trained() -> None:
    import torch

    network = get_space("nb201").build(
        get_space("nb201").parse("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"), network="small"
    )
    shapes: list[tuple[int, ...]] = []
    for cell in network.cells[::2]:  # between two cells stands a block that halves
        cell.register_forward_hook(lambda _m, _i, output: shapes.append(tuple(output.shape[1:])))
    network(torch.zeros(2, 3, SIZE, SIZE))
    told = trained_cells(load_benchmark("mini").iloc[:1]).description
    assert len(shapes) == 3
    for channels, height, width in shapes:
        assert f"cell, {channels} channels, {height} × {width}" in told
