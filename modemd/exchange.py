"""What routerd is told, and when: hello first on each connection, state and facts on change, the rest when welcome.

routerd uses nothing from a connection that has not said hello, and answers a hello with a welcome. So nothing is told
before the hello, and what must not be lost is told again at the welcome.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import msgspec

from modemd.events import Tell
from modemd.recovery import Ladder
from modemd.session import Session
from modemd.troubles import problems
from smsbus.messages import (
    Capabilities,
    IncomingCall,
    LateReference,
    Message,
    ModemCondition,
    ModemFacts,
    ModemHello,
    ModemState,
    Ping,
    Pong,
    Storage,
    WhoAreYou,
)
from smsbus.sim_trouble import SimTrouble

HELLO_AGAIN_S: Final = 1.0
"""After a hello that was asked for once more, as long as there is no welcome: the question may have crossed it."""
MOST_UNSAID: Final = 100
FILL_STEPS: Final = 10
"""A change of the fill of a storage is told when it is at least this part of it, and at least two slots."""


@dataclass(slots=True, kw_only=True)
class Exchange:
    """`epoch_s` is what the wall clock is ahead of the core's; `since_at` is in milliseconds of the wall clock."""

    name: str
    port: str
    boot: str
    pid: int
    epoch_s: float
    capabilities: Capabilities
    condition: ModemCondition = ModemCondition.OPENING
    reason: str = "modemd is starting"
    since_at: int = 0
    sim_trouble: SimTrouble | None = None
    welcomed: bool = False
    hello_at: float | None = None
    _greeted_at: float | None = None
    _facts: ModemFacts | None = None
    _unsaid: list[Message] = field(default_factory=list)

    def enter(
        self, condition: ModemCondition, reason: str, now: float, sim_trouble: SimTrouble | None = None
    ) -> list[Tell]:
        """The modem's state and why; told when either is new."""
        if (condition, reason) == (self.condition, self.reason):
            return []
        if condition is not self.condition or not self.since_at:
            self.since_at = round((now + self.epoch_s) * 1000)
        self.condition, self.reason, self.sim_trouble = condition, reason, sim_trouble
        return self.tell(self._state())

    def tell(self, message: Message) -> list[Tell]:
        """The message, if routerd would use it now. What happens only once is kept until then."""
        if self._greeted_at is not None:
            return [Tell(message=message)]
        if isinstance(message, LateReference | IncomingCall) and len(self._unsaid) < MOST_UNSAID:
            self._unsaid.append(message)
        return []

    def tell_facts(self, session: Session, ladder: Ladder) -> list[Tell]:
        """What the modem is, when it changed."""
        facts = self._facts_of(session, ladder)
        if self._facts is not None and not _worth_telling(self._facts, facts):
            return []
        self._facts = facts
        return self.tell(facts)

    def greet(self, session: Session, ladder: Ladder, now: float) -> list[Tell]:
        """Hello, then all that is known."""
        self.welcomed = False
        self.hello_at = None
        self._greeted_at = now
        self._facts = self._facts_of(session, ladder)
        hello = ModemHello(modem=self.name, boot=self.boot, pid=self.pid, capabilities=self.capabilities)
        known = [hello, self._state(), self._facts, session.signal, session.network]
        return [Tell(message=message) for message in known if message is not None]

    def tell_capabilities(self, able: Capabilities, session: Session, ladder: Ladder, now: float) -> list[Tell]:
        """What the modem can do, when it changed: they are part of a hello."""
        changed = able != self.capabilities
        self.capabilities = able
        return self.greet(session, ladder, now) if changed and self._greeted_at is not None else []

    def welcome(self) -> list[Tell]:
        """routerd knows this modem now."""
        self.welcomed = True
        self.hello_at = None
        unsaid, self._unsaid = self._unsaid, []
        return [Tell(message=message) for message in unsaid]

    def handle(self, message: Message, session: Session, ladder: Ladder, now: float) -> list[Tell]:
        """Answers what is about the connection itself."""
        match message:
            case Ping():
                return [Tell(message=Pong(nonce=message.nonce))]
            case WhoAreYou() if self._greeted_at is not None and now - self._greeted_at < HELLO_AGAIN_S:
                self.welcomed = False
                self.hello_at = self._greeted_at + HELLO_AGAIN_S
                return []
            case WhoAreYou():
                return self.greet(session, ladder, now)
            case _:
                return []

    def time_passed(self, session: Session, ladder: Ladder, now: float) -> list[Tell]:
        """A hello again, when it is due."""
        if self.hello_at is None or now < self.hello_at:
            return []
        return self.greet(session, ladder, now)

    def _state(self) -> ModemState:
        return ModemState(
            modem=self.name,
            state=self.condition,
            reason=self.reason,
            since_at=self.since_at,
            sim_trouble=self.sim_trouble,
        )

    def _facts_of(self, session: Session, ladder: Ladder) -> ModemFacts:
        return ModemFacts(
            modem=self.name,
            port=self.port,
            manufacturer=session.manufacturer,
            model=session.model,
            revision=session.revision,
            imei=session.imei,
            sim=session.sim or None,
            smsc=session.smsc,
            storages=[session.fills[name] for name in sorted(session.fills)],
            recoveries=dict(ladder.counts),
            problems=problems(session),
        )


def _worth_telling(before: ModemFacts, after: ModemFacts) -> bool:
    """Whether something changed: of the fill of a storage, a tenth of it, or whether it is full."""
    if msgspec.structs.replace(before, storages=[]) != msgspec.structs.replace(after, storages=[]):
        return True
    known = {storage.name: storage for storage in before.storages}
    if known.keys() != {storage.name for storage in after.storages}:
        return True
    return any(_filled_otherwise(known[storage.name], storage) for storage in after.storages)


def _filled_otherwise(before: Storage, after: Storage) -> bool:
    full = before.used >= before.total, after.used >= after.total
    return (
        before.total != after.total
        or full[0] is not full[1]
        or abs(after.used - before.used) * FILL_STEPS >= max(after.total, 2 * FILL_STEPS)
    )
