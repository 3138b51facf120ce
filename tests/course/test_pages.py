from __future__ import annotations

import re

import nbformat
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell
from pygments.styles import get_style_by_name

from swap_teach.course.pages import CODE_STYLE, TEMPLATES, build_pages, render_cells
from swap_teach.course.runner import run_course

PICTURE = """import matplotlib.pyplot as plt
from swap_teach.figures import Picture, show
figure, axes = plt.subplots()
axes.plot([1, 3])
plt.close(figure)
show(Picture(figure, "A line that rises from 1 to 3."))"""
TABLE = 'import pandas as pd\npd.DataFrame({"score": [1]}, index=["cell"])'
SLIDER = 'import ipywidgets\nipywidgets.IntSlider(description="S")'
LINKS = "## Where to go\n\n[next](03_next.ipynb#Parts) [readme](../README.md) [here](#Parts) $x^2$\n\n$$\\sum_k k$$"


def pages(lesson_file, tmp_path, *cells):
    lesson_file(*cells)
    lesson_file(name="03_next.ipynb")
    out = tmp_path / "build" / "course"
    runs = run_course(out, "quick", tmp_path / "notebooks", say=lambda line: None)
    assert not any(run.error for run in runs)
    index = build_pages(out, tmp_path / "notebooks", runs)
    return {path.name: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in (index, *out.glob("0*.html"))}


def test_a_page_is_whole_offline_and_reachable(lesson_file, tmp_path):
    cells = (PICTURE, TABLE, SLIDER, new_markdown_cell(LINKS))
    page = pages(lesson_file, tmp_path, *cells)["02_patterns.html"]
    text = str(page)
    assert page.html["lang"] == "en-GB"
    assert not page.find_all(["script", "link", "iframe"])
    assert set(re.findall(r"https?://[^\"< ]+", text)) <= {"http://www.w3.org/1998/Math/MathML"}
    assert [len(page.find_all(name)) for name in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert page.find("a", class_="skip")["href"] == "#content"
    # The description stands once under the picture and once as its alternative text, not a third time as output.
    figure = page.find("figure")
    assert figure.img["alt"] == figure.figcaption.get_text() == "A line that rises from 1 to 3."
    assert text.count("A line that rises from 1 to 3.") == 3  # the third is the cell's own source
    assert page.find("table").find_parent(class_="scroll")["tabindex"] == "0"
    assert {th["scope"] for th in page.find_all("th")} == {"col", "row"}
    assert all(th.get_text(strip=True) for th in page.find_all("th")), "the upper left corner is no header"
    assert "An interactive control stands here" in text
    assert 'This page was made with profile = "quick".' in page.get_text()
    assert len(page.find_all("math")) == 3


def test_links_lead_from_page_to_page_and_to_the_files_they_meant(lesson_file, tmp_path):
    made = pages(lesson_file, tmp_path, new_markdown_cell(LINKS))
    page = made["02_patterns.html"]
    targets = {link.get_text(): link["href"] for link in page.find("main").find_all("a")}
    assert targets == {"next": "03_next.html#Parts", "readme": "../../README.md", "here": "#Parts"}
    contents = [link["href"] for link in page.find(class_="contents").find_all("a")]
    assert contents == ["#Parts", "#Where-to-go"]
    assert all(page.find(id=target[1:]) for target in contents)
    walks = {link["rel"][0]: link["href"] for link in page.header.find_all("a")}
    assert walks == {"index": "index.html", "next": "03_next.html"}
    assert {link["rel"][0] for link in made["03_next.html"].header.find_all("a")} == {"prev", "index"}
    assert [row.a["href"] for row in made["index.html"].tbody.find_all("tr")] == ["02_patterns.html", "03_next.html"]


def test_a_lesson_that_stopped_has_a_page_with_its_error_and_the_index_says_so(lesson_file, tmp_path):
    folder = lesson_file("ratio = 1 / 0").parent
    runs = run_course(tmp_path / "out", "quick", folder, say=lambda line: None)
    index = build_pages(tmp_path / "out", folder, runs)
    assert "stopped; see the run's own output" in index.read_text("utf-8")
    page = BeautifulSoup((tmp_path / "out" / "02_patterns.html").read_text("utf-8"), "html.parser")
    assert page.find("pre", class_="error").get_text() == "ZeroDivisionError: division by zero"
    assert "papermill" not in page.get_text()


def test_headings_of_one_name_get_anchors_of_their_own(lesson_file, tmp_path):
    path = lesson_file(new_markdown_cell("## Recap"), new_markdown_cell("## Recap"))
    build_pages(path.parent, path.parent)
    page = BeautifulSoup(path.with_suffix(".html").read_text("utf-8"), "html.parser")
    assert [heading["id"] for heading in page.find_all("h2")] == ["Parts", "Recap", "Recap-2"]


def test_an_error_output_is_text_not_a_raw_traceback(lesson_file):
    path = lesson_file("1 / 0")
    notebook = nbformat.read(path, as_version=4)
    error = {"ename": "ValueError", "evalue": "<b>", "traceback": ["\x1b[31mred"]}
    notebook.cells[2].outputs = [nbformat.v4.new_output("error", **error)]
    nbformat.write(notebook, path)
    build_pages(path.parent, path.parent)
    assert "ValueError: &lt;b&gt;" in path.with_suffix(".html").read_text("utf-8")


def test_a_sentence_wraps_and_columns_do_not(lesson_file):
    path = lesson_file()
    notebook = nbformat.read(path, as_version=4)
    texts = ("One long sentence.", "a  1\nb  2")
    notebook.cells[1].outputs = [
        output
        for text in texts
        for output in (
            nbformat.v4.new_output("stream", text=text),
            nbformat.v4.new_output("display_data", {"text/plain": text}),
        )
    ]
    nbformat.write(notebook, path)
    blocks = BeautifulSoup(render_cells(path), "html.parser").select(".output pre")
    assert [block.get("class") for block in blocks] == [["words"], ["words"], None, None]
    css = (TEMPLATES / "page.css").read_text("utf-8")
    assert re.search(r"pre\.words \{[^}]*white-space: pre-wrap", css)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_colour_can_be_read_on_the_page_s_grounds():
    css = (TEMPLATES / "page.css").read_text("utf-8")
    colours = dict(re.findall(r"--(\w+): #([0-9a-f]{6})", css))
    assert {"ink", "quiet", "link", "ground"} <= colours.keys()
    code = {token["color"] for _, token in get_style_by_name(CODE_STYLE) if token["color"]}
    for text in code | {colours["ink"], colours["quiet"], colours["link"]}:
        for ground in ("ffffff", colours["ground"]):
            assert contrast(text, ground) >= 4.5, (text, ground)
