from __future__ import annotations

import pytest

from swap_teach.course.mathml import FormulaError, to_mathml


@pytest.mark.parametrize(
    "latex",
    [
        r"\Psi = \left|\hat{\mathbb{A}}_{\mathcal{N},\theta}\right|",
        r"f(\Theta) = \exp\left(-\frac{(\Theta-\mu)^2}{\sigma}\right)",
        r"2\sum_{k=0}^{d}\binom{S-1}{k}",
        r"\begin{cases}1 & p > 0 \\ 0 & \text{otherwise}\end{cases}",
        r"\begin{aligned}a &= b \\ c &= d\end{aligned}",
        r"\mathbf{w}^\top x + b",
    ],
)
def test_the_course_s_formulas_leave_no_latex_behind(latex):
    shown = to_mathml(latex, display=True).split(">", 1)[1]
    assert "\\" not in shown
    assert ">&<" not in shown


def test_an_unknown_command_is_an_error_that_shows_the_formula():
    with pytest.raises(FormulaError, match=r"The formula \\swapscore\{x\} can't be turned into MathML"):
        to_mathml(r"\swapscore{x}")


def test_the_source_is_the_alternative_text_escaped():
    assert 'alttext="a &lt; b"' in to_mathml("a < b")
