"""Processes that are alive but deaf, under the real supervisord, with the settings' own defaults."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctl.supervision import Supervisord
from smsbus import config
from tests.acceptance.house import ALICE, ANSWER, QUESTION, House, Phone, ended, eventually, new_house

pytestmark = pytest.mark.acceptance

RESTARTED_WITHIN_S = 20.0
MEMORY_BAR_MIB = 24
"""Of the watchdog while all is well; after its first restart, with what speaks to supervisord, 34."""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with new_house() as built:
        # The simulated modem of `port = "sim:"`: a program under supervision, too.
        built.write("smsbus.toml", (built.folder / "smsbus.toml").read_text().replace(str(built.link), "sim:"))
        built.up()
        built.ready()
        built.with_alice()
        yield built


def resident_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def well(house: House) -> bool:
    """Whether nothing needs a person; what does, is shown when a test fails."""
    done = house.run("status")
    sys.stdout.write(done.stdout + done.stderr)
    return done.returncode == 0


def test_the_watchdog_is_small_and_says_nothing_while_all_is_well(house: House) -> None:
    pid = house.pid("watchdog")
    assert pid is not None
    assert resident_mib(pid) < MEMORY_BAR_MIB
    assert (house.folder / "log" / "watchdog.log").read_text() == ""


@pytest.mark.parametrize("program", ["routerd", "modemd-sim", "interactd", "simulator-sim"])
def test_a_stopped_process_is_noticed_and_restarted(house: House, program: str) -> None:
    eventually(lambda: well(house), "all is well")
    pid = house.pid(program)
    assert pid is not None
    stopped_at = time.monotonic()
    os.kill(pid, signal.SIGSTOP)
    eventually(lambda: ended(pid), f"the stopped {program} is killed", RESTARTED_WITHIN_S)
    eventually(lambda: house.pid(program) not in (None, pid), f"{program} runs again", 10.0)
    assert time.monotonic() - stopped_at < RESTARTED_WITHIN_S
    eventually(lambda: well(house), "all is well again")


def test_then_it_answers_as_if_nothing_had_been(house: House) -> None:
    phone = Phone(house.folder / "run" / "sim.sim")
    eventually(lambda: well(house), "all is well")
    phone.text(QUESTION)
    phone.awaits(ALICE, ANSWER)
    processes = {item["name"]: item["state"] for item in house.json("ps")}
    assert set(processes.values()) == {"running"}


def test_a_watchdog_that_is_killed_comes_back_and_a_garbled_event_makes_it_end(house: House) -> None:
    pid = house.pid("watchdog")
    assert pid is not None
    house.kill(pid)
    eventually(lambda: house.pid("watchdog") not in (None, pid), "the watchdog runs again", 10.0)
    command = [sys.executable, "-m", "ctl.watchdog", "--config", str(house.settings_path)]
    environment = {**os.environ, "SUPERVISOR_SERVER_URL": f"unix://{house.folder}/run/supervisor.sock"}
    for octets, code in ((b"", 0), (b"garbage\n", 1)):
        done = subprocess.run(command, input=octets, env=environment, capture_output=True, timeout=30)
        assert (done.returncode, done.stdout) == (code, b"READY\n"), done.stderr


def test_what_it_wrote_is_a_line_per_restart(house: House) -> None:
    lines = (house.folder / "log" / "watchdog.log").read_text().splitlines()
    assert [line.split()[1:4] for line in lines if " deaf " in line] == [
        ["warning", "watchdog:", "deaf"] for _ in range(4)
    ]
    assert "Traceback" not in "\n".join(lines)


def test_what_supervisord_gave_up_is_started_again() -> None:
    with new_house() as house:
        house.write("smsbus.toml", (house.folder / "smsbus.toml").read_text().replace(str(house.link), "sim:"))
        house.up()
        programs = house.folder / "run" / "programs"
        flag = house.folder / "works"
        script = f"import os, time; os.path.exists({str(flag)!r}) and time.sleep(600)"
        (programs / "mine.conf").write_text(
            f'[program:mine]\ncommand = "{sys.executable}" -c "{script}"\nautorestart = true\nstartretries = 0\n'
            f"stdout_logfile = {house.folder}/log/mine.log\n"
        )
        supervisord = Supervisord(config.load(house.settings_path))
        supervisord.update()

        def state() -> str:
            return next(process.state for process in supervisord.processes() if process.name == "mine")

        eventually(lambda: state() == "fatal", "supervisord gives it up")
        eventually(
            lambda: any("mine does not start" in alert["message"] for alert in house.json("status")["alerts"]),
            "an alert",
        )
        flag.touch()
        eventually(lambda: state() == "running", "it is started again", 30.0)
        eventually(lambda: not house.json("status")["alerts"], "the alert is over", 30.0)
