"""The whole of one call: what is imported, what is printed when it goes wrong, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ctl.__main__ import COMMANDS, cli
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Smsctl

NEVER_ON_THE_HOT_PATH = {
    *("msgspec", "rich", "logging", "asyncio", "phonenumbers", "supervisor", "importlib.metadata"),
    *("xmlrpc", "subprocess", "http", "ssl", "smsbus.config", "smsbus.messages", "smsbus.requests"),
}


OURS_ON_THE_HOT_PATH = {
    *("ctl", "ctl.__main__", "ctl.commands", "ctl.commands.send", "ctl.completion", "ctl.endpoints", "ctl.exits"),
    *("ctl.invocation", "ctl.output", "ctl.parameters", "ctl.patience", "ctl.sending"),
    *("smsbus", "smsbus.client", "smsbus.codec", "smsbus.errors", "smsbus.sockets"),
}
OTHERS_ON_THE_HOT_PATH = {"click", "msgpack", "zmq"}


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found += [(*path, name), *(_commands(command, (*path, name)) if isinstance(command, click.Group) else [])]
    return found


@pytest.mark.parametrize("path", _commands(cli), ids=" ".join)
def test_every_command_has_help_with_an_example_of_itself(smsctl: Smsctl, path: tuple[str, ...]) -> None:
    done = smsctl(*path, "--help")
    assert done.code == 0
    assert f"Usage: smsctl {' '.join(path)}" in done.out
    example = done.out.partition("Example")[2]
    assert f"{path[-1]}" in example and "smsctl " in example


def test_the_help_page_lists_every_command_and_imports_none(smsctl: Smsctl) -> None:
    out = smsctl("--help").out
    assert all(f"\n  {name} " in out for name in COMMANDS)
    files = {path.stem for path in (Path(__file__).parents[2] / "ctl" / "commands").glob("*.py")}
    assert set(COMMANDS) == files - {"__init__"}


def test_send_imports_nothing_heavy(routerd: FakeRouterd, settings_path: Path) -> None:
    routerd.answers["send"] = documents.sent(documents.outbox())
    program = (
        "import sys; from ctl.__main__ import main; code = main(['send', 'Alice', 'Alarm']);"
        "print(code, *sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, env=dict(os.environ), timeout=20
    )
    code, *imported = done.stderr.split()
    assert code == "0"
    assert sorted(NEVER_ON_THE_HOT_PATH & set(imported)) == []
    packages = {name.partition(".")[0] for name in imported if not name.startswith("__editable__")}
    known = {*sys.stdlib_module_names, "ctl", "smsbus", "__main__", "_distutils_hack", "cython_runtime"}
    assert {name for name in packages - known if not name.startswith("_")} == OTHERS_ON_THE_HOT_PATH
    assert {name for name in imported if name.partition(".")[0] in ("ctl", "smsbus")} == OURS_ON_THE_HOT_PATH


def test_an_unknown_command_is_one_line(smsctl: Smsctl) -> None:
    assert smsctl("frobnicate") == (2, "", "smsctl: No such command 'frobnicate'; see smsctl --help\n")
    assert smsctl("stauts") == (2, "", "smsctl: No such command 'stauts' (is it status?); see smsctl --help\n")


def test_nothing_asked_for_is_a_page_of_what_there_is(smsctl: Smsctl) -> None:
    done = smsctl()
    assert (done.code, done.out) == (2, "")
    assert done.err == smsctl("--help").out
    assert json.loads(smsctl("--json").err)["error"]["message"] == "Missing command; see smsctl --help"


@pytest.mark.parametrize("words", [["--json", "inbox", "show", "x"], ["inbox", "show", "x", "--json"]])
def test_an_error_with_json_is_a_document_on_stderr(smsctl: Smsctl, words: list[str]) -> None:
    done = smsctl(*words)
    assert (done.code, done.out) == (2, "")
    assert json.loads(done.err)["error"]["code"] == "usage"


def test_a_bug_is_one_line_too(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["value.get"] = {"no": "value"}
    done = smsctl("value", "House", "message")
    assert done.code == 1
    assert done.err == "smsctl: this is a bug in smsctl: KeyError: 'value'\n"


def test_ctrl_c_is_one_line_and_the_shell_s_code(settings_path: Path) -> None:
    # Nobody answers: it waits.
    calling = subprocess.Popen([sys.executable, "-m", "ctl", "inbox"], stderr=subprocess.PIPE, env=dict(os.environ))
    _wait_for_the_question(calling.pid)
    calling.send_signal(signal.SIGINT)
    _, err = calling.communicate(timeout=10)
    assert (calling.returncode, err) == (130, b"smsctl: interrupted\n")


def test_a_closed_pipe_is_no_failure_to_talk_about(routerd: FakeRouterd, settings_path: Path) -> None:
    routerd.answers["message.list"] = [documents.inbox()]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "ctl", "inbox"], stdout=write, stderr=subprocess.PIPE, env=dict(os.environ), timeout=20
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_locale_without_the_characters_is_no_failure(routerd: FakeRouterd, settings_path: Path) -> None:
    routerd.answers["message.list"] = [documents.inbox(text="16.3 °C 😀")]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run([sys.executable, "-m", "ctl", "inbox"], capture_output=True, env=environment, timeout=20)
    assert done.returncode == 0
    assert b"16.3 \xb0C \\U0001f600" in done.stdout


def test_the_shell_can_complete_commands(settings_path: Path) -> None:
    words = {"_SMSCTL_COMPLETE": "bash_complete", "COMP_WORDS": "smsctl equ", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "ctl"], capture_output=True, text=True, env={**os.environ, **words}, timeout=20
    )
    assert done.stdout == "plain,equipment\n"


def _wait_for_the_question(pid: int) -> None:
    """Until the process has ZeroMQ's I/O thread: then it has sent its question, or is about to."""
    while len(list(Path(f"/proc/{pid}/task").iterdir())) < 3:
        os.sched_yield()
