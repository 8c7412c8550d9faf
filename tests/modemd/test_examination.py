"""A look at a modem while no modemd drives it."""

from __future__ import annotations

import pytest

from modemd.events import (
    ClosePort,
    FetchPin,
    OpenPort,
    PinFetched,
    PortFailed,
    PortLost,
    PortOpened,
    Received,
    Surveyed,
    TimePassed,
    Trouble,
    Write,
)
from modemd.examination import Examination, Examined, Output
from modemd.pin import Attempt
from modemd.pin import Outcome as PinOutcome
from modemd.simulator.faults import Mute
from modemd.simulator.settings import Conditions, Settings
from smsbus.config import ModemSettings
from smsbus.messages import Registration, Storage
from smsbus.sim_trouble import SimTrouble
from tests.modemd.rack import Dialogue, SaysOk, Silence, stick
from tests.modemd.simulated import Simulator
from tests.modemd.wired import FarEnd

PORT = "/dev/ttyUSB0"


class Bench:
    """A modem on the bench, at a port that answers at one speed."""

    def __init__(self, far_end: FarEnd, *, speed: int | None = None, **settings: object) -> None:
        self.far_end = far_end
        self.speed = speed
        self.settings = ModemSettings(**{"port": PORT, **settings})  # type: ignore[arg-type]
        self.surveyed = Surveyed(devices=())
        self.fetched = PinFetched(pin=None)
        self.unavailable: PortFailed | None = None
        self.now = 0.0
        self.written = b""
        self.open_at: int | None = None
        self.examined: Examined | None = None

    def examine(self, *, end_at: float = 60.0) -> Examined:
        core = Examination(
            name="main", settings=self.settings, port=self.settings.port, surveyed=self.surveyed, end_at=end_at
        )
        self._carry_out(core, core.begin(self.now))
        while self.examined is None:
            assert core.deadline is not None
            self.now = core.deadline
            self._carry_out(core, core.handle(TimePassed(), self.now))
        assert self.open_at is None
        return self.examined

    def _carry_out(self, core: Examination, outputs: list[Output]) -> None:
        for output in outputs:
            match output:
                case OpenPort():
                    if self.unavailable is None:
                        self.open_at = output.baudrate
                    self._carry_out(core, core.handle(self.unavailable or PortOpened(), self.now))
                case ClosePort():
                    self.open_at = None
                case Write():
                    self.written += output.octets
                    for said in self.far_end.hear(output.octets, self.now) if self._audible else []:
                        self._carry_out(core, core.handle(Received(octets=said), self.now))
                case FetchPin():
                    self._carry_out(core, core.handle(self.fetched, self.now))
                case Examined():
                    self.examined = output

    @property
    def _audible(self) -> bool:
        return self.speed is None or self.open_at == self.speed


def test_a_modem_that_is_well_tells_network_signal_centre_and_storage() -> None:
    examined = Bench(Simulator()).examine()
    assert examined.state == "answers"
    assert (examined.port, examined.speed, examined.manufacturer) == (PORT, 115200, "smsbus")
    assert examined.registration is Registration.HOME
    assert examined.signal is not None
    assert examined.signal.dbm == -71
    assert examined.smsc == "+33639980099"
    assert examined.storages == (Storage(name="SM", used=0, total=30),)


def test_nothing_is_asked_but_what_changes_nothing_and_never_the_pin() -> None:
    bench = Bench(Simulator(Settings(pin="1234")), pin="1234")
    bench.fetched = PinFetched(pin="1234")
    assert bench.examine().state == "waits"
    well = Bench(Simulator())
    well.examine()
    written = (bench.written + well.written).replace(b"\x1b", b"").decode()
    identity_and_counters = {"", "AT", "AT+CGMI", "AT+CGMM", "AT+CSQ", "AT+CPINR"}
    others = set(written.split("\r")) - identity_and_counters
    assert all(line.endswith("?") for line in others), others
    assert "1234" not in written


@pytest.mark.parametrize(
    ("fetched", "left", "trouble"),
    [
        (PinFetched(pin=None), 3, SimTrouble.PIN_NEEDED),
        (PinFetched(pin=None, problem="pin_file /x cannot be read"), 3, SimTrouble.PIN_UNUSABLE),
        (PinFetched(pin="1234", history=Attempt(outcome=PinOutcome.REFUSED)), 3, SimTrouble.PIN_REFUSED),
        (PinFetched(pin="1234"), 1, SimTrouble.PIN_LAST),
    ],
)
def test_what_modemd_would_say_of_the_pin_is_said_without_trying_it(
    fetched: PinFetched, left: int, trouble: SimTrouble
) -> None:
    answers = {"CPIN?": "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", "CPINR": f"\r\n+CPINR: SIM PIN,{left}\r\n\r\nOK\r\n"}
    bench = Bench(Dialogue(**answers))
    bench.fetched = fetched
    examined = bench.examine()
    assert (examined.state, examined.sim_trouble) == ("sim-locked", trouble)
    assert b"AT+CPIN=" not in bench.written


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [("+CME ERROR: 10", SimTrouble.ABSENT), ("+CME ERROR: 12", SimTrouble.PUK_NEEDED)],
)
def test_a_card_that_is_missing_or_blocked_is_told(answer: str, trouble: SimTrouble) -> None:
    examined = Bench(Dialogue(**{"CPIN?": f"\r\n{answer}\r\n"})).examine()
    assert (examined.state, examined.sim_trouble) == ("sim-locked", trouble)


