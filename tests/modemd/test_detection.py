"""Facts in, a choice out: which ports may be asked, in which order, what their answers are worth."""

import dataclasses

import pytest

from modemd.detection import (
    Answers,
    Candidate,
    Finding,
    Role,
    Verdict,
    best,
    judge,
    no_answer,
    nothing_found,
    plan,
    role,
    sound_identity,
    why,
)
from modemd.devices import UsbDevice, Whereabouts
from tests.modemd.rack import stick

ADAPTER = stick(0x1A86, 0x7523, 0, driver="ch341-uart", place="1-4")
EC25 = stick(0x2C7C, 0x0125, 0, 1, 2, 3)
ANSWERS = Answers(maker="Quectel", model="EC25", imei="490154203237518", messages=True)


def order(*devices: UsbDevice, known: Whereabouts | None = None) -> list[str]:
    return [candidate.port.path for group in plan(devices, known=known).groups for candidate in group]


def left(*devices: UsbDevice) -> dict[str, str]:
    return {port.path: reason for port, reason in plan(devices).left}


@pytest.mark.parametrize(
    ("device", "interfaces"),
    [
        (stick(0x12D1, 0x1442, 0, 2), [2, 0]),  # E3131: notices on if2
        (stick(0x1BBB, 0x0017, 0, 1, 2, 3, 4, 5, 6), [5, 0, 1, 2, 3, 4, 6]),  # X220L
        (stick(0x1E0E, 0x9001, 0, 1, 2, 3, 4), [2, 3, 0, 1, 4]),  # SIM7600
        (EC25, [2, 3, 0, 1]),
        (stick(0x12D1, 0x1003, 0, 1), [1, 0]),  # E220
        (stick(0x1508, 0x0001, 0, 1, 2), [0, 1, 2]),
        (
            stick(0x12D1, 0x1C05, 0, 1, 2, 3, descriptors={0: (255, 2, 1), 1: (255, 2, 3), 2: (255, 2, 2)}),
            [2, 0, 3, 1],
        ),
    ],
    ids=lambda value: getattr(value, "ids", None),
)
def test_the_likeliest_port_of_a_device_is_asked_first(device: UsbDevice, interfaces: list[int]) -> None:
    assert order(device) == [f"/dev/1-1-{interface}" for interface in interfaces]


@pytest.mark.parametrize(
    ("protocol", "expected"),
    [(0x01, Role.COMMANDS), (0x02, Role.NOTICES), (0x03, Role.OTHER), (0x05, Role.OTHER), (0x14, Role.OTHER)],
)
@pytest.mark.parametrize("subclass", [1, 2])
def test_the_descriptors_of_huawei_say_what_a_port_is_for(subclass: int, protocol: int, expected: Role) -> None:
    device = stick(0x12D1, 0x1506, 0, descriptors={0: (0xFF, subclass, protocol)})
    assert role(device, device.ports[0]) is expected


def test_the_same_descriptor_of_another_vendor_says_nothing() -> None:
    device = stick(0x1508, 0x0001, 0, descriptors={0: (0xFF, 2, 2)})
    assert role(device, device.ports[0]) is Role.UNKNOWN


def test_modems_go_before_adapters_and_the_place_where_it_worked_before_all() -> None:
    assert order(ADAPTER, EC25)[0] == "/dev/1-1-2"
    known = Whereabouts(place="1-4", ids="1a86:7523", interface=0)
    assert order(EC25, ADAPTER, known=known)[0] == "/dev/1-4-0"
    elsewhere = Whereabouts(place="1-9", ids="1e0e:9001", interface=3)
    assert order(EC25, stick(0x1E0E, 0x9001, 2, 3, place="1-2"), known=elsewhere)[0] == "/dev/1-2-3"


def test_what_another_program_or_modem_has_is_not_touched_nor_its_neighbours() -> None:
    held = dataclasses.replace(EC25.ports[0], holder="pppd (process 17)")
    device = dataclasses.replace(EC25, ports=(held, *EC25.ports[1:]))
    assert order(device) == []
    assert left(device)["/dev/1-1-0"] == "not touched: in use by pppd (process 17)"
    assert left(device)["/dev/1-1-2"] == "not touched: /dev/1-1-0 of the same device is in use by pppd (process 17)"
    owned = dataclasses.replace(EC25.ports[2], reserved="spare")
    assert order(dataclasses.replace(EC25, ports=(*EC25.ports[:2], owned, EC25.ports[3]))) == []


