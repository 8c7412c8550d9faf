"""Which USB device a port belongs to, on a fake sysfs; nothing real is reset."""

from pathlib import Path

import pytest

from modemd.events import UsbReset
from modemd.usb import UsbResetRefused, device_of, reset, try_reset


def waits(seconds: float) -> None:
    raise AssertionError(f"nothing was taken away, so there is nothing to wait {seconds} s for")


@pytest.fixture
def sysfs(tmp_path: Path) -> Path:
    device = tmp_path / "devices" / "usb1" / "1-1" / "1-1.4"
    tty = device / "1-1.4:1.1" / "ttyUSB1"
    tty.mkdir(parents=True)
    for name, text in (("idVendor", "12d1"), ("busnum", "1"), ("devnum", "7"), ("bDeviceClass", "00")):
        (device / name).write_text(text + "\n")
    hub = device.parent
    for name, text in (("idVendor", "0424"), ("busnum", "1"), ("devnum", "2"), ("bDeviceClass", "09")):
        (hub / name).write_text(text + "\n")
    for name, target in (("ttyUSB1", tty), ("ttyHub", hub), ("ttyS0", tmp_path / "devices")):
        (tmp_path / "class" / "tty" / name).mkdir(parents=True)
        (tmp_path / "class" / "tty" / name / "device").symlink_to(target)
    return tmp_path


def test_the_device_of_a_port_is_the_one_above_its_interface(sysfs: Path) -> None:
    assert device_of("/dev/ttyUSB1", sysfs=sysfs).name == "1-1.4"


@pytest.mark.parametrize("port", ["/dev/ttyHub", "/dev/ttyS0", "/dev/pts/3", "socket://127.0.0.1:7"])
def test_a_hub_and_what_is_no_usb_device_are_left_alone(sysfs: Path, port: str) -> None:
    with pytest.raises(UsbResetRefused, match="is no USB device"):
        reset(port, wait=waits, sysfs=sysfs)


def test_a_device_that_is_not_there_or_may_not_be_written_is_said(sysfs: Path, tmp_path: Path) -> None:
    with pytest.raises(UsbResetRefused, match="cannot be reset"):
        reset("/dev/ttyUSB1", wait=waits, sysfs=sysfs, devices=tmp_path / "none")
    node = tmp_path / "bus" / "001" / "007"
    node.parent.mkdir(parents=True)
    node.write_bytes(b"")
    with pytest.raises(UsbResetRefused, match="001/007 cannot be reset"):  # a plain file has no such ioctl
        reset("/dev/ttyUSB1", wait=waits, sysfs=sysfs, devices=tmp_path / "bus")


def test_the_core_is_told_why_not() -> None:
    assert try_reset("/dev/null/none", waits) == UsbReset(problem="/dev/null/none is no USB device")


def test_a_device_that_may_not_be_reset_is_taken_from_its_drivers_and_given_back(sysfs: Path, tmp_path: Path) -> None:
    switch = device_of("/dev/ttyUSB1", sysfs=sysfs) / "authorized"
    switch.write_text("1")
    seen: list[tuple[float, str]] = []
    reset(
        "/dev/ttyUSB1",
        wait=lambda seconds: seen.append((seconds, switch.read_text())),
        sysfs=sysfs,
        devices=tmp_path / "none",
    )
    assert seen == [(2.0, "0")]
    assert switch.read_text() == "1"


def test_where_neither_may_be_done_both_are_said(sysfs: Path, tmp_path: Path) -> None:
    with pytest.raises(UsbResetRefused, match=r"cannot be reset: .*; nor can .*/authorized be written"):
        reset("/dev/ttyUSB1", wait=waits, sysfs=sysfs, devices=tmp_path / "none")
