"""The router: policy, queue and wire brought together. `handle(incoming, now) -> list[Output]`, `now` in UTC seconds.

What must survive is in the store, written within the turn's transaction; the outputs of an input that wrote anything
begin with `Commit`, so that nothing is acknowledged, handed over or told before it is durable. On `MoveOn`, after every
turn, it moves on what can move: waiting questions go to interactds, queued parts to modems. That is a transaction of
its own, for which no acknowledgement waits.
"""

from __future__ import annotations

from typing import assert_never

from routerd import (
    asks,
    awaited,
    errands,
    intake,
    interactds,
    modems,
    orders,
    outbox,
    pool,
    questions,
    refusals,
    reports,
    requests,
    store_asks,
    store_errands,
    store_inbox,
    store_outbox,
    store_questions,
    submission,
    trials,
    upkeep,
)
from routerd.exchange import (
    ClockJumped,
    Commit,
    CommitFailed,
    Disconnections,
    FromClient,
    FromInteractd,
    FromModem,
    Garbage,
    Input,
    Link,
    MoveOn,
    Output,
    Refused,
    SettingsChanged,
    StorageFails,
    StorageWorks,
    Strangers,
    TimePassed,
    Undelivered,
)
from routerd.peers import Peer
from routerd.store import Store, Unstorable
from routerd.work import Ids, Memory, Work
from smsbus.config import Settings
from smsbus.errors import Code, RequestRefused
from smsbus.messages import (
    IncomingCall,
    JobResult,
    JobUnknown,
    LateReference,
    Message,
    ModemFacts,
    ModemHello,
    ModemNetwork,
    ModemSignal,
    ModemState,
    OrderResult,
    Pong,
    ReceivedPart,
    StatusReport,
    SubmitJob,
    Welcome,
    WhoAreYou,
)
from smsbus.questions import Answer, InteractdHello, Question, QuestionTaken, QuestionUnknown
from smsbus.requests import InteractionTestRequest, ModemCommandRequest, ModemUssdRequest, Reply


