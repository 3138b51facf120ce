"""Lesson A4's pictures: their figures are the data's, and their words follow."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from swap_teach.course import frames_A4
from swap_teach.course.exercises.lessonA4 import finish_time, networks_in_a_chunk
from swap_teach.course.questions import get_question
from swap_teach.records import load_record


def test_workers_of_one_speed_end_when_the_exercise_says() -> None:
    rng = np.random.default_rng(0)
    for workers in (1, 2, 5):
        work = rng.uniform(0.5, 4, 17).tolist()
        spans = frames_A4.on_demand(work, [1.0] * workers)
        assert max(end for _, _, end in spans) == pytest.approx(finish_time(work, workers))
        assert sum(end - begin for _, begin, end in spans) == pytest.approx(sum(work))


def test_every_chunk_is_drawn_and_no_worker_does_two_at_a_time() -> None:
    work, speeds = [1.0, 2.0, 3.0, 1.0, 2.0], [1.0, 0.5]
    for spans in (frames_A4.on_demand(work, speeds), frames_A4.beforehand(work, speeds)):
        assert sum((end - begin) * speeds[worker] for worker, begin, end in spans) == pytest.approx(sum(work))
        for worker in (0, 1):
            mine = sorted((begin, end) for who, begin, end in spans if who == worker)
            assert all(end <= begin for (_, end), (begin, _) in itertools.pairwise(mine))
    picture = frames_A4.timelines({"on demand": frames_A4.on_demand(work, speeds)})
    assert picture.description == "Who does which chunk, and when. on demand: the workers end at 5, 8 s."
    assert len(picture.figure.axes[0].patches) == len(work)


def test_the_share_that_is_lost_is_the_exercise_s() -> None:
    n = networks_in_a_chunk(0.05, 0.01, 0.1)
    lost = frames_A4.lost(0.01, [n * 0.05, (n - 1) * 0.05]).figure.axes[0].lines[0].get_ydata()
    assert lost[0] <= 10 < lost[1]


def test_hours_are_the_workers_until_the_scheduler_sets_the_pace() -> None:
    hours = frames_A4.wall_hours(1e6, [1, 10, 1000, 4000], 0.06, 0.01, 1.0, 0.01)
    assert hours[0] == pytest.approx(1e6 * 0.06 * 1.01 / 3600)
    assert hours[1] == pytest.approx(hours[0] / 10)
    assert hours[2] == hours[3] == pytest.approx(1e6 * 0.06 * 0.01 / 3600)
    assert "workers" in frames_A4.hours({"a million": 1e6}, 0.06, 0.01, 0.01, [1, 10]).description


def test_the_prediction_of_a_thousand_workers_is_the_model_s() -> None:
    answer = float(get_question("PREDICTIONS", "A4-thousand").answer)
    pace = frames_A4.wall_hours(1e6, [1000], 1.0, 0.0, 1.0, 0.01)
    assert pace == pytest.approx(frames_A4.wall_hours(1e6, [answer], 1.0, 0.0, 1.0, 0.0))


def test_the_prediction_of_the_slow_worker_is_the_queue_s() -> None:
    spans = frames_A4.on_demand([1] * 240, [1, 1, 1, 0.25])
    assert max(end for _, _, end in spans) == pytest.approx(float(get_question("PREDICTIONS", "A4-slow").answer), abs=2)


def test_the_record_has_what_the_lesson_reads() -> None:
    table = load_record("scaling_out").table.set_index("what")
    assert {"network, one process", "start of two workers", "chunk, own time", "empty chunk"} <= set(table.index)
    assert (table.low <= table["median"]).all()
    assert (table["median"] <= table.high).all()
    assert (table.low > 0).all()
