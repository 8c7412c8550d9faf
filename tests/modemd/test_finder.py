"""Where the modem is, as the core of modemd lives it: found, lost, found again under another name, replaced, mute."""

from __future__ import annotations

import dataclasses

import msgspec
import pytest

from modemd import events
from modemd.devices import UsbDevice, Whereabouts
from modemd.events import OpenPort
from modemd.finder import ASK_ADAPTER_AGAIN_S, SPEEDS, STRANGER_AFTER_S, Finder, Located
from modemd.simulator.faults import Mute
from modemd.simulator.settings import Settings as SimulatedSettings
from smsbus.config import ModemSettings
from smsbus.messages import ModemCondition, ModemFacts
from tests.modemd.rack import AtSpeed, Rack, SaysOk, Silence, stick
from tests.modemd.simulated import Simulator
from tests.modemd.wired import FarEnd

AUTO = ModemSettings(port="auto")
ALICE = "+33639980001"
IMEI = SimulatedSettings().imei
OTHER_IMEI = "490154200000008"

E3131 = stick(0x12D1, 0x1442, 0, 2)


def renamed(device: UsbDevice, *, place: str, plugging: int) -> UsbDevice:
    """The same device, plugged in again: another place, other names."""
    ports = (dataclasses.replace(port, path=f"/dev/{place}-{port.interface}") for port in device.ports)
    return dataclasses.replace(device, place=place, plugging=plugging, ports=tuple(ports))


def house(simulator: Simulator, *devices: UsbDevice, **more: object) -> Rack:
    far_ends: dict[str, FarEnd] = {port.path: SaysOk() for device in devices for port in device.ports}
    far_ends["/dev/1-1-2"] = simulator
    fields = {"settings": AUTO, "far_ends": far_ends, "devices": devices, **more}
    return Rack(far_end=Silence(), **fields)


def test_a_modem_is_found_told_with_its_port_and_remembered() -> None:
    rack = house(Simulator(), E3131).start().until(ModemCondition.READY)
    assert rack.opened == ["/dev/1-1-2"] * 2
    assert rack.known == Whereabouts(place="1-1", ids="12d1:1442", interface=2, imei=IMEI)
    assert rack.heard(ModemFacts)[-1].port == "/dev/1-1-2"
    assert rack.states[0] == ("opening", "looking for a modem")


def test_after_a_replug_under_another_name_it_is_found_within_three_seconds_and_works() -> None:
    simulator = Simulator()
    rack = house(simulator, E3131).start().until(ModemCondition.READY).run(2)
    rack.devices = ()
    rack.far_ends = {}
    rack.feed(events.PortLost(reason="/dev/1-1-2 was lost"))
    rack.submit("waiting")
    rack.run(100)
    assert rack.states[-1][0] == "absent"
    assert "no USB device with a serial port is plugged in" in rack.states[-1][1]
    again = renamed(E3131, place="1-7", plugging=2)
    rack.devices = (again,)
    rack.far_ends = {"/dev/1-7-0": SaysOk(), "/dev/1-7-2": simulator}
    plugged_at = rack.now
    rack.until(ModemCondition.READY, within_s=3)
    rack.run(0.5)
    assert rack.now - plugged_at < 3.6
    assert [sent.to for sent in simulator.submitted] == [ALICE]
    rack.said(simulator.text(ALICE, "Hello", rack.now))
    assert rack.texts == ["Hello"]
    assert rack.known is not None
    assert rack.known.place == "1-7"


def test_an_absent_modem_makes_no_events_and_few_surveys() -> None:
    rack = house(Simulator()).start().run(10)
    told = len(rack.told)
    rack.run(600)
    assert len(rack.told) == told
    surveys = sum(isinstance(output, events.Survey) for output in rack.outputs)
    assert surveys <= 306


def test_a_modem_that_falls_silent_meets_the_ladder_and_not_a_search() -> None:
    simulator = Simulator()
    rack = house(simulator, E3131).start().until(ModemCondition.READY).run(2)
    simulator.misbehave(Mute(), rack.now)
    rack.run(120)
    assert rack.modem.condition is ModemCondition.RECOVERING
    assert b"AT+CFUN=1,1\r" in rack.written
    simulator.behave(rack.now)
    rack.until(ModemCondition.READY, within_s=40)


