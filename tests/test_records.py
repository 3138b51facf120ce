"""Records: what is written is complete, what is committed is too, small, and free of third parties' accuracies."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

from swap_teach import records
from swap_teach.datafiles import MissingDataError, data_dir
from swap_teach.records import ENDINGS, FIELDS, check_record, list_records, load_record, load_scores, write_record

ABOUT = {
    "title": "Which images to score with?",
    "command": "python -m swap_teach.studies inputs",
    "made": "2026-11-24",
    "versions": {"torch": "2.13.0", "numpy": "2.4.0"},
    "inputs": ["photos n=16"],
    "data_hash": {"nb201.csv.gz": "ab" * 32},
    "device": "two cores of a CPU",
    "n": {"nb201": 2000},
    "notes": "",
}
TABLE = pd.DataFrame({"inputs": ["photos", "noise"], "spearman": [0.8, 0.1]})
EVERY = [(name, kind) for kind in ENDINGS for name in list_records(kind)]


def test_what_is_written_is_read_back(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "data_dir", lambda: tmp_path)
    write_record("inputs", TABLE, ABOUT)
    record = load_record("inputs")
    pd.testing.assert_frame_equal(record.table, TABLE)
    assert record.about == ABOUT
    assert record.provenance == (
        "Recorded 2026-11-24 by `python -m swap_teach.studies inputs`: n = nb201 2,000; torch 2.13.0, two cores of a "
        "CPU; data nb201.csv.gz abababababab."
    )
    assert repr(record).startswith("Record inputs: Which images to score with? (2 rows, 2 columns)\n  Recorded 2026")


def test_scores_are_compressed_and_the_same_table_gives_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "data_dir", lambda: tmp_path)
    scores = pd.DataFrame({"arch": ["a", "b"], "swap": [3, 4]})
    first = write_record("nb201", scores, ABOUT | {"data_hash": {}}, kind="scores").read_bytes()
    again = write_record("nb201", scores, ABOUT | {"data_hash": {}}, kind="scores").read_bytes()
    assert first == again
    assert first.startswith(b"\x1f\x8b")
    pd.testing.assert_frame_equal(load_scores("nb201"), scores)
    assert load_record("nb201", "scores").provenance.endswith("data none.")


def test_a_missing_record_names_those_there_are_and_what_makes_them(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "data_dir", lambda: tmp_path)
    with pytest.raises(MissingDataError, match="No record 'inputs' in data/results; there is none yet"):
        load_record("inputs")
    write_record("samples", TABLE, ABOUT)
    with pytest.raises(MissingDataError, match=r"there is samples\. `python -m swap_teach.studies --help` lists"):
        load_record("inputs")
    with pytest.raises(MissingDataError, match="No record 'nb201' in data/scores; there is none yet"):
        load_scores("nb201")


@pytest.mark.parametrize("field", FIELDS)
def test_a_record_without_a_field_is_refused(field, tmp_path):
    with pytest.raises(ValueError, match=f"lacks {field}. It holds title, command, made"):
        write_record("inputs", TABLE, {name: value for name, value in ABOUT.items() if name != field}, folder=tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"author": "me"}, "has author besides"),
        ({"n": 2000}, "`n` of record 'inputs' must be a dict, got 2000"),
        ({"title": ""}, "`title` of record 'inputs' is empty"),
        ({"versions": {}}, "`versions` of record 'inputs' is empty"),
    ],
)
def test_a_field_that_says_nothing_is_refused(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        check_record("inputs", TABLE, ABOUT | change)


@pytest.mark.parametrize("column", ["accuracy", "test_acc", "val_acc_seed0"])
def test_a_table_with_accuracies_is_refused(column):
    with pytest.raises(ValueError, match=f"holds accuracies: {column}"):
        check_record("inputs", TABLE.assign(**{column: 94.0}), ABOUT)
    with pytest.raises(ValueError, match="is empty"):
        check_record("inputs", TABLE.head(0), ABOUT)


def test_records_are_read_without_torch(tmp_path):
    program = (
        "import sys; sys.modules['torch'] = None; from swap_teach.records import list_records, load_record; "
        "[load_record(name) for name in list_records()]"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(("name", "kind"), EVERY)
def test_every_committed_record_is_complete(name, kind):
    record = load_record(name, kind)
    check_record(name, record.table, record.about)
    readme = (data_dir() / kind / "README.md").read_text(encoding="utf-8")
    unexplained = [column for column in record.table.columns if column not in readme]
    assert not unexplained
    for text in (str(record.about), record.table.to_csv()):
        assert not [fragment for fragment in ("/work", "/tmp", "/home") if fragment in text]


def test_committed_records_are_small():
    files = [path for kind in ENDINGS for path in (data_dir() / kind).glob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 6e6
