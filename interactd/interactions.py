"""What interactions.toml declares, validated: the data that matching, replies and dialogue work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interactd.catalogue import Catalogue, Sentence
from interactd.lists import SlotList
from interactd.replies import Reply
from interactd.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One `[[interaction]]`. `slots` maps each slot to the names of its lists, of which a sentence takes one; `users`
    None: every contact. `max_age_s`: how old the text may be for its actions; None: as the settings say. A text must
    hold all of `requires` and none of `excludes`, which are folded words.
    """

    name: str
    line: int
    sentences: tuple[Sentence, ...]
    slots: Mapping[str, tuple[str, ...]]
    users: frozenset[str] | None
    steps: tuple[Step, ...]
    replies: tuple[Reply, ...]
    confirm: bool = False
    max_age_s: float | None = None
    wait_s: float = 0.0
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether it changes something, and so must never be run twice for one text."""
        return any(step.acts for step in self.steps)

    def allows(self, user: str | None) -> bool:
        """Whether a contact with this user may run it; a contact without one never runs what names users."""
        return self.users is None or (user is not None and user in self.users)

    def fits(self, words: str) -> bool:
        """Whether the folded text `words` holds what it must and nothing that it must not."""
        inside = f" {words} "
        return all(f" {one} " in inside for one in self.requires) and not any(
            f" {one} " in inside for one in self.excludes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Interactions:
    """All of them, by name, with the catalogue of their sentences, and the lists that their slots take values from.
    `warnings` are findings that stop nothing. `fallback`, with the slots `query` and `user`, is run for what no
    sentence is like.
    """

    by_name: Mapping[str, Interaction]
    catalogue: Catalogue
    lists: Mapping[str, SlotList]
    warnings: tuple[str, ...] = ()
    fallback: Interaction | None = None