@pytest.mark.parametrize(
    "device",
    [
        stick(0x2341, 0x0043, 0, driver="cdc_acm", maker="Arduino"),
        stick(0x1CF1, 0x0030, 0, driver="cdc_acm", model="ConBee II"),
        stick(0x10C4, 0xEA60, 0, driver="cp210x", model="Sonoff Zigbee 3.0 USB Dongle Plus"),
        stick(0x10C4, 0xEA60, 0, driver="cp210x", maker="Silicon Labs", model="HubZ Z-Wave com port"),
        stick(0x0403, 0x6001, 0, driver="ftdi_sio", model="RFXtrx433"),
        stick(0x1546, 0x01A7, 0, driver="cdc_acm", model="u-blox 7 - GPS/GNSS Receiver"),
    ],
    ids=lambda device: f"{device.ids} {device.model}",
)
def test_what_belongs_to_something_else_is_not_touched(device: UsbDevice) -> None:
    assert order(device) == []
    assert left(device)["/dev/1-1-0"].startswith("not touched: ")


def test_an_adapter_is_asked_with_caution_at_the_speeds_of_boards_after_that_of_the_settings() -> None:
    ((candidate,),) = plan((ADAPTER,), speeds=(19200,)).groups
    assert candidate.cautious
    assert candidate.speeds == (19200, 9600, 115200)


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("huawei", "huawei"),
        ("Telit", "Telit"),
        ("Huawei Technologies Co., Ltd.", "Huawei Technologies Co., Ltd."),
        ("OK", None),
        ("", None),
        (None, None),
        ("\x80\xfe", None),
        ("~}#!", None),
        ("x" * 65, None),
    ],
)
def test_a_name_is_told_from_rubbish(text: str | None, sound: str | None) -> None:
    assert sound_identity(text) == sound


@pytest.mark.parametrize(
    ("answers", "verdict", "words"),
    [
        (ANSWERS, Verdict.MODEM, "answers as Quectel EC25, knows commands for messages"),
        (dataclasses.replace(ANSWERS, messages=False), Verdict.SECONDARY, "without commands for messages"),
        (dataclasses.replace(ANSWERS, messages=False, locked=True), Verdict.MODEM, "asks for the PIN"),
        (Answers(maker=None), Verdict.SECONDARY, "answers OK, but not who it is: a secondary port"),
        (Answers(maker=None, locked=True), Verdict.MODEM, "answers AT and asks for the PIN"),
    ],
)
def test_answers_are_judged(answers: Answers, verdict: Verdict, words: str) -> None:
    finding = judge(Candidate(device=EC25, port=EC25.ports[2]), 115200, answers)
    assert (finding.verdict, words in finding.says) == (verdict, True)


@pytest.mark.parametrize(
    ("heard", "verdict", "words"),
    [
        (b"", Verdict.SILENT, "does not answer AT"),
        (b"\x7e\x80\x90\xa0" * 9, Verdict.UNREADABLE, "sends binary data: a port for diagnostics"),
        (b"$GPGGA,,,,,,0,00,99.9,,,,,,*48\r\n", Verdict.UNREADABLE, "does not answer AT, but sends something else"),
    ],
)
def test_what_answers_no_at_is_described(heard: bytes, verdict: Verdict, words: str) -> None:
    finding = no_answer(Candidate(device=EC25, port=EC25.ports[0]), heard)
    assert (finding.verdict, finding.says) == (verdict, words)


def test_of_several_ports_the_known_one_is_best_then_the_one_with_codes_then_the_first() -> None:
    def finding(interface: int, role: Role, *codes: str) -> Finding:
        candidate = Candidate(device=EC25, port=EC25.ports[interface], role=role)
        return judge(candidate, 115200, dataclasses.replace(ANSWERS, codes=codes))

    plain, other = finding(0, Role.UNKNOWN), finding(1, Role.COMMANDS)
    heard, known = finding(2, Role.UNKNOWN, "^RSSI: 18"), finding(3, Role.NOTICES)
    assert best([plain, other, heard, known]) is known
    assert best([plain, other, heard]) is heard
    assert best([plain, other]) is plain
    assert best([]) is None
    assert why(known) == "interface 3 of this device is where unsolicited codes come"
    assert why(heard) == "unsolicited codes were heard on it"
    assert "could not be told" in why(plain)


@pytest.mark.parametrize(
    ("devices", "words"),
    [
        ((), "no modem found: no USB device with a serial port is plugged in"),
        ((stick(0x12D1, 0x14DB),), "network-card (HiLink) mode"),
        ((stick(0x12D1, 0x1446),), "install usb-modeswitch"),
    ],
    ids=["nothing", "hilink", "storage"],
)
def test_that_nothing_was_found_is_said_with_what_to_do(devices: tuple[UsbDevice, ...], words: str) -> None:
    assert words in nothing_found(devices, [])


def test_ports_that_answered_otherwise_are_listed_up_to_four() -> None:
    device = stick(0x1508, 1, *range(6))
    findings = [no_answer(Candidate(device=device, port=port), b"") for port in device.ports]
    said = nothing_found((device,), findings)
    assert said.count("does not answer AT") == 4
    assert said.endswith("and 2 ports more: see smsctl modem detect")
