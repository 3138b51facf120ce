"""Messages in their two forms."""

from __future__ import annotations

from swap_teach.course.message import Message


def test_the_plain_form_begins_with_the_outcome_and_aligns_details() -> None:
    text = repr(Message("Not yet", "Count columns.", (("passed", "a\nb"), ("got", "4"))))
    assert text == "Not yet. Count columns.\n  passed: a\n          b\n  got:    4"


def test_long_sentences_wrap_and_hyphenated_ids_stay_whole() -> None:
    text = repr(Message("Not yet", "word " * 30 + '`hint("02-pattern-of-a-sample")`'))
    assert max(map(len, text.splitlines())) <= 100
    assert "02-pattern-of-a-sample" in text


def test_the_rich_form_says_the_same_with_a_row_header_for_each_detail_and_no_colour() -> None:
    html = Message("Not yet", "Use `a < b`.", (("got", "<4>"),))._repr_html_()
    assert "<strong>Not yet.</strong>" in html
    assert "<code>a &lt; b</code>" in html
    assert '<th scope="row"' in html
    assert "&lt;4&gt;" in html
    assert "currentColor" in html
    assert "#" not in html
