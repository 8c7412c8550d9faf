"""Up, restart and down with the real supervisord and the real daemons."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctl import service, supervision
from ctl.exits import Exit, Failure
from ctl.supervision import Supervisord
from smsbus import config
from smsbus.config import Settings
from tests.ctl.conftest import Smsctl

pytestmark = pytest.mark.acceptance

SETTINGS = """\
[service]
state_dir = "state"
run_dir = "run"
log_dir = "log"

[modems.one]
port = "sim:"
"""
SECOND = '[modems.two]\nport = "sim:"\n'
INTERACTIONS = """\
[[interaction]]
name = "greeting"
sentences = ["hello"]
value = { text = "there" }
reply = "{{ value }}"
"""
PROGRAMS = ["interactd", "modemd-one", "routerd", "simulator-one", "watchdog"]


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Settings in a folder of their own; whatever runs for them is stopped in the end."""
    folder = Path(tempfile.mkdtemp(prefix="ctl-", dir="/tmp"))
    (folder / "smsbus.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "interactions.toml").write_text(INTERACTIONS, encoding="utf-8")
    loaded = config.load(folder / "smsbus.toml")
    yield loaded
    service.bring_down(loaded)
    shutil.rmtree(folder)


def _states(settings: Settings) -> dict[str, int | None]:
    return {process.name: process.pid for process in Supervisord(settings).processes()}


def test_up_twice_restart_and_down(settings: Settings, smsctl: Smsctl) -> None:
    option = ["--config", str(settings.path)]
    done = smsctl(*option, "up")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("everything answers\nmodem one: ")
    first = _states(settings)
    assert sorted(first) == PROGRAMS
    assert all(first.values())
    socket = settings.run_dir / "supervisor.sock"
    assert socket.stat().st_mode & 0o777 == 0o700

    assert smsctl(*option, "up").out.startswith("already running; everything answers\n")
    assert _states(settings) == first

    assert smsctl(*option, "restart", "routerd").code == 0
    again = _states(settings)
    assert {name for name in first if first[name] != again[name]} == {"routerd"}
    unknown = smsctl(*option, "restart", "router")
    assert (unknown.code, unknown.err) == (
        2,
        f"smsctl: there is no program router; there are {', '.join(PROGRAMS)}\n",
    )

    listed = json.loads(smsctl(*option, "--json", "ps").out)
    assert {each["name"]: each["pid"] for each in listed} == again
    pids = [pid for pid in again.values() if pid]
    assert smsctl(*option, "down").out == "stopped\n"
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert smsctl(*option, "status").code == 2


def test_up_follows_the_modems_of_the_settings_without_touching_the_rest(settings: Settings) -> None:
    service.bring_up(settings, os.environ)
    before = _states(settings)
    settings.path.write_text(SETTINGS + SECOND, encoding="utf-8")
    assert service.bring_up(config.load(settings.path), os.environ).already_running
    more = _states(settings)
    assert sorted(more.keys() - before.keys()) == ["modemd-two", "simulator-two"]
    settings.path.write_text(SETTINGS, encoding="utf-8")
    service.bring_up(settings, os.environ)
    assert _states(settings).keys() == before.keys()


def test_what_a_killed_supervisord_left_behind_is_ended_before_a_new_start(settings: Settings) -> None:
    service.bring_up(settings, os.environ)
    abandoned = _states(settings)
    pid = Supervisord(settings).pid()
    assert pid is not None
    descriptor = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    supervision.select.select([descriptor], [], [], 10)
    os.close(descriptor)
    # The watchdog ends by itself, sooner or later, when its supervisord is gone.
    left = {*supervision.leftovers(settings.run_dir), abandoned["watchdog"]}
    assert left == {pid for pid in abandoned.values() if pid}
    assert not service.bring_up(settings, os.environ).already_running
    assert not set(abandoned.values()) & set(_states(settings).values())
    assert service.bring_down(settings)
    assert supervision.leftovers(settings.run_dir) == []


def test_a_daemon_that_cannot_start_is_named_with_its_last_words(settings: Settings) -> None:
    (settings.path.parent / "interactions.toml").write_text("[[interaction]]\n", encoding="utf-8")
    with pytest.raises(Failure) as caught:
        service.bring_up(settings, os.environ, timeout_s=6)
    assert caught.value.exit_code is Exit.NO_DAEMON
    assert "interactd (" in str(caught.value)
    assert "interactions.toml" in str(caught.value)
    assert "\n" not in str(caught.value)
