import argparse

import pytest

from swap_teach.commands.mini_benchmark import add_arguments, main


def given(*words):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


def test_the_defaults_are_those_of_the_issue():
    assert vars(given()) == {"cells": 600, "workers": 2, "epochs": None, "table": None}


def test_a_shorter_recipe_never_reaches_the_courses_own_table():
    with pytest.raises(ValueError, match="own table is for the full recipe: give a trial its own --table"):
        main(given("--epochs", "1"))


@pytest.mark.parametrize("words", [("--cells", "0"), ("--workers", "0")])
def test_nothing_to_do_is_refused(words):
    with pytest.raises(ValueError, match=f"At least one cell and one worker: got .*{words[0]} 0"):
        main(given(*words))
