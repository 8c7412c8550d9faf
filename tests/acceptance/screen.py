"""A terminal that a person looks at: a program in tmux, keys typed into it, what its screen shows."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance.house import eventually

SMSCTL = (sys.executable, "-m", "ctl")
NOT_OF_A_TERMINAL = {"TMUX", "SMSBUS_CONFIG", "NO_COLOR", "COLUMNS", "LINES"}
"""The last two are set by whatever runs tests in parallel, and would tell programs a size that the window has not."""


class Screen:
    """One tmux of its own with one window; the program's exit code is shown when it ends."""

    def __init__(self, socket: Path, columns: int, lines: int, environment: Mapping[str, str]) -> None:
        self._socket = socket
        self._size = (str(columns), str(lines))
        self._environment = environment

    def begin(self) -> None:
        """Opens the window, with a shell in it."""
        columns, lines = self._size
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", columns, "-y", lines, "env PS1='$ ' sh")
        self.sees("$", 20)

    def runs(self, *arguments: str) -> None:
        """Types a command line of smsctl; `ended CODE` follows its end."""
        self.types(shlex.join([*SMSCTL, *arguments]) + "; echo ended $?")

    def types(self, line: str) -> None:
        self._tmux("send-keys", "-l", line)
        self._tmux("send-keys", "Enter")

    def presses(self, key: str) -> None:
        self._tmux("send-keys", key)

    @property
    def text(self) -> str:
        """What is on the screen, lines that are too long for it as one."""
        return _without_ends(self._tmux("capture-pane", "-p", "-J"))

    @property
    def history(self) -> str:
        """The same with what has left the screen at the top."""
        return _without_ends(self._tmux("capture-pane", "-p", "-J", "-S", "-"))

    @property
    def cursor(self) -> bool:
        """Whether the cursor can be seen."""
        return self._tmux("display-message", "-p", "#{cursor_flag}").strip() == "1"

    def sees(self, text: str, timeout_s: float = 60) -> str:
        """The screen once it shows the text."""
        last = ""

        def shown() -> str | None:
            nonlocal last
            last = self.text
            return last if text in last else None

        try:
            return eventually(shown, f"{text!r} on the screen", timeout_s)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{last}") from None

    def end(self) -> None:
        subprocess.run(["tmux", "-S", str(self._socket), "kill-server"], capture_output=True, timeout=20)

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), *arguments],
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
            env=dict(self._environment),
        )
        return done.stdout


@contextmanager
def new_screen(*, columns: int = 100, lines: int = 40, **variables: str) -> Iterator[Screen]:
    """A terminal of that size; nothing of it is left."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed: apt-get install tmux")
    folder = Path(tempfile.mkdtemp(prefix="screen-", dir="/tmp"))
    environment = {
        **{name: value for name, value in os.environ.items() if name not in NOT_OF_A_TERMINAL},
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        **variables,
    }
    screen = Screen(folder / "tmux", columns, lines, environment)
    try:
        screen.begin()
        yield screen
    finally:
        screen.end()
        shutil.rmtree(folder, ignore_errors=True)


def _without_ends(captured: str) -> str:
    return "\n".join(line.rstrip() for line in captured.splitlines())
