from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctl.orphans import PID_FILE, warning


@pytest.fixture
def supervisord(tmp_path: Path) -> Iterator[int]:
    """A process that stands for it, with its file."""
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE) as process:
        (tmp_path / PID_FILE).write_text(f"{process.pid}\n")
        yield process.pid
        process.kill()


@pytest.mark.usefixtures("supervisord")
def test_of_one_that_runs_nothing_is_said(tmp_path: Path) -> None:
    assert warning(tmp_path) is None


def test_one_that_was_killed_is_told_with_what_puts_it_right(tmp_path: Path, supervisord: int) -> None:
    os.kill(supervisord, signal.SIGKILL)
    os.waitid(os.P_PID, supervisord, os.WEXITED | os.WNOWAIT)
    assert warning(tmp_path) == (
        f"supervisord (process {supervisord}) was killed: what ends now is not started again; "
        "put it right with: smsctl up"
    )


def test_one_that_was_stopped_is_told(tmp_path: Path, supervisord: int) -> None:
    os.kill(supervisord, signal.SIGSTOP)
    os.waitid(os.P_PID, supervisord, os.WSTOPPED)
    assert "is stopped: what ends now is not started again; see: smsctl doctor" in (warning(tmp_path) or "")


@pytest.mark.parametrize("contents", [None, "", "x\n", "999999999999999999999\n"])
def test_where_no_file_tells_of_one_nothing_is_said(tmp_path: Path, contents: str | None) -> None:
    if contents is not None:
        (tmp_path / PID_FILE).write_text(contents)
    assert warning(tmp_path) is None