class Router:
    """The core of routerd. `pid` is what it says of its process."""

    def __init__(self, store: Store, settings: Settings, ids: Ids, *, pid: int = 0) -> None:
        self._store = store
        self._settings = settings
        self._ids = ids
        self._memory = Memory(pid=pid)
        self._now: float | None = None
        self._passed: float | None = None
        self._deadline: tuple[float] | None = None  # until the next input changes it

    @property
    def deadline(self) -> float | None:
        """When it wants `TimePassed`; at once after its start, to take up what a former process left."""
        if self._deadline is None:
            self._deadline = (self._next(),)
        return self._deadline[0]

    def _next(self) -> float:
        if self._now is None or self._passed is None:
            return 0.0
        # What is behind the last `TimePassed`, or for the queue the last input, was done then.
        passed = round(self._passed * 1000)
        stored = (
            store_outbox.next_due(self._store, queued_after=round(self._now * 1000), uncertain_after=passed),
            store_inbox.next_due(self._store, passed),
            store_questions.next_due(self._store, passed),
            store_asks.next_due(self._store, passed),
            store_errands.next_due(self._store, passed, errands.PATIENCE_MS),
        )
        times = [at / 1000 for at in stored if at is not None]
        failover_after = self._settings.router.failover_after
        of_modems = pool.deadline(self._memory.modems.values(), failover_after, self._now)
        memory = (
            self._memory.peers.deadline(),
            awaited.deadline(self._memory.awaited),
            self._memory.retry_at,
            of_modems,
        )
        times += [at for at in memory if at is not None]
        return min([*times, self._memory.purge_at, self._memory.sweep.at])

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What follows from `incoming`. Raises `StorageTrouble`: then roll back and say `CommitFailed`."""
        self._deadline = None
        first = self._now is None
        self._now = now
        if self._passed is not None and now < self._passed:
            self._passed = None  # the clock went back: what `deadline` takes as done may lie ahead again
        work = Work(store=self._store, settings=self._settings, ids=self._ids, memory=self._memory, now=now)
        writes = self._store.writes
        if first:
            upkeep.replan(work, 0)  # the clock may have been set while nobody ran
        try:
            with self._store.attempt():
                self._dispatch(work, incoming)
        except (RequestRefused, Unstorable) as error:
            self._undone(work, incoming, error)
        return [Commit(), *work.outputs] if self._store.writes != writes else work.outputs

    def _dispatch(self, work: Work, incoming: Input) -> None:
        match incoming:
            case FromModem():
                _from_modem(work, incoming.peer, incoming.message)
            case FromInteractd():
                _from_interactd(work, incoming.peer, incoming.message)
            case FromClient():
                _from_client(work, incoming)
            case Garbage():
                _garbage(work, incoming)
            case Undelivered():
                _undelivered(work, incoming)
            case Disconnections():
                upkeep.disconnected(work, incoming.link)
            case Refused() | Strangers():
                refusals.note(work, incoming)
            case TimePassed():
                self._passed = work.now
                upkeep.time_passed(work)
            case MoveOn() if self._memory.trouble is None:
                _move_on(work)
            case MoveOn():
                return  # it could not be kept; `upkeep.time_passed` tries whether the store works again
            case ClockJumped():
                self._passed = None
                upkeep.clock_jumped(work, incoming.seconds)
            case SettingsChanged():
                self._settings = work.settings = incoming.settings
                work.directory_changed()  # it holds our own numbers
                work.log("info", "settings", path=str(incoming.settings.path))
            case CommitFailed():
                _commit_failed(work, incoming)
            case StorageFails():
                upkeep.storage_fails(work, incoming.reason)
            case StorageWorks():
                upkeep.storage_works(work)
            case _:
                assert_never(incoming)

    def _undone(self, work: Work, incoming: Input, error: RequestRefused | Unstorable) -> None:
        """Nothing of the input was kept: a client is told why, others are counted as having sent garbage."""
        work.outputs.clear()
        work.directory_changed()
        if isinstance(incoming, FromClient):
            refused = error
            if isinstance(refused, Unstorable):
                refused = RequestRefused(Code.INVALID, f"a value is out of range: {error}")
            work.count(f"refused.{refused.code}")
            _reply(work, incoming, requests.refusal(incoming.request.id, refused))
        elif isinstance(incoming, FromModem | FromInteractd):
            work.count("unstorable")
            work.log("error", "unstorable", kind=incoming.message.kind, reason=str(error))
        else:
            raise error


# --- daemons -----------------------------------------------------------------------------------------------------


def _from_modem(work: Work, peer_id: bytes, message: Message) -> None:
    if isinstance(message, ModemHello):
        _modemd_hello(work, peer_id, message)
        return
    peer = work.memory.peers.seen(Link.MODEMS, peer_id, work.now)
    if peer is None:
        work.send(Link.MODEMS, peer_id, WhoAreYou())
        return
    match message:
        case ReceivedPart():
            intake.receive(work, peer_id, message)
        case StatusReport():
            reports.receive(work, peer_id, message)
        case JobResult():
            submission.result(work, peer_id, message)
        case JobUnknown():
            submission.unknown(work, peer, message)
        case LateReference():
            submission.late(work, message)
        case ModemState() | ModemSignal() | ModemNetwork() | ModemFacts() | IncomingCall():
            modems.tell(work, message)
        case OrderResult():
            orders.done(work, message)
        case Pong():
            work.count("pongs")
        case _:
            work.count("unexpected.modems")


def _modemd_hello(work: Work, peer_id: bytes, message: ModemHello) -> None:
    peer = _peer(work, Link.MODEMS, peer_id, message.modem, message.boot, message.pid)
    peer.capabilities = message.capabilities
    before = work.memory.peers.named(Link.MODEMS, message.modem)
    if before is not None and before.boot != message.boot:
        modems.restarted(work, message.modem)
    _welcome(work, peer)
    submission.modemd_started(work, message.modem, message.boot)
    work.send(Link.MODEMS, peer_id, Welcome(jobs=submission.jobs_at(work, message.modem)))


def _from_interactd(work: Work, peer_id: bytes, message: Message) -> None:
    if isinstance(message, InteractdHello):
        peer = _peer(work, Link.INTERACTIONS, peer_id, message.name, message.boot, message.pid)
        interactds.tell_problems(work, peer, message.problems)
        _welcome(work, peer)
        questions.interactd_ended(work, message.name)
        work.send(Link.INTERACTIONS, peer_id, Welcome(questions=questions.given_to(work, message.name, message.boot)))
        return
    known = work.memory.peers.seen(Link.INTERACTIONS, peer_id, work.now)
    if known is None:
        work.send(Link.INTERACTIONS, peer_id, WhoAreYou())
    # What is said of a question is used whoever brings it: its id is random and known to the one who was asked. So an
    # answer that waited while routerd was away is not lost for coming before the hello.
    match message:
        case QuestionTaken():
            questions.taken(work, peer_id, known, message)
        case QuestionUnknown():
            questions.unknown(work, known, message)
        case Answer():
            if not trials.answered(work, message):
                questions.answered(work, known, message)
        case Pong():
            work.count("pongs")
        case _:
            work.count("unexpected.interactions")


def _peer(work: Work, link: Link, peer_id: bytes, name: str, boot: str, pid: int) -> Peer:
    # Pinged at once: until it has answered a ping nothing shows that it is a daemon.
    return Peer(link=link, id=peer_id, name=name, boot=boot, pid=pid, seen_at=work.now, ping_at=work.now)


def _welcome(work: Work, peer: Peer) -> None:
    replaced = work.memory.peers.hello(peer)
    if replaced is None or replaced.boot != peer.boot or not replaced.connected:
        work.log("info", "connected", link=peer.link.value, name=peer.name, pid=peer.pid)


def _undelivered(work: Work, incoming: Undelivered) -> None:
    """The message never left: a job or a question is free to go again; the connection is taken as gone."""
    match incoming.message:
        case SubmitJob(job=job):
            submission.not_handed(work, job)
        case Question(question=question, trial=False):
            questions.not_asked(work, question)
        case Reply():
            work.count("undelivered-replies")
        case _:
            work.count(f"undelivered.{incoming.link.value}")
    peer = work.memory.peers.gone(incoming.link, incoming.peer)
    if peer is None:
        return
    work.log("warning", "gone", link=peer.link.value, name=peer.name, pid=peer.pid)
    awaited.peer_gone(work, peer.link, peer.id)
    if peer.link is Link.MODEMS:
        if not work.memory.peers.boots(Link.MODEMS, peer.name):
            modems.gone(work, peer.name)
    else:
        questions.interactd_ended(work, peer.name)


# --- clients -----------------------------------------------------------------------------------------------------


def _from_client(work: Work, incoming: FromClient) -> None:
    work.count("requests")
    work.client = _who(incoming)
    if isinstance(incoming.request, InteractionTestRequest):
        trials.start(work, incoming, incoming.request)
    elif isinstance(incoming.request, ModemCommandRequest | ModemUssdRequest):
        orders.start(work, incoming, incoming.request)
    else:
        reply = requests.answer(work, incoming.request)
        _reply(work, incoming, reply)


def _who(incoming: FromClient) -> str:
    match incoming.user:
        case int(user):
            return f"user {user}"
        case str(key):
            return f"key {key}"
        case None:
            return f"connection {incoming.peer.hex()}"


def _garbage(work: Work, incoming: Garbage) -> None:
    work.count(f"{incoming.code.value}.{incoming.link.value}")
    if work.complains(incoming.link.value, incoming.peer):
        work.log("warning", "garbage", link=incoming.link.value, peer=incoming.peer.hex(), reason=incoming.reason)
    if incoming.link is Link.CLIENTS:
        error = RequestRefused(incoming.code, incoming.reason)
        work.send(Link.CLIENTS, incoming.peer, requests.refusal(incoming.id, error), delimited=incoming.delimited)


def _reply(work: Work, incoming: FromClient, reply: Reply) -> None:
    """The reply goes before the events of what it answers."""
    work.send(Link.CLIENTS, incoming.peer, reply, delimited=incoming.delimited)
    work.outputs.insert(0, work.outputs.pop())


def _commit_failed(work: Work, incoming: CommitFailed) -> None:
    """Nothing of that input happened: who waits for a reply gets one, a daemon repeats what was not acknowledged."""
    upkeep.commit_failed(work)
    failed = incoming.incoming
    if isinstance(failed, FromClient):
        error = RequestRefused(Code.STORAGE, f"the store cannot be written: {incoming.reason}; nothing was changed")
        _reply(work, failed, requests.refusal(failed.request.id, error))
    elif isinstance(failed, FromModem | FromInteractd) and isinstance(
        failed.message, ModemHello | InteractdHello | JobUnknown
    ):
        # It was not welcomed, or said once that it does not have a job: forget it, so that it is asked for its hello
        # again, and then for its jobs.
        work.memory.peers.gone(Link.MODEMS if isinstance(failed, FromModem) else Link.INTERACTIONS, failed.peer)


def _move_on(work: Work) -> None:
    outbox.expire(work)
    asks.advance(work)
    errands.advance(work)
    while questions.assign(work):
        errands.advance(work)
    submission.hand_over(work)
