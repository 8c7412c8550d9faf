"""What interactions.toml declares, validated: the data that matching, replies and dialogue work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import hassil

from interactd.replies import Reply
from interactd.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One `[[interaction]]`. `sentences` maps each folded template to the one written, `slots` each slot to its list;
    `users` None: every contact. `max_age_s`: how old the text may be for its actions; None: as the settings say.
    """

    name: str
    line: int
    sentences: Mapping[str, str]
    slots: Mapping[str, str]
    users: frozenset[str] | None
    steps: tuple[Step, ...]
    replies: tuple[Reply, ...]
    confirm: bool = False
    max_age_s: float | None = None
    wait_s: float = 0.0

    @property
    def acts(self) -> bool:
        """Whether it changes something, and so must never be run twice for one text."""
        return any(step.acts for step in self.steps)

    def allows(self, user: str | None) -> bool:
        """Whether a contact with this user may run it; a contact without one never runs what names users."""
        return self.users is None or (user is not None and user in self.users)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interactions:
    """All of them, by name, with hassil's form of their sentences. `warnings` are findings that stop nothing."""

    by_name: Mapping[str, Interaction]
    intents: hassil.Intents
    warnings: tuple[str, ...] = ()
