"""Outgoing messages: whatever clients, the modem, the clock and ends of either process do, promises hold.

Everything between routerd and modemd waits in a channel until somebody reads it; when a process ends, what it had not
read is lost. routerd may end after any number of outputs of a turn, or before the turn is durable.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from routerd import store_outbox
from routerd.exchange import (
    ClockJumped,
    Disconnections,
    FromClient,
    FromModem,
    Input,
    Link,
    Output,
    Send,
    TimePassed,
    Undelivered,
)
from routerd.outbox import MOVES, State
from smsbus.messages import Message, ModemCondition, SubmitJob
from smsbus.requests import MessageCancelRequest, MessageRetryRequest, Reply, Request, SendRequest
from tests.routerd.house import ALICE, BOB, CLIENT, House, modem_state
from tests.routerd.models.budget import folder, look
from tests.routerd.models.carrier import ENDING, Carrier, Copy, Fate
from tests.routerd.models.ends import ENDS, LOST, until
from tests.routerd.models.ledger import Entry, Ledger


class Outbox(RuleBasedStateMachine):
    """A router, a modemd with its modem, and what a client remembers."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = folder()
        self.numbers = itertools.count(1)

    @initialize(retries=st.integers(0, 2), jobs=st.integers(1, 3))
    def begin(self, retries: int, jobs: int) -> None:
        unlimited = "client_per_minute = 0\nrecipient_per_hour = 0"
        self.house = House(Path(self.folder.name), router=f"uncertain_retries = {retries}\n{unlimited}")
        self.ledger = Ledger(retries)
        self.modemd = Carrier(self.ledger, jobs)
        self.clock_was_set = False
        self.connections = itertools.count(1)
        self.peer: bytes | None = None  # of modemd's connection; None while it is not there
        self.to_modemd: list[Message] = []
        self.to_router: list[Input] = []
        self.connect()

    # --- the wire ------------------------------------------------------------------------------------------------

    def connect(self) -> None:
        self.peer = b"modem-%d" % next(self.connections)
        self.modemd.hello()
        self.collect()

    def collect(self) -> None:
        """What modemd has said is on its way."""
        if self.peer is None:
            self.modemd.out.clear()
        self.to_router += [FromModem(peer=self.peer, message=message) for message in self.modemd.out if self.peer]
        self.modemd.out.clear()

    def modemd_gone(self) -> None:
        """Its connection is: what it had not read is lost, and what is sent to it from now on never leaves."""
        self.nobody_knows()
        self.ledger.disturb()
        self.to_modemd.clear()
        self.peer = None
        self.to_router.append(Disconnections(link=Link.MODEMS))

    def nobody_knows(self) -> None:
        """A modemd is gone, perhaps with parts in flight: the router cannot know how far they got."""
        for row in self.house.store.rows("SELECT text FROM outbox_part WHERE state = 'in-flight'"):
            self.ledger.of(row["text"])[1].unsure += 1

    def carry_out(self, output: Output) -> Reply | None:
        match output:
            case Send(link=Link.CLIENTS, message=Reply() as reply):
                return reply
            case Send(link=Link.MODEMS, peer=peer, message=message) if peer == self.peer:
                self.to_modemd.append(message)
            case Send(link=Link.MODEMS, peer=peer, message=message):
                self.to_router.append(Undelivered(link=Link.MODEMS, peer=peer, message=message))
            case _:
                return None
        return None

    def router_turn(self, *more: Input, end: int | None = None) -> Reply | None:
        """All that waits and `more`, in one turn; the reply to the client that asks in it."""
        inputs, self.to_router = [*self.to_router, *more], []
        reply = None
        if end != LOST:
            outputs = until(end, self.house.turns.run(inputs, self.house.now))
            for output in outputs:
                reply = self.carry_out(output) or reply
        if end is not None:
            self.router_ends()
        return reply

    def router_ends(self) -> None:
        """It ends and another starts; modemd connects again."""
        self.to_router.clear()  # what was on its way, or never delivered: lost with the process
        self.house.restart()
        if self.peer is None:
            self.nobody_knows()
        else:
            self.modemd_reads()
            self.ledger.disturb()
            self.to_router.clear()  # said on a connection that is no more
            self.connect()

    def modemd_reads(self, at_most: int | None = None) -> None:
        heard, self.to_modemd = self.to_modemd[:at_most], self.to_modemd[len(self.to_modemd[:at_most]) :]
        for message in heard:
            self.modemd.hears(message)
        self.collect()

    def pump(self) -> None:
        """Until nobody has anything to read."""
        for _ in range(100):
            if not self.to_router and not self.to_modemd:
                return
            self.router_turn()
            self.modemd_reads()
        raise AssertionError("they never stop talking")

    # --- clients -------------------------------------------------------------------------------------------------

    def ask(self, request: Request, end: int | None) -> Any:
        """The result; None where there is none because routerd ended; False where it was refused."""
        reply = self.router_turn(FromClient(peer=CLIENT, request=request), end=end)
        if reply is None:
            assert end is not None, "no reply, and nobody died"
            return None
        return reply.result if reply.ok else False

    @rule(
        to=st.sampled_from([ALICE, BOB]),
        long=st.booleans(),
        keyed=st.booleans(),
        report=st.booleans(),
        validity_s=st.sampled_from([None, None, None, 60, 4000]),
        end=ENDS,
    )
    def sends(self, to: str, long: bool, keyed: bool, report: bool, validity_s: int | None, end: int | None) -> None:
        number = next(self.numbers)
        text = f"{number:03d}" * (60 if long else 3)
        key = f"key-{number}" if keyed else None
        entry = Entry(to=to, text=text, key=key, report=report, validity_s=validity_s)
        self.ledger.entries.append(entry)
        self.submit(entry, end)

    @rule(data=st.data(), end=ENDS)
    def sends_again(self, data: st.DataObject, end: int | None) -> None:
        keyed = [entry for entry in self.ledger.entries if entry.key is not None]
        if keyed:
            self.submit(data.draw(st.sampled_from(keyed)), end)

    def submit(self, entry: Entry, end: int | None) -> None:
        request = SendRequest(
            id=self.house.id(),
            to=entry.to,
            text=entry.text,
            key=entry.key,
            delivery_report=entry.report,
            validity_s=entry.validity_s,
        )
        result = self.ask(request, end)
        assert result is not False
        if result is not None:
            [message] = result["messages"]
            assert entry.id in (None, message["id"]), "the same key gave another message"
            entry.id = message["id"]

    @rule(data=st.data(), end=ENDS)
    def cancels(self, data: st.DataObject, end: int | None) -> None:
        entry = self.some_entry(data)
        if entry is None:
            return
        result = self.ask(MessageCancelRequest(id=self.house.id(), message=entry.id or 0), end)
        if result is not False:
            entry.cancelling = True
        if result:
            entry.cancelled = True
            there = [job.job for job in self.modemd.queue]
            there += [message.job for message in self.to_modemd if isinstance(message, SubmitJob)]
            entry.at_modem_then = frozenset(there)

    @rule(data=st.data(), end=ENDS)
    def retries(self, data: st.DataObject, end: int | None) -> None:
        entry = self.some_entry(data)
        if entry is None:
            return
        result = self.ask(MessageRetryRequest(id=self.house.id(), message=entry.id or 0), end)
        if result is not False:
            entry.retries += 1
            entry.cancelled = False

    def some_entry(self, data: st.DataObject) -> Entry | None:
        known = [entry for entry in self.ledger.entries if entry.id is not None]
        return data.draw(st.sampled_from(known)) if known else None

    # --- the modem -----------------------------------------------------------------------------------------------

    @rule(fates=st.lists(st.sampled_from(Fate), min_size=1, max_size=4), first=st.sampled_from([None, 0, 32, 64]))
    def all_goes_on(self, fates: list[Fate], first: int | None) -> None:
        """Everybody reads what there is to read, and parts are submitted as long as there are any."""
        for fate in fates:
            self.pump()
            self.submits(fate, first)
        self.pump()

    @rule(
        fates=st.lists(st.sampled_from(Fate), min_size=1, max_size=3),
        long=st.booleans(),
        report=st.booleans(),
        seconds=st.sampled_from([20.0, 121.0]),
    )
    def one_goes_its_way(self, fates: list[Fate], long: bool, report: bool, seconds: float) -> None:
        """What takes many steps otherwise: a message, its first attempts, and the waits between them."""
        self.sends(to=BOB, long=long, keyed=False, report=report, validity_s=None, end=None)
        for fate in fates:
            self.all_goes_on([fate], None)
            self.waits(seconds, end=None)

    @rule(fate=st.sampled_from(Fate), first=st.sampled_from([None, 0, 32, 64]))
    def submits(self, fate: Fate, first: int | None) -> None:
        if self.peer is None or not self.modemd.can_submit:
            return
        self.modemd.now_ms = round(self.house.now * 1000)
        self.modemd.submit(fate, report_first=first)
        if fate in ENDING:
            self.modemd_gone()
        self.collect()

    @precondition(lambda self: self.modemd.late is not None)
    @rule()
    def answers_late(self) -> None:
        assert self.modemd.late is not None
        if self.state_of(self.modemd.late) == "uncertain":  # much later it would be taken for another's
            self.modemd.answer_late()
            self.collect()

    @precondition(lambda self: self.modemd.air)
    @rule(data=st.data(), status=st.sampled_from([0, 0, 32, 64]))
    def reports(self, data: st.DataObject, status: int) -> None:
        wanted = [index for index, copy in enumerate(self.modemd.air) if copy.job.delivery_report]
        if wanted:
            index = data.draw(st.sampled_from(wanted))
            self.may_be_mistaken(self.modemd.air[index])
            self.modemd.report(index, status)
            self.collect()

    def may_be_mistaken(self, copy: Copy) -> None:
        """A report on a copy whose reference nobody learned, when its message is in doubt no more, can look like one on
        the next message to that number that is; so can any when the clock was set.
        """
        if self.clock_was_set or not (copy.known or self.state_of(copy) == "uncertain"):
            for other in self.ledger.entries:
                if other.report and other.to == copy.job.recipient:
                    other.mistakable = True

    @rule(condition=st.sampled_from([ModemCondition.READY, ModemCondition.RECOVERING]))
    def changes(self, condition: ModemCondition) -> None:
        self.modemd.condition = condition
        self.modemd.out.append(modem_state(state=condition))
        self.collect()

    @rule()
    def tells_again(self) -> None:
        self.modemd.tell_again()
        self.collect()

    @precondition(lambda self: self.peer is not None)
    @rule()
    def modemd_ends(self) -> None:
        self.modemd.ends()
        self.modemd_gone()

    @precondition(lambda self: self.peer is not None)
    @rule()
    def connection_breaks(self) -> None:
        """The same process comes back on another connection."""
        self.ledger.disturb()
        self.to_modemd.clear()
        self.to_router.append(Disconnections(link=Link.MODEMS))
        self.connect()

    @precondition(lambda self: self.peer is None)
    @rule()
    def modemd_starts(self) -> None:
        self.nobody_knows()
        self.connect()

    @rule(at_most=st.integers(1, 3))
    def reads_some(self, at_most: int) -> None:
        self.modemd_reads(at_most)

    # --- routerd and time ----------------------------------------------------------------------------------------

    @rule(end=ENDS)
    def works(self, end: int | None) -> None:
        self.router_turn(end=end)

    @rule(seconds=st.sampled_from([0.1, 1.0, 20.0, 121.0, 700.0, 4000.0]), end=ENDS)
    def waits(self, seconds: float, end: int | None) -> None:
        self.pump()
        self.house.now += seconds
        self.router_turn(TimePassed(), end=end)
        self.pump()

    @rule(seconds=st.sampled_from([-86400.0, -30.0, 30.0, 86400.0]), running=st.booleans())
    def clock_is_set(self, seconds: float, running: bool) -> None:
        self.house.now += seconds
        self.clock_was_set = True
        if running:
            self.router_turn(ClockJumped(seconds=seconds))
        else:
            self.router_ends()

    # --- what holds ----------------------------------------------------------------------------------------------

    @invariant()
    def promises_hold(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.check(self.rows())

    @invariant()
    def indexes_by_state_are_complete(self) -> None:
        if hasattr(self, "ledger"):
            store = self.house.store
            rows = store.rows("SELECT id, state FROM outbox ORDER BY id DESC")
            ids = {state: [row["id"] for row in rows if row["state"] == state] for state in MOVES}
            for state in MOVES:
                assert [message.id for message in store_outbox.messages(store, state=state, limit=1000)] == ids[state]
            counts = store_outbox.counts(store, 0)
            assert counts.queued == len(ids[State.QUEUED])
            assert counts.in_flight == len(ids[State.IN_FLIGHT])
            assert counts.uncertain == len(ids[State.UNCERTAIN])

    def state_of(self, copy: Copy) -> str:
        entry, _ = self.ledger.of(copy.job.text)
        [state] = [row["state"] for row in self.rows() if row["text"] == entry.text]
        return str(state)

    def rows(self) -> list[dict[str, Any]]:
        return self.house.outbox()

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.settle()
            self.house.store.close()
        self.folder.cleanup()

    def settle(self) -> None:
        """From here on all goes well: then nothing stays behind."""
        if self.peer is None:
            self.modemd_starts()
        self.changes(ModemCondition.READY)
        for _ in range(200):
            self.pump()
            while self.modemd.can_submit:
                self.submits(Fate.SENT, None)
                self.pump()
            self.ledger.check(self.rows())
            if not any(row["state"] in ("queued", "in-flight", "uncertain") for row in self.rows()):
                return
            self.house.now += 121.0
            self.router_turn(TimePassed())
        raise AssertionError(f"something is never sent: {self.rows()}")


def test_nothing_promised_is_lost_and_no_copy_goes_out_that_nothing_explains() -> None:
    look(Outbox, examples=300, steps=35)
