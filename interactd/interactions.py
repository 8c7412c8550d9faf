"""What interactions.toml declares, validated: the data that matching, replies and dialogue work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import hassil

from interactd.connectors.source import Source
from interactd.replies import Display, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One `[[interaction]]`. `sentences` maps each folded template to the one written; `users` None: every contact."""

    name: str
    line: int
    sentences: Mapping[str, str]
    slots: frozenset[str]
    users: frozenset[str] | None
    value: Source | None
    display: Display
    replies: tuple[Reply, ...]

    def allows(self, user: str | None) -> bool:
        """Whether a contact with this user may run it; a contact without one never runs what names users."""
        return self.users is None or (user is not None and user in self.users)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interactions:
    """All of them, by name, with hassil's form of their sentences. `warnings` are findings that stop nothing."""

    by_name: Mapping[str, Interaction]
    intents: hassil.Intents
    warnings: tuple[str, ...] = ()
