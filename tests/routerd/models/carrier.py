"""A modemd, its modem and the network behind them, as simple as the contract between routerd and modemd allows.

It keeps results and reports until they are acknowledged, submits nothing while a result is not, takes back what a
welcome does not name, forgets what was acknowledged, and all of it when it ends. What is on air stays there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from smsbus.messages import (
    Capabilities,
    FailureCause,
    JobResult,
    JobUnknown,
    LateReference,
    Message,
    ModemCondition,
    ModemHello,
    Outcome,
    Ping,
    Pong,
    ReportAck,
    ResultAck,
    StatusReport,
    SubmitJob,
    Welcome,
    WhoAreYou,
    WithdrawJob,
)
from tests.routerd.house import modem_state
from tests.routerd.models.ledger import Ledger, Piece


class Fate(Enum):
    """What becomes of a submission."""

    SENT = "sent"
    REFUSED = "refused for now"
    REFUSED_FOR_GOOD = "refused for good"
    UNCERTAIN_SENT = "no answer, but the network has it"
    UNCERTAIN_LOST = "no answer, and the network does not have it"
    ENDS_SENT = "modemd ends after the network has it"
    ENDS_LOST = "modemd ends before that"


ENDING = (Fate.ENDS_SENT, Fate.ENDS_LOST)
ON_AIR = (Fate.SENT, Fate.UNCERTAIN_SENT, Fate.ENDS_SENT)

_RESULTS = {
    Fate.SENT: (Outcome.SENT, None),
    Fate.REFUSED: (Outcome.FAILED, FailureCause(source="final")),
    Fate.REFUSED_FOR_GOOD: (Outcome.FAILED, FailureCause(source="encoding")),
    Fate.UNCERTAIN_SENT: (Outcome.UNCERTAIN, FailureCause(source="time-out")),
    Fate.UNCERTAIN_LOST: (Outcome.UNCERTAIN, FailureCause(source="time-out")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A part on air. `known`: the modem said under which reference."""

    job: SubmitJob
    reference: int
    known: bool
    scts: int


