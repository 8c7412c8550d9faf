"""What HELP answers: what this contact may ask, each by one sentence as a person would text it."""

from __future__ import annotations

from collections.abc import Iterator

from interactd.interactions import Interaction, Interactions
from interactd.quoting import visible
from smsbus import phrases
from smsbus.phrases import Language

MAX_LINES = 100
"""More than anybody asks MORE for."""


def menu(interactions: Interactions, user: str | None, language: Language) -> str:
    """A heading and a line for each interaction that `user` may run, in the order of the file; nothing of the others.

    An interaction without a sentence in `language` is shown in the language that it has.
    """
    permitted = [interaction for interaction in interactions.by_name.values() if interaction.allows(user)]
    lines = list(dict.fromkeys(filter(None, _lines(permitted, language))))[:MAX_LINES]
    if not lines:
        return phrases.say(language, "menu_empty")
    heading = phrases.say(language, "menu_heading")
    planned = [phrases.say(language, "menu_planned")] if any(map(_may_be_planned, permitted)) else []
    return "\n".join([heading, *lines, *planned])


def _lines(permitted: list[Interaction], language: Language) -> Iterator[str]:
    # A sentence of which the file does not say the language comes before one in another.
    order = {language: 0, None: 1}
    for interaction in permitted:
        sentence = min(interaction.sentences, key=lambda one: order.get(one.language, 2))
        yield visible(sentence.example)


def _may_be_planned(interaction: Interaction) -> bool:
    """Whether there is any use in asking for it later: not for a text that is always the same."""
    return any(step.acts or step.source.kind != "text" for step in interaction.steps)
