"""What a device is, and whether it is the one that worked before."""

import pytest

from modemd.devices import UsbDevice, Whereabouts, is_modem, meaningful, wrong_mode
from tests.modemd.rack import stick


@pytest.mark.parametrize(
    ("serial", "kept"),
    [
        ("1234567890ABCDEF", ""),  # every X220L
        ("FFFFFFFFFFFFFFFF", ""),  # some Huawei
        ("0000", ""),
        ("", ""),
        ("A9KX2", "A9KX2"),
    ],
)
def test_serial_numbers_that_all_have_mean_nothing(serial: str, kept: str) -> None:
    assert meaningful(serial) == kept


def test_a_device_is_known_by_its_place_or_by_its_serial_number() -> None:
    known = Whereabouts(place="1-1", ids="2c7c:0125", interface=2, serial="A9KX2")
    here = stick(0x2C7C, 0x0125, 2, serial="A9KX2")
    elsewhere = stick(0x2C7C, 0x0125, 2, place="1-2", serial="A9KX2")
    other = stick(0x2C7C, 0x0296, 2, serial="A9KX2")
    assert (known.at(here), known.named(here)) == (True, True)
    assert (known.at(elsewhere), known.named(elsewhere)) == (False, True)
    assert (known.at(other), known.named(other)) == (False, False)


@pytest.mark.parametrize(
    ("device", "modem"),
    [
        (stick(0x12D1, 0xFFFF, 0), True),  # the vendor makes modems
        (stick(0x1508, 0x0001, 0, driver="option"), True),  # the driver is for modems
        (stick(0x2341, 0x0043, 0, driver="cdc_acm"), False),
        (stick(0x1A86, 0x7523, 0, driver="ch341-uart"), False),
    ],
    ids=lambda value: getattr(value, "ids", value),
)
def test_what_is_a_modem_for_certain(device: UsbDevice, modem: bool) -> None:
    assert is_modem(device) is modem


@pytest.mark.parametrize(
    ("device", "words"),
    [
        (stick(0x12D1, 0x1446), "install usb-modeswitch"),
        (stick(0x12D1, 0x1003), "install usb-modeswitch"),
        (stick(0x1BBB, 0xF000), "install usb-modeswitch"),
        (stick(0x12D1, 0x14DB), "network-card (HiLink) mode"),
        (stick(0x12D1, 0x14DC), "network-card (HiLink) mode"),
        (stick(0x12D1, 0x1F01), "network-card (HiLink) mode"),
        (stick(0x2C7C, 0x0125), "no serial port"),
        (stick(0x1A86, 0x7523), "brltty takes those"),
        (stick(0x12D1, 0x1003, 0, 1), None),
        (stick(0x046D, 0xC52B), None),
    ],
    ids=lambda value: getattr(value, "ids", value),
)
def test_a_modem_in_another_mode_is_told_from_other_things(device: UsbDevice, words: str | None) -> None:
    said = wrong_mode(device)
    assert (said is None) if words is None else (said is not None and words in said)


def test_names_are_those_people_know() -> None:
    assert stick(0x2C7C, 0x0125, 2).name == "Quectel EC25, EC21, EG25, EG9x, BG96, RM500 (2c7c:0125)"
    assert stick(0x1508, 0x0001, 2, maker="Acme", model="Stick").name == "Acme Stick (1508:0001)"
    assert stick(0x1A86, 0x7523, 0).name == "CH340 (1a86:7523)"
