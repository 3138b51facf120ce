import numpy as np
import pytest

from swap_teach.formulas import OneMetric, RegularisedSwap, swap_formula


def test_the_size_is_in_thousands_of_parameters():
    psi, params_M = np.array([1000.0, 1000.0]), np.array([0.0012, 0.0024])
    scores = RegularisedSwap(mu=1.2, sigma=1.2)({"swap": psi, "params": params_M})
    assert scores == pytest.approx([1000, 1000 * np.exp(-1.2)])


def test_a_formula_names_its_metrics_and_itself():
    assert swap_formula(1.2, 0.9).metrics == ("swap", "params")
    assert repr(swap_formula(1.2, 0.9)) == "RegularisedSwap(mu=1.2, sigma=0.9)"
    assert swap_formula(None, None) == OneMetric("swap")
    assert OneMetric("nwot").metrics == ("nwot",)


def test_larger_is_better_whichever_way_a_metric_points(monkeypatch):
    from swap_teach.metrics import get_metric

    values = np.array([1.0, 2.0])
    assert OneMetric("swap")({"swap": values}).tolist() == [1, 2]
    turned = type("Turned", (), {"direction": "smaller is better"})
    monkeypatch.setattr("swap_teach.metrics.get_metric", lambda name: turned if name == "swap" else get_metric(name))
    assert OneMetric("swap")({"swap": values}).tolist() == [-1, -2]


@pytest.mark.parametrize(
    ("mu", "sigma", "message"),
    [
        (1.2, None, "mu and sigma go together; got mu=1.2, sigma=None"),
        (None, 1.2, "mu and sigma go together; got mu=None, sigma=1.2"),
        (1.2, 0.0, "sigma finite and positive; got mu=1.2, sigma=0.0"),
        (float("nan"), 1.0, "mu must be finite"),
    ],
)
def test_a_formula_that_can_not_be_is_refused_at_once(mu, sigma, message):
    with pytest.raises(ValueError, match=message):
        swap_formula(mu, sigma)
