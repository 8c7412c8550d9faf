"""A folded text and the sentences it resembles as a whole.

A text that resembles a sentence is read as one in two ways: with its unknown words put right, and as one of the samples
of the catalogue with values that stand in the text. What comes of it is a text again, which is compared with the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from interactd import lexicon, lists, spelling
from interactd.catalogue import Catalogue, Entry
from interactd.lists import SlotList
from interactd.recognition import Effort, Exhausted, Guess, Reading
from interactd.resemblance import ALIKE, Guesser, difference, nearest, numbers, score

NEAR = 50.0
"""The least score of a sample that is looked at: its slots are still names."""
MAX_NEAR = 40
CLOSE = 55.0
"""The least score of a sentence that is suggested."""
COMPARISONS = 20_000

# Folding made blanks of apostrophes: l'alarme, s'il, what's.
_ELISION = re.compile(r"\b(qu|[cdjlmnst]) (?=[aeiouhyàâéèêîôûœ])")
_ENGLISH_S = re.compile(r"(?<=\w) s\b")

_SLOT = re.compile(r"\{(\w+)\}")
_COURTESY = tuple(sorted(lexicon.COURTESY, key=len, reverse=True))

Fits = Callable[[str], bool]
Reads = Callable[[str], list[tuple[Entry, Reading]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A sentence with values, as `text`, and how much the one asked resembles it. `reason`: why it may not stand for it
    nevertheless. `complete`: all its values stand in the text; `comparable`: so that the numbers agree.
    """

    entry: Entry
    text: str
    slots: tuple[tuple[str, str], ...]
    score: float
    reason: str | None = None
    complete: bool = True
    comparable: bool = True


