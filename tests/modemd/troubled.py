"""A house on a simulated modem in trouble: what waits on both sides, and how long until all of it is through."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from modemd import events
from modemd.simulator import events as simulated_events
from modemd.simulator.faults import Fault
from modemd.simulator.network import compose_mms
from modemd.simulator.personalities import PERSONALITIES
from modemd.simulator.settings import Conditions
from modemd.simulator.settings import Settings as SimulatedSettings
from smsbus.config import ModemSettings
from smsbus.messages import JobResult, Message, ModemCondition, Outcome
from tests.modemd.simulated import Simulator
from tests.modemd.wired import Wired

ALICE = "+33639980001"
BOB = "+33639980002"
STEP_S = 0.05
RETRY_S = 5.0


@dataclass
class Troubled(Wired):
    """`Wired` to a simulator that may be unplugged; each text and each job has a name that nothing else has."""

    far_end: Simulator = field(default_factory=Simulator)
    sent_in: list[str] = field(default_factory=list)
    handed_over: list[str] = field(default_factory=list)
    retries: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, kind: str = "generic", *, modem: dict[str, Any] | None = None, **settings: Any) -> Troubled:
        """Not yet started. `modem`: settings of modemd; the others are the simulator's, those of its world included."""
        conditions = {name: settings.pop(name) for name in list(settings) if name in Conditions.__dataclass_fields__}
        simulated = SimulatedSettings(personality=PERSONALITIES[kind], conditions=Conditions(**conditions), **settings)
        return cls(far_end=Simulator(simulated), settings=ModemSettings(port="/dev/test", **(modem or {})))

    def said(self, spoken: list[bytes]) -> None:
        super().said(spoken)
        if self.far_end.plugged != self.plugged:
            self.plugged = self.far_end.plugged
            if not self.plugged:
                self.feed(events.PortLost(reason="unplugged"))

    def _carry_out(self, output: events.Output) -> None:
        if isinstance(output, events.OpenPort) and not self.plugged:
            self.feed(events.PortFailed(reason="no such port", trouble=events.Trouble.MISSING))
        else:
            super()._carry_out(output)

    def order(self, fault: Fault) -> None:
        """The modem misbehaves."""
        self.said(self.far_end.misbehave(fault, self.now))

    def turn(self, **conditions: Any) -> None:
        """The world changes."""
        self.said(self.far_end.turn(replace(self.far_end.core.state.conditions, **conditions), self.now))

    def end(self) -> None:
        """The modem behaves again."""
        self.said(self.far_end.behave(self.now))

    def text_in(self) -> None:
        """Somebody texts the house."""
        self.sent_in.append(f"in {len(self.sent_in)}")
        self.said(self.far_end.text(ALICE, self.sent_in[-1], self.now))

    def text_out(self, recipient: str = BOB) -> None:
        """routerd hands over a part."""
        self.handed_over.append(f"out {len(self.handed_over)}")
        self.submit(self.handed_over[-1], text=self.handed_over[-1], recipient=recipient)

    def mms_in(self) -> None:
        """Somebody sends a picture."""
        moment = self.far_end.core.network.moment(self.now)
        pdu = compose_mms(sender=ALICE, location="http://mms.example/1", scts=moment, smsc="+33639980099", reference=1)
        self.said(self.far_end.do(simulated_events.Deliver(pdu=pdu), self.now))

    def call_in(self) -> None:
        """Somebody calls."""
        self.said(self.far_end.do(simulated_events.Call(number=ALICE), self.now))

    def _route(self, message: Message) -> None:
        super()._route(message)
        if isinstance(message, JobResult) and message.outcome is Outcome.FAILED:
            self.retries.setdefault(message.job, self.now + RETRY_S)

    def _submit_again(self) -> None:
        """As routerd does with a passing failure: the same text as another job."""
        for job in [job for job, at in self.retries.items() if at <= self.now]:
            del self.retries[job]
            text = job.partition("/")[0]
            self.submit(f"{text}/{self.now:.2f}", text=text, recipient=BOB)

    def run(self, seconds: float) -> Troubled:
        """As `Wired.run`, with routerd's retries."""
        end = self.now + seconds
        while self.retries and (at := min(self.retries.values())) <= end:
            super().run(max(0.0, at - self.now))
            self._submit_again()
        super().run(end - self.now)
        return self

    @property
    def through(self) -> bool:
        """Whether everything that waited is delivered and submitted, the slots are empty, and the modem is ready."""
        out = [submission.text for submission in self.far_end.submitted]
        assert len(set(out)) == len(out), f"submitted twice: {out}"
        settled = {
            result.job.partition("/")[0]
            for result in self.heard(JobResult)
            # Uncertain to modemd, which has not heard; the network has it all the same.
            if result.outcome in (Outcome.SENT, Outcome.UNCERTAIN)
        }
        return (
            set(self.sent_in) <= set(self.texts)
            and set(self.handed_over) <= settled
            and set(self.handed_over) == set(out)
            and self.modem.condition is ModemCondition.READY
        )

    def until_through(self, within_s: float = 600.0) -> float:
        """Lets time pass until everything is; returns how long it took."""
        since = self.now
        while not self.through:
            assert self.now - since < within_s, f"not within {within_s} s: {self.states[-6:]}"
            self.run(STEP_S)
        return self.now - since


def house(kind: str = "generic", *, modem: dict[str, Any] | None = None, **settings: Any) -> Troubled:
    """A house that is ready, on a modem of this personality; see `Troubled.of`."""
    troubled = Troubled.of(kind, modem=modem, **settings)
    troubled.start()
    troubled.until(ModemCondition.READY, 120.0)
    troubled.run(2)
    return troubled
