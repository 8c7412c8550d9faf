"""Several ports of several devices, with a modem in memory behind some of them, for the cores that search."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from modemd import events
from modemd.detection import plan
from modemd.devices import SerialPort, UsbDevice, Whereabouts
from modemd.modem import Modem
from modemd.search import Concluded, Search
from tests.modemd.wired import FarEnd, Wired


class Silence:
    """Nothing answers."""

    deadline: float | None = None

    def __init__(self) -> None:
        self.heard = b""

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        self.heard += octets
        return []

    def time_passed(self, now: float) -> list[bytes]:
        return []


class SaysOk(Silence):
    """A secondary port: OK to everything."""

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        super().hear(octets, now)
        return [b"\r\nOK\r\n"] * octets.count(b"\r")


class Binary(Silence):
    """A port for diagnostics."""

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        super().hear(octets, now)
        return [bytes(range(0x80, 0xA0)) + b"~\x7d\x02" * 4]


class Dialogue(Silence):
    """Answers what it has an answer for, ERROR to the rest."""

    def __init__(self, **answers: str) -> None:
        super().__init__()
        self.answers = {"AT": "\r\nOK\r\n", **{f"AT+{name}": text for name, text in answers.items()}}

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        super().hear(octets, now)
        lines = octets.replace(b"\x1b", b"").decode().split("\r")
        return [self.answers.get(line, "\r\nERROR\r\n").encode() for line in lines if line]


class AtSpeed(Silence):
    """A modem that hears and says rubbish at any speed but one."""

    def __init__(self, far_end: FarEnd, speed: int) -> None:
        super().__init__()
        self.far_end = far_end
        self.speed = speed
        self.set_to = 0

    @property
    def deadline(self) -> float | None:  # type: ignore[override]
        return self.far_end.deadline

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        super().hear(octets, now)
        return self.far_end.hear(octets, now) if self.set_to == self.speed else [b"\x80\xfe\x00"]

    def time_passed(self, now: float) -> list[bytes]:
        return self.far_end.time_passed(now)


class Held(Silence):
    """Another program has it."""


def stick(vendor: int, product: int, *interfaces: int, place: str = "1-1", **more: Any) -> UsbDevice:
    """A device whose ports are /dev/PLACE-INTERFACE."""
    driver = more.pop("driver", "option")
    descriptors = more.pop("descriptors", {})
    ports = tuple(
        SerialPort(
            path=f"/dev/{place}-{interface}",
            interface=interface,
            driver=driver,
            descriptor=descriptors.get(interface, (0xFF, 0xFF, 0xFF)),
        )
        for interface in interfaces
    )
    return UsbDevice(place=place, plugging=more.pop("plugging", 1), vendor=vendor, product=product, ports=ports, **more)


@dataclass
class Bench:
    """A search alone, with a clock moved by hand."""

    devices: tuple[UsbDevice, ...]
    far_ends: dict[str, FarEnd]
    now: float = 0.0
    outputs: list[Any] = field(default_factory=list)
    _open: FarEnd | None = None

    def search(self, *, speeds: tuple[int, ...] = (), **more: Any) -> Concluded:
        """Runs it to its end."""
        search = Search(plan(self.devices, speeds=speeds, known=more.get("known")), **more)
        self._carry_out(search, search.begin(self.now))
        while not isinstance(self.outputs[-1], Concluded):
            assert search.deadline is not None
            self.now = max(self.now, search.deadline)
            self._carry_out(search, search.handle(events.TimePassed(), self.now))
        return self.outputs[-1]

    def _carry_out(self, search: Search, outputs: list[Any]) -> None:
        for output in outputs:
            self.outputs.append(output)
            match output:
                case events.OpenPort():
                    opened = self.open(output)
                    self._carry_out(search, search.handle(opened, self.now))
                case events.ClosePort():
                    self._open = None
                case events.Write():
                    assert self._open is not None
                    for octets in self._open.hear(output.octets, self.now):
                        self._carry_out(search, search.handle(events.Received(octets=octets), self.now))

    def open(self, wanted: events.OpenPort) -> events.PortOpened | events.PortFailed:
        far_end = self.far_ends.get(wanted.port)
        return opened(self, far_end, wanted)

    @property
    def opened(self) -> list[str]:
        return [output.port for output in self.outputs if isinstance(output, events.OpenPort)]


def opened(bench: Bench, far_end: FarEnd | None, wanted: events.OpenPort) -> events.PortOpened | events.PortFailed:
    if far_end is None:
        return events.PortFailed(reason=f"{wanted.port} does not exist", trouble=events.Trouble.MISSING)
    if isinstance(far_end, Held):
        return events.PortFailed(reason=f"{wanted.port} is held by another program", trouble=events.Trouble.HELD)
    if isinstance(far_end, AtSpeed):
        far_end.set_to = wanted.baudrate
    bench._open = far_end
    return events.PortOpened()


@dataclass
class Rack(Wired):
    """The modem core where several ports are: `far_ends` by path; `far_end` is what is open."""

    devices: tuple[UsbDevice, ...] = ()
    far_ends: dict[str, FarEnd] = field(default_factory=dict)
    known: Whereabouts | None = None
    others: dict[str, str] = field(default_factory=dict)

    def new_modem(self) -> Modem:
        port = self.settings.port
        return Modem(name="sim", settings=self.settings, port=port, boot="b", pid=1, epoch_s=1_700_000_000.0)

    def _carry_out(self, output: events.Output) -> None:
        match output:
            case events.Survey():
                self.feed(events.Surveyed(devices=self.devices, known=self.known, others=self.others))
            case events.Remember():
                self.known = output.whereabouts
            case events.OpenPort():
                far_end = self.far_ends.get(output.port)
                if far_end is None:
                    self.feed(events.PortFailed(reason=f"{output.port} is missing", trouble=events.Trouble.MISSING))
                    return
                self.far_end = far_end
                if isinstance(far_end, AtSpeed):
                    far_end.set_to = output.baudrate
                self.feed(events.PortOpened())
            case events.ClosePort():
                self.far_end = Silence()
            case _:
                super()._carry_out(output)

    @property
    def opened(self) -> list[str]:
        """The ports that were opened, in order."""
        return [output.port for output in self.outputs if isinstance(output, events.OpenPort)]
