import pytest

from swap_teach.benchmarks import TASKS as TABLE_TASKS
from swap_teach.spaces.tnb101_tasks import TASKS, choose_task


def test_the_tasks_are_those_of_the_tables():
    assert tuple(TASKS) == TABLE_TASKS


def test_outputs_of_your_own_replace_the_published_ones():
    assert choose_task("jigsaw", 24) == ("jigsaw", 24)
    assert choose_task("jigsaw", None) == ("jigsaw", 1000)


def test_unknown_task_lists_those_there_are():
    with pytest.raises(ValueError, match="no task 'scene'; choose one of: class_scene, class_object, room_layout"):
        choose_task("scene", None)
