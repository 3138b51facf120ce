"""Controls for a picture: sliders that a keyboard reaches, each with a box to type the value in.

The picture itself is a frame, a pure function of its parameters; a lesson shows its static form first. Callbacks
replace a widget's `.value` and print nothing, so that proofs see the same text with and without a person.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from swap_teach.figures import Picture, publish
from swap_teach.spaces.drawing import Drawing

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.transforms import Bbox

    Shown = Picture | tuple[Picture | Drawing | pd.DataFrame, ...]

Range = tuple[float, float, float]


def explore(frame: Callable[..., Shown], **controls: Sequence[Any] | Range) -> None:
    """Display a frame with one control a parameter; the frame's own defaults are where they begin.

    A frame returns a picture, or several parts that are shown below one another: pictures, drawings, small tables.
    A control is a tuple (low, high, step), which makes a slider with a number box; a list of values to choose from; or
    a range, whose steps can also be played and paused. Outside a notebook, and on a page, one line of text stands for
    it. Used in lessons 01 to 06 and 09.

    >>> from swap_teach.course.frames_03 import weight_plane
    >>> explore(weight_plane, units=[10, 100, 1000])
    In JupyterLab this picture has controls here: units.
    """
    board = build(frame, controls)
    text = f"In JupyterLab this picture has controls here: {', '.join(controls)}."
    publish({**board._repr_mimebundle_(), "text/plain": text}, {})


def build(frame: Callable[..., Shown], controls: dict[str, Sequence[Any] | Range]) -> Any:
    """Return the widget that `explore` displays: the controls in a row, below them the picture and its description.

    Raises ValueError for a control that the frame has no parameter with a default for.
    """
    import ipywidgets
    import matplotlib as mpl

    start = _defaults(frame)
    unknown = sorted(set(controls) - set(start))
    if unknown:
        raise ValueError(f"{frame.__name__} has no parameter {unknown[0]!r} with a default; it has {', '.join(start)}.")
    dials = {name: _dial(name, choices, start[name]) for name, choices in controls.items()}
    view = ipywidgets.HTML()
    places: dict[tuple[int, float, float], list[Bbox]] = {}

    def redraw(_change: Any = None) -> None:
        chosen = {name: dial.value for name, (dial, _) in dials.items()}
        # Titles stand just above their panels: to look for labels that are in their way takes a quarter of a drawing.
        with mpl.rc_context({"axes.titley": 1.0}):
            view.value = _html(frame(**chosen), places)

    for dial, _ in dials.values():
        dial.observe(redraw, names="value")
    redraw()
    row = ipywidgets.HBox([shown for _, shown in dials.values()], layout={"flex_flow": "row wrap"})
    return ipywidgets.VBox([row, view])


def _dial(name: str, choices: Sequence[Any] | Range, start: Any) -> tuple[Any, Any]:
    """Return the widget whose value counts, and the widget to show: but for a list, a slider and its number box."""
    import ipywidgets

    if isinstance(choices, list):
        # No drop-down list: JupyterLab takes its arrow keys and letters for commands on cells.
        dial = ipywidgets.SelectionSlider(options=choices, value=start, description=name, continuous_update=False)
        return dial, dial
    low, high, step = (choices[0], choices[-1], choices.step) if isinstance(choices, range) else choices
    whole = all(isinstance(value, int) for value in (low, high, step))
    slider_kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    box_kind = ipywidgets.BoundedIntText if whole else ipywidgets.BoundedFloatText
    limits = {"min": low, "max": high, "step": step, "value": start}
    slider = slider_kind(description=name, continuous_update=False, readout=False, **limits)
    box = box_kind(layout={"width": "5rem"}, tooltip=f"{name}, as a number", **limits)
    # A slider's steps add up to 2.4000000000000004; the box shows 2.4.
    ipywidgets.link((slider, "value"), (box, "value"), transform=(lambda value: round(value, 9), lambda value: value))
    shown = [slider, box]
    if isinstance(choices, range):
        # A second a step, so that what changes can be seen. Play's own buttons are icons without a name, so a button
        # with words stands for them: the keyboard reaches it, and a screen reader says what it does.
        play = ipywidgets.Play(min=low, max=high, step=step, value=start, interval=1000, layout={"display": "none"})
        button = ipywidgets.ToggleButton(description=f"play {name}")
        ipywidgets.link((play, "value"), (slider, "value"))
        ipywidgets.link((button, "value"), (play, "playing"))
        button.observe(
            lambda change: button.set_trait("description", f"{'pause' if change['new'] else 'play'} {name}"), "value"
        )
        shown = [button, slider, box, play]
    return slider, ipywidgets.HBox(shown)


def _html(shown: Shown, places: dict[tuple[int, float, float], list[Bbox]]) -> str:
    """Return the parts as HTML; panels get the places they had in the explorer's first picture, if it was as large.

    To work the places out anew takes a third of a step, and panels that jump are hard to compare.
    """
    parts = shown if isinstance(shown, tuple) else (shown,)
    made = []
    for number, part in enumerate(parts):
        if not isinstance(part, Picture):
            made.append(figure_html(part) if isinstance(part, Drawing) else part.to_html(index=False, border=0))
            continue
        panels, (width, height) = part.figure.axes, part.figure.get_size_inches()
        kept = places.get((number, width, height), [])
        if len(kept) == len(panels):
            part.figure.set_layout_engine("none")
            for panel, place in zip(panels, kept, strict=True):
                panel.set_position(place)
        made.append(figure_html(part))
        if not any(first == number for first, _, _ in places):
            places[number, width, height] = [panel.get_position(original=True) for panel in panels]
    return "".join(made)


def figure_html(picture: Picture | Drawing) -> str:
    """Return a picture as HTML for a widget: the image, its description as alternative text and as a caption."""
    if isinstance(picture, Drawing):
        kind, image = "svg+xml", picture.svg.encode()
    else:
        kind, image = "png", picture.png(quick=True)
    words = escape(picture.description)
    return (
        f'<figure style="margin:0"><img alt="{words}" style="max-width:100%" '
        f'src="data:image/{kind};base64,{b64encode(image).decode()}">'
        f"<figcaption><em>Figure: {words}</em></figcaption></figure>"
    )


def _defaults(frame: Callable[..., Shown]) -> dict[str, Any]:
    import inspect

    parameters = inspect.signature(frame).parameters.values()
    return {one.name: one.default for one in parameters if one.default is not one.empty}
