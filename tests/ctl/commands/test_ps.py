from __future__ import annotations

from pathlib import Path

from ctl.commands.ps import as_document
from ctl.supervision import Process
from tests.ctl.conftest import Smsctl


def test_without_supervisord_it_says_how_to_start_and_ends_with_6(smsctl: Smsctl, settings_path: Path) -> None:
    done = smsctl("ps")
    assert (done.code, done.err) == (6, f"smsctl: nothing runs for {settings_path}; start it with: smsctl up\n")


def test_a_program_that_does_not_run_has_neither_process_nor_start() -> None:
    process = Process(
        name="routerd", state="backoff", pid=None, started_at=None, log=Path("/log/routerd.log"), complaint=""
    )
    assert as_document(process) == {
        "name": "routerd",
        "state": "backoff",
        "pid": None,
        "started_at": None,
        "log": "/log/routerd.log",
    }
