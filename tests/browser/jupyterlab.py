"""What a learner does in JupyterLab, in a learner's words: open a lesson, run, write into a cell, read an output."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

PATIENCE = 120
"""Seconds that anything may take on a busy machine."""
RAN = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address with the closing slash, its token, the learner's folder."""

    url: str
    token: str
    folder: Path

    def ask(self, path: str, method: str = "GET") -> Any:
        """Ask the server's own interface."""
        request = Request(self.url + path, method=method, headers={"Authorization": f"token {self.token}"})
        with urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or "null")

    def stop_kernels(self) -> None:
        """End every session: a lesson's kernel takes memory, and may be at work."""
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")

    def ready(self, name: str) -> bool:
        """Say whether a notebook's kernel waits for cells with the page connected to it."""
        kernels = [session["kernel"] for session in self.ask("api/sessions") if session["path"] == name]
        return any(kernel["connections"] and kernel["execution_state"] == "idle" for kernel in kernels)


@dataclass(frozen=True)
class Notebook:
    """A lesson that is open in a page."""

    page: Any

    @classmethod
    def open(cls, lab: Lab, page: Any, number: str) -> Notebook:
        """Open a lesson and wait until its kernel can run cells: before that JupyterLab drops what is asked of it."""
        name = next(lab.folder.glob(f"{number}_*.ipynb")).name
        page.goto(f"{lab.url}lab/workspaces/test-{number}/tree/{quote(name)}?token={lab.token}&reset")
        page.locator(".jp-NotebookPanel .jp-CodeCell").first.wait_for()
        end = time.monotonic() + PATIENCE
        while not lab.ready(name):
            assert time.monotonic() < end, f"the kernel of {name} was not ready in {PATIENCE} s"
            page.wait_for_timeout(100)
        lesson = cls(page)
        lesson.wait_until_idle()
        return lesson

    def cell(self, text: str) -> Any:
        """Return the first code cell whose source has this text."""
        cells = self.page.locator(".jp-NotebookPanel .jp-CodeCell")
        return cells.filter(has=self.page.locator(".cm-content", has_text=text)).first

    @property
    def errors(self) -> Any:
        """The tracebacks on the page; JupyterLab shows them as it shows what goes to the error stream."""
        told = self.page.locator('.jp-NotebookPanel [data-mime-type="application/vnd.jupyter.stderr"]')
        return told.filter(has_text="Traceback (most recent call last)")

    def run_all(self) -> None:
        """Choose Run All Cells from the menu."""
        for name in ("Run", "Run All Cells"):
            self.page.get_by_role("menuitem", name=name, exact=True).click()

    def run(self, *cells: Any) -> None:
        """Run these cells one after the other, each by Shift+Enter, and wait for it."""
        for cell in cells:
            self.select(cell)
            self.press_run(cell)

    def run_and_stay(self, cell: Any) -> None:
        """Run a cell by Control+Enter, which keeps it selected: from there Tab leads into its output."""
        self.select(cell)
        self.press_run(cell, "Control+Enter")

    def select(self, cell: Any) -> None:
        """Click into a cell's source."""
        cell.locator(".cm-content").click()

    def press_run(self, cell: Any, keys: str = "Shift+Enter") -> None:
        """Press the keys by which this cell, now selected, is to run, and wait for it; Control+Enter stays on it."""
        before = cell.locator(".jp-InputPrompt").text_content()
        self.page.keyboard.press(keys)
        self.wait_until_run(cell, before)

    def wait_until_run(self, cell: Any, before: str = "[ ]:") -> None:
        """Wait until a cell has a number other than before. JupyterLab stops at the first error, and so does this."""
        ran = cell.locator(".jp-InputPrompt").filter(has_text=RAN).filter(has_not_text=before)
        ran.or_(self.errors).first.wait_for(state="attached")
        assert self.errors.count() == 0, self.errors.first.inner_text()

    def wait_until_idle(self) -> None:
        """Wait until the kernel rests. What is asked right after an error, before that, it drops."""
        self.page.locator(".jp-NotebookPanel .jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()

    def write(self, cell: Any, source: str) -> None:
        """Replace what a cell says, and leave the cursor in it."""
        self.select(cell)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def tab_to(self, target: Any) -> None:
        """Press Tab from the selected cell on until the target has the focus, a dozen times at most."""
        target.wait_for()
        for _ in range(12):
            self.page.keyboard.press("Tab")
            if target.evaluate("target => target === document.activeElement"):
                return
        raise AssertionError(f"Tab does not lead to {target}")
