"""A folded text and a compiled template -> how the one reads as the other.

Every piece is asked once for each place in the text, and of several ways to come to one place the best is kept, so that
the effort grows with the length of text and template, never with the number of ways to read them. What is left of it is
bounded by `Effort`, which all templates that meet one text share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from interactd.lists import WILDCARD_WORDS, SlotList
from interactd.patterns import AnyOrder, Choice, Pattern, Row, Slot, Text


class Exhausted(Exception):
    """The effort that one text is worth has been spent."""


class Effort:
    """Steps that may still be made: a step is one piece of a template at one place of the text, or a way on from it."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    @property
    def spent(self) -> bool:
        """Whether something was given up: what was found may not be all."""
        return self.steps < 0

    def spend(self, steps: int = 1) -> None:
        """Raises `Exhausted`."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a slot was given though its list does not hold it: the value that `said` resembles; or, of a range, none:
    the number is not within `limits`.
    """

    said: str
    meant: str = ""
    out: str = ""
    score: float = 0.0
    limits: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a text. `letters` in literal words; `slots` as name and value; `guess`: at most one."""

    letters: int = 0
    wild: int = 0
    slots: tuple[tuple[str, str], ...] = ()
    guess: Guess | None = None

    def then(self, other: Reading) -> Reading:
        """This and then that."""
        return Reading(
            letters=self.letters + other.letters,
            wild=self.wild + other.wild,
            slots=self.slots + other.slots,
            guess=self.guess or other.guess,
        )

    @property
    def merit(self) -> tuple[float, int, int]:
        """The higher the better: fewer letters guessed, more in literal words, fewer in wildcards."""
        return (self.guess.score if self.guess else 100.0, self.letters, -self.wild)


Guessing = Callable[[str, SlotList], Guess | None]
_Ends = dict[tuple[int, bool], Reading]

_NOTHING = Reading()


class Recognizer:
    """Compares one folded text with templates. With `guessing`, one slot may hold what its list does not."""

    def __init__(
        self, words: str, lists: Mapping[str, SlotList], effort: Effort, guessing: Guessing | None = None
    ) -> None:
        self._words = words
        self._lists = lists
        self._effort = effort
        self._guessing = guessing
        self._known: dict[tuple[int, int, int], _Ends] = {}
        self._borders = [place for place, letter in enumerate(words) if letter == " "] + [len(words)]

    def read(self, pattern: Pattern) -> Reading | None:
        """The best way to read the whole text as this. Raises `Exhausted`."""
        best: Reading | None = None
        for (place, _), reading in self._ends(pattern, 0).items():
            if place == len(self._words) and (best is None or reading.merit > best.merit):
                best = reading
        return best

    def _ends(self, pattern: Pattern, start: int) -> _Ends:
        match pattern:
            case Text():
                self._effort.spend()
                end = self._text(pattern.text, start)
                return {} if end is None else {(end, False): Reading(letters=end - start)}
            case Row() if not pattern.items:
                return {(start, False): _NOTHING}
        # The patterns outlive this object, so their identities stay theirs.
        key = (id(pattern), start, -1)
        known = self._known.get(key)
        if known is None:
            self._effort.spend()
            known = self._known[key] = self._found(pattern, start)
        return known

    def _found(self, pattern: Row | Choice | AnyOrder | Slot, start: int) -> _Ends:
        match pattern:
            case Row():
                ends: _Ends = {(start, False): _NOTHING}
                for item in pattern.items:
                    ends = self._go_on(ends, item)
                    if not ends:
                        break
                return ends
            case Choice():
                ends = {}
                for item in pattern.items:
                    _keep_best(ends, self._ends(item, start))
                return ends
            case AnyOrder():
                return self._any_order(pattern, start, (1 << len(pattern.items)) - 1)
            case Slot():
                return self._slot(pattern, start)
            case _:
                assert_never(pattern)

    def _go_on(self, ends: _Ends, item: Pattern) -> _Ends:
        further: _Ends = {}
        for (place, guessed), reading in ends.items():
            found = self._ends(item, place)
            self._effort.spend(len(found))
            for (end, guesses), more in found.items():
                if not (guessed and guesses):
                    _keep_better(further, (end, guessed or guesses), reading.then(more))
        return further

    def _any_order(self, pattern: AnyOrder, start: int, left: int) -> _Ends:
        if not left:
            return {(start, False): _NOTHING}
        key = (id(pattern), start, left)
        known = self._known.get(key)
        if known is not None:
            return known
        self._effort.spend()
        ends: _Ends = {}
        for index, item in enumerate(pattern.items):
            if not left >> index & 1:
                continue
            for (place, guessed), reading in self._ends(item, start).items():
                for (end, guesses), more in self._any_order(pattern, place, left & ~(1 << index)).items():
                    if not (guessed and guesses):
                        _keep_better(ends, (end, guessed or guesses), reading.then(more))
        self._known[key] = ends
        return ends

    def _text(self, text: str, start: int) -> int | None:
        """Where the text ends that begins at `start`; blanks at its edges are borders of words."""
        core = text.strip(" ")
        place: int | None = start
        if text[:1] == " ":
            place = self._border(start)
        if place is None or not self._words.startswith(core, place):
            return None
        place += len(core)
        return self._border(place) if core and text[-1:] == " " else place

    def _border(self, place: int) -> int | None:
        words = self._words
        if place == 0 or place == len(words) or words[place - 1] == " ":
            return place
        return place + 1 if words[place] == " " else None

    def _slot(self, slot: Slot, start: int) -> _Ends:
        values = self._lists[slot.source]
        ends: _Ends = {}
        if values.wildcard:
            for end in self._word_ends(start, WILDCARD_WORDS):
                said = self._words[start:end]
                ends[end, False] = Reading(wild=len(said), slots=((slot.name, said),))
            return ends
        if values.numbers is not None:
            return self._number(slot, values, start)
        for length in values.lengths:
            end = start + length
            # Beyond the end of the text a slice is shorter, and another reading.
            out = values.readings.get(self._words[start:end]) if end <= len(self._words) else None
            if out is not None:
                ends[end, False] = Reading(slots=((slot.name, out),))
        if self._guessing is not None:
            for end in self._word_ends(start, values.words + 1):
                if (end, False) not in ends:
                    self._effort.spend()
                    guess = self._guessing(self._words[start:end], values)
                    if guess is not None:
                        ends[end, True] = Reading(slots=((slot.name, guess.out),), guess=guess)
        return ends

    def _number(self, slot: Slot, values: SlotList, start: int) -> _Ends:
        found = values.number_at(self._words, start)
        if found is None or values.numbers is None:
            return {}
        number, end = found
        if values.numbers.holds(number):
            return {(end, False): Reading(slots=((slot.name, str(number)),))}
        if self._guessing is None or values.numbers.start <= number <= values.numbers.stop:
            return {}
        limits = (str(values.numbers.start), str(values.numbers.stop))
        return {(end, True): Reading(guess=Guess(said=str(number), limits=limits))}

    def _word_ends(self, start: int, most: int) -> list[int]:
        if start and self._words[start - 1] != " ":
            return []
        return [end for end in self._borders if end > start][:most]


def _keep_best(ends: _Ends, more: _Ends) -> None:
    for key, reading in more.items():
        _keep_better(ends, key, reading)


def _keep_better(ends: _Ends, key: tuple[int, bool], reading: Reading) -> None:
    known = ends.get(key)
    if known is None or reading.merit > known.merit:
        ends[key] = reading
