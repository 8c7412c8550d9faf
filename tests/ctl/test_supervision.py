from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ctl import supervision
from ctl.supervision import Deaf, NotRunning, Supervisord
from smsbus import config


def test_the_last_line_of_a_log_is_the_last_that_says_something(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    assert supervision.last_line(log) == ""
    log.write_bytes(b"")
    assert supervision.last_line(log) == ""
    log.write_bytes(b"x" * 10_000 + b"\nfirst\n\xff last \n\n")
    assert supervision.last_line(log) == "\ufffd last"


def test_a_supervisord_that_does_not_run_is_no_trouble_until_it_is_asked(settings_path: Path) -> None:
    supervisord = Supervisord(config.load(settings_path))
    assert supervisord.pid() is None
    assert supervisord.shut_down(1) is True
    with pytest.raises(NotRunning, match="smsctl up"):
        supervisord.processes()


def test_what_supervisord_complains_about_is_shown_and_not_where_its_help_is() -> None:
    said = "Error: The minimum number of file descriptors required is 1024\nFor help, use /x/supervisord.py -h\n"
    assert supervision.complaint(said) == "Error: The minimum number of file descriptors required is 1024"
    assert supervision.complaint("\n") == ""


def test_a_stale_socket_counts_as_not_running(settings_path: Path) -> None:
    (settings_path.parent / "run" / "supervisor.sock").touch()
    assert Supervisord(config.load(settings_path)).pid() is None


def test_a_supervisord_that_hangs_is_waited_for_so_long_and_then_told(
    settings_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "ANSWER_S", 0.2)
    with socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(settings_path.parent / "run" / "supervisor.sock"))
        hanging.listen()
        supervisord = Supervisord(config.load(settings_path))
        for ask in (supervisord.pid, supervisord.processes, lambda: supervisord.shut_down(1)):
            with pytest.raises(Deaf, match=r"did not answer within 0\.2 s; what to do says: smsctl doctor"):
                ask()


def test_only_programs_of_this_folder_that_a_supervisord_started_are_leftovers(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print('started', flush=True); sys.stdin.read()"]
    handed_down = {"SUPERVISOR_PROCESS_NAME": "routerd", "SMSBUS_RUN_DIR": str(tmp_path)}
    variations = (
        handed_down,
        {"SMSBUS_RUN_DIR": str(tmp_path)},
        {**handed_down, "SMSBUS_RUN_DIR": f"{tmp_path}-other"},
    )
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **variables})
        for variables in variations
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    assert supervision.leftovers(tmp_path) == [started[0].pid]
    assert supervision.end([started[0].pid], 10) == []
    assert supervision.leftovers(tmp_path) == []
    assert [process.poll() for process in started[1:]] == [None, None]
    for process in started:
        process.communicate()


def test_a_supervisord_whose_folder_was_removed_is_a_leftover_and_one_that_is_starting_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    command = [sys.executable, "-c", "import sys; print('started', flush=True); sys.stdin.read()"]
    environment = {**os.environ, "SMSBUS_RUN_DIR": str(folder)}
    folder.mkdir()
    supervisord, program = (
        subprocess.Popen(
            [*command, *argument], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=folder
        )
        for argument in (["supervisor.supervisord"], [])
    )
    for process in (supervisord, program):
        assert process.stdout is not None
        process.stdout.readline()
    assert supervision.leftovers(folder) == []
    folder.rmdir()
    folder.mkdir()
    assert supervision.leftovers(folder) == [supervisord.pid]
    for process in (supervisord, program):
        process.communicate()


def test_a_supervisord_whose_socket_was_removed_is_a_leftover_before_its_programs(tmp_path: Path) -> None:
    (tmp_path / "supervisord.conf").write_text(
        f"[supervisord]\nlogfile={tmp_path}/log\npidfile={tmp_path}/pid\nnodaemon=true\n"
        "[program:routerd]\ncommand=/bin/sleep 60\n"
    )
    command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(tmp_path / "supervisord.conf")]
    variables = {**os.environ, "SMSBUS_RUN_DIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=variables) as process:
        assert process.stdout is not None
        assert any(b"entered RUNNING state" in line for line in process.stdout)
        found = supervision.leftovers(tmp_path)
        assert found[0] == process.pid
        assert len(found) == 2
        assert supervision.end(found, 10) == []
    assert supervision.leftovers(tmp_path) == []