def test_another_port_of_the_device_is_found_when_the_first_answers_no_more() -> None:
    simulator = Simulator()
    rack = house(simulator, E3131).start().until(ModemCondition.READY).run(2)
    rack.far_ends = {"/dev/1-1-0": simulator, "/dev/1-1-2": Silence()}
    rack.feed(events.PortLost(reason="lost"))
    rack.until(ModemCondition.READY, within_s=300)
    assert rack.opened[-1] == "/dev/1-1-0"


def test_another_modem_takes_the_place_of_the_one_that_worked_after_a_minute() -> None:
    known = Whereabouts(place="1-9", ids="12d1:1001", interface=2, imei=OTHER_IMEI)
    rack = house(Simulator(), E3131, known=known).start().run(STRANGER_AFTER_S - 5)
    assert rack.modem.condition is ModemCondition.ABSENT
    assert "is another one" in rack.states[-1][1]
    rack.until(ModemCondition.READY, within_s=30)


def test_an_adapter_that_says_nothing_is_left_alone_for_ten_minutes() -> None:
    quiet = Silence()
    adapter = stick(0x10C4, 0xEA60, 0, driver="cp210x", place="1-4")
    rack = Rack(far_end=quiet, settings=AUTO, devices=(adapter,), far_ends={"/dev/1-4-0": quiet}).start().run(60)
    assert rack.opened == ["/dev/1-4-0"] * 2
    assert "/dev/1-4-0 does not answer AT" in rack.states[-1][1]
    rack.run(ASK_ADAPTER_AGAIN_S)
    assert rack.opened == ["/dev/1-4-0"] * 4


def test_a_modem_behind_an_adapter_that_starts_slowly_after_a_replug_elsewhere_is_not_left_alone() -> None:
    simulator = Simulator()
    adapter = stick(0x1A86, 0x7523, 0, driver="ch341", place="1-4")
    rack = Rack(far_end=Silence(), settings=AUTO, devices=(adapter,), far_ends={"/dev/1-4-0": simulator})
    rack.start().until(ModemCondition.READY)
    rack.devices = ()
    rack.far_ends = {}
    rack.feed(events.PortLost(reason="/dev/1-4-0 was lost"))
    rack.run(10)
    rack.devices = (renamed(adapter, place="1-7", plugging=2),)
    rack.far_ends = {"/dev/1-7-0": Silence()}
    rack.run(25)
    rack.far_ends = {"/dev/1-7-0": simulator}
    rack.until(ModemCondition.READY, within_s=60)


def test_a_modem_that_is_still_starting_is_asked_again_soon() -> None:
    simulator = Simulator()
    rack = house(simulator, E3131)
    rack.far_ends["/dev/1-1-2"] = Silence()
    rack.start().run(20)
    assert rack.modem.condition is ModemCondition.ABSENT
    rack.far_ends["/dev/1-1-2"] = simulator
    rack.until(ModemCondition.READY, within_s=40)


def test_a_stick_in_storage_mode_is_told_with_what_to_do() -> None:
    rack = house(Simulator(), stick(0x12D1, 0x1446)).start().run(1)
    assert rack.states[-1][0] == "absent"
    assert "install usb-modeswitch" in rack.states[-1][1]


def test_a_port_that_is_held_is_told_and_not_touched() -> None:
    held = dataclasses.replace(E3131.ports[1], holder="ModemManager (process 17)")
    device = dataclasses.replace(E3131, ports=(E3131.ports[0], held))
    rack = house(Simulator(), device).start().run(30)
    assert rack.opened == []
    assert "in use by ModemManager (process 17)" in rack.states[-1][1]


