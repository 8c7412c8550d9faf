"""The core of modemd: a modem's states, and what happens when the modem does not answer.

                 +---------------------- port gone, from any state ----------------------+
                 v                                                                       |
    (start)-> opening --cannot be opened--> absent --opened after all--> opening         |
                 |--AT answered--> probing --SIM not usable--> sim-locked --usable--> probing
                                     |--set up--> registering <--network found or lost--> ready
    two deadlines missed, AT unanswered, set-up impossible: any --> recovering --a rung of the ladder--> probing

One procedure runs at a time, because one command may be in flight; `agenda` says which is next. One that is cut off
leaves nothing undecided: a part that was being submitted is queued again or is uncertain (`submitting`), and what was
being read is found by the drain that follows every start-up.
"""

from __future__ import annotations

from typing import assert_never

from modemd import upkeep
from modemd.agenda import LOCKED_EVERY_S, SEARCH_EVERY_S, Agenda, Kind, Task
from modemd.at import urcs
from modemd.at.events import Committed, Unsolicited
from modemd.events import (
    ClockSet,
    ClosePort,
    FetchPin,
    FromRouter,
    Input,
    Output,
    PinFetched,
    PinRecorded,
    PortFailed,
    PortLost,
    PortOpened,
    Received,
    RecordPin,
    ResetUsb,
    RouterConnected,
    SettingsChanged,
    Start,
    Stop,
    Stopped,
    Surveyed,
    Tell,
    TimePassed,
    Trouble,
    UsbReset,
    Write,
)
from modemd.exchange import Exchange
from modemd.finder import Finder, Located, NotFound
from modemd.finder import Output as FinderOutput
from modemd.message_mode import capabilities
from modemd.monitoring import Calls
from modemd.orders import Orders
from modemd.procedure import Enter
from modemd.receiving import Found, Inbox, passed_on
from modemd.recovery import BackOff, Ladder, Rung, climb
from modemd.runner import CutOff, Ended, PinWanted, PutBack, Runner, Unusable
from modemd.runner import Output as RunnerOutput
from modemd.session import Session
from modemd.startup import Locked
from modemd.submitting import Jobs
from modemd.troubles import Troubles, standing
from smsbus.config import ModemSettings
from smsbus.messages import (
    JobResult,
    LateReference,
    Message,
    ModemCondition,
    Order,
    OrderResult,
    Outcome,
    PartAck,
    ReportAck,
    ResultAck,
    SubmitJob,
    Welcome,
    WithdrawJob,
)
from smsbus.sim_trouble import SimTrouble


