import json
import math

import pytest

from swap_teach.search_log import SearchLog, Told
from swap_teach.store import StoreError

WHICH = {"space": "nb201", "algorithm": "random", "settings": {"batch": 2}, "seed": 0, "objective": None}
ROWS = [Told("a", 1.0 / 3.0, 0.5), Told("b", math.nan, 0.5), Told("ç", -7.0, 1.25)]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "log.jsonl"
    SearchLog(path, WHICH).append(ROWS)
    return path


def told(path):
    return [(row.arch, repr(row.score), row.seconds) for row in SearchLog(path, WHICH).told.values()]


WHOLE = [(row.arch, repr(row.score), row.seconds) for row in ROWS]


def test_what_was_told_comes_back_to_the_last_bit(path):
    assert told(path) == WHOLE
    assert json.loads(path.read_text().splitlines()[0]) == WHICH
    assert all(json.loads(line, parse_constant=pytest.fail) for line in path.read_text().splitlines())


def test_a_log_is_only_appended_to_and_nothing_twice(path):
    before = path.read_bytes()
    log = SearchLog(path, WHICH)
    log.append([ROWS[0], Told("d", 2.0, 2.0)])
    assert path.read_bytes() == before + b'{"arch": "d", "score": 2.0, "seconds": 2.0}\n'
    assert [arch for arch, *_ in told(path)] == ["a", "b", "ç", "d"]


def test_a_line_that_was_not_finished_is_cut_off_wherever_it_broke(path):
    content = path.read_bytes()
    start = content[:-1].rfind(b"\n") + 1
    for end in range(start, len(content)):
        path.write_bytes(content[:end])
        assert told(path) == WHOLE[:-1]
        SearchLog(path, WHICH).append(ROWS[-1:])
        assert path.read_bytes() == content


def test_without_a_file_it_remembers_all_the_same(tmp_path):
    log = SearchLog(None, WHICH)
    log.append(ROWS)
    assert list(log.told) == ["a", "b", "ç"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"some notes\n\nof mine", b"one line", b"[1]\n", b'{"a": 1}\n', b"\xff\xfe\n"])
def test_a_file_that_is_no_log_is_left_alone(content, tmp_path):
    path = tmp_path / "notes"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"notes is no log of a search. Name another file"):
        SearchLog(path, WHICH)
    assert path.read_bytes() == content


def test_an_empty_file_becomes_a_log(tmp_path):
    path = tmp_path / "log.jsonl"
    path.touch()
    SearchLog(path, WHICH).append(ROWS)
    assert told(path) == WHOLE


def test_the_log_of_another_search_is_refused_with_what_differs(path):
    with pytest.raises(StoreError, match=r"another search: space 'nb201', now 'darts'; seed 0, now 3. Name another"):
        SearchLog(path, WHICH | {"space": "darts", "seed": 3})


@pytest.mark.parametrize("line", ["{", "3", '{"arch": "a"}', '{"arch": "a", "score": "x", "seconds": 1}'])
def test_damage_in_the_middle_is_named_by_its_line(line, path):
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], line, *lines[2:]]) + "\n")
    with pytest.raises(StoreError, match="damaged in line 3: delete it and what follows, and run again"):
        SearchLog(path, WHICH)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(StoreError, match=r"its folder .*no.such doesn't exist"):
        SearchLog(tmp_path / "no" / "such" / "log.jsonl", WHICH)
