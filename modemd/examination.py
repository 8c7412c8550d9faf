"""A look at one modem while no modemd drives it, for `smsctl doctor`: port and speed, SIM, network, storages.

    begin --search--> found --OpenPort--> ASKING --Ended--> Examined
              |                   |          |
              +--- nothing -------+----------+--- no answer, or out of time --> Examined

Read and test forms only: what is asked changes nothing, and the PIN is never entered. Whether modemd would enter it,
and if not why, is what `pin.decide` says to the attempts left and to what is remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, assert_never

from modemd import pin
from modemd.agenda import Kind, Task
from modemd.at.commands import MANUFACTURER, MODEL, ReadPinState
from modemd.at.message_commands import ReadServiceCentre, ReadStorages
from modemd.detection import Candidate, Finding, Plan, Verdict, nothing_found, plan, why
from modemd.devices import SerialPort
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
from modemd.finder import AUTOMATIC, SPEEDS
from modemd.monitoring import read_registration, read_signal
from modemd.procedure import Pause, Procedure, ask, ask_if_answered
from modemd.runner import CutOff, Ended, Runner, Unusable
from modemd.runner import Output as RunnerOutput
from modemd.search import ANSWER_S, KNOCK_S, KNOCKS, Concluded, Search
from modemd.search import Output as SearchOutput
from modemd.session import Session
from modemd.startup import Locked, attempts_left, waits_for_pin, without_pin
from smsbus.config import ModemSettings
from smsbus.messages import ModemSignal, Registration, Storage
from smsbus.sim_trouble import SimTrouble

BUSY_TRIES: Final = 4
BUSY_PAUSE_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was seen. `state`: `absent` (no port, see `trouble`), `silent`, `sim-locked`, `waits` (for the PIN, which
    modemd would enter), `answers`, `unfinished` (there was no time to tell). `port` is the one that was opened or
    would be, `speed` the one at which it answered; `smsc` is empty where the modem says that it knows none, None where
    it did not say.
    """

    modem: str
    port: str
    state: str
    reason: str
    trouble: Trouble | None = None
    sim_trouble: SimTrouble | None = None
    speed: int | None = None
    manufacturer: str | None = None
    model: str | None = None
    registration: Registration | None = None
    signal: ModemSignal | None = None
    smsc: str | None = None
    storages: tuple[Storage, ...] = ()


Input = PortOpened | PortFailed | PortLost | Received | PinFetched | TimePassed
Output = OpenPort | ClosePort | Write | FetchPin | Examined


def look(session: Session, seen: Examined) -> Procedure[Examined]:
    """Asks everything; `seen` is what is known already. Raises `NoAnswer`."""
    manufacturer = yield from ask_if_answered(session, MANUFACTURER)
    model = yield from ask_if_answered(session, MODEL)
    seen = replace(
        seen,
        manufacturer=MANUFACTURER.answer(manufacturer.lines) if manufacturer else None,
        model=MODEL.answer(model.lines) if model else None,
    )
    for _ in range(BUSY_TRIES):
        completed = yield from ask(ReadPinState())
        if not completed.result.busy:
            break
        yield Pause(seconds=BUSY_PAUSE_S)
    state = ReadPinState().answer(completed.lines)
    if waits_for_pin(completed.result, state):
        return (yield from _before_pin(session, seen))
    locked = without_pin(completed.result, state) if not completed.result.busy else None
    if locked is not None:
        return _locked(seen, locked)
    yield from read_registration(session)
    yield from read_signal(session)
    centre = yield from ask_if_answered(session, ReadServiceCentre())
    stored = yield from ask_if_answered(session, ReadStorages())
    fill = ReadStorages().answer(stored.lines) if stored else None
    return replace(
        seen,
        registration=session.registration,
        signal=session.signal,
        smsc=(ReadServiceCentre().answer(centre.lines) or "") if centre else None,
        storages=(Storage(name=fill.name or "?", used=fill.used, total=fill.total),) if fill else (),
    )


def _before_pin(session: Session, seen: Examined) -> Procedure[Examined]:
    fetched = yield FetchPin()
    assert isinstance(fetched, PinFetched)
    remaining = yield from attempts_left(session)
    decision = pin.decide(fetched.pin, fetched.problem, fetched.history, remaining)
    if isinstance(decision, pin.DoNotTry):
        return _locked(seen, Locked(trouble=decision.trouble, reason=decision.reason))
    return replace(seen, state="waits", reason="the SIM waits for its PIN, which modemd will enter")


def _locked(seen: Examined, locked: Locked) -> Examined:
    return replace(seen, state="sim-locked", reason=locked.reason, sim_trouble=locked.trouble)


