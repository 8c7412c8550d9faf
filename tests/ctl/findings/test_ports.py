"""Ports: there, open to us, free, right, and answering."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctl.facts import Account, File
from tests.ctl.healthy import (
    BY_PATH,
    DEVICE_FILE,
    MODEM,
    MODEM_PORT,
    PI,
    PORT,
    STICK,
    USB_PORT,
    commands,
    down,
    keys,
    only,
    well,
)

AUTO = replace(MODEM_PORT, port="auto", device=None, holders=())
ABSENT = replace(MODEM, state="absent", reason="no modem found: no USB device is plugged in", port="auto")
OUTSIDER = Account(name="pi", uid=1000, groups=frozenset({1000}))


def test_a_port_that_is_missing_is_told_with_those_that_there_are() -> None:
    other = replace(STICK, ports=(replace(USB_PORT, port="/dev/ttyUSB7", holder=None),))
    finding = only(well(files={}, devices=(other,)), "port-missing")
    assert finding.what == f"{BY_PATH} does not exist; there are /dev/ttyUSB7"
    assert commands(finding) == ["smsctl modem detect", "nano /home/pi/house/smsbus.toml", "smsctl up"]


def test_a_port_that_may_not_be_opened_is_told_with_the_group_and_the_user_that_runs_smsbus() -> None:
    finding = only(well(account=OUTSIDER), "port-forbidden")
    assert finding.what == f"{PORT} may not be opened by pi: it belongs to the group dialout"
    assert commands(finding)[0] == "sudo usermod -aG dialout pi"
    assert "log in again" in finding.remedy[1].do


def test_root_may_ask_and_the_user_of_the_daemons_counts_all_the_same() -> None:
    root = Account(name="root", uid=0)
    assert keys(well(me=root, account=OUTSIDER)) == ["port-forbidden"]
    assert keys(well(me=root, account=root)) == []


def test_a_port_that_no_group_may_open_gets_a_udev_rule() -> None:
    closed = File(path="/dev/ttyS0", uid=0, gid=0, group="root", mode=0o600)
    port = replace(MODEM_PORT, port="/dev/ttyS0", device="/dev/ttyS0")
    finding = only(well(ports=(port,), files={"/dev/ttyS0": closed}), "port-forbidden")
    assert commands(finding)[0] == (
        """echo 'KERNEL=="ttyS0", GROUP="dialout", MODE="0660"' | sudo tee /etc/udev/rules.d/79-smsbus-port.rules"""
    )


@pytest.mark.parametrize(
    ("holder", "command"),
    [
        ("ModemManager (process 17)", "sudo cp /usr/share/smsbus/udev/78-smsbus.rules /etc/udev/rules.d/"),
        ("ModemManager (process 17)", "sudo systemctl disable --now ModemManager"),
        ("brltty (process 17)", "sudo apt remove brltty"),
        ("gammu-smsd (process 17)", "sudo systemctl disable --now gammu-smsd"),
        ("smsd (process 17)", "sudo systemctl disable --now smstools"),
        ("agetty (process 17)", f"sudo systemctl disable --now serial-getty@{BY_PATH.rpartition('/')[2]}"),
        ("minicom (process 17)", "kill 17"),
        ("modemd (process 17)", "kill 17"),
    ],
)
def test_a_port_that_another_program_holds_is_told_with_the_way_to_free_it(holder: str, command: str) -> None:
    finding = only(well(ports=(replace(MODEM_PORT, holders=(holder,)),)), "port-held")
    assert finding.what == f"{BY_PATH} is held by {holder}"
    assert command in commands(finding)


def test_a_holder_that_this_user_may_not_see_is_to_be_asked_for() -> None:
    facts = down(modems=(replace(MODEM, state="absent", trouble="held", reason="held"),))
    assert f"sudo fuser -v {BY_PATH}" in commands(only(facts, "port-held"))


def test_a_modemd_of_a_supervisord_that_may_not_be_asked_is_not_an_intruder() -> None:
    assert "port-held" not in keys(well(supervised=None, programs=(), status=None, modems=()))


def test_a_lock_file_is_told_with_its_program() -> None:
    port = replace(MODEM_PORT, holders=(), lock="/var/lock/LCK..ttyUSB2", locked_by="minicom (process 17)")
    finding = only(well(ports=(port,)), "port-locked")
    assert "/var/lock/LCK..ttyUSB2 says that minicom (process 17) uses" in finding.what
    assert commands(finding) == ["ps -fp 17", "sudo rm /var/lock/LCK..ttyUSB2"]
    assert keys(well(ports=(replace(port, locked_by="modemd (process 103)"),))) == []


def test_a_wrong_speed_is_told_with_the_right_one() -> None:
    finding = only(down(modems=(replace(MODEM, state="answers", speed=9600),)), "port-wrong-speed")
    assert "answers at 9600 baud, and the settings say 115200" in finding.what
    assert finding.remedy[0].do == "In [modems.main]: baudrate = 9600"


@pytest.mark.parametrize("baudrate", ["auto", 9600])
def test_a_speed_that_is_found_or_right_is_well(baudrate: str | int) -> None:
    port = replace(MODEM_PORT, baudrate=baudrate, holders=())
    assert keys(down(ports=(port,), modems=(replace(MODEM, state="answers", speed=9600),))) == ["supervisord-down"]


@pytest.mark.parametrize("state", ["silent", "recovering"])
def test_a_modem_that_does_not_answer_is_told(state: str) -> None:
    modem = replace(MODEM, state=state, reason="does not answer AT at 115200 baud")
    assert only(well(modems=(modem,)), "port-silent").what == "does not answer AT at 115200 baud"


@pytest.mark.parametrize("state", ["opening", "probing"])
def test_a_modem_that_is_being_set_up_takes_a_moment(state: str) -> None:
    assert keys(well(modems=(replace(MODEM, state=state),))) == ["modem-starting"]


def test_where_no_modem_is_found_the_reason_is_told() -> None:
    finding = only(well(ports=(AUTO,), devices=(), modems=(ABSENT,)), "modem-not-found")
    assert finding.what == "no modem found: no USB device is plugged in"


def test_a_modem_that_is_looked_for_and_held_or_closed_is_told_as_such() -> None:
    held = replace(STICK, ports=(replace(USB_PORT, holder="ModemManager (process 17)"),))
    assert keys(well(ports=(AUTO,), devices=(held,), modems=(ABSENT,))) == ["port-held"]
    assert keys(well(ports=(AUTO,), devices=(replace(STICK, ports=(replace(USB_PORT, holder=None),)),),
                     modems=(ABSENT,), account=OUTSIDER)) == ["port-forbidden"]  # fmt: skip


def test_a_modem_behind_a_network_that_is_absent_is_told_with_modemds_reason() -> None:
    port = replace(MODEM_PORT, port="socket://10.0.0.7:9000", device=None, holders=())
    absent = replace(MODEM, state="absent", reason="socket://10.0.0.7:9000 cannot be opened: connection refused")
    assert keys(well(ports=(port,), modems=(absent,))) == ["modem-absent"]


def several(**changes: object) -> object:
    third = replace(USB_PORT, port="/dev/ttyUSB3", interface=3, links=(), notices=False, holder=None)
    return replace(STICK, ports=(USB_PORT, replace(third, **changes)))  # type: ignore[arg-type]


def test_of_several_ports_it_is_told_which_is_used_and_why_as_a_note() -> None:
    facts = well(devices=(several(),))
    finding = only(facts, "port-several")
    assert keys(facts) == ["port-several"]
    assert finding.severity == 0
    assert finding.what == (
        f"Quectel EC25 (2c7c:0125) has 2 ports; {PORT} is used: interface 2 of this device is where unsolicited "
        "codes come"
    )
    assert BY_PATH in finding.remedy[0].do


def test_a_port_beside_the_right_one_is_told_with_the_right_one() -> None:
    device = several(holder="modemd (process 103)")
    port = replace(MODEM_PORT, port="/dev/ttyUSB3", device="/dev/ttyUSB3")
    file = replace(DEVICE_FILE, path="/dev/ttyUSB3")
    facts = well(
        devices=(device,),
        ports=(port,),
        files={"/dev/ttyUSB3": file},
        modems=(replace(MODEM, port="/dev/ttyUSB3"),),
    )
    assert keys(facts) == ["port-unstable", "port-other-better"]
    assert "unsolicited codes come on interface 2, /dev/ttyUSB2" in only(facts, "port-other-better").what
    assert BY_PATH in only(facts, "port-other-better").remedy[0].do


def test_another_program_on_another_port_of_the_same_modem_is_told() -> None:
    facts = well(devices=(several(holder="minicom (process 17)"),))
    assert keys(facts) == ["port-shared", "port-several"]


def test_a_name_that_changes_is_told_only_where_it_could() -> None:
    port = replace(MODEM_PORT, port=PORT)
    assert keys(well(ports=(port,))) == []
    finding = only(well(ports=(port,), devices=(several(),)), "port-unstable")
    assert finding.remedy[0].do == f'In [modems.main]: port = "{BY_PATH}"'
    assert PI.name not in finding.what


def test_a_port_that_our_own_modemd_holds_while_routerd_is_away_is_well() -> None:
    modem = replace(MODEM, state="absent", trouble="held", reason="held by modemd")
    assert "port-held" not in keys(well(status=None, modems=(modem,)))
