"""What is to be done while the modem works, and which of it first.

Calls are rejected at once, because some modems freeze when left ringing. Then what was announced is read, a storage is
emptied that was found or may be full, parts are submitted, and only when none waits the modem is looked at and slots
are emptied: an answer leaves as soon as it is there. When slots run short, emptying them goes before everything but
reading.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, assert_never

from modemd import monitoring, orders, reading, startup, submitting, upkeep
from modemd.at import urcs
from modemd.at.commands import Plain
from modemd.monitoring import Calls
from modemd.orders import Orders
from modemd.procedure import Procedure, ask_if_answered
from modemd.receiving import Found, Inbox
from modemd.recovery import Rung
from modemd.session import Session, Slot
from modemd.submitting import Jobs
from modemd.troubles import power_failed
from smsbus.config import ModemSettings
from smsbus.messages import ModemCondition, Storage

DELETE_AFTER_S: Final = 0.2
"""An emptied slot is worth less than an answer that may be on its way: deleting waits this long for one."""
SEARCH_EVERY_S: Final = 3.0
LOCKED_EVERY_S: Final = 10.0
LOOK_AGAIN_S: Final = 1.0
"""A counter of an E3531 says 0 for half a second after +CMTI: list again after this long."""
VERIFY_EVERY_S: Final = 300.0
"""Some modems forget their settings without a word: how often that is asked. It is due along with a poll."""
LIST_ALL_EVERY_S: Final = 300.0
"""A poll lists where messages are received; so often it lists all storages, since reports may lie elsewhere."""
SWITCH_AFTER_S: Final = 10.0
"""How long after set-up the storages are switched through once; see `reading.switch_through`."""
HURRY_S: Final = 180.0
HURRY_EVERY_S: Final = 10.0
"""Once there is room again the network delivers what waited: for how long, and how often, it is polled then."""
TRY_AGAIN_S: Final = 600.0
"""A slot that refused to be emptied is tried again after this long."""
BLOCKED_S: Final = 60.0
"""A storage that stays full for so long is reported."""
MOST_NOWHERE: Final = 2
"""After so many messages that were announced without a place and not found, they are received elsewhere."""
MOST_ANNOUNCED: Final = 255

WorkCode = (
    urcs.MessageStored
    | urcs.ReportStored
    | urcs.Ringing
    | urcs.CallerTold
    | urcs.RegistrationChanged
    | urcs.StorageFull
    | urcs.IndicatorChanged
    | urcs.MessagesReady
    | urcs.SimReady
    | urcs.PowerWarning
    | urcs.Chatter
)
"""Codes after which there is something to do, now or later."""

_OPERATIONAL: Final = (ModemCondition.REGISTERING, ModemCondition.READY)


class Kind(Enum):
    """What a task is for."""

    START_UP = auto()
    RECOVER = auto()
    HANG_UP = auto()
    READ = auto()
    DRAIN = auto()
    SUBMIT = auto()
    DELETE = auto()
    OBSERVE = auto()
    NOTICES = auto()
    ORDER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A procedure and what it is for; `slot` is the one it reads or empties, `rung` the one that is tried."""

    kind: Kind
    procedure: Procedure[object]
    slot: Slot | None = None
    rung: Rung | None = None


