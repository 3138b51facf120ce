"""Tables of scores: wide for reading and ranking, and what repeats say together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swap_teach.store import Store, StoreError

if TYPE_CHECKING:
    from swap_teach.metrics import Metric


def score_table(scores: pd.DataFrame, archs: Sequence[str], repeats: int, metrics: Sequence[Metric]) -> pd.DataFrame:
    """Lay stored scores of one run (`Store.read(conditions)`) out as a row for each architecture and repeat.

    Columns: arch, repeat, each metric's `column`, note ("swap: saturated ...; ..." or empty). Used by `score_many`.
    """
    versions = {metric.name: metric.version for metric in metrics}
    asked = scores["arch"].isin(list(archs)) & (scores["repeat"] < repeats)
    kept = scores[asked & (scores["metric"].map(versions) == scores["version"])]
    index = ["arch", "repeat"]
    values = kept.pivot(index=index, columns="metric", values="value")
    notes = kept[kept["note"] != ""].groupby(index)["note"].agg(lambda notes: "; ".join(dict.fromkeys(notes)))
    rows = pd.MultiIndex.from_arrays(
        [np.repeat(list(archs), repeats), np.tile(range(repeats), len(archs))], names=index
    )
    table = values.reindex(columns=list(versions)).rename(columns={m.name: m.column for m in metrics})
    table["note"] = notes.reindex(table.index).fillna("")
    return table.reindex(rows).reset_index().rename_axis(columns=None)


def average_repeats(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each architecture: each metric's mean over the repeats, its standard error, and the notes.

    Columns: arch, repeats, then <metric> and <metric>_se (sd / sqrt(n), n - 1 degrees of freedom; NaN for one
    repeat), note. A metric that is NaN in a repeat has a NaN mean: the mean of the others would be another score.
    Used in lesson 05.

    >>> table = pd.DataFrame({"arch": ["a", "a"], "repeat": [0, 1], "swap": [10.0, 14.0], "note": ["", ""]})
    >>> average_repeats(table).to_dict("records")
    [{'arch': 'a', 'repeats': 2, 'swap': 12.0, 'swap_se': 2.0, 'note': ''}]
    """
    metrics = [column for column in table.columns if column not in ("arch", "repeat", "note")]
    groups = table.drop_duplicates(["arch", "repeat"]).groupby("arch", sort=False)
    columns: dict[str, pd.Series] = {"repeats": groups.size()}
    for metric in metrics:
        complete = groups[metric].count() == groups.size()
        columns[metric] = groups[metric].mean().where(complete)
        columns[f"{metric}_se"] = groups[metric].sem().where(complete)
    columns["note"] = groups["note"].agg(lambda notes: "; ".join(note for note in dict.fromkeys(notes) if note))
    return pd.DataFrame(columns).reset_index()


def describe_flags(table: pd.DataFrame) -> str:
    """Count what is flagged, to print under a table: a network that is dead, not finite or saturated is in it.

    >>> describe_flags(pd.DataFrame({"note": ["", "dead: ...", "dead: ...; saturated: ..."]}))
    '2 of 3 rows flagged: 2 dead, 1 saturated.'
    """
    flagged = table[table["note"] != ""]
    kinds = ["dead", "not finite", "saturated"]
    counts = [f"{count} {kind}" for kind in kinds if (count := int(flagged["note"].str.contains(f"{kind}: ").sum()))]
    return f"{len(flagged)} of {len(table)} rows flagged" + (f": {', '.join(counts)}." if counts else ".")


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table without its index; the ending .csv, .csv.gz or .parquet says how.

    ValueError for another ending, or for Parquet without pyarrow. CSV keeps every digit of a float.
    """
    name = Path(path).name
    if name.endswith((".csv", ".csv.gz")):
        table.to_csv(path, index=False)
    elif name.endswith(".parquet"):
        try:
            table.to_parquet(path, engine="pyarrow", index=False)
        except ImportError as error:
            raise ValueError(
                "Parquet needs pyarrow, which isn't installed: pip install pyarrow, or write .csv.gz."
            ) from error
    else:
        raise ValueError(f"Don't know how to write {name}: its ending must be .csv, .csv.gz or .parquet.")


def export_scores(store: str | Path, out: str | Path) -> int:
    """Write every score of a store to a file, as in `write_table`, and return the number of rows.

    StoreError if there is no such store.
    """
    if not Path(store).is_file():
        raise StoreError(f"There is no store {store}.")
    with Store(store) as opened:
        table = opened.read()
    write_table(table, out)
    return len(table)
