"""Parts from routerd to the network: one at the modem at a time, each exactly once as far as can be known.

    queued --AT+CMGS--> at the prompt --PDU, Ctrl-Z--> committed --+CMGS--> sent
       ^                     |                             |  +--error--> failed
       +----modem lost-------+                             +--no answer, modem lost--> uncertain

Until Ctrl-Z is written the modem has nothing, so a part may go again; after it nobody knows until the answer. Results
are kept and told again until routerd has them on disk.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from modemd.at.commands import BadArgument
from modemd.at.events import Completed
from modemd.at.message_commands import KEEP_LINK, Submission, SubmitPdu
from modemd.at.results import FinalResult, ResultKind
from modemd.message_mode import set_service_centre
from modemd.procedure import Procedure, ask, ask_if_answered
from modemd.session import Session
from modemd.text_submitting import send_text
from smsbus.config import ModemSettings
from smsbus.messages import FailureCause, JobResult, Outcome, SubmitJob
from smsbus.sms import tpdu
from smsbus.sms.address import Address
from smsbus.sms.causes import CauseClass, describe_cme, describe_cms
from smsbus.sms.dcs import Alphabet
from smsbus.sms.errors import EncodeError
from smsbus.sms.tpdu import SmsSubmit
from smsbus.sms.udh import Concatenation

PROMPT_TRIES: Final = 3
GARBLED_TRIES: Final = 2
REPEAT_S: Final = 10.0

_NO_CENTRE: Final = FinalResult(kind=ResultKind.CMS, code=330)
_REPORT_REFUSED: Final = tuple(FinalResult(kind=ResultKind.CMS, code=code) for code in (29, 50, 69, 500))


@dataclass(slots=True, kw_only=True)
class InHand:
    """The part that is at the modem; `committed`: Ctrl-Z was written."""

    job: SubmitJob
    committed: bool = False


@dataclass(slots=True, kw_only=True)
class Jobs:
    """Parts taken from routerd: queued, in hand, or with a result that routerd has not acknowledged."""

    modem: str
    in_hand: InHand | None = None
    _queue: deque[SubmitJob] = field(default_factory=deque)
    _results: dict[str, JobResult] = field(default_factory=dict)
    _prompts_missed: dict[str, int] = field(default_factory=dict)
    _told_at: float | None = None

    def accept(self, job: SubmitJob) -> JobResult | None:
        """Takes a job. One that came before is not taken twice; where it has a result, that is returned."""
        if job.job in self._results:
            return self._results[job.job]
        if not self.knows(job.job):
            self._queue.append(job)
        return None

    def knows(self, job: str) -> bool:
        """Whether the job is here, done or not."""
        held = {queued.job for queued in self._queue} | self._results.keys()
        return job in held or (self.in_hand is not None and self.in_hand.job.job == job)

    def take(self) -> SubmitJob | None:
        """The next one, now in hand."""
        if not self._queue:
            return None
        self.in_hand = InHand(job=self._queue.popleft())
        return self.in_hand.job

    @property
    def waiting(self) -> bool:
        """Whether one is queued."""
        return bool(self._queue)

    def finish(self, result: JobResult, now: float) -> JobResult:
        """The job in hand ended so."""
        self.in_hand = None
        self._prompts_missed.pop(result.job, None)
        self._results[result.job] = result
        self._told_at = now
        return result

    def interrupted(self, now: float) -> JobResult | None:
        """The modem did not answer or is gone. The result where the part was committed; else it is queued again,
        first.
        """
        if self.in_hand is None:
            return None
        job = self.in_hand.job
        if self.in_hand.committed:
            return self.finish(_result(self.modem, job, Outcome.UNCERTAIN, FailureCause(source="time-out")), now)
        self._prompts_missed[job.job] = self._prompts_missed.get(job.job, 0) + 1
        if self._prompts_missed[job.job] >= PROMPT_TRIES:
            # It may be this very part that the modem chokes on: let the others pass.
            return self.finish(_result(self.modem, job, Outcome.FAILED, FailureCause(source="time-out")), now)
        self._queue.appendleft(job)
        self.in_hand = None
        return None

    def acknowledged(self, job: str) -> None:
        """The result is on disk."""
        self._results.pop(job, None)

    def to_tell_again(self, now: float, *, everything: bool = False) -> list[JobResult]:
        """Results that routerd has not acknowledged for a while; `everything`: all of them."""
        due = self.tell_again_at
        if due is None or (due > now and not everything):
            return []
        self._told_at = now
        return list(self._results.values())

    @property
    def tell_again_at(self) -> float | None:
        """When results may have to be told again."""
        return None if not self._results else (self._told_at or 0.0) + REPEAT_S


def submit(session: Session, settings: ModemSettings, job: SubmitJob) -> Procedure[JobResult]:
    """Submits one part. Raises `NoAnswer`."""
    report = job.delivery_report and settings.delivery_reports
    try:
        completed = yield from _send(session, settings, job, report=report)
        centre = settings.smsc or session.smsc
        if completed.result == _NO_CENTRE and centre:
            # The modem lost what it had at start-up (E169 after a day; ZTE and Qualcomm after +CSMP).
            yield from set_service_centre(session, centre)
            completed = yield from _send(session, settings, job, report=report)
        for _ in range(GARBLED_TRIES):
            if not _perhaps_garbled(completed.result):
                break
            completed = yield from _send(session, settings, job, report=report)
        if report and completed.result in _REPORT_REFUSED:
            completed = yield from _send(session, settings, job, report=False)
    except (EncodeError, BadArgument):
        return _result(session.modem, job, Outcome.FAILED, FailureCause(source="encoding"))
    if not completed.result.ok:
        cause = FailureCause(source=completed.result.kind.value, code=completed.result.code)
        return _result(session.modem, job, Outcome.FAILED, cause)
    assert isinstance(completed.command, Submission)
    reference = completed.command.answer(completed.lines)
    return JobResult(modem=session.modem, job=job.job, outcome=Outcome.SENT, reference=reference)


def _perhaps_garbled(result: FinalResult) -> bool:
    """Whether the modem may have got something else than was written. Length wrong, no such command: that is what one
    octet lost on the line looks like, and routerd would give the message up for it.
    """
    if result.ok or result.code is None or result == _NO_CENTRE:
        return False
    described = {ResultKind.CMS: describe_cms, ResultKind.CME: describe_cme}.get(result.kind)
    return described is not None and described(result.code).kind is CauseClass.CONFIGURATION


def _send(session: Session, settings: ModemSettings, job: SubmitJob, *, report: bool) -> Procedure[Completed]:
    """Raises `EncodeError` and `BadArgument` before the modem hears of it."""
    if session.text is not None:
        return (yield from send_text(session, session.text, settings, job, report=report))
    command = _command(session, settings, job, report=report)
    if job.concat is not None and job.concat.sequence == 1 < job.concat.total:
        yield from _keep_link(session)
    return (yield from ask(command))


def _keep_link(session: Session) -> Procedure[None]:
    """Parts that follow are faster then. A modem that refuses it is not asked again (huawei_e1752.json)."""
    if KEEP_LINK.line not in session.refused and (yield from ask_if_answered(session, KEEP_LINK)) is None:
        session.refused.add(KEEP_LINK.line)


def _command(session: Session, settings: ModemSettings, job: SubmitJob, *, report: bool) -> SubmitPdu:
    """Raises `EncodeError`."""
    place = job.concat
    encoded = tpdu.encode(
        SmsSubmit(
            destination=Address.from_text(job.recipient),
            alphabet=_alphabet(job.alphabet),
            message_class=0 if job.flash else None,
            validity=None if job.validity_s is None else timedelta(seconds=job.validity_s),
            concatenation=Concatenation(
                reference=place.reference, total=place.total, sequence=place.sequence, wide=place.wide
            )
            if place
            else None,
            text=job.text,
            status_report=report,
        )
    )
    limit_s = max(settings.submit_timeout, session.profile.submit_s)
    return SubmitPdu(tpdu=encoded.octets[-encoded.tpdu_length :], answer_within_s=limit_s)


def _alphabet(name: str) -> Alphabet:
    try:
        return Alphabet(name)
    except ValueError:
        raise EncodeError("alphabet", f"{name!r} is no alphabet") from None


def _result(modem: str, job: SubmitJob, outcome: Outcome, cause: FailureCause) -> JobResult:
    return JobResult(modem=modem, job=job.job, outcome=outcome, cause=cause)
