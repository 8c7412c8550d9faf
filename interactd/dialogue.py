"""The core: a question in; taken, steps and one answer out.

A question is *taken* before anything is read for it: from then on routerd never asks it again. One that acts waits
until routerd has the taking on disk (`Acknowledged`), so that whatever dies, it is not done a second time. Its answer
follows when the last step is done, or when one failed, or at the deadline. Here a question is, until forgotten,
*running* or *answered*; asked again it is not run again: `question.taken` or the kept answer is repeated. Answers are
also repeated when routerd comes back, since it may have died before it used them; it ignores those it has.

    announced    it acts, and routerd has not yet acknowledged that it is taken
    stepping     a step is being read or done by a worker
    pausing      all is done; the answer waits as long as the interaction says
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import assert_never

from interactd import answering, replies
from interactd.connectors.workers import Reading
from interactd.deciding import decide
from interactd.decisions import Run, Say
from interactd.events import (
    Abandon,
    Acknowledged,
    Asked,
    Believed,
    ClockJumped,
    Disown,
    Ground,
    Input,
    Output,
    Read,
    Reloaded,
    Reply,
    RouterReturned,
    Take,
    TimePassed,
)
from interactd.execution import Execution
from smsbus.questions import Answer, Question, QuestionTaken, QuestionUnknown

MAX_RUNNING = 200
MAX_KEPT = 1000
REPEAT_S = 30.0
"""Answers younger than this are repeated to a routerd that came back; for older ones it has apologised by then."""


class _Phase(Enum):
    ANNOUNCED = auto()
    STEPPING = auto()
    PAUSING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Running:
    question: Question
    run: Run
    execution: Execution
    take: QuestionTaken
    ground: Ground
    phase: _Phase
    reading: int | None
    deadline: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    at: float
    answer: Answer
    trial: bool


class Dialogue:
    """Questions and their answers. `deadline` and `now` are UTC epoch seconds."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._running: dict[str, _Running] = {}
        self._answered: OrderedDict[str, _Answered] = OrderedDict()
        self._readings = 0

    @property
    def deadline(self) -> float | None:
        """When the first running question has taken too long, or is to be answered."""
        return min((running.deadline for running in self._running.values()), default=None)

    def handle(self, incoming: Input, now: float) -> list[Output]:
        """What to do about `incoming`, in this order."""
        match incoming:
            case Asked():
                return self._asked(incoming, now)
            case Acknowledged():
                return self._acknowledged(incoming.question, now)
            case Reading():
                return self._read(incoming, now)
            case RouterReturned():
                return self._repeat(now)
            case Believed():
                unknown = [name for name in incoming.questions if name not in {*self._running, *self._answered}]
                return [Disown(message=QuestionUnknown(question=name)) for name in unknown]
            case Reloaded():
                self._ground = incoming.ground
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
            return [Reply(message=self._answered[question.question].answer, repeated=True)]
        if question.question in self._running:
            return [Take(message=self._running[question.question].take)]
        decision = decide(asked, self._ground, now)
        if isinstance(decision, Run) and len(self._running) >= MAX_RUNNING:
            decision = answering.refusal(decision, self._ground, "too many questions at once")
        if isinstance(decision, Run) and question.trial and decision.acts:
            decision = answering.untried(decision)
        if isinstance(decision, Say):
            taken = Take(message=QuestionTaken(question=question.question))
            return [taken, self._answer(question, answering.said(question, decision, self._ground, now), now)]
        return self._start(asked, decision, now)

    def _start(self, asked: Asked, run: Run, now: float) -> list[Output]:
        question = asked.question
        execution = Execution(run.chosen, answering.words(question), asked.choice)
        running = _Running(
            question=question,
            run=run,
            execution=execution,
            take=answering.take(question, run),
            ground=self._ground,
            phase=_Phase.ANNOUNCED,
            reading=None,
            deadline=now + self._ground.settings.timeout,
        )
        self._running[question.question] = running
        taken = Take(message=running.take)
        return [taken] if run.acts else [taken, *self._advance(running, now)]

    def _acknowledged(self, question: str, now: float) -> list[Output]:
        running = self._running.get(question)
        if running is None or running.phase is not _Phase.ANNOUNCED:
            return []
        if running.deadline <= now:  # this process was frozen; the sender has long been told that nothing was done
            return self._late(running, now)
        return self._advance(replace(running, deadline=now + running.ground.settings.timeout), now)

    def _read(self, done: Reading, now: float) -> list[Output]:
        running = next((one for one in self._running.values() if one.reading == done.reading), None)
        if running is None:
            return []  # it came after the deadline
        running.execution.ended(done)
        return self._advance(running, now)

    def _advance(self, running: _Running, now: float) -> list[Output]:
        source = running.execution.step(replies.clock(now, running.ground.zone))
        if source is None:
            return self._pause(running, now)
        self._readings += 1
        self._running[running.question.question] = replace(running, phase=_Phase.STEPPING, reading=self._readings)
        timeout_s = max(0.0, running.deadline - now)
        return [Read(reading=self._readings, source=source, timeout_s=timeout_s)]

    def _pause(self, running: _Running, now: float) -> list[Output]:
        wait_s = 0.0 if running.question.trial else max(one.interaction.wait_s for one in running.run.chosen)
        if not wait_s:
            return [self._finish(running, now)]
        paused = replace(running, phase=_Phase.PAUSING, reading=None, deadline=now + wait_s)
        self._running[running.question.question] = paused
        return []

    def _finish(self, running: _Running, now: float) -> Output:
        self._running.pop(running.question.question, None)
        outcomes = tuple(running.execution.outcomes)
        answer = answering.finished(running.question, running.run, outcomes, running.ground, now)
        return self._answer(running.question, answer, now)

    def _time_passed(self, now: float) -> list[Output]:
        outputs: list[Output] = []
        for running in [one for one in self._running.values() if one.deadline <= now]:
            outputs += self._late(running, now)
        return outputs

    def _late(self, running: _Running, now: float) -> list[Output]:
        if running.phase is _Phase.PAUSING:
            return [self._finish(running, now)]
        abandoned: list[Output] = [] if running.reading is None else [Abandon(reading=running.reading)]
        reason = "the source took too long" if abandoned else "routerd did not say that it has the taking"
        uncertain = bool(abandoned)
        clock = replies.clock(now, running.ground.zone)
        while running.execution.step(clock) is not None:
            running.execution.fail(reason, uncertain=uncertain)
            uncertain = False  # of what follows nothing was begun
        return [*abandoned, self._finish(running, now)]

    def _repeat(self, now: float) -> list[Output]:
        takes = [Take(message=running.take) for running in self._running.values()]
        # Whoever tried a question out has lost its connection too.
        recent = [one.answer for one in self._answered.values() if now - REPEAT_S <= one.at and not one.trial]
        return [*takes, *(Reply(message=answer, repeated=True) for answer in recent)]

    def _shift(self, seconds: float) -> None:
        for name, running in self._running.items():
            self._running[name] = replace(running, deadline=running.deadline + seconds)
        for name, answered in self._answered.items():
            self._answered[name] = replace(answered, at=answered.at + seconds)

    def _answer(self, question: Question, answer: Answer, now: float) -> Reply:
        self._answered[question.question] = _Answered(at=now, answer=answer, trial=question.trial)
        while len(self._answered) > MAX_KEPT:
            self._answered.popitem(last=False)
        return Reply(message=answer)
