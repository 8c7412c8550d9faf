"""The demo: what a newcomer sees first."""

import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctl.conversation import HELP
from tests.acceptance.house import ANSWER, QUESTION, eventually

pytestmark = pytest.mark.acceptance

DEMO = [sys.executable, "-m", "ctl", "demo"]


@pytest.fixture
def home() -> Iterator[Path]:
    """Where the demo makes its folder; nothing may be left in it."""
    folder = Path(tempfile.mkdtemp(prefix="demo-", dir="/tmp"))
    yield folder
    assert list(folder.iterdir()) == []
    folder.rmdir()


def processes_in(folder: Path) -> list[bytes]:
    """Command lines of what runs on that folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        except OSError:
            continue  # it ended meanwhile
        if os.fsencode(folder) in line:
            found.append(line)
    return found


def test_without_a_terminal_the_scripted_exchange_is_printed(home: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(home)}
    done = subprocess.run(DEMO, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert QUESTION in done.stdout
    assert ANSWER in done.stdout
    assert "refused" in done.stdout
    assert processes_in(home) == []


class Terminal:
    """A person at a terminal in front of the demo."""

    def __init__(self, home: Path) -> None:
        self._master, slave = pty.openpty()
        environment = {**os.environ, "TMPDIR": str(home)}
        self.process = subprocess.Popen(
            DEMO, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environment
        )
        os.close(slave)
        os.set_blocking(self._master, False)
        self.seen = ""

    def types(self, line: str) -> None:
        os.write(self._master, line.encode() + b"\n")

    def sees(self, text: str) -> None:
        def read() -> bool:
            try:
                self.seen += os.read(self._master, 65536).decode(errors="replace")
            except (BlockingIOError, OSError):
                return text in self.seen
            return text in self.seen

        eventually(read, f"{text!r} on the terminal", 60)

    def ends(self) -> int:
        return self.process.wait(60)


@pytest.mark.parametrize("way", ["quit", "interrupt", "terminate"])
def test_on_a_terminal_one_texts_the_house_and_ends_cleanly(way: str, home: Path) -> None:
    terminal = Terminal(home)
    terminal.sees("> ")
    terminal.types(QUESTION)
    terminal.sees(ANSWER)
    if way == "quit":
        terminal.types("/stranger " + QUESTION)
        terminal.sees("nothing")
        terminal.types("/quit")
        assert terminal.ends() == 0
    else:
        os.killpg(terminal.process.pid, signal.SIGINT if way == "interrupt" else signal.SIGTERM)
        assert terminal.ends() in (0, 130, 143)
    assert processes_in(home) == []
    assert "Traceback" not in terminal.seen


def test_what_the_help_page_suggests_is_understood(home: Path) -> None:
    suggested = [text for line in re.findall(r"^  ([A-Z].*)$", HELP, re.MULTILINE) for text in line.split(", then ")]
    assert len(suggested) > 5
    terminal = Terminal(home)
    terminal.sees("> ")
    for text in suggested:
        before = terminal.seen.count("< ")
        terminal.types(text)

        def answered(before: int = before) -> bool:
            terminal.sees("")
            return terminal.seen.count("< ") > before

        eventually(answered, f"an answer to {text!r}", 60)
    terminal.types("/quit")
    assert terminal.ends() == 0
    for failed in ("did not understand", "nothing more", "cannot", "Désolé"):
        assert failed not in terminal.seen
