"""Lines as kernels wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctl.facts import KernelSigns
from ctl.kernel_log import signs

ORDINARY = """\
[    0.000000] Linux version 6.1.0-18-arm64 (debian-kernel@lists.debian.org)
[    2.101010] usb 1-1.2: new high-speed USB device number 3 using xhci_hcd
[    2.201010] usb 1-1.2: New USB device found, idVendor=2c7c, idProduct=0125, bcdDevice= 3.18
[    3.000000] option 1-1.2:1.2: GSM modem (1-port) converter detected
[    3.000001] usb 1-1.2: GSM modem (1-port) converter now attached to ttyUSB2
[    4.000000] EXT4-fs (mmcblk0p2): mounted filesystem with ordered data mode
"""


def test_an_ordinary_start_has_no_signs() -> None:
    assert signs(ORDINARY.splitlines()) == KernelSigns()


def test_disconnects_and_resets_are_counted_by_place() -> None:
    found = signs(
        [
            "usb 1-1.2: USB disconnect, device number 3",
            "[  100.5] usb 1-1.2: USB disconnect, device number 4",
            "usb 1-1.4: USB disconnect, device number 5",
            "usb 1-1.2: reset high-speed USB device number 4 using xhci_hcd",
        ]
    )
    assert (found.disconnects, found.resets) == ({"1-1.2": 2, "1-1.4": 1}, {"1-1.2": 1})


@pytest.mark.parametrize(
    "line",
    [
        "usb 1-1.2: device descriptor read/64, error -71",
        "usb 1-1.2: device not accepting address 12, error -71",
        "usb 1-1.2: can't set config #1, error -32",
    ],
)
def test_errors_of_a_device_are_counted(line: str) -> None:
    assert signs([line]).errors == {"1-1.2": 1}


def test_brltty_is_seen_taking_an_adapter() -> None:
    lines = ["usb 1-1.3: usbfs: interface 0 claimed by ch341 while 'brltty' sets config #1"] * 2
    assert signs(lines).brltty == ("1-1.3",)


@pytest.mark.parametrize(
    "line",
    [
        "Under-voltage detected! (0x00050005)",
        "hwmon hwmon1: Undervoltage detected!",
        "rpi_volt: under-voltage detected",
    ],
)
def test_low_voltage_is_counted_in_the_words_of_several_kernels(line: str) -> None:
    assert signs([line, "Voltage normalised (0x00000000)"]).under_voltage == 1


@pytest.mark.parametrize(
    "line", ["usb usb1-port3: over-current change #1", "hub 1-0:1.0: over-current condition on port 3"]
)
def test_overload_is_counted(line: str) -> None:
    assert signs([line]).over_current == 1


@pytest.mark.parametrize(
    "line",
    [
        "I/O error, dev mmcblk0, sector 123456 op 0x1:(WRITE) flags 0x800",
        "blk_update_request: I/O error, dev sda, sector 17",
        "Buffer I/O error on dev mmcblk0p2, logical block 17, lost async page write",
        "EXT4-fs (mmcblk0p2): Remounting filesystem read-only",
        "EXT4-fs error (device mmcblk0p2): ext4_find_entry:1455: inode #2: comm routerd",
    ],
)
def test_a_disk_that_fails_is_seen(line: str) -> None:
    assert signs([line]).disk_errors == (line,)


@given(st.lists(st.text(max_size=200), max_size=20))
def test_any_text_is_read(lines: list[str]) -> None:
    signs(lines)