@dataclass(slots=True)
class Carrier:
    """`out` is what it has said; whoever plays the wire takes it from there."""

    ledger: Ledger
    jobs: int
    boots: int = 1
    condition: ModemCondition = ModemCondition.READY
    queue: list[SubmitJob] = field(default_factory=list)
    results: dict[str, JobResult] = field(default_factory=dict)
    told_sent: dict[str, Piece] = field(default_factory=dict)  # of results, those that say so
    reports: dict[str, StatusReport] = field(default_factory=dict)
    air: list[Copy] = field(default_factory=list)
    now_ms: int = 0  # by the clock of the message centre
    late: Copy | None = None  # the last submission, where its answer may still come
    out: list[Message] = field(default_factory=list)

    def hello(self) -> None:
        """Says who it is and how its modem is."""
        capabilities = Capabilities(jobs=self.jobs)
        self.out.append(ModemHello(modem="gsm", boot=f"boot-{self.boots}", pid=2, capabilities=capabilities))
        self.out.append(modem_state(state=self.condition))

    def ends(self) -> None:
        """The process is gone with all it knew; another may say hello. What it had told nobody knows for sure."""
        for piece in self.told_sent.values():
            piece.doubts += 1
            piece.unsure += 1
        self.boots += 1
        self.queue.clear()
        self.results.clear()
        self.told_sent.clear()
        self.reports.clear()  # they are on the SIM, and are read again: see `report`
        self.out.clear()

    def hears(self, message: Message) -> None:
        """A message of routerd."""
        match message:
            case WhoAreYou():
                self.hello()
            case Welcome(jobs=jobs):
                self.queue = [job for job in self.queue if job.job in jobs]
                known = {job.job for job in self.queue} | self.results.keys()
                self.out += [JobUnknown(modem="gsm", job=job) for job in jobs if job not in known]
                self.out += [*self.results.values(), *self.reports.values()]
            case SubmitJob() as job:
                held = {other.job for other in self.queue}
                assert job.job not in held
                if job.behind is not None and job.behind not in held | self.results.keys():
                    self.out.append(JobUnknown(modem="gsm", job=job.job))
                    return
                self.queue.append(job)
                assert len(self.queue) <= self.jobs, "more than it takes"
            case ResultAck(job=job, withdrawn=withdrawn):
                self.results.pop(job, None)
                self.told_sent.pop(job, None)
                self.queue = [job for job in self.queue if job.job not in withdrawn]
            case WithdrawJob(job=job):
                # What it has a result for was submitted, and the result tells.
                if job not in self.results:
                    self.queue = [queued for queued in self.queue if queued.job != job]
                    self.out.append(JobUnknown(modem="gsm", job=job))
            case ReportAck(key=key):
                self.reports.pop(key, None)
            case Ping(nonce=nonce):
                self.out.append(Pong(nonce=nonce))
            case _:
                raise AssertionError(f"{message} is nothing for a modemd")

    @property
    def can_submit(self) -> bool:
        """Whether there is one to submit and nothing holds it."""
        return bool(self.queue) and not self.results

    def submit(self, fate: Fate, *, report_first: int | None = None) -> None:
        """Submits the next part; with `report_first` its delivery report overtakes the answer."""
        job = self.queue.pop(0)
        entry, piece = self.ledger.of(job.text)
        before = entry.pieces[: entry.pieces.index(piece)]
        if not entry.disturbed and not entry.mistakable:
            assert all(other.copies for other in before), "a part went before the one before it"
        assert not entry.cancelled or job.job in entry.at_modem_then, "it was cancelled"
        assert job.recipient == entry.to
        reference, self.late = len(self.air) % 256, None
        if fate in ON_AIR:
            self.air.append(Copy(job=job, reference=reference, known=fate is Fate.SENT, scts=self.now_ms))
            piece.copies += 1
            if report_first is not None and job.delivery_report and fate not in ENDING:
                self.report(len(self.air) - 1, report_first)
        if fate not in (Fate.SENT, Fate.REFUSED, Fate.REFUSED_FOR_GOOD):
            piece.unsure += 1
            piece.doubts += fate in ON_AIR
        if fate in ENDING:
            self.ends()
            return
        outcome, cause = _RESULTS[fate]
        result = JobResult(modem="gsm", job=job.job, outcome=outcome, cause=cause)
        if fate is Fate.SENT:
            result = JobResult(modem="gsm", job=job.job, outcome=outcome, reference=reference)
            self.told_sent[job.job] = piece
        elif fate is Fate.UNCERTAIN_SENT:
            self.late = self.air[-1]
        piece.refusals += fate is Fate.REFUSED
        piece.refused = piece.refused or fate is Fate.REFUSED_FOR_GOOD
        self.results[job.job] = result
        self.out.append(result)

    def answer_late(self) -> None:
        """The answer to the last submission comes after all."""
        assert self.late is not None
        self.out.append(LateReference(modem="gsm", reference=self.late.reference))
        self.late = None

    def report(self, index: int, status: int) -> None:
        """The network says what became of a copy on air; the same again is the same report.

        Where nobody knows the reference and the doubt is over, it may be taken for a report on another message.
        """
        copy = self.air[index]
        job = copy.job
        _, piece = self.ledger.of(job.text)
        piece.arrived = piece.arrived or status == 0
        piece.bounced = piece.bounced or status >= 64
        key = f"report-{index}-{status}"
        self.reports[key] = StatusReport(
            key=key,
            modem="gsm",
            sim="sim-1",
            reference=copy.reference,
            recipient=job.recipient,
            status=status,
            scts=copy.scts,
            discharged_at=None,
            pdu=b"\x06",
        )
        self.out.append(self.reports[key])

    def tell_again(self) -> None:
        """What was not acknowledged for a while."""
        self.out += [*self.results.values(), *self.reports.values()]
