"""What a class did: the records of many learners as one table. For who teaches; nothing here sends anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from swap_teach.course import progress
from swap_teach.course.exercises import list_exercises
from swap_teach.course.exercises.grading import CORRECT
from swap_teach.course.questions import list_questions
from swap_teach.course.questions.inventory import ITEMS

if TYPE_CHECKING:
    import pandas as pd

Record = Mapping[str, Any]


def read_records(folder: Path) -> dict[str, Record]:
    """Read every *.json of a folder and its subfolders as one learner's record, named by its path.

    ValueError names the file that is no record of this version, or the folder that has none.
    """
    paths = sorted(folder.rglob("*.json"))
    if not paths:
        raise ValueError(f"{folder} holds no .json file. Collect the learners' `swap-teach progress --json` there.")
    return {str(path.relative_to(folder)): progress.read_file(path) for path in paths}


def exercises_table(records: Sequence[Record]) -> pd.DataFrame:
    """Return one row for each exercise: attempted, solved, seen the solution (learners), hints (mean), attempts (mean).

    Means are over those who attempted it; NaN if nobody did.
    """
    import pandas as pd

    rows = []
    for exercise in list_exercises():
        tried = [record["exercises"][exercise.id] for record in records if exercise.id in record["exercises"]]
        tried = [entry for entry in tried if "outcome" in entry]
        rows.append(
            {
                "exercise": exercise.id,
                "attempted": len(tried),
                "solved": sum(entry["outcome"] == CORRECT for entry in tried),
                "saw_solution": sum(bool(entry.get("solution_seen")) for entry in tried),
                "mean_hints": _mean([entry.get("hints", 0) for entry in tried]),
                "mean_attempts": _mean([entry["attempts"] for entry in tried]),
            }
        )
    return pd.DataFrame(rows).set_index("exercise")


def predictions_table(records: Sequence[Record]) -> pd.DataFrame:
    """Return one row for each prediction: how many made it, what most of them said, how many were right (percent)."""
    import pandas as pd

    rows = []
    for question in list_questions("PREDICTIONS"):
        said = [
            record["predictions"][question.id]["choice"] for record in records if question.id in record["predictions"]
        ]
        rows.append(
            {
                "prediction": question.id,
                "made": len(said),
                "most_said": max(sorted(set(said)), key=said.count, default=""),
                "right": question.answer,
                "right_percent": 100 * _mean([choice == question.answer for choice in said]),
            }
        )
    return pd.DataFrame(rows).set_index("prediction")


def inventory_table(records: Sequence[Record]) -> pd.DataFrame:
    """Return one row for each inventory item: percent right before and after, over those who answered both rounds."""
    import pandas as pd

    both = [record["inventory"] for record in records if {"before", "after"} <= set(record["inventory"])]
    rows = {
        number: {
            f"right_{moment}_percent": 100 * _mean([given[moment][number - 1] == item.answer for given in both])
            for moment in ("before", "after")
        }
        for number, item in enumerate(ITEMS, 1)
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("item").assign(learners=len(both))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
