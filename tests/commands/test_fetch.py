import hashlib

import pytest

from swap_teach.cli import main
from swap_teach.fetching import sources

CONTENT = b"a table\n"


@pytest.fixture
def source(monkeypatch, tmp_path):
    """A source whose only address nobody answers, and a folder that holds its file."""
    file = sources.File(("http://127.0.0.1:9/table.csv",), hashlib.sha256(CONTENT).hexdigest())
    made = sources.Source((file,), ("t.csv",), lambda files: {"t.csv": files["table.csv"].read_bytes()}, "Thank X.")
    monkeypatch.setitem(sources.SOURCES, "darts", made)
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "table.csv").write_bytes(CONTENT)
    return tmp_path


def test_prints_where_the_table_is_and_whom_to_thank(source, capsys):
    assert main(["fetch", "darts", "--to", str(source / "to"), "--from", str(source / "copy")]) == 0
    assert capsys.readouterr().out.splitlines() == [str(source / "to" / "t.csv"), "Thank X."]
    assert (source / "to" / "t.csv").read_bytes() == CONTENT


def test_a_damaged_file_is_refused_and_nothing_is_kept(source, capsys):
    (source / "copy" / "table.csv").write_bytes(CONTENT[:-1])
    assert main(["fetch", "darts", "--to", str(source / "to"), "--from", str(source / "copy")]) == 2
    said = capsys.readouterr().err
    assert "nothing was kept" in said
    assert "SHA-256 hash doesn't match" in said
    assert list((source / "to").iterdir()) == []


def test_an_unknown_source_is_refused(capsys):
    with pytest.raises(SystemExit) as error:
        main(["fetch", "nb999"])
    assert error.value.code == 2
    assert "invalid choice: 'nb999'" in capsys.readouterr().err
