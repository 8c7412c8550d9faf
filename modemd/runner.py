"""Runs one procedure at a time over the AT engine: what the procedure yields is done, what comes of it is sent back.

It also judges silence: a deadline missed once may be that command's fault, and the procedure hears of it; missed
twice in a row, or AT itself unanswered, is the modem's fault and ends everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from modemd.agenda import Task
from modemd.at.commands import ESC, Command
from modemd.at.engine import Engine
from modemd.at.events import (
    Committed,
    Completed,
    HeldTooLong,
    Hold,
    Noise,
    Received,
    Silent,
    Submit,
    TimedOut,
    TimePassed,
    Unsolicited,
    Write,
)
from modemd.at.events import Output as EngineOutput
from modemd.at.patience import Patience
from modemd.events import FetchPin, PinFetched, PinRecorded, RecordPin, Tell
from modemd.procedure import Blind, Breathe, CannotStart, Enter, NoAnswer, Pause, Reply, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The procedure of the task returned `value`."""

    task: Task
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """The procedure of the task ended at a command without answer; the modem may be well."""

    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """The procedure of the task ended at a prompt where it was held too long: the modem has nothing of it."""

    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """The modem does not answer, or not so that it can be used. What ran is over."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PinWanted:
    """A command was refused because the SIM waits for its PIN."""


Done = Ended | CutOff | PutBack | Unusable
Output = Write | Tell | FetchPin | RecordPin | Enter | Committed | Unsolicited | Done | PinWanted


class Runner:
    """`timeout_s` is the limit of commands that have none of their own; `patience` knows which may be given less."""

    def __init__(self, *, timeout_s: float, patience: Patience | None = None) -> None:
        self._engine = Engine(timeout_s=timeout_s)
        self._timeout_s = timeout_s
        self._patience = patience or Patience()
        self._asked_at = 0.0
        self._task: Task | None = None
        self._pause_until: float | None = None
        self._breath_s = 0.0
        self._quiet_until = 0.0
        self._put_off: Command | None = None  # while the modem draws breath
        self._missed = 0
        self._outputs: list[Output] = []

    @property
    def free(self) -> bool:
        """Whether a task may be begun."""
        return self._task is None

    @property
    def deadline(self) -> float | None:
        """When `TimePassed` is wanted."""
        return min((time for time in (self._engine.deadline, self._pause_until) if time is not None), default=None)

    def begin(self, task: Task, now: float) -> list[Output]:
        """Runs the task's procedure as far as it goes without an answer."""
        assert self._task is None
        self._task = task
        self._advance(None, now)
        return self._taken()

    def handle(self, incoming: Received | TimePassed | PinFetched | PinRecorded, now: float) -> list[Output]:
        """What follows from `incoming`, in order."""
        match incoming:
            case Received():
                self._engine_said(self._engine.handle(incoming, now), now)
            case TimePassed():
                self._engine_said(self._engine.handle(incoming, now), now)
                if self._pause_until is not None and self._pause_until <= now:
                    self._pause_until = None
                    self._resume(now)
            case PinFetched() | PinRecorded():
                self._advance(incoming, now)
            case _:
                assert_never(incoming)
        return self._taken()

    def hold(self, held: bool, now: float) -> list[Output]:
        """While `held` no submission goes beyond its prompt."""
        self._engine_said(self._engine.handle(Hold(held=held), now), now)
        return self._taken()

    def abandon(self) -> None:
        """Ends what runs. Where a command is in flight, make another runner: this one would wait for its answer."""
        if self._task is not None:
            self._task.procedure.close()
            self._task = None
        self._pause_until = self._put_off = None

    def _resume(self, now: float) -> None:
        if self._put_off is None:
            self._advance(None, now)
        else:
            put_off, self._put_off = self._put_off, None
            self._submit(put_off, now)

    def _submit(self, command: Command, now: float) -> None:
        self._asked_at = now
        limit_s = self._patience.limit_s(command, self._timeout_s)
        self._engine_said(self._engine.handle(Submit(command=command, limit_s=limit_s), now), now)

    def _taken(self) -> list[Output]:
        outputs, self._outputs = self._outputs, []
        return outputs

    def _engine_said(self, outputs: list[EngineOutput], now: float) -> None:
        for output in outputs:
            match output:
                case Committed():
                    self._patience.answered(output.command, now - self._asked_at)
                    self._outputs.append(output)
                case Write() | Unsolicited():
                    self._outputs.append(output)
                case Completed():
                    self._missed = 0
                    if output.command.payload is None:  # else the network's time is in it
                        self._patience.answered(output.command, now - self._asked_at)
                    self._quiet_until = now + self._breath_s
                    if output.result.pin_wanted:
                        self._outputs.append(PinWanted())
                    self._advance(output, now)
                case TimedOut():
                    self._patience.missed(output.command)
                    self._unanswered(NoAnswer(output.command, silent=False), now)
                case Silent():
                    self._unanswered(NoAnswer(output.command, silent=True), now)
                case HeldTooLong():
                    task = self._task
                    assert task is not None
                    self.abandon()
                    self._outputs.append(PutBack(task=task))
                case Noise():
                    continue
                case _:
                    assert_never(output)

    def _unanswered(self, error: NoAnswer, now: float) -> None:
        self._missed += 1
        if error.silent or self._missed > 1:
            self.abandon()
            self._outputs.append(Unusable(reason=f"the modem does not answer ({error})"))
        else:
            self._advance(error, now)

    def _advance(self, reply: Reply | NoAnswer, now: float) -> None:
        """Gives the procedure what it waited for, and does what it wants next."""
        task = self._task
        while task is not None:
            try:
                step = task.procedure.throw(reply) if isinstance(reply, NoAnswer) else task.procedure.send(reply)
            except StopIteration as end:
                return self._over(Ended(task=task, value=end.value))
            except NoAnswer:
                return self._over(CutOff(task=task))
            except CannotStart as error:
                return self._over(Unusable(reason=str(error)))
            if not self._carry_out(step, now):
                return None
            reply = None
        return None

    def _over(self, output: Output) -> None:
        self._task = None
        self._outputs.append(output)

    def _carry_out(self, step: Step, now: float) -> bool:
        """Whether the procedure may go on at once."""
        match step:
            case Command() if now < self._quiet_until:
                self._put_off, self._pause_until = step, self._quiet_until
                return False
            case Command():
                self._submit(step, now)
                return False
            case Pause():
                self._pause_until = now + step.seconds
                return False
            case FetchPin() | RecordPin():
                self._outputs.append(step)
                return False
            case Breathe():
                self._breath_s = step.seconds
            case Blind():
                self._outputs.append(Write(octets=ESC + b"\r" + step.command.line.encode("ascii") + b"\r"))
            case Tell() | Enter():
                self._outputs.append(step)
            case _:
                assert_never(step)
        return True
