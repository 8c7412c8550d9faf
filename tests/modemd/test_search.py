"""A search over ports in memory: which one it finds, how it asks, what it leaves alone."""

import pytest

from modemd.detection import Verdict
from modemd.devices import Whereabouts
from modemd.events import OpenPort
from modemd.search import Concluded
from modemd.simulator.settings import Settings as SimulatedSettings
from tests.modemd.rack import AtSpeed, Bench, Binary, Dialogue, Held, SaysOk, Silence, stick
from tests.modemd.simulated import Simulator
from tests.modemd.transcript import NAMES, Transcript

IMEI = "490154203237518"
OTHER_IMEI = "490154200000008"

E3131 = stick(0x12D1, 0x1442, 0, 2)
X220L = stick(0x1BBB, 0x0017, 0, 1, 2, 3, 5)
SIM7600 = stick(0x1E0E, 0x9001, 0, 1, 2, 3, 4)
EC25 = stick(0x2C7C, 0x0125, 0, 1, 2, 3)
SIM800C = stick(0x1A86, 0x7523, 0, driver="ch341-uart", place="1-4", model="USB Serial")
UNKNOWN = stick(0x1508, 0x1234, 0, 1, 2)


def modem(imei: str = IMEI) -> Simulator:
    return Simulator(SimulatedSettings(imei=imei))


def says(concluded: Concluded) -> dict[str, str]:
    return {finding.port.path: finding.says for finding in concluded.findings}


def found(concluded: Concluded) -> str | None:
    return concluded.found.port.path if concluded.found else None


@pytest.mark.parametrize(
    ("device", "port"),
    [(E3131, "/dev/1-1-2"), (X220L, "/dev/1-1-5"), (SIM7600, "/dev/1-1-2"), (EC25, "/dev/1-1-2")],
    ids=lambda value: getattr(value, "ids", value),
)
def test_a_port_of_the_table_that_answers_is_found_and_no_other_is_opened(device: object, port: str) -> None:
    assert hasattr(device, "ports")
    bench = Bench((device,), {each.path: modem() for each in device.ports})  # type: ignore[arg-type]
    assert found(bench.search()) == port
    assert bench.opened == [port]
    assert bench.now < 1


def test_the_port_whose_descriptor_says_so_goes_before_that_of_the_table() -> None:
    descriptors = {0: (0xFF, 2, 1), 1: (0xFF, 2, 3), 2: (0xFF, 2, 5), 3: (0xFF, 2, 2)}
    device = stick(0x12D1, 0x1001, 0, 1, 2, 3, descriptors=descriptors)
    bench = Bench((device,), {port.path: modem() for port in device.ports})
    assert found(bench.search()) == "/dev/1-1-3"
    assert bench.opened == ["/dev/1-1-3"]


def test_among_ports_of_an_unknown_device_the_modem_is_found_by_asking() -> None:
    bench = Bench((UNKNOWN,), {"/dev/1-1-0": Binary(), "/dev/1-1-1": SaysOk(), "/dev/1-1-2": modem()})
    concluded = bench.search()
    assert found(concluded) == "/dev/1-1-2"
    assert says(concluded)["/dev/1-1-0"] == "sends binary data: a port for diagnostics"
    assert says(concluded)["/dev/1-1-1"] == "answers OK, but not who it is: a secondary port"
    assert "knows commands for messages" in says(concluded)["/dev/1-1-2"]


def test_of_two_ports_that_answer_the_one_with_unsolicited_codes_is_preferred() -> None:
    class WithCodes(Simulator):
        def hear(self, octets: bytes, now: float) -> list[bytes]:
            return [*super().hear(octets, now), b"\r\n^RSSI:18\r\n"]

    bench = Bench((UNKNOWN,), {"/dev/1-1-0": modem(), "/dev/1-1-1": WithCodes(), "/dev/1-1-2": modem()})
    concluded = bench.search()
    assert found(concluded) == "/dev/1-1-1"
    assert "unsolicited codes come here (^RSSI:18)" in says(concluded)["/dev/1-1-1"]


def test_a_port_of_the_table_that_says_ok_to_everything_is_passed_over() -> None:
    bench = Bench((SIM7600,), {**{port.path: SaysOk() for port in SIM7600.ports}, "/dev/1-1-3": modem()})
    assert found(bench.search()) == "/dev/1-1-3"


def test_a_modem_that_waits_for_its_pin_and_names_itself_to_nobody_is_found() -> None:
    locked = Dialogue(**{"CPIN?": "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n"})
    concluded = Bench((stick(0x19D2, 0x1008, 1, 3),), {"/dev/1-1-1": SaysOk(), "/dev/1-1-3": locked}).search()
    assert found(concluded) == "/dev/1-1-3"
    assert says(concluded)["/dev/1-1-3"] == "answers AT and asks for the PIN"


def test_a_device_that_names_itself_and_knows_no_messages_is_no_modem_to_us() -> None:
    router = Dialogue(CGMI="\r\nAcme\r\n\r\nOK\r\n", CGMM="\r\nBox\r\n\r\nOK\r\n")
    concluded = Bench((stick(0x1508, 0x1234, 0),), {"/dev/1-1-0": router}).search()
    assert found(concluded) is None
    assert says(concluded)["/dev/1-1-0"] == "answers as Acme Box without commands for messages"


