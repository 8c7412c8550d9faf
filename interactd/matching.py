"""A text and the interactions -> which of them it asks for, with which slots, and how surely."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

import hassil

from interactd.folding import fold
from interactd.interactions import Interaction, Interactions
from interactd.lists import SlotList
from smsbus.phrases import Language

LONGEST_QUESTION = 480
"""Characters of a question that are looked at."""


class Stage(StrEnum):
    """How a text was matched. Only `EXACT` may act without being confirmed."""

    EXACT = "exact"
    SLOT = "slot"
    """One value was not in its list; the value that it resembles was taken."""
    FUZZY = "fuzzy"
    """The whole text resembles a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a text asks for. `sentence` is the template as written; `allowed` whether this user may; `score` 0 to 100,
    of which 100 is exact; `language` that of the sentence, None where the file does not say.
    """

    interaction: Interaction
    sentence: str
    slots: dict[str, str]
    allowed: bool
    stage: Stage = Stage.EXACT
    score: float = 100.0
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What came of a text. `closest`: the sentence it resembles most, among those this user may ask, as a person would
    text it. `out_of_range`: a number was the only thing wrong; it may be from the first to the second. `trace`: how it
    was looked for, line by line, for the operator.
    """

    match: Match | None
    closest: str | None = None
    out_of_range: tuple[str, str] | None = None
    trace: tuple[str, ...] = ()


def understand(text: str, interactions: Interactions, user: str | None) -> Understanding:
    """What `text` asks for, by this user; what may be asked exactly comes before what it merely resembles."""
    found = match(text, interactions, user)
    return Understanding(match=found)


def values_in(text: str, values: SlotList) -> tuple[str, ...]:
    """What the values of this list that stand in `text`, as whole words, come to: longest first, each once."""
    words = f" {fold(text[:LONGEST_QUESTION])[:LONGEST_QUESTION]} "
    found: list[str] = []
    for reading, out in sorted(values.readings.items(), key=lambda item: -len(item[0])):
        if f" {reading} " in words:
            words = words.replace(f" {reading} ", " | ")
            found.append(out)
    return tuple(dict.fromkeys(found))


def match(text: str, interactions: Interactions, user: str | None) -> Match | None:
    """What `text` asks for word by word; an interaction this user may run comes before one they may not."""
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
    sentence = next(one for one in interaction.sentences if one.folded == folded)
    return Match(
        interaction=interaction,
        sentence=sentence.written,
        slots={name: _slot(entity.value) for name, entity in found.entities.items()},
        allowed=allowed,
        language=sentence.language,
    )


def _slot(value: object) -> str:
    # hassil gives the numbers of ranges as floats.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
