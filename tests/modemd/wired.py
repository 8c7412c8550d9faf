"""The modem core wired to a modem in memory, with a clock moved by hand and a routerd that acknowledges everything.

The modem is anything with the shape of a core whose inputs are octets and whose outputs are octets: the simulator, or a
transcript.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, Self, TypeVar

from modemd import events
from modemd.modem import Modem
from modemd.pin import Attempt
from smsbus.config import ModemSettings
from smsbus.messages import (
    JobResult,
    JobUnknown,
    Message,
    ModemCondition,
    ModemHello,
    ModemState,
    PartAck,
    ReceivedPart,
    ReportAck,
    ResultAck,
    StatusReport,
    SubmitJob,
    Welcome,
)

MessageT = TypeVar("MessageT", bound=Message)


class FarEnd(Protocol):
    """A modem on the other end of the line."""

    @property
    def deadline(self) -> float | None: ...
    def hear(self, octets: bytes, now: float) -> list[bytes]: ...
    def time_passed(self, now: float) -> list[bytes]: ...


@dataclass
class Wired:
    """`pieces` cuts what the modem says, `thrown_in` is said once more in front of the n-th line by the test."""

    far_end: FarEnd
    settings: ModemSettings = field(default_factory=lambda: ModemSettings(port="/dev/test"))
    cut: Callable[[bytes], list[bytes]] = lambda octets: [octets]
    acknowledge: bool = True
    now: float = 0.0
    told: list[Message] = field(default_factory=list)
    at_modem: dict[str, SubmitJob] = field(default_factory=dict)  # jobs that routerd believes there
    handed_back: list[SubmitJob] = field(default_factory=list)  # handed over again when the modem is ready
    written: bytes = b""
    plugged: bool = True
    ledger: dict[str, Attempt] = field(default_factory=dict)
    ledger_works: bool = True
    usb_problem: str | None = "/dev/test is no USB device"
    outputs: list[events.Output] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.modem = self.new_modem()

    def new_modem(self) -> Modem:
        return Modem(name="sim", settings=self.settings, port="/dev/test", boot="b", pid=1, epoch_s=1_700_000_000.0)

    def start(self) -> Self:
        """The process starts and routerd is there."""
        self.feed(events.Start())
        self.feed(events.RouterConnected())
        return self

    def restart(self, *, modem: Modem | None = None) -> None:
        """The process was killed and starts again on the same modem."""
        self.modem = modem or self.new_modem()
        self.start()

    def feed(self, incoming: events.Input) -> None:
        """Hands one input to the core and carries out what follows."""
        for output in self.modem.handle(incoming, self.now):
            self.outputs.append(output)
            self._carry_out(output)

    def _carry_out(self, output: events.Output) -> None:
        match output:
            case events.Write():
                self.written += output.octets
                self.said(self.far_end.hear(output.octets, self.now))
            case events.Tell():
                self.told.append(output.message)
                self._route(output.message)
            case events.OpenPort():
                self.feed(events.PortOpened() if self.plugged else events.PortFailed(reason="no such port"))
            case events.ResetUsb():
                self.feed(events.UsbReset(problem=self.usb_problem))
            case events.FetchPin():
                pin = self.settings.pin or None
                self.feed(events.PinFetched(pin=pin, history=self.ledger.get(pin or "")))
            case events.RecordPin():
                if self.ledger_works:
                    self.ledger[self.settings.pin] = output.attempt
                self.feed(events.PinRecorded(ok=self.ledger_works))
            case _:
                return

    def said(self, spoken: list[bytes]) -> None:
        """The modem says this."""
        for octets in spoken:
            for piece in self.cut(octets):
                self.feed(events.Received(octets=piece))

    def _route(self, message: Message) -> None:
        match message:
            case ModemHello():
                self.feed(events.FromRouter(message=Welcome(jobs=list(self.at_modem))))
            case ReceivedPart() if self.acknowledge:
                self.feed(events.FromRouter(message=PartAck(key=message.key)))
            case StatusReport() if self.acknowledge:
                self.feed(events.FromRouter(message=ReportAck(key=message.key)))
            case JobResult() if self.acknowledge:
                self.at_modem.pop(message.job, None)
                self.feed(events.FromRouter(message=ResultAck(job=message.job)))
            case JobUnknown(job=job) if job in self.at_modem:
                self.handed_back.append(self.at_modem.pop(job))
            case ModemState(state=ModemCondition.READY):
                jobs, self.handed_back = self.handed_back, []
                for again in jobs:
                    self.at_modem[again.job] = again
                    self.feed(events.FromRouter(message=again))
            case _:
                return

    def run(self, seconds: float) -> Self:
        """Lets time pass, from deadline to deadline."""
        end = self.now + seconds
        while True:
            times = [time for time in (self.modem.deadline, self.far_end.deadline) if time is not None and time <= end]
            if not times:
                self.now = end
                return self
            self.now = max(self.now, min(times))
            if (at := self.far_end.deadline) is not None and at <= self.now:
                self.said(self.far_end.time_passed(self.now))
            if (at := self.modem.deadline) is not None and at <= self.now:
                self.feed(events.TimePassed())

    def until(self, condition: ModemCondition, within_s: float = 60.0) -> Self:
        """Lets time pass until the modem is in that state."""
        end = self.now + within_s
        while self.modem.condition is not condition:
            assert self.now < end, f"{self.modem.condition} after {within_s} s: {self.states}"
            self.run(0.05)
        return self

    def submit(self, job: str, text: str = "Hello", recipient: str = "+33639980001", **more: object) -> None:
        """routerd hands over a part."""
        fields = {"job": job, "recipient": recipient, "text": text, "alphabet": "gsm7", **more}
        self.at_modem[job] = SubmitJob(**fields)  # type: ignore[arg-type]
        self.feed(events.FromRouter(message=self.at_modem[job]))

    def heard(self, kind: type[MessageT]) -> list[MessageT]:
        """What routerd was told of this kind."""
        return [message for message in self.told if isinstance(message, kind)]

    @property
    def states(self) -> list[tuple[str, str]]:
        """The states the modem went through, with their reasons."""
        return [(message.state.value, message.reason) for message in self.heard(ModemState)]

    @property
    def texts(self) -> list[str | None]:
        """The texts received, each once."""
        return list({part.key: part.text for part in self.heard(ReceivedPart)}.values())
