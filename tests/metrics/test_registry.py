import pytest

from swap_teach.metrics import get_metric, get_metrics, list_metrics, metric
from swap_teach.metrics.passes import take_as_is
from swap_teach.metrics.registry import unregister


@pytest.fixture
def example():
    @metric("example", reads=take_as_is, source="a test", aliases=("sample",), unit="M", direction="smaller is better")
    def example(subject):
        """Say one.

        More of it.
        """
        return 1.0

    yield example
    unregister("example")


def test_a_registered_metric_is_found_listed_and_stays_a_function(example):
    assert get_metric("sample") is get_metric("example")
    assert example(None) == 1.0
    row = list_metrics().loc["example"]
    assert row.to_dict() == {
        "column": "example_M",
        "direction": "smaller is better",
        "needs": "shapes only",
        "shared_pass": "take_as_is",
        "aliases": "sample",
        "source": "a test",
        "what": "Say one.",
    }


def test_registering_again_warns_and_replaces(example):
    with pytest.warns(UserWarning, match="'example' is registered again"):
        metric("example", reads=take_as_is, source="another")(lambda subject: 2.0)
    assert get_metric("example").source == "another"
    with pytest.raises(ValueError, match="No metric 'sample'"):
        get_metric("sample")


def test_an_alias_belongs_to_one_metric(example):
    with pytest.raises(ValueError, match=r"'sample' already belongs to the metric 'example': choose another"):
        metric("other", reads=take_as_is, source="a test", aliases=("sample",))(lambda subject: 2.0)
    assert "other" not in list_metrics().index


def test_several_in_order_each_once():
    assert [m.name for m in get_metrics(["units", "macs", "flops", "V"])] == ["units", "flops"]
    with pytest.raises(ValueError, match=r"No metric asked for. There are: .*swap"):
        get_metrics([])
