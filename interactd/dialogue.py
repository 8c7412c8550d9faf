"""The core: a question in; taken, a reading and one answer out.

A question is *taken* before anything is read for it: from then on routerd never asks it again. Its answer follows when
the value is there, or when it failed, or at the deadline. Here a question is, until forgotten, *running* (its value is
being read) or *answered*; asked again it is not run again: `question.taken` or the kept answer is repeated. Answers are
also repeated when routerd comes back, since it may have died before it used them; it ignores those it has.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import assert_never

from interactd import replies
from interactd.connectors.source import Source
from interactd.connectors.workers import Reading
from interactd.errors import ReplyFailed, SourceFailed
from interactd.interactions import Interactions
from interactd.matching import Match, match
from smsbus import phrases
from smsbus.config import InteractionsSettings
from smsbus.messages import Answer, AnswerOutcome, Question, QuestionTaken, QuestionUnknown

MAX_RUNNING = 200
MAX_KEPT = 1000
REPEAT_S = 30.0
"""Answers younger than this are repeated to a routerd that came back; for older ones it has apologised by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question from routerd; `choice`, any number, picks one of several replies."""

    question: Question
    choice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterReturned:
    """A connection has come about, or routerd did not know us: what was sent before may not have been used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """Questions that routerd believes here."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """The files were read again: what is asked from now on is answered by these."""

    interactions: Interactions
    settings: InteractionsSettings
    language: phrases.Language = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJumped:
    """The wall clock was set by so many seconds: what was to wait ten seconds still waits ten."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """The deadline has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Tell routerd that the question is taken."""

    message: QuestionTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class Disown:
    """Tell routerd that the question has never come here."""

    message: QuestionUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Read the source; the result comes back under this number."""

    reading: int
    source: Source
    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandon:
    """Nobody waits for this reading any more."""

    reading: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Send the answer. `reason`, for the log, says why it is not an ordinary one."""

    message: Answer
    reason: str | None = None


Input = Asked | Reading | RouterReturned | Believed | Reloaded | ClockJumped | TimePassed
Output = Take | Disown | Read | Abandon | Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class _Running:
    question: Question
    match: Match
    choice: int
    reading: int
    deadline: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    at: float
    answer: Answer
    trial: bool


class Dialogue:
    """Questions and their answers. `deadline` and `now` are UTC epoch seconds."""

    def __init__(
        self, interactions: Interactions, settings: InteractionsSettings, language: phrases.Language = "en"
    ) -> None:
        self._interactions = interactions
        self._settings = settings
        self._language = language
        self._running: dict[str, _Running] = {}
        self._answered: OrderedDict[str, _Answered] = OrderedDict()
        self._readings = 0

    @property
    def deadline(self) -> float | None:
        """When the first reading has taken too long."""
        return min((running.deadline for running in self._running.values()), default=None)

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What to do about `incoming`, in this order."""
        match incoming:
            case Asked():
                return self._asked(incoming, now)
            case Reading():
                return self._read(incoming, now)
            case RouterReturned():
                return self._repeat(now)
            case Believed():
                unknown = [name for name in incoming.questions if name not in {*self._running, *self._answered}]
                return [Disown(message=QuestionUnknown(question=name)) for name in unknown]
            case Reloaded():
                self._interactions, self._settings = incoming.interactions, incoming.settings
                self._language = incoming.language
                return []
            case ClockJumped():
                self._shift(incoming.seconds)
                return []
            case TimePassed():
                return self._time_passed(now)
            case _:
                assert_never(incoming)

    def _asked(self, asked: Asked, now: float) -> list[Output]:
        question = asked.question
        if question.question in self._answered:
            return [Reply(message=self._answered[question.question].answer, reason="asked again")]
        taken = Take(message=QuestionTaken(question=question.question))
        if question.question in self._running:
            return [taken]
        found = match(question.text, self._interactions, question.user)
        if found is None:
            return [taken, self._not_understood(question, now)]
        if not found.allowed:
            return [taken, self._refused(question, found, now)]
        return [taken, self._start(question, found, asked.choice, now)]

    def _start(self, question: Question, found: Match, choice: int, now: float) -> Output:
        values = [step for step in found.interaction.steps if not step.acts]
        if not values:
            return self._rendered(question, found, choice, "", now)
        if len(self._running) >= MAX_RUNNING:
            return self._unavailable(question, found, "too many questions at once", now)
        try:
            source = values[0].source.filled(found.slots)
        except SourceFailed as error:
            return self._unavailable(question, found, str(error), now)
        self._readings += 1
        timeout_s = self._settings.timeout
        self._running[question.question] = _Running(
            question=question, match=found, choice=choice, reading=self._readings, deadline=now + timeout_s
        )
        return Read(reading=self._readings, source=source, timeout_s=timeout_s)

    def _read(self, done: Reading, now: float) -> list[Output]:
        running = next((one for one in self._running.values() if one.reading == done.reading), None)
        if running is None:
            return []  # it came after the deadline
        del self._running[running.question.question]
        value = (done.value or "").strip()
        if not value:
            return [self._unavailable(running.question, running.match, done.failure or "the source is empty", now)]
        return [self._rendered(running.question, running.match, running.choice, value, now)]

    def _time_passed(self, now: float) -> list[Output]:
        outputs: list[Output] = []
        for running in [one for one in self._running.values() if one.deadline <= now]:
            del self._running[running.question.question]
            outputs.append(Abandon(reading=running.reading))
            outputs.append(self._unavailable(running.question, running.match, "the source took too long", now))
        return outputs

    def _repeat(self, now: float) -> list[Output]:
        takes = [Take(message=QuestionTaken(question=question)) for question in self._running]
        # Whoever tried a question out has lost its connection too.
        recent = [one.answer for one in self._answered.values() if now - REPEAT_S <= one.at and not one.trial]
        return [*takes, *(Reply(message=answer, reason="repeated") for answer in recent)]

    def _shift(self, seconds: float) -> None:
        for name, running in self._running.items():
            self._running[name] = replace(running, deadline=running.deadline + seconds)
        for name, answered in self._answered.items():
            self._answered[name] = replace(answered, at=answered.at + seconds)

    # --- answers ---

    def _rendered(self, question: Question, found: Match, choice: int, value: str, now: float) -> Reply:
        interaction = found.interaction
        words = dict.fromkeys(interaction.slots, "") | found.slots | replies.clock(now)
        words |= {"user": question.user or "", "contact": question.contact or "", "equipment": question.equipment or ""}
        try:
            for step in interaction.steps:
                words |= {"value": replies.show(value, step.display), "unit": step.display.unit}
            text = replies.render(interaction.replies[choice % len(interaction.replies)], words)
        except ReplyFailed as error:
            return self._unavailable(question, found, str(error), now)
        return self._answer(question, AnswerOutcome.ANSWERED, text, found, None, now)

    def _unavailable(self, question: Question, found: Match, reason: str, now: float) -> Reply:
        text = self._settings.unavailable_text or phrases.say(self._language, "unavailable")
        return self._answer(question, AnswerOutcome.UNAVAILABLE, text, found, reason, now)

    def _refused(self, question: Question, found: Match, now: float) -> Reply:
        reason = "this user may not" if question.user else "the contact has no user"
        text = self._settings.refused_text or phrases.say(self._language, "refused")
        return self._answer(question, AnswerOutcome.REFUSED, text, found, reason, now)

    def _not_understood(self, question: Question, now: float) -> Reply:
        own = self._settings.not_understood_text or phrases.say(self._language, "not_understood")
        text = own if self._settings.not_understood == "reply" else None
        return self._answer(question, AnswerOutcome.NOT_UNDERSTOOD, text, None, "no sentence matches", now)

    def _answer(
        self, question: Question, outcome: AnswerOutcome, text: str | None, found: Match | None, reason: str | None,
        now: float,
    ) -> Reply:  # fmt: skip
        answer = Answer(
            question=question.question,
            outcome=outcome,
            text=text,
            interaction=found.interaction.name if found else None,
            explanation=_explanation(found, reason) if question.trial else None,
        )
        self._answered[question.question] = _Answered(at=now, answer=answer, trial=question.trial)
        while len(self._answered) > MAX_KEPT:
            self._answered.popitem(last=False)
        return Reply(message=answer, reason=reason)


def _explanation(found: Match | None, reason: str | None) -> str:
    if found is None:
        return reason or ""
    slots = ", ".join(f"{name}={value}" for name, value in found.slots.items()) or "none"
    matched = f'sentence "{found.sentence}", slots: {slots}'
    return f"{matched}; {reason}" if reason else matched