def test_what_the_modem_refuses_to_say_is_unknown_and_not_missing() -> None:
    examined = Bench(Dialogue(**{"CPIN?": "\r\n+CPIN: READY\r\n\r\nOK\r\n"})).examine()
    assert (examined.state, examined.smsc, examined.storages) == ("answers", None, ())


def test_a_centre_that_is_empty_is_told_as_such() -> None:
    ready = "\r\n+CPIN: READY\r\n\r\nOK\r\n"
    examined = Bench(Dialogue(**{"CPIN?": ready, "CSCA?": '\r\n+CSCA: "",129\r\n\r\nOK\r\n'})).examine()
    assert examined.smsc == ""


def test_the_network_that_refuses_and_a_weak_signal_are_told() -> None:
    conditions = Conditions(registration=3, signal=3)
    examined = Bench(Simulator(Settings(conditions=conditions))).examine()
    assert examined.registration is Registration.DENIED
    assert examined.signal is not None
    assert examined.signal.dbm == -107


def test_the_speed_that_answers_is_found_when_the_one_of_the_settings_is_wrong() -> None:
    examined = Bench(Simulator(), speed=9600).examine()
    assert (examined.state, examined.speed) == ("answers", 9600)


def test_a_port_at_which_nothing_answers_is_silent() -> None:
    examined = Bench(Silence()).examine()
    assert examined.state == "silent"
    assert "does not answer AT" in examined.reason


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_port_that_cannot_be_opened_is_told_with_the_reason(trouble: Trouble) -> None:
    bench = Bench(Silence())
    bench.unavailable = PortFailed(reason=f"{PORT} is held by minicom (process 17): stop it", trouble=trouble)
    examined = bench.examine()
    assert (examined.state, examined.trouble) == ("absent", trouble)
    assert "minicom (process 17)" in examined.reason


def test_a_modem_that_is_to_be_looked_for_is_found() -> None:
    bench = Bench(Simulator(), port="auto")
    bench.surveyed = Surveyed(devices=(stick(0x2C7C, 0x0125, 2, 3),))
    examined = bench.examine()
    assert (examined.state, examined.port) == ("answers", "/dev/1-1-2")
    assert "interface 2 of this device is where unsolicited codes come" in examined.reason


def test_where_nothing_is_plugged_in_that_is_the_reason() -> None:
    bench = Bench(Simulator(), port="auto")
    examined = bench.examine()
    assert (examined.state, examined.trouble) == ("absent", Trouble.MISSING)
    assert "no USB device with a serial port is plugged in" in examined.reason


def test_it_ends_in_time_whatever_the_modem_does() -> None:
    simulator = Simulator()
    bench = Bench(simulator)
    simulator.misbehave(Mute(), 0.0)
    examined = bench.examine(end_at=4.5)
    assert examined.state == "silent"
    assert bench.now <= 4.5


def test_where_there_is_no_time_to_tell_nothing_is_told_of_the_modem() -> None:
    assert Bench(Silence()).examine(end_at=1.5).state == "unfinished"
    bench = Bench(Silence(), port="auto")
    bench.surveyed = Surveyed(devices=(stick(0x2C7C, 0x0125, 0, 1, 2, 3),))
    assert bench.examine(end_at=4.5).state == "unfinished"


def test_a_port_that_goes_away_meanwhile_ends_it() -> None:
    core = Examination(
        name="main",
        settings=ModemSettings(port=PORT),
        port=PORT,
        surveyed=Surveyed(devices=()),
        end_at=60.0,
    )
    core.begin(0.0)
    core.handle(PortOpened(), 0.0)
    *_, examined = core.handle(PortLost(reason=f"{PORT} was lost: the device hung up"), 0.1)
    assert isinstance(examined, Examined)
    assert examined.state == "absent"
    assert core.handle(TimePassed(), 99.0) == []
    assert core.deadline is None


def test_a_port_that_says_ok_to_everything_is_not_taken_for_a_modem_that_is_well() -> None:
    examined = Bench(SaysOk()).examine()
    assert (examined.manufacturer, examined.registration, examined.smsc) == (None, Registration.UNKNOWN, "")