def test_an_adapter_is_asked_at_9600_with_a_plain_at_only() -> None:
    quiet = Silence()
    bench = Bench((SIM800C,), {"/dev/1-4-0": quiet})
    concluded = bench.search()
    assert found(concluded) is None
    assert set(quiet.heard.split(b"\r")) == {b"AT", b""}
    assert [output.baudrate for output in bench.outputs if isinstance(output, OpenPort)] == [9600, 115200]
    assert bench.now <= 6
    assert says(concluded)["/dev/1-4-0"] == "does not answer AT at 9600 or 115200 baud"


@pytest.mark.parametrize("speed", [9600, 115200])
def test_a_modem_behind_an_adapter_is_found_with_its_speed(speed: int) -> None:
    concluded = Bench((SIM800C,), {"/dev/1-4-0": AtSpeed(modem(), speed)}).search(speeds=(115200,))
    assert concluded.found is not None
    assert concluded.found.speed == speed
    assert concluded.found.says.endswith(f"; at {speed} baud")


def test_an_adapter_is_left_alone_when_a_modem_was_found() -> None:
    adapter = Silence()
    bench = Bench((SIM800C, EC25), {**{port.path: modem() for port in EC25.ports}, "/dev/1-4-0": adapter})
    concluded = bench.search(thorough=True)
    assert found(concluded) == "/dev/1-1-2"
    assert adapter.heard == b""
    assert len(bench.opened) == 4


def test_a_device_with_a_port_that_another_program_holds_is_not_taken() -> None:
    bench = Bench((EC25,), {**{port.path: modem() for port in EC25.ports}, "/dev/1-1-2": Held()})
    concluded = bench.search()
    assert found(concluded) is None
    assert bench.opened == ["/dev/1-1-2"]
    verdicts = {finding.port.path: finding.verdict for finding in concluded.findings}
    assert verdicts["/dev/1-1-2"] is Verdict.UNAVAILABLE
    assert verdicts["/dev/1-1-3"] is Verdict.UNTOUCHED


def test_the_modem_that_worked_before_is_found_by_its_imei_in_another_place() -> None:
    devices = (stick(0x2C7C, 0x0125, 2, place="1-1"), stick(0x2C7C, 0x0125, 2, place="1-2"))
    far_ends = {"/dev/1-1-2": modem(OTHER_IMEI), "/dev/1-2-2": modem(IMEI)}
    known = Whereabouts(place="1-1", ids="2c7c:0125", interface=2, imei=IMEI)
    assert found(Bench(devices, dict(far_ends)).search(known=known)) == "/dev/1-2-2"


def test_a_modem_that_hides_its_imei_is_known_by_its_serial_number_in_another_place() -> None:
    first = stick(0x2C7C, 0x0125, 2, place="1-1", serial="B0001")
    second = stick(0x2C7C, 0x0125, 2, place="1-2", serial="A9KX2")
    said = {"CGMI": "\r\nQuectel\r\n\r\nOK\r\n", "CPMS=?": '\r\n+CPMS: "SM","SM","SM"\r\n\r\nOK\r\n'}
    known = Whereabouts(place="1-9", ids="2c7c:0125", interface=2, serial="A9KX2", imei=IMEI)
    bench = Bench((first, second), {"/dev/1-1-2": Dialogue(**said), "/dev/1-2-2": Dialogue(**said)})
    assert found(bench.search(known=known, strangers=False)) == "/dev/1-2-2"
    assert bench.opened == ["/dev/1-2-2"]


def test_the_port_that_worked_before_is_taken_at_once_in_a_device_of_which_nothing_else_is_known() -> None:
    device = stick(0x1508, 0x1234, 0, 1, 2, place="1-5")
    known = Whereabouts(place="1-1", ids="1508:1234", interface=2, imei=IMEI)
    bench = Bench((device,), {port.path: modem() for port in device.ports})
    assert found(bench.search(known=known, strangers=False)) == "/dev/1-5-2"
    assert bench.opened == ["/dev/1-5-2"]
    assert bench.now < 1


def test_another_modem_than_the_one_that_worked_is_taken_only_where_strangers_are() -> None:
    far_ends = {"/dev/1-1-2": modem(OTHER_IMEI)}
    device = stick(0x2C7C, 0x0125, 2)
    known = Whereabouts(place="1-3", ids="12d1:1001", interface=2, imei=IMEI)
    concluded = Bench((device,), dict(far_ends)).search(known=known, strangers=False)
    assert (found(concluded), concluded.stranger is not None) == (None, True)
    assert found(Bench((device,), dict(far_ends)).search(known=known, strangers=True)) == "/dev/1-1-2"


def test_the_modem_of_another_daemon_is_left_to_it() -> None:
    bench = Bench((stick(0x2C7C, 0x0125, 2),), {"/dev/1-1-2": modem(OTHER_IMEI)})
    assert found(bench.search(others={OTHER_IMEI: "spare"})) is None


def test_a_search_ends_in_bounded_time_whatever_is_plugged_in() -> None:
    devices = tuple(stick(0x1508, 0x1234, *range(7), place=f"1-{place}") for place in range(20))
    bench = Bench(devices, {port.path: Binary() for device in devices for port in device.ports})
    assert found(bench.search()) is None
    assert bench.now < 150


@pytest.mark.parametrize("name", NAMES)
def test_every_modem_of_the_transcripts_is_recognised(name: str) -> None:
    concluded = Bench((UNKNOWN,), {"/dev/1-1-0": Binary(), "/dev/1-1-1": Transcript(name)}).search()
    assert found(concluded) == "/dev/1-1-1"
    assert concluded.found is not None
    assert concluded.found.answers is not None
    assert (concluded.found.answers.imei or "").startswith("4901542000")
