"""What routerd and interactd tell each other: questions and answers. What all daemons are told is in `messages`."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal

import msgspec

from smsbus.errands import Errand, Plan
from smsbus.messages import Message, Ping, Pong, Welcome, WhoAreYou, registry

# --- interactd -> routerd ----------------------------------------------------------------------------------------


class AnswerOutcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    NOT_UNDERSTOOD = "not-understood"
    REFUSED = "refused"  # this user may not
    UNAVAILABLE = "unavailable"  # understood, but the source gave no value
    NOT_YET = "not-yet"  # of a watch: what it watches for is not so; it is looked at again


ErrandTurn = Literal["due", "late", "expired"]


class InteractdHello(Message, frozen=True, kw_only=True):
    """First message of an interactd on a connection, and after each reading of its file; `boot` is random per process.

    `problems` are what a person should look at, as a wrong interactions file that left the old one in use.
    """

    kind: ClassVar[str] = "hello"
    name: str
    boot: str
    pid: int
    interactions: int
    problems: list[str] = msgspec.field(default_factory=list)


class QuestionTaken(Message, frozen=True, kw_only=True):
    """interactd has the question and is about to act on it: from here on it is never asked again.

    `acts`: something will be done that must not be done twice; it waits for the `taken.ack`. `memory`, unless null,
    replaces the sender's in the same transaction: a code that was used is gone before anything is done.
    """

    kind: ClassVar[str] = "question.taken"
    question: str
    acts: bool = False
    memory: str | None = None


class QuestionUnknown(Message, frozen=True, kw_only=True):
    """Answer to a `welcome` that names a question this interactd has never seen: it may be asked again."""

    kind: ClassVar[str] = "question.unknown"
    question: str


class Answer(Message, frozen=True, kw_only=True):
    """The answer; `text` null means silence. `interaction` names the match, `explanation` is for trials.

    `memory`, unless null, replaces what is remembered of the sender; `plans` are errands to keep for them, `cancelled`
    the ids of theirs to drop: all in the transaction that queues the answer. `reason` says why it is not an ordinary
    one, in words that hold nothing of what was asked.
    """

    kind: ClassVar[str] = "answer"
    question: str
    outcome: AnswerOutcome
    text: str | None
    interaction: str | None = None
    explanation: str | None = None
    reason: str | None = None
    memory: str | None = None
    plans: list[Plan] = msgspec.field(default_factory=list)
    cancelled: list[int] = msgspec.field(default_factory=list)


# --- routerd -> interactd ----------------------------------------------------------------------------------------


class Question(Message, frozen=True, kw_only=True):
    """A text to understand and answer. `user` is the contact's user; null: the contact has none.

    `trial` marks an `interaction.test`: values are read, nothing is done, no answer is sent to anybody. `memory` is
    what interactd last asked to remember of this sender (empty: nothing), `errands` are theirs that wait. With an
    `errand` the question is that it is `due`, came up `late` (nobody could be asked then), or has `expired`
    unfulfilled.
    """

    kind: ClassVar[str] = "question"
    question: str
    text: str
    contact: str | None
    user: str | None
    equipment: str | None
    received_at: int
    trial: bool = False
    scts: int | None = None
    memory: str = ""
    errands: list[Errand] = msgspec.field(default_factory=list)
    errand: Errand | None = None
    turn: ErrandTurn | None = None


class TakenAck(Message, frozen=True, kw_only=True):
    """The taking is on disk: what the question asks for may be done now, and never again for it."""

    kind: ClassVar[str] = "taken.ack"
    question: str


# --- registries: what may arrive where ---------------------------------------------------------------------------

FROM_INTERACTD = registry(InteractdHello, QuestionTaken, QuestionUnknown, Answer, Pong)
TO_INTERACTD = registry(Welcome, WhoAreYou, Question, TakenAck, Ping)
