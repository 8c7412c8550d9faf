"""Follow-ups: "and in the bedroom ?" behind "what is the temperature of the kitchen" asks the same of another room.

A text is one when nothing is left of it but values of the previous interaction's slots and words that carry no meaning
of their own here. Nothing is guessed: "and tomorrow in the bedroom" and "not the bedroom" are no follow-ups, nor is a
value that two slots could hold ("and the kitchen" behind "from the kitchen to the bedroom"), or that two lists of one
slot take for different things.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from interactd import lists as slot_lists
from interactd.folding import fold
from interactd.interactions import Interaction
from interactd.lists import SlotList

LONGEST_WORDS = 20
"""Words of a follow-up: what is longer says something of its own."""

LONGEST_CHARS = 480

# Connectives, articles, prepositions and units, folded. No word that turns a meaning round (not, off, without, ne, pas,
# sauf), none that stands for a time (then, now, puis).
_FILLERS = frozenset(
    {
        *("and", "also", "what", "how", "about", "in", "inside", "on", "at", "of", "for", "to", "with"),
        *("the", "a", "an", "my", "our", "that", "one", "please", "degrees", "percent"),
        *("et", "aussi", "dans", "en", "pour", "sur", "a", "au", "aux", "chez", "avec", "qu", "est", "il"),
        *("celle", "celui", "celles", "ceux", "de", "du", "des", "d", "le", "la", "les", "l", "un", "une"),
        *("mon", "ma", "mes", "notre", "nos", "quid", "svp", "stp", "degres", "pourcent"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A value that the words from here name, how many words it takes, and in `found` the slots that could hold it, each
    with what it then holds. `filler`: they could as well say nothing, as the "on" of "and on the terrace" behind "turn
    off the light".
    """

    words: int
    filler: bool
    found: tuple[tuple[str, str], ...]


def follow(
    text: str, interaction: Interaction, slots: Mapping[str, str], lists: Mapping[str, SlotList]
) -> dict[str, str] | None:
    """The slots that `text` asks for as a follow-up to `interaction` asked with `slots`; None when it is none.

    Only slots that the previous question gave are replaced, each by one value of its lists in `lists`.
    """
    words = fold(text[:LONGEST_CHARS]).split()
    if not words or len(words) > LONGEST_WORDS or len(text) > LONGEST_CHARS:
        return None
    known = {
        slot: [lists[name] for name in names if name in lists]
        for slot, names in interaction.slots.items()
        if slot in slots
    }
    replaced: dict[str, str] = {}
    pieces = list(_pieces(words, known))
    for named in pieces:
        if named is None or len(named.found) != 1 or named.found[0][0] in replaced:
            return None
        if named.filler and len(pieces) > 1:
            return None
        replaced.update(named.found)
    return {**slots, **replaced} if replaced else None


def _pieces(words: list[str], known: Mapping[str, Sequence[SlotList]]) -> Iterator[_Named | None]:
    """The values that `words` name, from the left, the longest first; None for a word that says something else."""
    at = 0
    while at < len(words):
        named = _value(words[at:], known)
        if named is not None:
            yield named
        elif words[at] not in _FILLERS:
            yield None
        at += named.words if named is not None else 1


def _value(words: list[str], known: Mapping[str, Sequence[SlotList]]) -> _Named | None:
    for count in range(len(words), 0, -1):
        said = " ".join(words[:count])
        found = {
            (slot, out)
            for slot, sources in known.items()
            for values in sources
            if (out := slot_lists.named(values, said)) is not None
        }
        if found:
            return _Named(words=count, filler=_FILLERS.issuperset(words[:count]), found=tuple(found))
    return None
