"""A simulated modem in memory, typed at by a test; the clock is moved by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from modemd.simulator.events import Accepted, Deliver, EndFault, Input, OrderFault, Output, Received, TimePassed, Write
from modemd.simulator.faults import Fault
from modemd.simulator.modem import SimulatedModem
from modemd.simulator.network import Submission, compose
from modemd.simulator.personalities import PERSONALITIES
from modemd.simulator.settings import Conditions, Personality, Settings

PHONE = "+33639980001"
SMSC = "+33639980099"
SCTS = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)

# SMS-SUBMIT to +33639980001, TP-MR 0, no validity, default alphabet, "Hi"; without and with TP-SRR.
HI = "0001000B913336990800F1000002C834"
HI_REPORTED = "0021000B913336990800F1000002C834"
HI_LENGTH = 15


def settings(*, echo: bool = False, kind: str = "generic", **fields: Any) -> Settings:
    """Settings with the echo off; fields of the conditions and of the personality may be named directly.

    `kind` names the personality to start from.
    """
    conditions = {name: fields.pop(name) for name in list(fields) if name in Conditions.__dataclass_fields__}
    personality = {name: fields.pop(name) for name in list(fields) if name in Personality.__dataclass_fields__}
    return Settings(
        echo=echo,
        conditions=Conditions(**conditions),
        personality=replace(PERSONALITIES[kind], **personality),
        smsc=SMSC,
        **fields,
    )


def deliver_pdu(text: str = "Hello", sender: str = PHONE) -> bytes:
    """The PDU of a text of one part."""
    (pdu,) = compose(sender=sender, text=text, scts=SCTS, smsc=SMSC, reference=1)
    return pdu


class Session:
    """A modem and the time. What it says is returned as octets; what the network takes gathers in `accepted`."""

    def __init__(self, **fields: Any) -> None:
        self.modem = SimulatedModem(settings(**fields))
        self.now = 100.0
        self.accepted: list[Submission] = []
        self.outputs: list[Output] = []

    def feed(self, incoming: Input) -> bytes:
        """What the modem says to an input."""
        self.outputs = self.modem.handle(incoming, self.now)
        self.accepted += [output.submission for output in self.outputs if isinstance(output, Accepted)]
        return b"".join(output.octets for output in self.outputs if isinstance(output, Write))

    def type(self, octets: bytes) -> bytes:
        """What the modem says to octets."""
        return self.feed(Received(octets=octets))

    def ask(self, command: str) -> list[str]:
        """The lines the modem says to a command, blank ones left out."""
        return lines(self.type(command.encode() + b"\r"))

    def submit(self, pdu: str = HI, length: int = HI_LENGTH) -> list[str]:
        """The lines the modem says to a PDU behind the prompt."""
        assert self.type(f"AT+CMGS={length}\r".encode()) == b"\r\n> "
        return lines(self.type(pdu.encode() + b"\x1a"))

    def deliver(self, text: str = "Hello") -> list[str]:
        """The lines the modem says when a text arrives."""
        return lines(self.feed(Deliver(pdu=deliver_pdu(text))))

    def fault(self, fault: Fault) -> bytes:
        """From now on the modem has this fault."""
        return self.feed(OrderFault(fault=fault))

    def end(self, name: str | None = None) -> bytes:
        """Ends it."""
        return self.feed(EndFault(name=name))

    def wait(self, seconds: float) -> bytes:
        """What the modem says while time passes."""
        end = self.now + seconds
        said = b""
        while (deadline := self.modem.deadline) is not None and deadline <= end:
            assert deadline >= self.now, "a deadline in the past turns the loop for ever"
            self.now = deadline
            said += self.feed(TimePassed())
        self.now = end
        return said


def lines(octets: bytes) -> list[str]:
    """The lines in `octets`, blank ones left out."""
    return [line for line in octets.decode("latin-1").split("\r\n") if line]
