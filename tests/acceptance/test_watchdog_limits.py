"""What the watchdog leaves alone, and what ends the watchdog; a file of its own because it takes its time."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.acceptance.house import ended, eventually, new_house

pytestmark = pytest.mark.acceptance


def test_a_modemd_that_is_sending_is_left_alone_until_that_may_take_no_longer() -> None:
    with new_house(modem="submit_timeout = 16.0") as house:
        house.plug()
        house.up()
        house.ready()
        house.phone.order(op="set", submit_delay_s=14.0)
        house.do("send", "+33639980003", "hello")
        eventually(lambda: house.json("outbox")[0]["state"] == "in-flight", "the text is at the modem")
        handed_at = time.monotonic()
        pid = house.pid("modemd-sim")
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        eventually(lambda: ended(pid), "the stopped modemd is killed", 45.0)
        assert time.monotonic() - handed_at > 14.5


def test_a_watchdog_that_hangs_is_ended_by_its_own_deadline(tmp_path: Path) -> None:
    (tmp_path / "smsbus.toml").write_text("[service]\nrun_dir = '.'\n")
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "s"))
        deaf.listen()  # takes connections, and never answers
        command = [sys.executable, "-m", "ctl.watchdog", "--config", str(tmp_path / "smsbus.toml")]
        environment = {**os.environ, "SUPERVISOR_SERVER_URL": f"unix://{tmp_path}/s"}
        with subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as watchdog:
            assert watchdog.stdin is not None
            payload = "processname:mine groupname:mine from_state:BACKOFF"
            header = f"ver:3.0 server:s serial:1 pool:p poolserial:1 eventname:PROCESS_STATE_FATAL len:{len(payload)}"
            watchdog.stdin.write(f"{header}\n{payload}".encode())
            watchdog.stdin.flush()
            assert watchdog.wait(45.0) == -signal.SIGALRM
            assert watchdog.stdout is not None
            assert watchdog.stdout.read() == b"READY\nRESULT 2\nOKREADY\n"  # acknowledged before anything else


def test_beyond_the_limit_people_are_told() -> None:
    with new_house() as house:
        text = (house.folder / "smsbus.toml").read_text().replace(str(house.link), "sim:")
        house.write("smsbus.toml", text.replace("[service]\n", "[service]\nrestarts_per_hour = 0\n"))
        house.up()
        pid = house.pid("interactd")
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)

        def told() -> list[str]:
            alerts = house.json("status")["alerts"]
            return [alert["message"] for alert in alerts if "left alone for an hour" in alert["message"]]

        [message] = eventually(told, "an alert", 30.0)
        assert message.startswith("interactd stopped answering and may not be restarted")
        assert not ended(pid)
        house.do("restart", "interactd")
        assert json.loads(house.run("--json", "status").stdout)["daemons"][-1]["answering"]
