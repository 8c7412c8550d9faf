"""Asks ports one after the other until one is found to be the modem's. One port is open at a time.

    next port, next speed --OpenPort--> OPENING --opened--> KNOCKING --OK--> ASKING --answers--> LISTENING --> next port
            ^                              |                   |               |                    |
            +------- cannot be opened -----+--- 3 x no OK -----+-- no answer --+--- a code, or 3 s -+

Knocking is ESC and AT, at a serial adapter AT alone: what is behind it may be no modem. Asking is +CGMI, +CPIN? where
it is withheld, +CPMS=? and +CMGF=?, +CGMM, +CGSN: nothing that changes anything. Listening is left out where it is
known that notices come, and where there is one port only. A port that was found to be right ends the search of its
device, a device with one ends the search.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final, assert_never

from modemd.agenda import Kind, Task
from modemd.at.commands import ESC
from modemd.at.events import Unsolicited
from modemd.detection import (
    Answers,
    Candidate,
    Finding,
    Plan,
    Role,
    Verdict,
    best,
    certain,
    finding_of,
    judge,
    no_answer,
)
from modemd.devices import Whereabouts
from modemd.events import ClosePort, OpenPort, PortFailed, PortLost, PortOpened, Received, TimePassed, Trouble, Write
from modemd.probing import shown, who_are_you
from modemd.runner import CutOff, Ended, Runner, Unusable
from modemd.runner import Output as RunnerOutput

KNOCKS: Final = 3
KNOCK_S: Final = 1.0
ANSWER_S: Final = 3.0
LISTEN_S: Final = 3.0
SEARCH_S: Final = 120.0
"""After this no further port is asked."""
MOST_HEARD: Final = 512

_LIFE: Final = re.compile(rb"(?:^|[\r\n])(?:OK\r|> ?$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """The search is over and its port closed. `found` is the port to use; `findings` are all ports that were looked at;
    `stranger` is a modem that answers but is not the one that was used before.
    """

    found: Finding | None
    findings: tuple[Finding, ...]
    stranger: Finding | None = None


Input = PortOpened | PortFailed | PortLost | Received | TimePassed
Output = OpenPort | ClosePort | Write | Unsolicited | Concluded


class Phase(Enum):
    """See the module's page."""

    OPENING = auto()
    KNOCKING = auto()
    ASKING = auto()
    LISTENING = auto()


