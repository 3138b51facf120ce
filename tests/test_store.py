import dataclasses
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach.store import APPLICATION_ID, Conditions, Row, Store, StoreError

GIVEN = Conditions("toy", "small", 10, "array#1", 16, "default", "train", 0, "2.13")
ROW = Row("key a", "swap", 1, 0, 12.0, "", 0.5)
finite = st.floats(allow_nan=False, allow_infinity=False)
rows = st.builds(
    Row, st.text(), st.text(), st.integers(1, 9), st.integers(0, 99), finite | st.none(), st.text(), finite
)


@settings(deadline=None)
@given(st.lists(rows, unique_by=lambda row: row[:4]))
def test_what_goes_in_comes_out_to_the_last_bit(rows):
    with Store(None) as store:
        store.add(GIVEN, rows)
        table = store.read(GIVEN)
    back = {tuple(r[:4]): r[4:] for r in table[list(Row._fields)].astype({"value": object}).itertuples(index=False)}
    assert len(table) == len(rows)
    for row in rows:
        value, note, seconds = back[row[:4]]
        assert (value != value) if row.value is None else value == row.value
        assert (note, seconds) == (row.note, row.seconds)


def test_scores_outlive_the_process_and_carry_their_conditions(tmp_path):
    path = tmp_path / "scores.sqlite"
    with Store(path) as store:
        store.remember("toy", "small", [("a", "key a"), ("a again", "key a"), ("b", "key b")])
        store.add(GIVEN, [ROW])
    with Store(path) as store:
        table = store.read()
        assert store.done(GIVEN, [("swap", 1)]) == {("key a", 0, "swap")}
    assert table["arch"].tolist() == ["a", "a again"]
    assert table.loc[0, list(dataclasses.asdict(GIVEN))].to_dict() == dataclasses.asdict(GIVEN)


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Conditions)])
def test_another_condition_is_another_score(name):
    other = dataclasses.replace(GIVEN, **{name: 99 if isinstance(getattr(GIVEN, name), int) else "another"})
    with Store(None) as store:
        store.add(GIVEN, [ROW])
        assert store.done(other, [("swap", 1)]) == set()
        store.add(other, [ROW._replace(value=7.0)])
        assert store.read(GIVEN)["value"].tolist() == [12.0]
        assert store.read(other)["value"].tolist() == [7.0]


def test_reading_a_whole_space_takes_steps_in_proportion():
    def steps(n):
        told = []
        with Store(None) as store:
            store.remember("toy", "small", [(f"arch {i}", f"key {i}") for i in range(n)])
            store.add(GIVEN, [ROW._replace(executed_key=f"key {i}") for i in range(n)])
            store._db.set_progress_handler(lambda: told.append(1) and None, 100)  # every 100 of SQLite's instructions
            assert len(store.read(GIVEN)) == n
        return len(told)

    assert steps(2000) < 5 * steps(500)


def test_another_version_of_a_metric_is_another_score():
    with Store(None) as store:
        store.add(GIVEN, [ROW])
        assert store.done(GIVEN, [("swap", 2), ("units", 1)]) == set()


def test_a_score_that_is_there_stays():
    with Store(None) as store:
        store.add(GIVEN, [ROW])
        store.add(GIVEN, [ROW._replace(seconds=9.0)])
        assert store.read()["seconds"].tolist() == [0.5]


def test_a_failed_write_leaves_nothing():
    with Store(None) as store:
        with pytest.raises(StoreError, match="can't be used"):
            store.add(GIVEN, [ROW, ROW._replace(metric=None)])
        assert store.read().empty


def test_a_writer_killed_in_a_transaction_leaves_a_good_store(tmp_path):
    path = tmp_path / "scores.sqlite"
    code = f"""
import os, signal
from swap_teach.store import Conditions, Row, Store
store = Store({str(path)!r})
store.add(Conditions{dataclasses.astuple(GIVEN)!r}, [Row{tuple(ROW)!r}])
def rows():
    yield Row("key b", "swap", 1, 0, 1.0, "", 0.0)
    os.kill(os.getpid(), signal.SIGKILL)
store.add(Conditions{dataclasses.astuple(GIVEN)!r}, rows())
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    with Store(path) as store:
        assert store.read()["executed_key"].tolist() == ["key a"]


def test_errors_say_what_to_do(tmp_path):
    with pytest.raises(StoreError, match=r"Can't make .*its folder .*nowhere doesn't exist"):
        Store(tmp_path / "nowhere" / "scores.sqlite")

    text = tmp_path / "notes.txt"
    text.write_text("not a database at all, " * 50)
    with pytest.raises(StoreError, match=r"notes\.txt can't be used: file is not a database.*Name another file"):
        Store(text)
    assert text.read_text().startswith("not a database")

    foreign = tmp_path / "foreign.sqlite"
    with closing(sqlite3.connect(foreign)) as db:
        db.execute("CREATE TABLE birds (name TEXT)")
    with pytest.raises(StoreError, match=r"foreign\.sqlite is an SQLite file of another program"):
        Store(foreign)

    later = tmp_path / "later.sqlite"
    with closing(sqlite3.connect(later)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"has layout 99; .* reads layout 1.*Update swap-teach"):
        Store(later)

    with pytest.raises(StoreError, match="is it a file"):
        Store(tmp_path)


def test_a_damaged_store_is_told(tmp_path):
    path = tmp_path / "scores.sqlite"
    with Store(path) as store:
        store.add(GIVEN, [ROW._replace(executed_key=f"key {i}") for i in range(5000)])
    content = bytearray(path.read_bytes())
    content[8192:-4096] = b"\xff" * len(content[8192:-4096])
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"malformed.*restore a copy, or delete it"), Store(path) as store:
        store.read()


def test_a_locked_store_is_told_and_readers_are_not_stopped(tmp_path):
    path = tmp_path / "scores.sqlite"
    with Store(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        store.add(GIVEN, [ROW])
        other.execute("BEGIN IMMEDIATE")
        with Store(path, wait=0.05) as reader:
            assert len(reader.read()) == 1
            with pytest.raises(StoreError, match=r"database is locked.*Another process is writing"):
                reader.add(GIVEN, [ROW])
