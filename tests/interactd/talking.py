"""One contact who texts a dialogue, with routerd's part played: memory and errands are kept, takings acknowledged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

import msgspec

from interactd.connectors.source import Source
from interactd.connectors.workers import Reading
from interactd.dialogue import Dialogue
from interactd.events import Acknowledged, Asked, Ground, Output, Read, Reloaded, Reply, Take
from interactd.interactions import Interactions
from smsbus.config import InteractionsSettings
from smsbus.errands import Errand
from smsbus.phrases import Language
from smsbus.questions import Answer, ErrandTurn, Question

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp()
"""A Wednesday."""

SERVERS = {"jeedom", "homeassistant"}


class Contact:
    """Alice, who texts. `values` are what sources give, by their `kind` and first word; `done` what was acted."""

    def __init__(
        self,
        interactions: Interactions,
        values: Mapping[str, str] | None = None,
        *,
        settings: InteractionsSettings | None = None,
        language: Language = "en",
        user: str | None = "alice",
        zone: tzinfo = UTC,
    ) -> None:
        ground = Ground(
            interactions=interactions, settings=settings or InteractionsSettings(), language=language, zone=zone
        )
        self._ground = ground
        self.dialogue = Dialogue(ground)
        self.values = dict(values or {})
        self.name = "Alice"
        self.user = user
        self.now = NOON
        self.code = "4821"
        self.memory = ""
        self.errands: list[Errand] = []
        self.done: list[tuple[str, ...]] = []
        self.read: list[str] = []
        self.passed_on: list[Source] = []
        self.last: Answer | None = None
        self._questions = 0

    def texts(self, text: str, *, age_s: float = 0.0, acknowledge: bool = True) -> str | None:
        """Texts; the answer's text, None for silence."""
        question = self._question(text, scts=round((self.now - age_s) * 1000))
        return self._converse(question, acknowledge=acknowledge)

    def comes_up(self, errand: Errand, turn: ErrandTurn = "due") -> str | None:
        """Its time has come."""
        answer = self._converse(self._question(errand.what, errand=errand, turn=turn))
        if self.last is not None and self.last.outcome.value != "not-yet":
            self.errands.remove(errand)
        return answer

    def reload(self, interactions: Interactions) -> None:
        """The file was changed."""
        self._ground = replace(self._ground, interactions=interactions)
        self.dialogue.handle(Reloaded(ground=self._ground), self.now)

    def later(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds

    def _question(self, text: str, **fields: object) -> Question:
        self._questions += 1
        question = Question(
            question=f"q{self._questions}",
            text=text,
            contact=self.name,
            user=self.user,
            equipment="House",
            received_at=round(self.now * 1000),
            memory=self.memory,
            errands=list(self.errands),
        )
        return msgspec.structs.replace(question, **fields)

    def _converse(self, question: Question, *, acknowledge: bool = True) -> str | None:
        self.last = None
        outputs = self.dialogue.handle(Asked(question=question, choice=0, code=self.code), self.now)
        while outputs:
            outputs = [new for output in outputs for new in self._carry_out(output, acknowledge)]
        return self.last.text if self.last else None

    def _carry_out(self, output: Output, acknowledge: bool) -> list[Output]:
        match output:
            case Take(message=message):
                self.memory = self.memory if message.memory is None else message.memory
                if message.acts and acknowledge:
                    return self.dialogue.handle(Acknowledged(question=message.question), self.now)
            case Read(reading=reading, source=source):
                return self.dialogue.handle(self._result(reading, source), self.now)
            case Reply(message=answer):
                self._keep(answer)
        return []

    def _result(self, reading: int, source: Source) -> Reading:
        argv: tuple[str, ...] | None = getattr(source, "argv", None)
        if argv is not None:
            self.done.append(argv)
            return Reading(reading=reading, value=self.values.get(argv[0], ""))
        if source.kind in SERVERS:
            self.passed_on.append(source)
            return Reading(reading=reading, value=self.values.get(source.kind, ""))
        name = str(getattr(source, "path", None) or getattr(source, "text", ""))
        self.read.append(name)
        value = self.values.get(name, getattr(source, "text", None))
        return Reading(reading=reading, value=value, failure=None if value else "no such file")

    def _keep(self, answer: Answer) -> None:
        self.last = answer
        self.memory = self.memory if answer.memory is None else answer.memory
        self.errands = [errand for errand in self.errands if errand.errand not in answer.cancelled]
        for plan in answer.plans:
            self.errands.append(Errand(errand=100 + plan.number, **msgspec.structs.asdict(plan)))