class Examination:
    """Of the modem `name`; `port` is the path or URL that the settings mean, or `auto`; it is over by `end_at`."""

    def __init__(self, *, name: str, settings: ModemSettings, port: str, surveyed: Surveyed, end_at: float) -> None:
        self._seen = Examined(modem=name, port=port, state="silent", reason="")
        self._settings = settings
        self._surveyed = surveyed
        self._end_at = end_at
        self._search: Search | None = _search(settings, port, surveyed)
        self._runner = Runner(timeout_s=ANSWER_S)
        self._asking = False
        self._over = False
        self._began_at = 0.0

    @property
    def deadline(self) -> float | None:
        """When `TimePassed` is wanted."""
        if self._over:
            return None
        inner = self._search.deadline if self._search else self._runner.deadline if self._asking else None
        return self._end_at if inner is None else min(inner, self._end_at)

    def begin(self, now: float) -> list[Output]:
        """Opens the first port; the last output of all is `Examined`."""
        assert self._search is not None
        self._began_at = now
        return self._searched(self._search.begin(now))

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What follows from `incoming`, in order."""
        if self._over:
            return []
        if now >= self._end_at:
            return self._end(self._out_of_time(now))
        if self._search is not None:
            return [] if isinstance(incoming, PinFetched) else self._searched(self._search.handle(incoming, now))
        match incoming:
            case PortOpened():
                self._asking = True
                task = Task(kind=Kind.OBSERVE, procedure=look(Session(modem=self._seen.modem), self._answers()))
                return self._ran(self._runner.begin(task, now))
            case PortFailed():
                return self._end(self._absent(incoming.reason, incoming.trouble))
            case PortLost():
                return self._end(self._absent(incoming.reason, Trouble.OTHER))
            case Received() | PinFetched() | TimePassed():
                return self._ran(self._runner.handle(incoming, now)) if self._asking else []
            case _:
                assert_never(incoming)

    def _out_of_time(self, now: float) -> Examined:
        """A port that is named has been asked at the speed of the settings first, and that takes so long."""
        asked = self._search is not None and self._seen.port != AUTOMATIC and now - self._began_at >= KNOCKS * KNOCK_S
        if asked:
            return replace(self._seen, reason=f"{self._seen.port} does not answer AT")
        return replace(self._seen, state="unfinished", reason="there was no time to ask it everything")

    def _answers(self) -> Examined:
        return replace(self._seen, state="answers")

    def _searched(self, outputs: list[SearchOutput]) -> list[Output]:
        followed: list[Output] = []
        for output in outputs:
            match output:
                case OpenPort() | ClosePort() | Write():
                    followed.append(output)
                case Concluded():
                    self._search = None
                    followed += self._concluded(output)
        return followed

    def _concluded(self, concluded: Concluded) -> list[Output]:
        found = concluded.found
        if found is None:
            return self._end(self._not_found(concluded.findings))
        says = f"{found.says}; {why(found)}" if found.device is not None else found.says
        self._seen = replace(self._seen, port=found.port.path, speed=found.speed, reason=says)
        return [OpenPort(port=found.port.path, baudrate=found.speed, flow_control=self._settings.flow_control)]

    def _not_found(self, findings: tuple[Finding, ...]) -> Examined:
        if self._seen.port == AUTOMATIC:
            return self._absent(nothing_found(self._surveyed.devices, [*findings]), Trouble.MISSING)
        (only,) = findings
        if only.verdict is Verdict.UNAVAILABLE:
            trouble = Trouble.MISSING if only.missing else Trouble.HELD if only.held else Trouble.OTHER
            return self._absent(f"{self._seen.port} {only.says}", trouble)
        return replace(self._seen, reason=f"{self._seen.port} {only.says}")

    def _absent(self, reason: str, trouble: Trouble) -> Examined:
        return replace(self._seen, state="absent", reason=reason, trouble=trouble)

    def _ran(self, outputs: list[RunnerOutput]) -> list[Output]:
        followed: list[Output] = []
        for output in outputs:
            match output:
                case Write() | FetchPin():
                    followed.append(output)
                case Ended():
                    assert isinstance(output.value, Examined)
                    followed += self._end(output.value)
                case CutOff() | Unusable():
                    followed += self._end(replace(self._seen, reason="it answered first, and then no more"))
        return followed

    def _end(self, examined: Examined) -> list[Output]:
        self._over = True
        return [ClosePort(), examined]


def _search(settings: ModemSettings, port: str, surveyed: Surveyed) -> Search:
    """At a port that is named, all speeds are tried after the one of the settings: the wrong one is a usual mistake."""
    speeds = (settings.baudrate,) if isinstance(settings.baudrate, int) else ()
    if port == AUTOMATIC:
        planned = plan(surveyed.devices, speeds=speeds, known=surveyed.known)
        return Search(planned, known=surveyed.known, others=surveyed.others, flow_control=settings.flow_control)
    tried = speeds if "://" in port else tuple(dict.fromkeys((*speeds, *SPEEDS)))
    only = Candidate(device=None, port=SerialPort(path=port, interface=0), speeds=tried or SPEEDS[:1])
    return Search(Plan(groups=((only,),)), flow_control=settings.flow_control)
