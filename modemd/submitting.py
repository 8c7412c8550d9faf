"""Parts from routerd to the network: one at the modem at a time, each exactly once as far as can be known.

    queued --AT+CMGS--> at the prompt --PDU, Ctrl-Z--> committed --+CMGS--> sent
       ^                     |                             |  +--error--> failed
       +----modem lost-------+                             +--no answer, modem lost--> uncertain

Until Ctrl-Z is written the modem has nothing, so a part may go again; after it nobody knows until the answer. Results
are kept and told again until routerd has them on disk.

The next part goes to the modem while the result of the one before it is on its way to routerd, but is held at its
prompt until that is acknowledged: so when modemd ends, one part at most has an unknown fate, and routerd knows which. A
part that routerd takes back before that, because the message it belongs to failed, was never submitted.

Parts that are queued here while the modem is away for more than a moment are handed back (`job.unknown`): another modem
may send them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from modemd.at.commands import BadArgument
from modemd.at.events import Completed
from modemd.at.message_commands import KEEP_LINK, Submission, SubmitPdu
from modemd.procedure import Procedure, ask, ask_if_answered
from modemd.remedies import send_with_remedies
from modemd.session import Session
from modemd.text_submitting import send_text
from smsbus.config import ModemSettings
from smsbus.messages import FailureCause, JobResult, JobUnknown, Outcome, SubmitJob
from smsbus.sms import tpdu
from smsbus.sms.address import Address
from smsbus.sms.dcs import Alphabet
from smsbus.sms.errors import EncodeError
from smsbus.sms.tpdu import SmsSubmit
from smsbus.sms.udh import Concatenation

PROMPT_TRIES: Final = 3
MOST_MISSED: Final = 100
AHEAD_S: Final = 1.0
"""How old a result may be that is not acknowledged and has the next part go to its prompt: routerd may be away."""
REPEAT_S: Final = 10.0
HAND_BACK_S: Final = 5.0
"""How long parts wait here for a modem that is not ready: most losses of the network are over by then."""


@dataclass(slots=True, kw_only=True)
class InHand:
    """The part that is at the modem; `committed`: Ctrl-Z was written; `withdrawn`: it shall not be."""

    job: SubmitJob
    committed: bool = False
    withdrawn: bool = False


@dataclass(slots=True, kw_only=True)
class Jobs:
    """Parts taken from routerd: queued, in hand, or with a result that routerd has not acknowledged."""

    modem: str
    in_hand: InHand | None = None
    _queue: deque[SubmitJob] = field(default_factory=deque)
    _results: dict[str, JobResult] = field(default_factory=dict)
    # By what is to be sent, since a part that was handed back comes again as another job.
    _prompts_missed: dict[tuple[str, str], int] = field(default_factory=dict)
    _finished_at: float = 0.0
    _told_at: float | None = None
    _unready_since: float | None = 0.0

    def accept(self, job: SubmitJob) -> JobResult | JobUnknown | None:
        """Takes a job. One that came before is not taken twice; where it has a result, that is returned.

        One behind a job that never came is not taken: routerd believes that only the first at a modem can be submitted.
        """
        if job.job in self._results:
            return self._results[job.job]
        if self.knows(job.job):
            return None
        if job.behind is not None and not self.knows(job.behind):
            return JobUnknown(modem=self.modem, job=job.job)
        self._queue.append(job)
        return None

    def knows(self, job: str) -> bool:
        """Whether the job is here, done or not."""
        held = {queued.job for queued in self._queue} | self._results.keys()
        return job in held or (self.in_hand is not None and self.in_hand.job.job == job)

    @property
    def held(self) -> bool:
        """Whether the one in hand may not be committed now."""
        return bool(self._results) or (self.in_hand is not None and self.in_hand.withdrawn)

    def take(self, now: float) -> SubmitJob | None:
        """The next one, now in hand."""
        if not self._queue or (self._results and now > self._finished_at + AHEAD_S):
            return None
        self.in_hand = InHand(job=self._queue.popleft())
        return self.in_hand.job

    @property
    def waiting(self) -> bool:
        """Whether one is queued."""
        return bool(self._queue)

    def finish(self, result: JobResult, now: float) -> JobResult:
        """The job in hand ended so."""
        if self.in_hand is not None:
            self._prompts_missed.pop(_content(self.in_hand.job), None)
        self.in_hand = None
        self._results[result.job] = result
        self._finished_at = self._told_at = now
        return result

    def put_back(self) -> None:
        """The one in hand was held too long: it is queued again, first, unless it was withdrawn."""
        if self.in_hand is not None and not self.in_hand.withdrawn:
            self._queue.appendleft(self.in_hand.job)
        self.in_hand = None

    def interrupted(self, now: float) -> JobResult | None:
        """The modem did not answer or is gone. The result where the part was committed; else it is queued again,
        first.
        """
        if self.in_hand is None:
            return None
        job = self.in_hand.job
        if self.in_hand.committed:
            return self.finish(_result(self.modem, job, Outcome.UNCERTAIN, FailureCause(source="time-out")), now)
        if self.in_hand.withdrawn:
            self.put_back()
            return None
        missed = self._prompts_missed.get(_content(job), 0) + 1
        if missed == 1 and len(self._prompts_missed) >= MOST_MISSED:
            self._prompts_missed.clear()
        self._prompts_missed[_content(job)] = missed
        if missed >= PROMPT_TRIES:
            # It may be this very part that the modem chokes on: let the others pass.
            return self.finish(_result(self.modem, job, Outcome.FAILED, FailureCause(source="time-out")), now)
        self.put_back()
        return None

    def acknowledged(self, job: str, withdrawn: Collection[str] = ()) -> None:
        """The result is on disk; the `withdrawn` ones shall not be submitted."""
        self._results.pop(job, None)
        self._withdraw(lambda held: held in withdrawn)

    def compare(self, jobs: Collection[str]) -> list[JobUnknown]:
        """What to say when routerd believes that these are here. What it took back meanwhile is not submitted."""
        self._withdraw(lambda held: held not in jobs)
        # One that was taken back at its prompt is as good as gone: if that is not said again, nobody ever says it.
        gone = self.in_hand.job.job if self.in_hand is not None and self.in_hand.withdrawn else None
        return [JobUnknown(modem=self.modem, job=job) for job in jobs if not self.knows(job) or job == gone]

    def take_back(self, job: str) -> list[JobUnknown]:
        """What to say when routerd wants the job back: nothing when it is too late, and its result will tell."""
        committed = self.in_hand.job.job if self.in_hand is not None and self.in_hand.committed else None
        if job in self._results or job == committed:
            return []
        self._withdraw(lambda held: held == job)
        return [JobUnknown(modem=self.modem, job=job)]

    def modem_is(self, ready: bool, now: float) -> None:
        """Whether the modem can submit, as it stands now."""
        if ready:
            self._unready_since = None
        elif self._unready_since is None:
            self._unready_since = now

    def _withdraw(self, shall_go: Callable[[str], bool]) -> None:
        self._queue = deque(queued for queued in self._queue if not shall_go(queued.job))
        if self.in_hand is not None and not self.in_hand.committed and shall_go(self.in_hand.job.job):
            self.in_hand.withdrawn = True

    def to_tell_again(self, now: float, *, everything: bool = False) -> list[JobResult | JobUnknown]:
        """Results that routerd has not acknowledged for a while, `everything`: all of them; and what is handed back."""
        told: list[JobResult | JobUnknown] = []
        if self._results and (everything or self._repeat_at <= now):
            self._told_at = now
            told += self._results.values()
        if self._hand_back_at is not None and self._hand_back_at <= now:
            told += [JobUnknown(modem=self.modem, job=queued.job) for queued in self._queue]
            self._queue.clear()
        return told

    @property
    def tell_again_at(self) -> float | None:
        """When results may have to be told again, or parts handed back."""
        times = [self._repeat_at if self._results else None, self._hand_back_at]
        return min((at for at in times if at is not None), default=None)

    @property
    def _repeat_at(self) -> float:
        return (self._told_at or 0.0) + REPEAT_S

    @property
    def _hand_back_at(self) -> float | None:
        return self._unready_since + HAND_BACK_S if self._queue and self._unready_since is not None else None


def submit(session: Session, settings: ModemSettings, job: SubmitJob) -> Procedure[JobResult]:
    """Submits one part. Raises `NoAnswer`."""
    report = job.delivery_report and settings.delivery_reports
    try:
        completed = yield from send_with_remedies(
            session, settings, lambda report: _send(session, settings, job, report=report), report=report
        )
    except (EncodeError, BadArgument):
        return _result(session.modem, job, Outcome.FAILED, FailureCause(source="encoding"))
    if not completed.result.ok:
        cause = FailureCause(source=completed.result.kind.value, code=completed.result.code)
        return _result(session.modem, job, Outcome.FAILED, cause)
    assert isinstance(completed.command, Submission)
    reference = completed.command.answer(completed.lines)
    return JobResult(modem=session.modem, job=job.job, outcome=Outcome.SENT, reference=reference)


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


def _content(job: SubmitJob) -> tuple[str, str]:
    return job.recipient, job.text


def _alphabet(name: str) -> Alphabet:
    try:
        return Alphabet(name)
    except ValueError:
        raise EncodeError("alphabet", f"{name!r} is no alphabet") from None


def _result(modem: str, job: SubmitJob, outcome: Outcome, cause: FailureCause) -> JobResult:
    return JobResult(modem=modem, job=job.job, outcome=outcome, cause=cause)