def test_changed_settings_end_a_search_and_the_same_ones_disturb_nothing() -> None:
    rack = house(Simulator(), E3131).start().until(ModemCondition.READY)
    opened = len(rack.opened)
    rack.feed(events.SettingsChanged(settings=AUTO, port="auto"))
    assert len(rack.opened) == opened
    rack.far_ends["/dev/1-1-2"] = Silence()
    fixed = ModemSettings(port="/dev/1-1-2")
    rack.feed(events.SettingsChanged(settings=fixed, port=fixed.port))
    assert rack.run(1).opened[opened:] == ["/dev/1-1-2"]


def test_what_a_modem_passes_on_while_it_is_asked_is_not_lost() -> None:
    class Passing(Simulator):
        passed = False

        def hear(self, octets: bytes, now: float) -> list[bytes]:
            pdu = b"07913336990890F90405816301F500006230419062354009C337B90C8AC96634"
            more = [] if self.passed or b"CGMI" not in octets else [b"\r\n+CMT: ,24\r\n" + pdu + b"\r\n"]
            self.passed = self.passed or bool(more)
            return [*more, *super().hear(octets, now)]

    rack = house(Passing(), E3131).start().until(ModemCondition.READY)
    assert rack.texts == ["Code 1234"]


# --- speeds


@pytest.mark.parametrize("speed", SPEEDS)
def test_an_automatic_speed_is_found_and_kept(speed: int) -> None:
    simulator = Simulator()
    settings = ModemSettings(port="/dev/board", baudrate="auto")
    rack = Rack(far_end=simulator, settings=settings, far_ends={"/dev/board": AtSpeed(simulator, speed)})
    rack.start().until(ModemCondition.READY, within_s=20)
    speeds = [output.baudrate for output in rack.outputs if isinstance(output, OpenPort)]
    assert speeds == [*SPEEDS[: SPEEDS.index(speed) + 1], speed]
    rack.feed(events.PortLost(reason="lost"))
    rack.until(ModemCondition.READY, within_s=3)
    assert rack.outputs.count(OpenPort(port="/dev/board", baudrate=speed, flow_control="none")) == 3


def test_a_port_that_answers_at_no_speed_is_told() -> None:
    settings = ModemSettings(port="/dev/board", baudrate="auto")
    rack = Rack(far_end=Silence(), settings=settings, far_ends={"/dev/board": Silence()}).start().run(20)
    assert rack.states[-1] == (
        "absent",
        "/dev/board does not answer AT at 115200 or 9600 or 57600 or 38400 or 19200 baud",
    )


def test_a_port_that_is_not_there_is_looked_for_every_two_seconds_whatever_its_speed() -> None:
    for baudrate in (115200, "auto"):
        rack = Rack(far_end=Silence(), settings=ModemSettings(port="/dev/x", baudrate=baudrate), far_ends={})
        rack.start().run(100)
        assert rack.states[-1] == ("absent", "/dev/x is missing")
        assert 50 <= len(rack.opened) <= 52
        simulator = Simulator()
        rack.far_ends["/dev/x"] = simulator
        rack.until(ModemCondition.READY, within_s=3)


@pytest.mark.parametrize(
    "port", ["/dev/x", "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.2-port0", "socket://h:4001"]
)
@pytest.mark.parametrize("baudrate", [9600, 115200])
@pytest.mark.parametrize("flow_control", ["none", "rtscts", "xonxoff"])
def test_a_port_of_the_settings_is_opened_without_asking(port: str, baudrate: int, flow_control: str) -> None:
    settings = msgspec.convert({"port": port, "baudrate": baudrate, "flow_control": flow_control}, ModemSettings)
    finder = Finder(settings=settings, port=port)
    (located,) = finder.begin(0.0)
    assert isinstance(located, Located)
    assert located.port == OpenPort(port=port, baudrate=baudrate, flow_control=flow_control)
    assert not finder.busy


def test_the_flow_control_of_the_settings_is_used_while_ports_are_asked_too() -> None:
    rack = house(Simulator(), E3131, settings=ModemSettings(port="auto", flow_control="rtscts")).start()
    rack.until(ModemCondition.READY)
    assert {output.flow_control for output in rack.outputs if isinstance(output, OpenPort)} == {"rtscts"}
