"""Running what a text asks for: the steps of its interactions one after the other, then the words of the answer.

Within an interaction the first step that fails ends it, so that no action follows one that did not work; other
interactions asked for in the same text go on. Nothing is ever tried twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interactd import replies
from interactd.connectors.source import Source
from interactd.connectors.workers import Reading
from interactd.errors import ReplyEmpty, ReplyFailed, SourceFailed
from interactd.interactions import Interaction
from smsbus.phrases import Language
from smsbus.questions import AnswerOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An interaction to run with these slots, answered in this language."""

    interaction: Interaction
    slots: Mapping[str, str]
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an interaction came to nothing. `acting`: an action failed; `uncertain`: it may have been done after all;
    `done`: an action before it was done; `empty`: nothing failed, there is nothing to say.
    """

    reason: str
    language: Language
    acting: bool = False
    uncertain: bool = False
    done: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one interaction ended: its reply, or why there is none. `value` is the last one read, `shown` as replies say
    it.
    """

    text: str | None = None
    failure: Failure | None = None
    value: str | None = None
    shown: str = ""

    @property
    def answer(self) -> AnswerOutcome:
        """The word of the wire for it."""
        return AnswerOutcome.ANSWERED if self.failure is None else AnswerOutcome.UNAVAILABLE


class Execution:
    """The steps still to be run and what came of the others: once `step` is None, an outcome of each interaction."""

    def __init__(self, chosen: tuple[Chosen, ...], words: Mapping[str, str], choice: int) -> None:
        self._chosen = chosen
        self._words = words
        self._choice = choice
        self._index = 0
        self._values: dict[str, str] = {}
        self._value: str | None = None
        self._shown = ""
        self.outcomes: list[Outcome] = []

    def step(self, clock: Mapping[str, str]) -> Source | None:
        """The source to read or to act next; None when all is done. `clock`: the words for time and date."""
        while len(self.outcomes) < len(self._chosen):
            chosen = self._chosen[len(self.outcomes)]
            if self._index == len(chosen.interaction.steps):
                self._end(self._rendered(chosen, clock))
                continue
            try:
                return chosen.interaction.steps[self._index].source.filled(chosen.slots)
            except SourceFailed as error:
                self.fail(str(error))
        return None

    def ended(self, reading: Reading) -> None:
        """The step is done, or failed."""
        chosen = self._chosen[len(self.outcomes)]
        step = chosen.interaction.steps[self._index]
        value = (reading.value or "").strip()
        if reading.value is None or not (value or step.acts):
            self.fail(reading.failure or "the source is empty", uncertain=reading.uncertain)
            return
        try:
            shown = replies.show(value, step.display)
        except ReplyFailed as error:
            self.fail(str(error))
            return
        if step.acts:
            self._values["result"] = shown
        else:
            self._values |= {"value": shown, "unit": step.display.unit}
            self._value, self._shown = value, shown
        if step.name:
            self._values[step.name] = shown
        self._index += 1

    def fail(self, reason: str, *, uncertain: bool = False) -> None:
        """The step came to nothing, and its interaction with it."""
        chosen = self._chosen[len(self.outcomes)]
        acting = chosen.interaction.steps[self._index].acts
        done = self._done(chosen)
        failure = Failure(reason=reason, language=chosen.language, acting=acting, uncertain=uncertain, done=done)
        self._end(Outcome(failure=failure))

    def _done(self, chosen: Chosen) -> bool:
        return any(step.acts for step in chosen.interaction.steps[: self._index])

    def _end(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self._index, self._values, self._value, self._shown = 0, {}, None, ""

    def _rendered(self, chosen: Chosen, clock: Mapping[str, str]) -> Outcome:
        interaction = chosen.interaction
        words = dict.fromkeys(interaction.slots, "") | dict(self._words) | dict(chosen.slots) | dict(clock)
        words |= {"value": "", "unit": "", "result": ""} | self._values
        try:
            text = replies.render(interaction.replies[self._choice % len(interaction.replies)], words)
        except ReplyEmpty as error:
            done = self._done(chosen)
            return Outcome(failure=Failure(reason=str(error), language=chosen.language, done=done, empty=True))
        except ReplyFailed as error:
            return Outcome(failure=Failure(reason=str(error), language=chosen.language, done=self._done(chosen)))
        return Outcome(text=text, value=self._value, shown=self._shown)
