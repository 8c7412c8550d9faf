"""A text and the interactions -> which of them it asks for, and with which slots. Exact, over folded text."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import hassil

from interactd.folding import fold
from interactd.interactions import Interaction, Interactions

LONGEST_QUESTION = 480
"""Characters of a question that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a text asks for. `sentence` is the template as written; `allowed` whether this user may."""

    interaction: Interaction
    sentence: str
    slots: dict[str, str]
    allowed: bool


def match(text: str, interactions: Interactions, user: str | None) -> Match | None:
    """What `text` asks for; an interaction this user may run comes before one they may not."""
    words = fold(text[:LONGEST_QUESTION])[:LONGEST_QUESTION]
    if not words:
        return None
    allowed = {name for name, interaction in interactions.by_name.items() if interaction.allows(user)}
    found = _recognize(words, interactions, allowed)
    if found is not None:
        return _match(found, interactions, allowed=True)
    found = _recognize(words, interactions, interactions.by_name.keys() - allowed)
    return None if found is None else _match(found, interactions, allowed=False)


def _recognize(words: str, interactions: Interactions, names: set[str]) -> hassil.RecognizeResult | None:
    intents = interactions.intents
    chosen = {name: intent for name, intent in intents.intents.items() if name in names}
    return hassil.recognize_best(words, dataclasses.replace(intents, intents=chosen)) if chosen else None


def _match(found: hassil.RecognizeResult, interactions: Interactions, *, allowed: bool) -> Match:
    interaction = interactions.by_name[found.intent.name]
    folded = found.intent_sentence.text if found.intent_sentence else None
    return Match(
        interaction=interaction,
        sentence=interaction.sentences[folded or ""],
        slots={name: _slot(entity.value) for name, entity in found.entities.items()},
        allowed=allowed,
    )


def _slot(value: object) -> str:
    # hassil gives the numbers of ranges as floats.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
