"""`smsctl doctor` on real processes: all well, nothing running, wrong settings, a modem that only doctor can ask."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.house import House, eventually, new_house
from tests.modemd.sysfs import Tree

pytestmark = pytest.mark.acceptance


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house on a computer with nothing else plugged in, and a quiet kernel log."""
    tree = Tree(tmp_path / "root")
    (tree.root / "dev/kmsg").touch()
    (tree.root / "proc/net").mkdir()
    (tree.root / "proc/net/unix").symlink_to("/proc/net/unix")
    monkeypatch.setenv("SMSBUS_ROOT", str(tree.root))
    with new_house() as made:
        yield made


def found(house: House) -> tuple[int, dict[str, dict[str, Any]]]:
    """Exit code and findings by key, without notes."""
    done = house.run("--json", "doctor")
    assert done.stderr == ""
    assert done.returncode in (0, 1, 2)
    findings = house.json("doctor")["findings"]
    return done.returncode, {finding["key"]: finding for finding in findings if finding["severity"] != "note"}


def test_a_house_that_is_well_has_nothing_wrong(house: House) -> None:
    house.plug()
    house.up()
    house.ready()
    assert found(house) == (0, {})
    page = house.run("doctor")
    assert page.returncode == 0
    assert "health    good" in page.stdout


def test_a_house_that_is_down_is_critical_and_its_modem_is_asked_without_being_changed(house: House) -> None:
    house.plug("--pin", "1234", "--signal", "2")
    code, findings = found(house)
    assert code == 2
    assert {*findings} == {"supervisord-down", "pin-needed"}
    assert house.phone.order(op="state")["pin_attempts_left"] == 3
    house.modem = 'pin = "1234"'
    house.write_settings()
    house.settings_path.chmod(0o600)
    code, findings = found(house)
    assert {*findings} == {"supervisord-down"}  # it will enter the PIN; doctor does not
    state = house.phone.order(op="state")
    assert (state["pin"], state["pin_attempts_left"]) == ("SIM PIN", 3)


def test_a_house_without_its_modem_or_with_wrong_settings_is_told_so(house: House) -> None:
    code, findings = found(house)
    assert code == 2
    assert "port-missing" in findings
    house.settings_path.write_text(house.settings_path.read_text() + "\n[rooter]\n", encoding="utf-8")
    code, findings = found(house)
    assert code == 2
    assert "rooter: unknown table" in findings["settings-wrong"]["what"]
    assert "supervisord-down" in findings


def test_what_the_daemons_know_is_told_while_they_run(house: House) -> None:
    house.plug("--signal", "2", "--storage-size", "1")
    house.up()
    house.ready()
    code, findings = found(house)
    assert (code, {*findings}) == (1, {"signal-weak"})
    assert findings["signal-weak"]["what"] == "the signal is -109 dBm, 0 of 5 bars"


def test_a_daemon_that_hangs_is_found_and_doctor_does_not_hang_with_it(house: House) -> None:
    house.plug()
    house.up()
    house.ready()
    pid = house.pid("interactd")
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        eventually(lambda: "program-deaf" in found(house)[1], "the hanging daemon is found")
        routerd = house.pid("routerd")
        assert routerd is not None
        os.kill(routerd, signal.SIGSTOP)
        started_at = time.monotonic()
        code, findings = found(house)
        assert code == 2
        assert findings["program-deaf"]["what"].startswith("routerd (process ")
        assert time.monotonic() - started_at < 25  # twice
        os.kill(routerd, signal.SIGCONT)
    finally:
        os.kill(pid, signal.SIGCONT)
