"""What is decided about a question before anything is read or done for it: to say something at once, or to run."""

from __future__ import annotations

from dataclasses import dataclass, field

from interactd.execution import Chosen
from interactd.memory import Memory
from interactd.watches import Condition
from smsbus.errands import Plan
from smsbus.phrases import Language
from smsbus.questions import AnswerOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """An answer that needs nothing else. `text` None: silence. `reason` says why it is not an ordinary one, `trace` how
    the text was understood; `paged`: the text is a page already, and the memory holds the others.
    """

    text: str | None
    language: Language
    outcome: AnswerOutcome = AnswerOutcome.ANSWERED
    reason: str | None = None
    interaction: str | None = None
    memory: Memory = field(default_factory=Memory)
    plans: tuple[Plan, ...] = ()
    cancelled: tuple[int, ...] = ()
    paged: bool = False
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The replies are the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginningToWatch:
    """The value shows whether the watch has anything to wait for; if so, `plan` is kept and `text` said."""

    condition: Condition
    plan: Plan
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """The value shows whether what is watched for has come; the answer says so, or that it has not yet."""

    condition: Condition
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingOn:
    """Somebody else may understand the text; `otherwise` is said if they do not."""

    otherwise: Say


Purpose = Answering | PassingOn | BeginningToWatch | Watching


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Interactions to run, what for, and what is remembered of the sender from the taking on."""

    chosen: tuple[Chosen, ...]
    purpose: Purpose
    memory: Memory
    trace: tuple[str, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether it must not be run twice."""
        return any(one.interaction.acts for one in self.chosen)

    @property
    def name(self) -> str:
        """The interaction, for events; the first of several."""
        return self.chosen[0].interaction.name


Decision = Say | Run