class Approximation:
    """What one text resembles. `reads` tells as which sentences a text can be read word by word, `fits` whether the one
    asked has the words that the interaction of this name must and must not find in it.
    """

    def __init__(
        self, words: str, catalogue: Catalogue, values: Mapping[str, SlotList], reads: Reads, fits: Fits
    ) -> None:
        self._words = _plain(words)
        self._courteous = self._words != words
        self._catalogue = catalogue
        self._lists = values
        self._reads = reads
        self._fits = fits
        self._effort = Effort(COMPARISONS)
        self._guesser = Guesser(catalogue.vocabulary, ALIKE, self._effort)

    @property
    def spent(self) -> bool:
        """Whether there was too much to compare: what was found may not be all."""
        return self._effort.spent

    def likenesses(self) -> list[Likeness]:
        """The sentences it resembles, the nearest first, each with the same values once."""
        best: dict[tuple[str, tuple[tuple[str, str], ...]], Likeness] = {}
        for likeness in (*self._corrected, *self._sampled):
            if not likeness.complete or not self._fits(likeness.entry.interaction):
                continue
            key = likeness.entry.interaction, tuple(sorted(likeness.slots))
            known = best.get(key)
            # One that may stand for it comes before a nearer one that may not.
            if known is None or (likeness.reason is None, likeness.score) > (known.reason is None, known.score):
                best[key] = likeness
        return sorted(best.values(), key=lambda one: -one.score)

    def closest(self, allowed: Callable[[str], bool], acts: Callable[[str], bool]) -> str | None:
        """The sentence that it resembles most among the allowed ones, as a person would text it. One that acts is left
        out unless all that differs may be slips of the pen: nobody who wants the opposite shall copy it.
        """
        near = [one for one in (*self._corrected, *self._sampled) if allowed(one.entry.interaction)]
        if not near:
            indices = [
                index
                for index, entry in enumerate(self._catalogue.sample_of)
                if allowed(self._catalogue.entries[entry].interaction)
            ]
            near = list(self._of_samples(indices))
        near = [one for one in near if one.reason is None or not acts(one.entry.interaction)]
        best = max(near, key=lambda one: one.score, default=None)
        return None if best is None or best.score < CLOSE else self._spoken(best)

    # --- with its words put right ---

    @cached_property
    def _corrected(self) -> list[Likeness]:
        texts = [self._words] if self._courteous else []
        texts += spelling.corrections(self._words, self._catalogue.vocabulary, self._catalogue.spellings)
        return [
            self._likeness(entry, text, reading.slots)
            for text in texts
            for entry, reading in self._reads(text)
            if not reading.wild  # a wildcard takes the words as they are
        ]

    # --- as one of the samples ---

    @cached_property
    def _sampled(self) -> list[Likeness]:
        return list(self._of_samples(None))

    def _of_samples(self, indices: list[int] | None) -> Iterator[Likeness]:
        samples = self._catalogue.samples
        among = samples if indices is None else [samples[index] for index in indices]
        for sample, _, place in nearest(self._words, among, least=NEAR, most=MAX_NEAR):
            entry = self._catalogue.entries[self._catalogue.sample_of[place if indices is None else indices[place]]]
            yield self._filled(entry, sample)

    def _filled(self, entry: Entry, sample: str) -> Likeness:
        text, slots, complete = sample, [], True
        taken: dict[str, int] = {}
        sources = {slot.name: self._lists[slot.source] for slot in entry.slots}
        for name in _SLOT.findall(sample):
            values = sources[name]
            said, out = self._value(values, taken.get(values.name, 0))
            taken[values.name] = taken.get(values.name, 0) + 1
            complete = complete and out is not None
            text = text.replace(f"{{{name}}}", said, 1)
            slots.append((name, out or values.readings.get(said, said)))
        likeness = self._likeness(entry, text, tuple(slots))
        return likeness if complete else replace(likeness, complete=False)

    def _value(self, values: SlotList, index: int) -> tuple[str, str | None]:
        """The value of this list that stands in the text, of several the one with this index, as the text has it and as
        the slot holds it; else the first of the list and None.
        """
        found = lists.values_in(self._words, values)
        if index < len(found):
            start, end, out = found[index]
            return self._words[start:end], out
        guess = None if index or found or not values.readings else self._guess(values)
        return (guess.meant, guess.out) if guess else (values.facts.example, None)

    def _guess(self, values: SlotList) -> Guess | None:
        words = self._words.split()
        # Words that are known here are no slips of others.
        unknown = [word not in self._catalogue.vocabulary for word in words]
        spans = (
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 1, min(len(words), start + values.words + 1) + 1)
            if any(unknown[start:end])
        )
        try:
            guesses = [guess for span in spans if (guess := self._guesser(span, values)) is not None]
        except Exhausted:
            return None
        return max(guesses, key=lambda guess: guess.score, default=None)

    # --- parts ---

    def _likeness(self, entry: Entry, text: str, slots: tuple[tuple[str, str], ...]) -> Likeness:
        return Likeness(
            entry=entry,
            text=text,
            slots=slots,
            score=score(self._words, text),
            reason=difference(self._words, text, self._catalogue.vocabulary),
            comparable=numbers(self._words) == numbers(text),
        )

    def _spoken(self, likeness: Likeness) -> str:
        accents: dict[str, str] = {}
        for slot in likeness.entry.slots:
            accents |= self._lists[slot.source].accents
        accents |= likeness.entry.sentence.accents
        text = " ".join(accents.get(word, word) for word in likeness.text.split())
        return _ENGLISH_S.sub("'s", _ELISION.sub(r"\1'", text))


def _plain(words: str) -> str:
    """Without the words of courtesy that it begins and ends with, unless there are no others."""
    left = f" {words} "
    while True:
        for phrase in _COURTESY:
            if left.startswith(f" {phrase} ") and len(left) > len(phrase) + 2:
                left = left[len(phrase) + 1 :]
                break
            if left.endswith(f" {phrase} ") and len(left) > len(phrase) + 2:
                left = left[: -len(phrase) - 1]
                break
        else:
            return left.strip()
