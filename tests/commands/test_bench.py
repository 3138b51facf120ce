import json

import pandas as pd
import pytest

from swap_teach.bench.rows import Row, row
from swap_teach.cli import main
from swap_teach.commands import bench


def test_json_names_the_device_in_every_row(capsys):
    words = ["bench", "--only", "stages", "--spaces", "nb201", "--metrics", "units,params", "--rounds", "1", "--json"]
    assert main(words) == 0
    table = pd.DataFrame(json.loads(capsys.readouterr().out))
    assert table.device.str.len().min() > 3
    assert set(table.torch) == {__import__("torch").__version__}
    what = set(table.name.str.partition(": ")[2])
    assert {"construction, weights drawn", "initialisation", "bare forward", "count", "units, total"} <= what
    assert {"textbook: count", "units, total, peak memory"} <= what
    assert (table.value >= 0).all()


def measure_only(monkeypatch, *rows: Row):
    monkeypatch.setattr(bench, "_measure", lambda given, place: iter(rows))


def test_a_broken_promise_is_exit_status_1(monkeypatch, capsys):
    measure_only(monkeypatch, row("a / b", "ratio", [3], "at most", 2))
    assert main(["bench"]) == 1
    shown = capsys.readouterr().out
    assert "at most 2: NOT KEPT" in shown
    assert "clock: processor time" in shown.splitlines()[0]


def test_worse_than_recorded_is_said_but_breaks_nothing(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("swap_teach.records.data_dir", lambda: tmp_path)
    measure_only(monkeypatch, row("a / b", "ratio", [1.0], "at most", 2))
    assert main(["bench", "--record"]) == 0
    assert "Wrote bench.csv" in capsys.readouterr().err
    measure_only(monkeypatch, row("a / b", "ratio", [1.5], "at most", 2))
    assert main(["bench"]) == 0
    assert "Slower than recorded: a / b: 1.5, was 1" in capsys.readouterr().err


def test_a_record_keeps_what_other_conditions_gave(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("swap_teach.records.data_dir", lambda: tmp_path)
    for value, layout in ((1.0, "contiguous"), (2.0, "channels_last"), (3.0, "contiguous")):
        measure_only(monkeypatch, row("a / b", "ratio", [value], "at most", 9))
        main(["bench", "--record", "--layout", layout])
    table = pd.read_csv(tmp_path / "results" / "bench.csv")
    assert sorted(zip(table.layout, table.value, strict=True)) == [("channels_last", 2.0), ("contiguous", 3.0)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--only", "speed"], "no part is called speed; there are promises, scaling, stages, throughput"),
        (["--device", "gpu"], "No device 'gpu'"),
        (["--spaces", "nb301"], "No search space 'nb301'"),
        (["--metrics", "swop"], "Did you mean 'swap'"),
    ],
)
def test_slips_of_the_pen_are_said_at_once(words, message, capsys):
    assert main(["bench", *words]) == 2
    assert message in capsys.readouterr().err