class Modem:
    """One modem. `boot` is random per process, `epoch_s` what the wall clock is ahead of the core's clock.

    `port` is the path or URL that the port of the settings means.
    """

    def __init__(self, *, name: str, settings: ModemSettings, port: str, boot: str, pid: int, epoch_s: float) -> None:
        self._settings = settings
        self._exchange = Exchange(
            name=name, port=port, boot=boot, pid=pid, epoch_s=epoch_s, capabilities=capabilities(settings)
        )
        self._session = Session(modem=name)
        self._inbox = Inbox(modem=name)
        self._jobs = Jobs(modem=name)
        self._calls = Calls()
        self._orders = Orders(modem=name)
        self._agenda = Agenda(
            session=self._session, inbox=self._inbox, jobs=self._jobs, calls=self._calls, orders=self._orders
        )
        self._ladder = Ladder()
        self._back_off = BackOff()
        self._finder = Finder(settings=settings, port=port)
        self._runner = Runner(timeout_s=settings.timeout, patience=self._session.patience)
        self._open = False
        self._open_at: float | None = None
        self._start_up_at: float | None = None
        self._troubles = Troubles()
        self._changed: SettingsChanged | None = None
        self._stopping = False
        self._stopped = False
        self._now = 0.0
        self._outputs: list[Output] = []

    @property
    def condition(self) -> ModemCondition:
        """The modem's state."""
        return self._exchange.condition

    @property
    def deadline(self) -> float | None:
        """When `TimePassed` is wanted."""
        if self._stopped:
            return None
        times = [self._open_at, self._finder.deadline, self._runner.deadline, self._exchange.hello_at]
        if self._exchange.welcomed:
            times += [self._inbox.tell_again_at, self._jobs.tell_again_at]
        if self._runner.free and self._open:
            starting = self._start_up_at is not None
            times.append(self._start_up_at if starting else self._agenda.deadline(self.condition))
        return min((time for time in times if time is not None), default=None)

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What follows from `incoming`, in order."""
        self._now = now
        match incoming:
            case Start():
                self._open_port()
            case Surveyed():
                self._looked(self._finder.handle(incoming, now))
            case PortOpened() | PortFailed() | PortLost() | Received() if self._finder.busy:
                self._looked(self._finder.handle(incoming, now))
            case PortOpened():
                self._port_opened()
            case PortFailed():
                self._absent(incoming.reason, missing=incoming.trouble is Trouble.MISSING)
            case PortLost():
                reason = self._troubles.lost(self._session, incoming.reason, self._jobs.in_hand, now)
                self._abandon()
                self._open = False
                self._absent(reason)
            case Received() | PinFetched() | PinRecorded():
                self._ran(self._runner.handle(incoming, now))
            case RouterConnected():
                self._outputs += self._exchange.greet(self._session, self._ladder, now)
            case FromRouter():
                self._router_said(incoming.message)
            case UsbReset():
                if incoming.problem is not None:
                    self._ladder.usb_was_impossible()
                    self._enter(self.condition, f"{self._exchange.reason} is not possible: {incoming.problem}")
            case SettingsChanged():
                self._changed = incoming
            case ClockSet():
                self._exchange.epoch_s = incoming.epoch_s
            case TimePassed():
                self._time_passed()
            case Stop():
                self._stopping = True
            case _:
                assert_never(incoming)
        self._work()
        self._ran(self._runner.hold(self._jobs.held, now))
        outputs, self._outputs = self._outputs, []
        return outputs

    def _time_passed(self) -> None:
        self._ran(self._runner.handle(TimePassed(), self._now))
        self._looked(self._finder.handle(TimePassed(), self._now))
        if self._open_at is not None and self._open_at <= self._now:
            self._open_port()
        self._outputs += self._exchange.time_passed(self._session, self._ladder, self._now)
        self._tell_again()

    def _work(self) -> None:
        """Begins what is next, if nothing runs."""
        if self._stopping:
            # A submission in hand has a limit of its own; given up before that, its fate would be uncertain.
            if self._jobs.in_hand is None:
                self._stop()
            return
        if self._changed is not None and self._jobs.in_hand is None:
            self._change_settings(self._changed)
        while self._runner.free and self._open and (task := self._next()) is not None:
            self._ran(self._runner.begin(task, self._now))

    def _next(self) -> Task | None:
        if self._start_up_at is None:
            return self._agenda.next(self.condition, self._settings, self._now)
        if self._start_up_at > self._now:
            return None
        self._start_up_at = None
        return Task(kind=Kind.START_UP, procedure=upkeep.set_up(self._session, self._settings))

    def _stop(self) -> None:
        if not self._stopped:
            self._stopped = True
            self._abandon()
            self._enter(ModemCondition.ABSENT, "modemd was stopped")
            self._outputs += [ClosePort(), Stopped()]

    # --- what came of a procedure --------------------------------------------------------------------------------

    def _ran(self, outputs: list[RunnerOutput]) -> None:
        runner = self._runner
        for output in outputs:
            match output:
                case Write() | FetchPin() | RecordPin():
                    self._outputs.append(output)
                case Tell():
                    self._tell(output.message)
                case Enter():
                    if self.condition is not ModemCondition.SIM_LOCKED:  # which is looked at again and again
                        self._enter(output.condition, output.reason)
                case Committed():
                    if self._jobs.in_hand is not None:
                        self._jobs.in_hand.committed = True
                case Unsolicited():
                    self._unsolicited(output.event)
                case Ended():
                    self._finished(output.task, output.value)
                case CutOff():
                    self._cut_off(output.task)
                case PutBack():
                    self._jobs.put_back()
                case Unusable():
                    self._recover(output.reason)
                case PinWanted():
                    if self._jobs.in_hand is None or not self._jobs.in_hand.committed:
                        self._restarted("it asks for its PIN again")
                case _:
                    assert_never(output)
            if runner is not self._runner:
                return  # start-up begins anew: what the old one still said is of the past

    def _finished(self, task: Task, value: object) -> None:
        match task.kind:
            case Kind.START_UP:
                self._started_up(value)
            case Kind.RECOVER:
                self._climbed(task.rung)
            case Kind.READ | Kind.DRAIN:
                assert isinstance(value, list)
                self._has_read(task, value)
            case Kind.SUBMIT:
                assert isinstance(value, JobResult)
                self._submitted(value)
            case Kind.DELETE:
                assert task.slot is not None
                (self._inbox.deleted if value else self._inbox.not_deleted)(task.slot)
            case Kind.OBSERVE:
                self._observed()
            case Kind.HANG_UP:
                self._calls.over(self._now)
            case Kind.ORDER:
                assert isinstance(value, OrderResult)
                self._tell(self._orders.finish(value))
                self._agenda.verify(self._now)
            case Kind.NOTICES:
                if value:
                    self._restarted("it forgot its settings")
            case _:
                assert_never(task.kind)

    def _cut_off(self, task: Task) -> None:
        self._agenda.cut_off(task, self._now)
        if task.kind is Kind.START_UP:
            self._start_up_at = self._now
        elif task.kind is Kind.SUBMIT:
            self._network_trouble(self._settle_job())

    def _abandon(self) -> None:
        """Ends what runs; the part in hand is settled."""
        self._runner.abandon()
        self._runner = Runner(timeout_s=self._settings.timeout, patience=self._session.patience)
        self._calls.ringing_until = None
        self._settle_job()
        self._tell(*self._orders.interrupted())

    def _settle_job(self) -> str | None:
        recipient = self._jobs.in_hand.job.recipient if self._jobs.in_hand else ""
        if (result := self._jobs.interrupted(self._now)) is None:
            return None
        self._tell(result)
        return self._troubles.submitted(result, recipient)

    # --- port, start-up, recovery --------------------------------------------------------------------------------

    def _open_port(self) -> None:
        self._open_at = None
        if self.condition not in (ModemCondition.ABSENT, ModemCondition.RECOVERING):
            self._enter(ModemCondition.OPENING, self._finder.begins)
        self._looked(self._finder.begin(self._now))

    def _looked(self, outputs: list[FinderOutput]) -> None:
        for output in outputs:
            match output:
                case Unsolicited():
                    if isinstance(output.event, urcs.MessagePassedOn | urcs.LateSubmission):
                        self._unsolicited(output.event)  # said once only
                case Located():
                    self._exchange.port = output.port.port
                    self._outputs.append(output.port)
                case NotFound():
                    self._absent(output.reason, missing=output.missing)
                case _:
                    self._outputs.append(output)

    def _port_opened(self) -> None:
        self._open = True
        if self.condition is not ModemCondition.RECOVERING:
            self._enter(ModemCondition.OPENING, f"{self._exchange.port} is open, the modem has not answered yet")
        self._begin_anew()

    def _absent(self, reason: str, *, missing: bool = False) -> None:
        self._enter(ModemCondition.ABSENT, reason)
        self._open_at = self._now + (self._back_off.missing() if missing else self._back_off.next())

    def _close_port(self, reopen_at: float) -> None:
        self._open = False
        self._start_up_at = None
        self._open_at = reopen_at
        self._outputs.append(ClosePort())

    def _begin_anew(self) -> None:
        """The line and the modem are in an unknown state: what runs is cut off, start-up is next."""
        self._abandon()
        self._inbox.forget_slots()
        self._start_up_at = self._now

    def _started_up(self, locked: object) -> None:
        self._back_off.reset()
        self._outputs += self._finder.worked(self._session.imei)
        if isinstance(locked, Locked):
            self._enter(ModemCondition.SIM_LOCKED, locked.reason, locked.trouble)
            self._start_up_at = self._now + LOCKED_EVERY_S
            if locked.trouble is SimTrouble.ABSENT and (rung := self._ladder.without_sim(self._now)):
                self._recover("the modem sees no SIM card", rung)
            return
        if self._session.half_set_up:
            self._start_up_at = self._now
        self._session.messages_ready = False
        self._troubles.begin()
        able = capabilities(self._settings, self._session)
        self._outputs += self._exchange.tell_capabilities(able, self._session, self._ladder, self._now)
        self._agenda.begin(self._settings.cycle, self._now)
        self._observed()

    def _observed(self) -> None:
        session = self._session
        self._outputs += self._exchange.tell_facts(session, self._ladder)
        ready = session.registered
        self._agenda.observe_at = self._now + (self._settings.cycle if ready else SEARCH_EVERY_S)
        self._enter(ModemCondition.READY if ready else ModemCondition.REGISTERING, standing(session))
        self._network_trouble(self._troubles.observed(session, self._now))

    def _submitted(self, result: JobResult) -> None:
        recipient = self._jobs.in_hand.job.recipient if self._jobs.in_hand else ""
        self._tell(self._jobs.finish(result, self._now))
        if result.outcome is Outcome.SENT:
            self._ladder.network_is_well()
        else:
            self._agenda.verify(self._now)
        self._network_trouble(self._troubles.submitted(result, recipient))

    def _network_trouble(self, reason: str | None) -> None:
        if reason is not None and (rung := self._ladder.network(self._now)):
            self._recover(reason, rung)

    def _recover(self, reason: str, rung: Rung | None = None) -> None:
        rung = rung or self._ladder.climb(self._now)
        self._begin_anew()
        self._start_up_at = None
        self._enter(ModemCondition.RECOVERING, f"{reason}; {rung.says}")
        self._outputs += self._exchange.tell_facts(self._session, self._ladder)
        task = Task(kind=Kind.RECOVER, procedure=climb(rung, self._session.profile), rung=rung)
        self._ran(self._runner.begin(task, self._now))

    def _climbed(self, rung: Rung | None) -> None:
        assert rung is not None
        if rung.reopen:
            self._close_port(self._now + rung.pause_s)
            if rung.usb:
                self._outputs.append(ResetUsb(port=self._exchange.port))
        else:
            self._start_up_at = self._now + rung.pause_s

    def _change_settings(self, changed: SettingsChanged) -> None:
        self._changed = None
        before, self._settings = self._settings, changed.settings
        if changed.settings == before and changed.port == self._finder.port:
            return
        if self._finder.busy:
            self._outputs.append(ClosePort())
        self._finder = Finder(settings=changed.settings, port=changed.port)
        self._exchange.port = changed.port
        self._exchange.capabilities = capabilities(changed.settings)
        self._outputs += self._exchange.greet(self._session, self._ladder, self._now)
        self._abandon()
        if self._open:
            self._close_port(self._now)
        else:
            self._open_at = self._now

    # --- what the modem says -------------------------------------------------------------------------------------

    def _unsolicited(self, event: urcs.Event) -> None:
        match event:
            case urcs.MessagePassedOn():
                self._found([passed_on(self._session, event)])
            case urcs.LateSubmission():
                self._tell(LateReference(modem=self._exchange.name, reference=event.reference))
            case urcs.Restarted() | urcs.SimChanged():
                self._session.restarted |= isinstance(event, urcs.Restarted)
                self._restarted(event.text)
            case _:
                self._agenda.heard(event, self._now)

    def _restarted(self, text: str) -> None:
        """All that the modem was told is lost; what was being submitted will not be answered."""
        if self.condition in (ModemCondition.REGISTERING, ModemCondition.READY):
            reason = self._troubles.restarted(self._session, text, self._jobs.in_hand, self._now)
            self._enter(ModemCondition.PROBING, reason)
            self._begin_anew()

    def _has_read(self, task: Task, found: list[Found]) -> None:
        announced = task.kind is Kind.READ
        news = self._found(found)
        self._agenda.was_read(found=len(found), news=news, announced=announced, now=self._now)
        if not announced:
            self._outputs += self._exchange.tell_facts(self._session, self._ladder)

    def _found(self, found: list[Found]) -> int:
        news = self._inbox.add(found, self._session.sim, self._now)
        self._tell(*news)
        return len(news)

    # --- what routerd says ---------------------------------------------------------------------------------------

    def _router_said(self, message: Message) -> None:
        match message:
            case PartAck() | ReportAck():
                self._inbox.acknowledged(message.key)
                self._agenda.acknowledged(self._now)
            case SubmitJob():
                if told := self._jobs.accept(message):
                    self._tell(told)
            case Order():
                if refused := self._orders.accept(message, self.condition, self._exchange.reason):
                    self._tell(refused)
            case ResultAck():
                self._jobs.acknowledged(message.job, message.withdrawn)
            case WithdrawJob():
                self._tell(*self._jobs.take_back(message.job))
            case Welcome():
                self._outputs += self._exchange.welcome()
                self._tell(*self._jobs.compare(message.jobs))
                self._tell_again(everything=True)
            case _:
                self._outputs += self._exchange.handle(message, self._session, self._ladder, self._now)

    def _tell_again(self, *, everything: bool = False) -> None:
        if self._exchange.welcomed:
            for held in (self._inbox, self._jobs):
                self._tell(*held.to_tell_again(self._now, everything=everything))

    def _tell(self, *messages: Message) -> None:
        for message in messages:
            self._outputs += self._exchange.tell(message)

    def _enter(self, condition: ModemCondition, reason: str, sim_trouble: SimTrouble | None = None) -> None:
        self._outputs += self._exchange.enter(condition, reason, self._now, sim_trouble)
        self._jobs.modem_is(condition is ModemCondition.READY, self._now)