class Search:
    """`known` is where the modem was before; `others` has the modems of the settings that are not this one, by IMEI.

    `strangers`: another modem than the known one will do. `thorough`: all ports are asked, even when one was found.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        known: Whereabouts | None = None,
        others: dict[str, str] | None = None,
        strangers: bool = True,
        thorough: bool = False,
        flow_control: str = "none",
    ) -> None:
        self.deadline: float | None = None
        self._plan = plan
        self._known = known
        self._others = others or {}
        self._strangers = strangers
        self._thorough = thorough
        self._flow_control = flow_control
        self._groups = deque(plan.groups)
        self._candidates: deque[Candidate] = deque()
        self._speeds: deque[int] = deque()
        self._group: list[Finding] = []
        self._findings: list[Finding] = []
        self._found: Finding | None = None
        self._stranger: Finding | None = None
        self._end_at = float("inf")
        self._candidate: Candidate | None = None
        self._speed = 0
        self._phase = Phase.OPENING
        self._runner = Runner(timeout_s=ANSWER_S)
        self._knocks = 0
        self._heard = b""
        self._codes: list[str] = []
        self._answers: Answers | None = None

    def begin(self, now: float) -> list[Output]:
        """Opens the first port."""
        self._end_at = now + SEARCH_S
        return self._next(now)

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What follows from `incoming`, in order; the last output is `Concluded`."""
        match incoming:
            case PortOpened():
                self._knocks, self._heard, self._codes, self._answers = 0, b"", [], None
                self._runner = Runner(timeout_s=ANSWER_S)
                return self._knock(now)
            case PortFailed():
                return self._unavailable(incoming.reason, incoming.trouble, now)
            case PortLost():
                return self._unavailable(incoming.reason, Trouble.OTHER, now)
            case Received():
                return self._received(incoming, now)
            case TimePassed():
                return self._time_passed(now)
            case _:
                assert_never(incoming)

    # --- one port ------------------------------------------------------------------------------------------------

    def _knock(self, now: float) -> list[Output]:
        assert self._candidate is not None
        self._phase = Phase.KNOCKING
        self._knocks += 1
        self.deadline = now + KNOCK_S
        # A plain AT may be answered with a prompt, which is life enough.
        return [Write(octets=b"AT\r" if self._candidate.cautious else ESC + b"\rAT\r")]

    def _received(self, incoming: Received, now: float) -> list[Output]:
        self._heard = (self._heard + incoming.octets)[-MOST_HEARD:]
        match self._phase:
            case Phase.OPENING:
                return []
            case Phase.KNOCKING if _LIFE.search(self._heard):
                return self._lives(now)
            case Phase.KNOCKING:
                return []
            case Phase.ASKING | Phase.LISTENING:
                return self._ran(self._runner.handle(incoming, now), now)
            case _:
                assert_never(self._phase)

    def _lives(self, now: float) -> list[Output]:
        assert self._candidate is not None
        if self._candidate.device is None:  # its port was named by a person: only the speed was in doubt
            found = Finding(port=self._candidate.port, verdict=Verdict.MODEM, says="answers AT", speed=self._speed)
            return self._done(found, now)
        self._phase = Phase.ASKING
        task = Task(kind=Kind.OBSERVE, procedure=who_are_you())
        return self._ran(self._runner.begin(task, now), now)

    def _ran(self, outputs: list[RunnerOutput], now: float) -> list[Output]:
        followed: list[Output] = []
        over = False
        for output in outputs:
            match output:
                case Write():
                    followed.append(output)
                case Unsolicited():
                    self._codes.append(shown(output.event))
                    followed.append(output)
                case Ended():
                    assert isinstance(output.value, Answers)
                    self._answers = output.value
                case CutOff() | Unusable():
                    over = True
                case _:
                    continue
        if over:
            return followed + self._silent(now)
        self.deadline = self._runner.deadline if self._phase is Phase.ASKING else self.deadline
        if self._answers is not None:
            followed += self._answered(self._answers, now)
        return followed

    def _answered(self, answers: Answers, now: float) -> list[Output]:
        finding = self._judged(answers)
        if self._codes or not self._in_doubt(finding):
            return self._done(finding, now)
        if self._phase is not Phase.LISTENING:
            self._phase = Phase.LISTENING
            self.deadline = now + LISTEN_S
        return []

    def _judged(self, answers: Answers) -> Finding:
        assert self._candidate is not None
        return judge(self._candidate, self._speed, replace(answers, codes=tuple(self._codes)))

    def _in_doubt(self, finding: Finding) -> bool:
        several = finding.device is not None and len(finding.device.ports) > 1
        doubtful = several and finding.verdict is Verdict.MODEM and finding.role is not Role.NOTICES
        return doubtful and not self._same_port(finding)

    def _same_port(self, finding: Finding) -> bool:
        """Whether it is the port that worked before, of the very same modem, whatever its name is now."""
        imei = finding.answers.imei if finding.answers else None
        known, device = self._known, finding.device
        if known is None or device is None or imei is None:
            return False
        return (imei, device.ids, finding.port.interface) == (known.imei, known.ids, known.interface)

    def _time_passed(self, now: float) -> list[Output]:
        if self.deadline is None or now < self.deadline:
            return []
        match self._phase:
            case Phase.OPENING:
                return []
            case Phase.KNOCKING:
                return self._knock(now) if self._knocks < KNOCKS else self._silent(now)
            case Phase.ASKING:
                return self._ran(self._runner.handle(TimePassed(), now), now)
            case Phase.LISTENING:
                assert self._answers is not None
                return self._done(self._judged(self._answers), now)
            case _:
                assert_never(self._phase)

    def _silent(self, now: float) -> list[Output]:
        assert self._candidate is not None
        if self._speeds:
            return [ClosePort(), *self._next(now)]
        return self._done(no_answer(self._candidate, self._heard), now)

    def _unavailable(self, reason: str, trouble: Trouble, now: float) -> list[Output]:
        assert self._candidate is not None
        self._speeds.clear()
        says = reason.removeprefix(f"{self._candidate.port.path} ")
        self._note(says, Verdict.UNAVAILABLE, self._candidate, trouble)
        if trouble is Trouble.HELD:
            # Whoever has one port of a modem has the modem.
            for candidate in self._candidates:
                self._note("not touched: another port of the same device is in use", Verdict.UNTOUCHED, candidate)
            self._candidates.clear()
            self._group = [each for each in self._group if each.verdict is not Verdict.MODEM]
        return self._next(now)

    def _note(self, says: str, verdict: Verdict, candidate: Candidate, trouble: Trouble | None = None) -> None:
        finding = finding_of(candidate, verdict, says)
        finding = replace(finding, missing=trouble is Trouble.MISSING, held=trouble is Trouble.HELD)
        self._group.append(finding)
        self._findings.append(finding)

    def _done(self, finding: Finding, now: float) -> list[Output]:
        """This port is over."""
        self._speeds.clear()
        self._group.append(finding)
        self._findings.append(finding)
        if (certain(finding) or self._same_port(finding)) and not self._thorough:
            self._candidates.clear()
        return [ClosePort(), *self._next(now)]

    # --- one port after the other --------------------------------------------------------------------------------

    def _next(self, now: float) -> list[Output]:
        self._phase, self.deadline = Phase.OPENING, None
        while not self._speeds:
            if not self._candidates:
                self._settle()
                if not self._groups or now >= self._end_at or (self._found is not None and not self._thorough):
                    return [self._conclusion()]
                self._candidates = deque(self._groups.popleft())
            self._candidate = self._candidates.popleft()
            if self._candidate.cautious and (self._found or self._stranger):
                self._note("not asked: a serial adapter, and a modem was found", Verdict.UNTOUCHED, self._candidate)
            else:
                self._speeds = deque(self._candidate.speeds)
        assert self._candidate is not None
        self._speed = self._speeds.popleft()
        path = self._candidate.port.path
        return [OpenPort(port=path, baudrate=self._speed, flow_control=self._flow_control)]

    def _settle(self) -> None:
        """The device is over: whether one of its ports is the one."""
        good, self._group = best(self._group), []
        if good is None or self._found is not None:
            return
        imei = good.answers.imei if good.answers else None
        if imei is not None and imei in self._others:
            owned = replace(good, says=f"{good.says}; it is modem {self._others[imei]} of the settings")
            self._findings[self._findings.index(good)] = owned
            return
        if self._is_known(good, imei):
            self._found = good
        elif self._stranger is None:
            self._stranger = good

    def _is_known(self, good: Finding, imei: str | None) -> bool:
        if self._known is None or good.device is None:
            return True
        if imei is not None and self._known.imei is not None:
            return imei == self._known.imei
        return self._known.at(good.device) or self._known.named(good.device)

    def _conclusion(self) -> Concluded:
        untouched = tuple(Finding(port=port, verdict=Verdict.UNTOUCHED, says=says) for port, says in self._plan.left)
        found = self._found or (self._stranger if self._strangers else None)
        return Concluded(found=found, findings=(*self._findings, *untouched), stranger=self._stranger)
