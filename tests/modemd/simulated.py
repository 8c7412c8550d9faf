"""The simulator as the far end of the wire, and what a test may do to it."""

from __future__ import annotations

from modemd.simulator import events as simulated
from modemd.simulator.faults import Fault
from modemd.simulator.modem import SimulatedModem
from modemd.simulator.network import Submission, compose
from modemd.simulator.settings import Conditions, Settings


class Simulator:
    """A `wired.FarEnd`. What it says outside an answer is handed over by `wired.Wired.said`."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.core = SimulatedModem(settings or Settings())
        self.submitted: list[Submission] = []
        self.plugged = True

    @property
    def deadline(self) -> float | None:
        return self.core.deadline

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        return self.do(simulated.Received(octets=octets), now)

    def time_passed(self, now: float) -> list[bytes]:
        return self.do(simulated.TimePassed(), now)

    def text(self, sender: str, text: str, now: float) -> list[bytes]:
        """Somebody texts the modem."""
        spoken = []
        moment = self.core.network.moment(now)
        for pdu in compose(sender=sender, text=text, scts=moment, smsc="+33639980099", reference=7):
            spoken += self.do(simulated.Deliver(pdu=pdu), now)
        return spoken

    def misbehave(self, fault: Fault, now: float) -> list[bytes]:
        return self.do(simulated.OrderFault(fault=fault), now)

    def behave(self, now: float) -> list[bytes]:
        return self.do(simulated.EndFault(), now)

    def turn(self, conditions: Conditions, now: float) -> list[bytes]:
        return self.do(simulated.Turn(conditions=conditions), now)

    def do(self, incoming: simulated.Input, now: float) -> list[bytes]:
        spoken = []
        for output in self.core.handle(incoming, now):
            match output:
                case simulated.Write():
                    spoken.append(output.octets)
                case simulated.Accepted():
                    self.submitted.append(output.submission)
                case simulated.Unplugged():
                    self.plugged = False
                case simulated.Plugged():
                    self.plugged = True
        return spoken

    @property
    def used(self) -> int:
        """Slots of the SIM in use."""
        return self.core.state.storages["SM"].used
