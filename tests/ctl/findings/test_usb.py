"""Modes, power, and what the kernel log tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctl.facts import KernelSigns, UsbDevice
from ctl.findings.finding import Severity
from tests.ctl.healthy import MODEM, STICK, commands, down, keys, only, well

ABSENT = replace(MODEM, state="absent", reason="no modem found", port=None)


def stick(ids: str, mode: str | None) -> UsbDevice:
    return UsbDevice(name=f"Huawei ({ids})", ids=ids, place="1-1", modem=True, mode=mode)


def test_a_stick_in_storage_mode_is_told_with_package_and_udev_line() -> None:
    finding = only(down(devices=(stick("12d1:1446", "disk"),), modems=(ABSENT,)), "stick-disk")
    assert finding.severity is Severity.CRITICAL
    assert commands(finding) == [
        "sudo apt install usb-modeswitch usb-modeswitch-data",
        "smsctl doctor",
        (
            """echo 'ATTR{idVendor}=="12d1", ATTR{idProduct}=="1446", RUN+="usb_modeswitch '"'"'/%k'"'"'"' """
            "| sudo tee /etc/udev/rules.d/41-smsbus-modeswitch.rules"
        ),
    ]


def test_an_x220l_in_storage_mode_gets_its_own_file() -> None:
    finding = only(down(devices=(stick("1bbb:f000", "disk"),), modems=(ABSENT,)), "stick-disk")
    assert "sudo cp /usr/share/smsbus/usb_modeswitch.d/1bbb:f000 /etc/usb_modeswitch.d/" in commands(finding)


def test_a_stick_that_is_a_network_card_is_told_with_the_file_that_makes_it_a_modem() -> None:
    finding = only(down(devices=(stick("12d1:14db", "network-card"),), modems=(ABSENT,)), "stick-network-card")
    assert "sudo cp /usr/share/smsbus/usb_modeswitch.d/12d1:1f01 /etc/usb_modeswitch.d/" in commands(finding)
    assert "HiLink" in finding.what


def test_beside_a_modem_that_works_a_stick_in_another_mode_is_less_bad() -> None:
    finding = only(well(devices=(STICK, stick("12d1:14db", "network-card"))), "stick-network-card")
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("ids", "mode", "key"),
    [("19d2:9999", "no-port", "stick-without-port"), ("1a86:7523", "adapter", "adapter-without-port")],
)
def test_a_device_without_its_port_is_told(ids: str, mode: str, key: str) -> None:
    assert only(well(devices=(STICK, stick(ids, mode))), key).remedy


def test_a_modem_that_falls_off_the_bus_is_told_with_its_place() -> None:
    facts = well(kernel=KernelSigns(disconnects={"1-1.2": 4, "1-9": 50}, resets={"1-1.2": 1}))
    assert keys(facts) == ["usb-disconnects"]
    assert only(facts, "usb-disconnects").what == (
        "Quectel EC25 (2c7c:0125) at 1-1.2: 4 disconnects and 1 resets within a day"
    )


def test_one_disconnect_is_somebody_who_unplugged_it() -> None:
    assert keys(well(kernel=KernelSigns(disconnects={"1-1.2": 2}, resets={"1-1.2": 2}))) == []


def test_while_the_modem_is_gone_any_device_that_vanished_may_be_it() -> None:
    facts = down(devices=(), modems=(ABSENT,), kernel=KernelSigns(disconnects={"1-1.4": 9}))
    assert "the device at 1-1.4: 9 disconnects" in only(facts, "usb-disconnects").what


def test_errors_on_the_bus_voltage_and_overload_are_told() -> None:
    signs = KernelSigns(errors={"1-1.2": 5}, under_voltage=3, over_current=1)
    assert keys(well(kernel=signs)) == ["usb-errors", "under-voltage", "over-current"]
    assert "too low: 3 within a day" in only(well(kernel=signs), "under-voltage").what


def test_brltty_that_took_the_adapter_is_to_be_removed() -> None:
    assert commands(only(well(kernel=KernelSigns(brltty=("1-1.3",))), "adapter-taken")) == ["sudo apt remove brltty"]


def test_a_disk_that_fails_is_told_once_and_the_store_is_to_be_copied() -> None:
    signs = KernelSigns(disk_errors=("I/O error, dev mmcblk0, sector 17", "Buffer I/O error on dev mmcblk0p2"))
    finding = only(well(kernel=signs), "disk-failing")
    others = KernelSigns(disk_errors=("I/O error, dev sr0, sector 17", "I/O error, dev sdb, sector 0"))
    assert keys(well(kernel=others)) == []
    assert "mmcblk0, sector 17" in finding.what
    assert commands(finding)[0] == "cp -a /home/pi/house/state /mnt/backup/"
