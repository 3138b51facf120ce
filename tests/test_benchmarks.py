import time

import numpy as np
import pandas as pd
import pytest

from swap_teach.benchmarks import FILES, TASKS, list_benchmarks, load_benchmark

ARCH = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that is looked up first."""
    monkeypatch.setenv("SWAP_TEACH_DATA", str(tmp_path))
    return tmp_path


def write(folder, name, text):
    path = folder / FILES[name]
    path.parent.mkdir(exist_ok=True)
    pd.read_csv(pd.io.common.StringIO(text), header=None, dtype=str).to_csv(path, index=False, header=False)


def test_nb201(folder):
    header = "index,arch_str,ops,iso_class,params_c10_M,c10_test,c100_test,c10_val,c100_val,c10_val_mean"
    write(folder, "nb201", f"{header}\n7,{ARCH},000000,0,0.073306,10.5,1.5,9.5,0.5,9.75")
    ten = load_benchmark("nb201")
    assert ten.columns.tolist() == ["arch", "params", "val_acc", "test_acc"]
    assert ten.index.tolist() == [7]
    assert ten.iloc[0].tolist() == [ARCH, 73_306, 9.5, 10.5]
    assert load_benchmark("nb201", dataset="cifar100").iloc[0].tolist() == [ARCH, 73_306 + 90 * 65, 0.5, 1.5]
    with pytest.raises(ValueError, match="has no accuracy on imagenet16"):
        load_benchmark("nb201", dataset="imagenet16")


def test_an_accuracy_the_table_lacks_is_nan(folder):
    write(folder, "nb201", f"index,arch_str,ops,params_c10_M,c10_test\n0,{ARCH},000000,0.073306,10.5")
    assert np.isnan(load_benchmark("nb201")["val_acc"]).all()


def test_nb101_spells_both_tables_alike(folder):
    # input -> conv3x3 -> output, and input -> output: edges 0->1 (bit 0), 0->2 (bit 1), 1->2 (bit 2).
    write(folder, "nb101", "index,n,bits,ops,params,test_acc\n3,3,7,0,1000,0.925\n4,2,1,,900,0.5")
    header = "index,hash,n,matrix_rows,ops,params,test_acc"
    write(folder, "nb101-sample", f'{header}\n3,ab,3,011/001/000,"input,conv3x3-bn-relu,output",1000,0.925')
    full, sample = load_benchmark("nb101"), load_benchmark("nb101-sample")
    assert full["arch"].tolist() == ["3:7:0", "2:1:"]
    pd.testing.assert_frame_equal(full.loc[[3]], sample)
    assert full["test_acc"].tolist() == [92.5, 50.0]
    assert np.isnan(full["val_acc"]).all()


def test_tnb101(folder):
    header = ",".join(f"val_{task}" for task in TASKS)
    write(folder, "tnb101-micro", f"arch_str,op_indices,{header}\n64-41414-0_00_000,0 0 0 0 0 0,1,2,-3,4,5,6,7")
    every = load_benchmark("tnb101-micro")
    assert dict(zip(every["task"], every["val_metric"], strict=True)) == dict(
        zip(TASKS, [1, 2, -3, 4, 5, 6, 7], strict=True)
    )
    assert every.set_index("task")["val_acc"].dropna().to_dict() == {"class_scene": 1, "class_object": 2, "jigsaw": 4}
    one = load_benchmark("tnb101-micro", dataset="room_layout")
    assert one["val_metric"].tolist() == [-3]


def test_mini_averages_the_seeds(folder):
    (folder / "mini").mkdir()
    (folder / FILES["mini"]).write_text(
        "arch,seed,params,val_acc,test_acc\nb,0,20,50,60\nb,1,20,52,64\na,0,10,40,41\na,1,10,42,45\n"
    )
    mini = load_benchmark("mini").set_index("arch")
    assert mini.index.tolist() == ["b", "a"]
    assert mini.loc["b", ["params", "val_acc", "test_acc"]].tolist() == [20, 51, 62]
    assert mini.loc["a", ["test_acc_seed0", "test_acc_seed1", "val_acc_seed1"]].tolist() == [41, 45, 42]
    assert mini["params"].dtype == "int64"


def test_mini_leaves_out_what_a_stopped_training_left(folder):
    """A row twice, a cell without its last seed, and a line torn in the middle."""
    (folder / "mini").mkdir()
    (folder / FILES["mini"]).write_text(
        "arch,seed,params,val_acc,test_acc\na,0,10,40,41\na,1,10,42,45\na,0,10,40,41\nb,0,20,50,60\nc,0,9,1,1\nc,1,9,3"
    )
    assert load_benchmark("mini")["arch"].tolist() == ["a"]
    assert load_benchmark("mini")["test_acc"].tolist() == [43]


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("mini", "nb101-sample")])
def test_a_missing_table_names_the_command(name, monkeypatch):
    monkeypatch.setenv("SWAP_TEACH_DATA", "none")
    with pytest.raises(FileNotFoundError, match=f"'{name}' is not on this machine.*`swap-teach fetch {name}`"):
        load_benchmark(name)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nb-201"], "No benchmark 'nb-201'; there are mini, nb201, "),
        (["nb201", "mnist"], "nb201 has no data set 'mnist'; it has cifar10, cifar100, imagenet16"),
        (["darts", "cifar10"], "darts has no data set 'cifar10'; it has only one: leave it out"),
        (["tnb101-macro", "depth"], "no data set 'depth'; it has class_scene"),
    ],
)
def test_messages(arguments, message):
    with pytest.raises(ValueError, match=message):
        load_benchmark(*arguments)


def test_list_says_where_each_would_be_read(folder):
    assert list_benchmarks()["nb201"] is None
    write(folder, "nb201", "index,arch_str")
    assert list_benchmarks()["nb201"] == folder / "nb201.csv.gz"
    assert list(list_benchmarks()) == list(FILES)


# Facts of the published benchmarks.
@pytest.mark.parametrize(
    ("name", "dataset", "rows", "best"),
    [
        ("nb201", "cifar10", 15_625, 94.373),
        ("nb201", "cifar100", 15_625, 73.513),
        ("nb101", None, 423_624, 94.318),
        ("nb101-sample", None, 10_000, None),
        ("darts", None, 1_000, None),
        ("tnb101-micro", "jigsaw", 4_096, None),
        ("tnb101-macro", None, 3_256 * 7, None),
    ],
)
def test_real_tables(third_party, name, dataset, rows, best):
    third_party(FILES[name])
    start = time.perf_counter()
    table = load_benchmark(name, dataset)
    assert time.perf_counter() - start < 3  # a second, on a machine that does nothing else
    assert table.columns[:4].tolist() == ["arch", "params", "val_acc", "test_acc"]
    assert len(table) == rows
    assert table.memory_usage(deep=True).sum() < 200e6
    assert not table["arch"].isna().any()
    if best is not None:
        assert table["test_acc"].max() == pytest.approx(best, abs=0.001)


def test_the_nb101_sample_is_in_the_full_table(third_party):
    third_party(FILES["nb101"])
    third_party(FILES["nb101-sample"])
    sample = load_benchmark("nb101-sample")
    full = load_benchmark("nb101").loc[sample.index]
    assert (full["arch"] == sample["arch"]).mean() > 0.5  # one cell has several spellings
    pd.testing.assert_frame_equal(full.drop(columns="arch"), sample.drop(columns="arch"), atol=1e-3)
    assert sample.columns.tolist() == ["arch", "params", "val_acc", "test_acc"]
