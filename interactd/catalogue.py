"""All sentences, prepared to be looked through: which of them a text can be at all, and examples to compare it with.

A text is matched with the few templates whose indispensable words it holds: of each template, the set of words of which
every matching text holds one and which the fewest templates share is its key.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from interactd import patterns
from interactd.lists import SlotList
from interactd.patterns import Clause, Pattern, Slot
from smsbus.phrases import Language

MAX_SAMPLES = 12_000
MAX_SAMPLES_EACH = 24
SHORTEST_SLIP = 4
"""Letters of a word that may have a slip: shorter ones are other words too soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence template: as written, folded, compiled, and an example of it as a person would text it; `accents`
    are its words that folding changed -> as written. `language` None: the file does not say.
    """

    written: str
    folded: str
    pattern: Pattern
    example: str
    accents: Mapping[str, str]
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A sentence of the interaction of this name. Every text that matches holds a word of each of `literal` and, where
    no value is guessed, of each of `values`.
    """

    interaction: str
    sentence: Sentence
    literal: tuple[Clause, ...]
    values: tuple[Clause, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots that its sentence can give."""
        return tuple(patterns.slots(self.sentence.pattern))

    def possible(self, words: Set[str], *, guessing: bool = False) -> bool:
        """Whether a text of these words can match at all."""
        if guessing:
            return bool(self.literal) and not any(words.isdisjoint(clause) for clause in self.literal)
        return not any(words.isdisjoint(clause) for clause in (*self.literal, *self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """`by_word` and `always` hold indices of `entries`, `sample_of` that of each sample. Samples have slots as
    `{name}`; `vocabulary` is every word that stands in a sentence or a value, `spellings` those of them that may have
    slips.
    """

    entries: tuple[Entry, ...] = ()
    by_word: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    always: tuple[int, ...] = ()
    vocabulary: frozenset[str] = frozenset()
    spellings: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    sample_of: array[int] = field(default_factory=lambda: array("L"))

    def possible(self, words: Set[str], *, guessing: bool = False) -> Iterator[Entry]:
        """The entries that a text of these words can match at all, in the order of the file."""
        found = {index for word in words for index in self.by_word.get(word, ())}
        for index in sorted(found.union(self.always)):
            if self.entries[index].possible(words, guessing=guessing):
                yield self.entries[index]


def build(sentences: Iterable[tuple[str, Sentence]], lists: Mapping[str, SlotList]) -> Catalogue:
    """The catalogue of these sentences, each with the name of its interaction."""
    firsts = {name: _firsts(values) for name, values in lists.items()}
    entries = tuple(_entry(name, sentence, firsts) for name, sentence in sentences)
    shared = Counter(word for entry in entries for clause in entry.literal for word in clause)
    by_word: dict[str, list[int]] = {}
    always: list[int] = []
    for index, entry in enumerate(entries):
        usable = entry.literal or entry.values
        for word in min(usable, key=lambda clause: sum(shared[word] for word in clause), default=()):
            by_word.setdefault(word, []).append(index)
        if not usable:
            always.append(index)
    samples, sample_of = _samples(entries, lists)
    vocabulary = frozenset(_vocabulary(entries, lists))
    return Catalogue(
        entries=entries,
        by_word={word: tuple(indices) for word, indices in by_word.items()},
        always=tuple(always),
        vocabulary=vocabulary,
        spellings=tuple(sorted(word for word in vocabulary if len(word) >= SHORTEST_SLIP and word.isalpha())),
        samples=samples,
        sample_of=sample_of,
    )


def _entry(name: str, sentence: Sentence, firsts: Mapping[str, Clause | None]) -> Entry:
    literal = patterns.clauses(sentence.pattern)
    both = patterns.clauses(sentence.pattern, firsts)
    return Entry(
        interaction=name,
        sentence=sentence,
        literal=literal,
        values=tuple(clause for clause in both if clause not in literal),
    )


def _firsts(values: SlotList) -> Clause | None:
    return frozenset(reading.split(" ", 1)[0] for reading in values.readings) or None


def _vocabulary(entries: Iterable[Entry], lists: Mapping[str, SlotList]) -> Iterator[str]:
    for entry in entries:
        yield from patterns.words(entry.sentence.pattern)
    for values in lists.values():
        for reading in values.readings:
            yield from reading.split()


def _samples(entries: tuple[Entry, ...], lists: Mapping[str, SlotList]) -> tuple[tuple[str, ...], array[int]]:
    most = max(1, min(MAX_SAMPLES_EACH, MAX_SAMPLES // max(1, len(entries))))
    samples: list[str] = []
    sample_of = array("L")
    for index, entry in enumerate(entries):
        if any(lists[slot.source].wildcard for slot in patterns.slots(entry.sentence.pattern)):
            continue  # whatever resembles such a sentence is better matched by it
        for sample in patterns.samples(entry.sentence.pattern, most):
            samples.append(sample)
            sample_of.append(index)
    return tuple(samples), sample_of
