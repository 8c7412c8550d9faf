"""What goes into the dialogue, and what comes out of it, to be carried out in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from interactd.connectors.source import Source
from interactd.connectors.workers import Reading
from interactd.interactions import Interactions
from smsbus.config import InteractionsSettings
from smsbus.phrases import Language
from smsbus.questions import Answer, Question, QuestionTaken, QuestionUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every decision stands on: the files, and how people of this place speak and tell the time."""

    interactions: Interactions
    settings: InteractionsSettings
    language: Language
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question from routerd; `choice`, any number, picks one of several replies; `code` is there to be sent to the
    contact where something must be confirmed.
    """

    question: Question
    choice: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """routerd has on disk that the question is taken: what it asks for may be done."""

    question: str


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

    ground: Ground


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
    """Read the source, or do what it does; the result comes back under this number."""

    reading: int
    source: Source
    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandon:
    """Nobody waits for this reading any more."""

    reading: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Send the answer."""

    message: Answer
    repeated: bool = False


Input = Asked | Acknowledged | Reading | RouterReturned | Believed | Reloaded | ClockJumped | TimePassed
Output = Take | Disown | Read | Abandon | Reply
