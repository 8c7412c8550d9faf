"""How much two folded texts resemble each other, and whether what differs may be a slip of the pen.

Scores are rapidfuzz's `ratio`, 0 to 100. A score never decides alone: "active l alarme" and "desactive l alarme" have
91. What differs is looked at word by word, and whatever may change the meaning (a negation, an opposite, a number, a
word that means something here) is no slip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from interactd import lexicon
from interactd.catalogue import SHORTEST_SLIP
from interactd.lists import SlotList
from interactd.recognition import Effort, Guess

ALIKE = 75.0
"""Two words, or a value and what was said for it."""
JOINED_ALIKE = 85.0
LITTLE_ALIKE = 66.0
OPPOSITE_LEAD = 8.0
VALUE_LEAD = 8.0
"""How much nearer a value must be than any other of its list."""

SLOT_FLOORS = (101.0, 101.0, 85.0, ALIKE)
SENTENCE_FLOORS = (101.0, 101.0, 93.0, 90.0)
"""The least score by number of words; the last holds for all longer texts. One word must be exact."""

_ELISIONS = frozenset("ldjtsmc")
_NUMBER = re.compile(r"-?\d+(?:[.,:]\d+)*")


def floor(floors: Sequence[float], words: str) -> float:
    """The least score for a text of so many words."""
    return floors[min(words.count(" ") + 1, len(floors) - 1)]


def score(one: str, other: str) -> float:
    """0 to 100."""
    return fuzz.ratio(one, other)


def nearest(text: str, among: Sequence[str], *, least: float, most: int) -> list[tuple[str, float, int]]:
    """At most so many of these that resemble `text`, best first: (text, score, index)."""
    return process.extract(text, among, scorer=fuzz.ratio, score_cutoff=least, limit=most)


class Guesser:
    """Finds the value of a list that was meant by what a text has in its place. A comparison with one value is a step
    of `effort`; raises `Exhausted`.
    """

    def __init__(self, vocabulary: Set[str], least: float, effort: Effort) -> None:
        self._vocabulary = vocabulary
        self._least = least
        self._effort = effort
        self._known: dict[tuple[str, str], Guess | None] = {}
        self.refused: dict[str, str] = {}
        """What was said -> why it was not taken for the value that it resembles."""

    def __call__(self, said: str, values: SlotList) -> Guess | None:
        key = (said, values.name)
        if key not in self._known:
            self._known[key] = self._guess(said, values)
        return self._known[key]

    def _guess(self, said: str, values: SlotList) -> Guess | None:
        self._effort.spend(len(values.readings))
        found = nearest(said, list(values.readings), least=self._least - VALUE_LEAD, most=8)
        if not found or found[0][1] < self._least:
            return None
        meant, best, _ = found[0]
        out = values.readings[meant]
        reason = difference(said, meant, self._vocabulary)
        rival = next((text for text, near, _ in found if values.readings[text] != out and near > best - VALUE_LEAD), "")
        if rival:
            reason = f'"{rival}" is as near'
        if reason:
            self.refused[said] = f'"{said}" is {best:.0f} like "{meant}" of {values.name}: {reason}'
            return None
        return Guess(said=said, meant=meant, out=out, score=best)


def difference(said: str, meant: str, vocabulary: Set[str]) -> str | None:
    """Why the text `said` may not stand for the text `meant`; None if it may. `vocabulary`: the words that mean
    something here, and so are no slips of others.
    """
    if numbers(said) != numbers(meant):
        return "the numbers differ"
    ours, theirs = said.split(), meant.split()
    for here, there, after in _changes(ours, theirs):
        reason = _change(here, there, after, vocabulary)
        if reason:
            return reason
    return None


def numbers(words: str) -> list[str]:
    """The numbers in a folded text, in their order."""
    return _NUMBER.findall(words)


def slip(said: str, meant: str, vocabulary: Set[str]) -> str | None:
    """Why the word `said` is no slip of the word `meant`; None if it is."""
    if said == meant:
        return None
    opposites = lexicon.OPPOSITES.get(meant, frozenset())
    inflected = bool(opposites) and lexicon.OPPOSITES.get(said) == opposites
    if (_turns(said) and not inflected) or said in vocabulary:
        return f'"{said}" is a word of its own'
    if meant in lexicon.NEGATIONS or meant in lexicon.NUMBERS or _has_digit(said + meant):
        return f'"{meant}" must be exact'
    if said[1:] == meant and said[0] in _ELISIONS and not opposites:
        return None
    # "ful" may be "full"; not where it would decide between opposites.
    if len(meant) < SHORTEST_SLIP or len(said) < SHORTEST_SLIP - (not opposites):
        return f'"{said}" is too short to be a slip of "{meant}"'
    if said[0] != meant[0] or any(said == before + meant or meant == before + said for before in lexicon.PREFIXES):
        return f'"{said}" begins unlike "{meant}"'
    near = score(said, meant)
    if near < ALIKE:
        return f'"{said}" is not "{meant}"'
    for opposite in opposites:
        if score(said, opposite) > near - OPPOSITE_LEAD:
            return f'"{said}" may be "{opposite}"'
    return None


def _turns(word: str) -> bool:
    return word in lexicon.NEGATIONS or word in lexicon.OPPOSITES or word in lexicon.NUMBERS


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _changes(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[list[str], list[str], str]]:
    """The stretches of words that differ, on both sides, and the word that follows."""
    here: list[str] = []
    there: list[str] = []
    for step in Levenshtein.opcodes(ours, theirs):
        if step.tag == "equal":
            if here or there:
                yield here, there, ours[step.src_start]
            here, there = [], []
        else:
            here += ours[step.src_start : step.src_end]
            there += theirs[step.dest_start : step.dest_end]
    if here or there:
        yield here, there, ""


def _change(here: list[str], there: list[str], after: str, vocabulary: Set[str]) -> str | None:
    if here and there and "".join(here) == "".join(there):
        return None  # only the blanks differ
    for words in (here, there):
        for word, following in pairwise([*words, after]):
            if word in lexicon.PREFIXES and any(
                opposite.endswith(following) for opposite in lexicon.OPPOSITES.get(following, ())
            ):
                return f'"{word}" before "{following}" may turn it round'
    for word in sorted(set(here) ^ set(there)):
        if word in lexicon.NEGATIONS:
            return f'"{word}" turns it round'
    ours = [word for word in here if word not in lexicon.LITTLE]
    theirs = [word for word in there if word not in lexicon.LITTLE]
    if len(ours) == len(theirs):
        return next((reason for pair in zip(ours, theirs, strict=True) if (reason := slip(*pair, vocabulary))), None)
    if not theirs:
        little = [word for word in there if word in lexicon.LITTLE]
        return next((f'"{word}" is too much' for word in ours if not _slip_of_a_little(word, little, vocabulary)), None)
    if not ours:
        return f'"{theirs[0]}" is missing'
    for word in (*ours, *theirs):
        if _turns(word):
            return f'"{word}" must be exact'
    return _respaced("".join(ours), "".join(theirs), vocabulary)


def _slip_of_a_little(word: str, little: Sequence[str], vocabulary: Set[str]) -> bool:
    if _turns(word) or word in vocabulary or _has_digit(word):
        return False
    return any(score(word, one) >= LITTLE_ALIKE for one in little)


def _respaced(said: str, meant: str, vocabulary: Set[str]) -> str | None:
    if score(said, meant) < JOINED_ALIKE:
        return "too many words differ"
    return slip(said, meant, vocabulary)