@dataclass(slots=True, kw_only=True)
class Agenda:
    """Times are on the core's clock."""

    session: Session
    inbox: Inbox
    jobs: Jobs
    calls: Calls
    orders: Orders
    announced: deque[Slot] = field(default_factory=deque)
    drain_at: float | None = None
    observe_at: float | None = None
    _to_drain: tuple[str, ...] = ()  # kept until it is done: a drain that is cut off is done again
    _delete_at: float = 0.0
    _asked: bool = False  # the next listing of the storage is no mere poll
    _polling: bool = False
    _looked: bool = False  # before the poll that is due
    _notices_lost: bool = False
    _verify_at: float | None = None
    _switch_at: float | None = None
    _list_all_at: float = 0.0
    _try_again_at: float = 0.0
    _hurry_until: float = 0.0
    _full_since: float | None = None
    _nowhere: int = 0  # messages that were announced without a place and not found

    def begin(self, cycle: float, now: float) -> None:
        """The modem has just been set up: empty everything, then poll."""
        self.announced.clear()
        self._to_drain = self.session.drained
        self.drain_at = now + cycle
        self._verify_at = now + VERIFY_EVERY_S
        self._list_all_at = now + LIST_ALL_EVERY_S
        self._try_again_at = now + TRY_AGAIN_S
        self._switch_at = now + SWITCH_AFTER_S if self.session.receive and self.session.selectable else None
        self._full_since = None
        self._asked = self._polling = self._looked = self._notices_lost = False

    def heard(self, event: WorkCode, now: float) -> None:
        """A code that the modem sent unasked, and what there is to do for it."""
        match event:
            case urcs.MessageStored() | urcs.ReportStored():
                self.stored(event.storage, event.index, now)
            case urcs.Ringing():
                self.calls.ring(now)
            case urcs.CallerTold():
                self.calls.caller(event.caller, now)
            case urcs.RegistrationChanged():
                self.observe_soon(now)
            case urcs.StorageFull():
                self.empty_all(now)
            case urcs.IndicatorChanged():
                if event.says_full(self.session.full_indicator):
                    self.empty_all(now)
            case urcs.MessagesReady():
                self.session.messages_ready = True
                self.empty_all(now)
            case urcs.SimReady():
                self.verify(now + LOOK_AGAIN_S)
            case urcs.PowerWarning():
                power_failed(self.session, f"it says {event.text}", now)
                self.observe_soon(now)
            case urcs.Chatter():
                return
            case _:
                assert_never(event)

    def stored(self, storage: str | None, index: int | None, now: float) -> None:
        """A code announced a message; where it does not say which, or too many came, the storage is listed."""
        self.session.unheard = 0
        if storage is None and index is None:
            # `+CMTI: ,-1` of a SIM7000: nothing was stored, whatever the listing will say.
            self._switch_at = now
            self._nowhere += 1
        storage = storage or self.session.receive
        if storage is None or index is None or len(self.announced) >= MOST_ANNOUNCED:
            self.drain_at = now
            self._asked = True
        elif (slot := Slot(storage=storage, index=index)) not in self.announced:
            self.announced.append(slot)

    def look_again(self, now: float) -> None:
        """Something was not found where it should be, or not read: list soon."""
        self.drain_at = min(self.drain_at or now + LOOK_AGAIN_S, now + LOOK_AGAIN_S)
        self._asked = True

    def empty_all(self, now: float) -> None:
        """A storage is full, or can be used only now: list all of them, and ask for notices again.

        An E1750 announces nothing any more once its storage was full (huawei_e1750.json).
        """
        self._to_drain = self.session.drained
        self.drain_at = now
        self._asked = True
        self._notices_lost = self.session.notices is not None
        self._hurry_until = now + HURRY_S

    def verify(self, now: float) -> None:
        """Settings may be lost: ask."""
        self._verify_at = now

    def was_read(self, *, found: int, news: int, announced: bool, now: float) -> None:
        """A slot or a storage was read. What was announced and is not there, and what is doubtful, is looked for again.
        A poll that finds news means that notices get lost: ask for them again. What reads strangely may do so because
        settings are lost.

        A storage that was full has kept others waiting in the network, which come when it is emptied.
        """
        if (announced and not found) or self.inbox.doubts:
            self.look_again(now)
        if self.session.strayed or (self.inbox.doubts and self.session.text is not None):
            self.session.strayed = False
            self.verify(now)
        if announced:
            return
        self._to_drain = ()
        if news:
            self._nowhere = 0
        if (fill := self._receiving()) is not None and news * 2 >= fill.total > 0:
            self.look_again(now)
        if self._polling:
            self._notices_lost |= news > 0 and self.session.notices is not None
            self._polling = False

    def cut_off(self, task: Task, now: float) -> None:
        """The procedure of `task` did not end: what is to be looked at again. Starting up, recovering and the part in
        hand are the modem's.
        """
        self.verify(now)  # it may have restarted meanwhile without a word
        match task.kind:
            case Kind.READ | Kind.DRAIN:
                self.look_again(now)
            case Kind.DELETE:
                assert task.slot is not None
                self.inbox.deleted(task.slot)  # perhaps, and perhaps another message lies there by now
                self.look_again(now)
            case Kind.OBSERVE:
                self.observe_soon(now)
            case Kind.HANG_UP:
                self.calls.over(now)
            case Kind.START_UP | Kind.SUBMIT | Kind.RECOVER | Kind.NOTICES | Kind.ORDER:
                return
            case _:
                assert_never(task.kind)

    def observe_soon(self, now: float) -> None:
        """Something changed; what, is asked in a moment, since such codes come in swarms."""
        self.observe_at = min(self.observe_at or now + LOOK_AGAIN_S, now + LOOK_AGAIN_S)

    def acknowledged(self, now: float) -> None:
        """A slot may be emptied, in a moment."""
        self._delete_at = now + DELETE_AFTER_S

    def deadline(self, condition: ModemCondition) -> float | None:
        """When there may be something to do, while nothing is being done."""
        times = [self.calls.ringing_until]
        if condition in _OPERATIONAL:
            times += [
                self._switch_at,
                self.observe_at,
                self.drain_at if self.session.receive else None,
                self._verify_due,
            ]
            times.append(self._delete_at if self.inbox.to_delete() else None)
        return min((time for time in times if time is not None), default=None)

    @property
    def _verify_due(self) -> float | None:
        known = self.session.notices_shown is not None or self.session.smsc is not None
        return self._verify_at if known else None

    def next(self, condition: ModemCondition, settings: ModemSettings, now: float) -> Task | None:
        """The most urgent thing to do now."""
        if self.calls.ringing_until is not None and self.calls.ringing_until <= now:
            return Task(kind=Kind.HANG_UP, procedure=monitoring.hang_up(self.session, self.calls.number))
        if condition not in _OPERATIONAL:
            return None
        return self._reading(settings, now) or self._ordered() or self._sending(condition, settings, now)

    def _ordered(self) -> Task | None:
        order = self.orders.take()
        if order is None:
            return None
        return Task(kind=Kind.ORDER, procedure=orders.carry_out(self.session, order))

    def _reading(self, settings: ModemSettings, now: float) -> Task | None:
        if self.session.memory_full:
            self.session.memory_full = False
            self.empty_all(now)
        if self.announced:
            slot = self.announced.popleft()
            return Task(kind=Kind.READ, procedure=reading.read(self.session, slot), slot=slot)
        if self._slots_run_short() and (task := self._emptying()):
            return task
        if self.drain_at is not None and self.drain_at <= now and self.session.receive is not None:
            # Listing is given a minute to answer. A modem that has gone silent is found out sooner by what is quick.
            if not self._asked and not self._looked:
                self._looked = True
                return self._looking(now)
            self._looked = False
            self.drain_at = now + (min(settings.cycle, HURRY_EVERY_S) if now < self._hurry_until else settings.cycle)
            self._polling, self._asked = not self._asked, False
            self._to_drain = self._to_drain or self._to_poll(self.session.receive, now)
        if self._switch_at is not None and self._switch_at <= now:
            self._switch_at = None
            self._polling = not self._asked and not self._nowhere
            return Task(kind=Kind.DRAIN, procedure=self._switching())
        if self._to_drain:
            return Task(kind=Kind.DRAIN, procedure=reading.read_all(self.session, self._to_drain))
        return None

    def _to_poll(self, receive: str, now: float) -> tuple[str, ...]:
        """Where to look. A storage found full, without a word of the modem, is cause to look everywhere, and so is
        something that was read and not trusted, wherever it lies.
        """
        if self._try_again_at <= now:
            self._try_again_at = now + TRY_AGAIN_S
            self.inbox.try_again()
        if self.session.is_full(receive) and self._full_since is None:
            self.empty_all(now)
            self.drain_at = now + HURRY_EVERY_S
            self._asked, self._full_since = False, now
        elif not self.session.is_full(receive):
            self._full_since = None
        if self._list_all_at > now and self._full_since is None and not self.inbox.doubts:
            return (receive,)
        self._list_all_at = now + LIST_ALL_EVERY_S
        return self.session.drained or (receive,)

    def _switching(self) -> Procedure[list[Found]]:
        if self._nowhere < MOST_NOWHERE:
            return reading.switch_through(self.session)
        self._nowhere = 0
        return _elsewhere(self.session)

    def _sending(self, condition: ModemCondition, settings: ModemSettings, now: float) -> Task | None:
        # Before anything is sent: a modem that lost its mode or character set would send something else.
        if (due := self._verify_due) is not None and due <= now:
            self._verify_at = now + VERIFY_EVERY_S
            return Task(kind=Kind.NOTICES, procedure=upkeep.verify(self.session, settings))
        if condition is ModemCondition.READY and (job := self.jobs.take(now)):
            return Task(kind=Kind.SUBMIT, procedure=submitting.submit(self.session, settings, job))
        if self._notices_lost:
            self._notices_lost = False
            self._verify_at = now + VERIFY_EVERY_S
            return Task(kind=Kind.NOTICES, procedure=_notices_again(self.session))
        if self.observe_at is not None and self.observe_at <= now:
            return self._looking(now)
        return self._emptying() if self._delete_at <= now else None

    def _looking(self, now: float) -> Task:
        self.observe_at = None
        self.session.stuck = self.inbox.stuck
        since = self._full_since
        full = self.session.receive if since is not None and now - since >= BLOCKED_S else None
        self.session.blocked = (full,) if full is not None else ()
        return Task(kind=Kind.OBSERVE, procedure=monitoring.observe(self.session))

    def _emptying(self) -> Task | None:
        slot = self.inbox.to_delete()
        if slot is None:
            return None
        return Task(kind=Kind.DELETE, procedure=reading.delete(self.session, slot), slot=slot)

    def _receiving(self) -> Storage | None:
        return self.session.fills.get(self.session.receive or "")

    def _slots_run_short(self) -> bool:
        fill = self._receiving()
        return fill is not None and self.inbox.holds(fill.name) * 2 >= fill.total


def _elsewhere(session: Session) -> Procedure[list[Found]]:
    yield from startup.receive_elsewhere(session)
    return (yield from reading.read_all(session, session.drained))


def _notices_again(session: Session) -> Procedure[bool]:
    """A message came and nobody said so. Where all settings are lost, this one alone does not help."""
    if (yield from startup.settings_lost(session)):
        return True
    yield from startup.choose_notices(session)
    session.unheard += 1
    # The first time it may have been a single code that got lost.
    if session.profile.unheard and session.unheard > 1:
        text = session.profile.unheard[(session.unheard - 2) % len(session.profile.unheard)]
        yield from ask_if_answered(session, Plain(text=text))
    return False
