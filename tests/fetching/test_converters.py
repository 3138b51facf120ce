import hashlib
import io
import json
import pickle
import tarfile
import zipfile
from itertools import product

import numpy as np
import pandas as pd
import pytest

from swap_teach.benchmarks import TASKS
from swap_teach.fetching import converters


def read(kept, name):
    return pd.read_csv(io.BytesIO(kept[name]), compression="gzip", dtype={"ops": str})


def naslib_archive(path, space, accuracies):
    """Write NASLib's layout: one JSON list for each data set and chunk."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("zen/", "")
        for dataset, values in accuracies.items():
            entries = [
                {"idx": str(i), "arch": str(arch), "zen": {"score": 1.0}, "val_accuracy": value}
                for i, (arch, value) in enumerate(values.items())
            ]
            archive.writestr(f"zen/benchmark--{space}--{dataset}--0.json", json.dumps(entries))


def test_nb201_joins_by_architecture(tmp_path):
    archs = [
        "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_3x3~0|none~1|nor_conv_3x3~2|",
        "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|",
    ]
    table = {f"{name}TestAccuracy200Epochs": [90.0, 10.0] for name in ("CIFAR10", "CIFAR100", "ImageNet")}
    pd.DataFrame({**table, "ArchitectureString": archs, "UniqueString": ["a", "#"]}).to_csv(
        tmp_path / "nats_bench.csv", index=False
    )
    # NASLib: 0 skip, 1 none, 2 conv3x3, 3 conv1x1, 4 pool; edges 01 02 03 12 13 23.
    first, second = (4, 3, 2, 0, 1, 2), (1,) * 6
    naslib_archive(
        tmp_path / "nb201_zen.zip",
        "nasbench201",
        {"cifar10": {first: 88.0, second: 9.0}, "cifar100": {second: 1.0}, "ImageNet16-120": {}},
    )
    files = {name: tmp_path / name for name in ("nats_bench.csv", "nb201_zen.zip")}
    result = read(converters.convert_nb201(files, rows=2), "nb201.csv.gz")
    assert result["ops"].tolist() == ["421303", "000000"]
    assert result["iso_class"].tolist() == [0, 1]
    assert result["params_c10_M"].tolist() == [0.587386, 0.073306]
    assert result["c10_val"].tolist() == [88.0, 9.0]
    assert np.isnan(result["c100_val"][0])
    assert result["c100_val"][1] == 1.0
    with pytest.raises(ValueError, match=r"nats_bench\.csv isn't what it should be: expected 15625 distinct"):
        converters.convert_nb201(files)


def test_nb201_agrees_with_the_table_it_stands_for(third_party, tmp_path):
    files = {
        "nats_bench.csv": third_party("upstream/nats_bench.first500.csv"),
        "nb201_zen.zip": third_party("upstream/nb201_zen.sample.zip"),
    }
    truth = pd.read_csv(third_party("nb201.csv.gz"), dtype={"ops": str})
    result = read(converters.convert_nb201(files, rows=500), "nb201.csv.gz")
    same = ["index", "arch_str", "ops", "iso_class"]
    pd.testing.assert_frame_equal(result[same], truth[same].head(500))
    exact = ["params_c10_M", "c10_test", "c100_test"]
    pd.testing.assert_frame_equal(result[exact], truth[exact].head(500), atol=1e-5)
    # The sampled archive's cells needn't be among these 500, so join them the other way round.
    cells = converters._naslib(files["nb201_zen.zip"])
    everything = truth.rename(columns={"arch_str": "ArchitectureString"}).assign(
        UniqueString=truth["iso_class"],
        **{f"{name}TestAccuracy200Epochs": truth["c10_test"] for name in ("CIFAR10", "CIFAR100", "ImageNet")},
    )
    everything.to_csv(tmp_path / "nats_bench.csv", index=False)
    joined = read(converters.convert_nb201({**files, "nats_bench.csv": tmp_path / "nats_bench.csv"}), "nb201.csv.gz")
    found = joined["c100_val"].notna()
    assert found.sum() == sum(dataset == "cifar100" for dataset, _ in cells) > 5
    np.testing.assert_allclose(joined["c100_val"][found], truth["c100_val"][found], atol=1e-5)
    np.testing.assert_array_equal(joined["params_c10_M"], truth["params_c10_M"])


def test_darts_is_kept_as_it_is(third_party, tmp_path):
    path = third_party("upstream/DARTS_archs_CIFAR10.csv")
    kept = converters.convert_darts({path.name: path})
    assert hashlib.sha256(kept["upstream/DARTS_archs_CIFAR10.csv"]).hexdigest().startswith("d28d263a")
    short = tmp_path / path.name
    short.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(ValueError, match="expected 1000 genotypes"):
        converters.convert_darts({path.name: short})


@pytest.mark.parametrize(
    ("convert", "archive", "space", "arch", "spelling"),
    [
        (
            converters.convert_tnb101_micro,
            "all_benchmarks_zen.zip",
            "transbench101_micro",
            (0, 2, 1, 0, 1, 2),
            "64-41414-0_21_012",
        ),
        (converters.convert_tnb101_macro, "tnb101_macro_zen.zip", "transbench101_macro", (3, 1, 3, 4), "64-3134-basic"),
    ],
)
def test_transnas_spelling_and_columns(tmp_path, convert, archive, space, arch, spelling):
    path = tmp_path / archive
    naslib_archive(path, space, {task: {arch: i + 0.5} for i, task in enumerate(TASKS)})
    (kept,) = convert({archive: path}, rows=1).values()
    table = pd.read_csv(io.BytesIO(kept), compression="gzip")
    assert table["arch_str"].tolist() == [spelling]
    assert table["op_indices"].tolist() == [" ".join(map(str, arch))]
    assert [table[f"val_{task}"][0] for task in TASKS] == [i + 0.5 for i in range(7)]
    with pytest.raises(ValueError, match=r"expected \d+ architectures on 7 tasks"):
        convert({archive: path})


@pytest.mark.parametrize(
    ("convert", "archive", "table"),
    [
        (converters.convert_tnb101_micro, "all_benchmarks_zen.zip", "tnb101_micro.csv.gz"),
        (converters.convert_tnb101_macro, "tnb101_macro_zen.zip", "tnb101_macro.csv.gz"),
    ],
)
def test_transnas_agrees_with_the_table_it_stands_for(third_party, convert, archive, table):
    truth = pd.read_csv(third_party(table))
    (kept,) = convert({archive: third_party(f"upstream/{archive}")}).values()
    result = pd.read_csv(io.BytesIO(kept), compression="gzip")
    pd.testing.assert_frame_equal(result[truth.columns], truth, rtol=1e-6)


def cifar_archive(path, folder, batches):
    with tarfile.open(path, "w:gz") as archive:
        for name, content in batches.items():
            data = pickle.dumps(content, protocol=4)
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def batch(start, count, key):
    """Images whose every channel is a constant that tells image and channel."""
    channels = np.array([[10 * (start + i) + channel for channel in range(3)] for i in range(count)], dtype=np.uint8)
    return {b"data": np.repeat(channels, 1024, axis=1), key: [(start + i) % 3 for i in range(count)]}


def test_cifar10_batches_are_joined_in_order(tmp_path):
    path = tmp_path / "cifar-10-python.tar.gz"
    batches = {f"data_batch_{i + 1}": batch(2 * i, 2, b"labels") for i in range(5)}
    batches |= {"test_batch": batch(10, 3, b"labels"), "batches.meta": {b"label_names": [b"cat", b"dog", b"owl"]}}
    cifar_archive(path, "cifar-10-batches-py", batches)
    kept = converters.convert_cifar10({path.name: path}, rows=(10, 3))
    train = np.load(io.BytesIO(kept["images/cifar10_train.npz"]))
    assert train["x"].shape == (10, 32, 32, 3)
    assert train["x"].dtype == np.uint8
    assert train["classes"].tolist() == ["cat", "dog", "owl"]
    np.testing.assert_array_equal(train["x"][:, 5, 7], [[10 * i, 10 * i + 1, 10 * i + 2] for i in range(10)])
    assert train["y"].tolist() == [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]
    assert np.load(io.BytesIO(kept["images/cifar10_test.npz"]))["x"].shape == (3, 32, 32, 3)
    with pytest.raises(ValueError, match="expected 50000 images"):
        converters.convert_cifar10({path.name: path})


def test_cifar100_uses_the_fine_labels_and_names_a_missing_member(tmp_path):
    path = tmp_path / "cifar-100-python.tar.gz"
    parts = {"train": batch(0, 4, b"fine_labels"), "meta": {b"fine_label_names": [b"ant", b"bee", b"elk"]}}
    cifar_archive(path, "cifar-100-python", parts)
    with pytest.raises(ValueError, match="expected a file test"):
        converters.convert_cifar100({path.name: path}, rows=(4, 2))
    cifar_archive(path, "cifar-100-python", {**parts, "test": batch(4, 2, b"fine_labels")})
    kept = converters.convert_cifar100({path.name: path}, rows=(4, 2))
    assert np.load(io.BytesIO(kept["images/cifar100_test.npz"]))["y"].tolist() == [1, 2]


def test_every_nb201_operation_has_its_digit():
    for digits in product("01234", repeat=2):
        names = [list(converters.NB201_DIGIT)[int(digit)] for digit in digits]
        arch = f"|{names[0]}~0|+|{names[1]}~0|none~1|+|none~0|none~1|none~2|"
        assert converters._nb201_digits(arch) == "".join(digits) + "0000"
