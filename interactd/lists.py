"""What a slot may hold: the lists of interactions.toml (texts, ranges of numbers, wildcards), as data to compare with.

A value with brackets is written out here into all its readings, so that a text is looked up, not compared with each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from interactd import patterns, templates
from interactd.errors import DeclarationError
from interactd.folding import fold
from interactd.templates import ListFacts, Surroundings

MAX_VALUES = 1000
MAX_VALUE_EXPANSIONS = 64
MAX_RANGE = 10_000
WILDCARD_WORDS = 12
"""Words that a wildcard takes at most."""

_INLINE_RANGE = re.compile(r"(\d{1,9})\.\.(\d{1,9})(?:,(\d{1,9}))?")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_NUMBER = re.compile(r"-?\d{1,9}(?![\d]|[.,:]\d)")
_FORMS = "a list of texts, { from = 0, to = 100 }, { wildcard = true }, { file = ... } or { command = [...] }"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Whole numbers, both ends included."""

    start: int
    stop: int
    step: int = 1

    def holds(self, number: int) -> bool:
        """Whether it is one of them."""
        return self.start <= number <= self.stop and (number - self.start) % self.step == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotList:
    """A list for slots: `readings` (folded text -> what the slot then holds), or `numbers`, or neither: a wildcard,
    which takes any few words. `outs` are the values it can give (of a range: both ends; of a wildcard: none known),
    `spoken` how a person says each of them.
    """

    name: str
    facts: ListFacts
    readings: Mapping[str, str] = field(default_factory=dict)
    numbers: Range | None = None
    outs: tuple[str, ...] = ()
    spoken: Mapping[str, str] = field(default_factory=dict)
    accents: Mapping[str, str] = field(default_factory=dict)
    """Words that folding changed -> as written."""
    lengths: tuple[int, ...] = ()
    """Of the readings, in characters, longest first."""
    words: int = 1
    """Of the longest reading."""

    @property
    def wildcard(self) -> bool:
        """Whether it takes any words."""
        return self.facts.wildcard

    def number_at(self, words: str, start: int) -> tuple[int, int] | None:
        """The whole number that stands in `words` at `start`, in range or not, and where it ends."""
        found = _NUMBER.match(words, start)
        return (int(found[0]), found.end()) if found else None


def read(name: str, declared: object, synonyms: Mapping[str, tuple[str, ...]] | None = None) -> SlotList:
    """The list that `declared` (the TOML value of `[lists] name`) stands for. Raises `DeclarationError`."""
    match declared:
        case list() if declared:
            return _texts(name, declared, Surroundings(synonyms=synonyms or {}))
        case dict() if "wildcard" in declared:
            _only(declared, {"wildcard"})
            if declared["wildcard"] is not True:
                raise DeclarationError("wildcard must be true: leave it out for other lists")
            return _wildcard(name)
        case dict():
            _only(declared, {"from", "to", "step"})
            return _range(name, _whole(declared, "from"), _whole(declared, "to"), _whole(declared, "step", 1))
        case _:
            raise DeclarationError(f"the list {name} must be {_FORMS}")


def inline_range(name: str) -> SlotList | None:
    """The range written inside a template as `{0..100,5:slot}`; None when `name` is no range."""
    found = _INLINE_RANGE.fullmatch(name)
    return _range(name, int(found[1]), int(found[2]), int(found[3] or 1)) if found else None


def named(values: SlotList, words: str) -> str | None:
    """What a slot holds when the folded `words` are one of the list, to the letter; None else, and of wildcards."""
    numbers = values.numbers
    if numbers is None:
        return values.readings.get(words)
    return str(int(words)) if _WHOLE.fullmatch(words) and numbers.holds(int(words)) else None


def from_lines(text: str) -> list[object]:
    """What the lines of a file or of a command's output declare: a value each, `what people write = what the slot
    holds` where the two differ; empty lines and those that begin with # count for nothing.
    """
    values: list[object] = []
    for line in text.splitlines():
        written, equals, out = (part.strip() for part in line.partition("="))
        if not written.startswith("#") and (written or equals):
            values.append({"in": written, "out": out} if equals else written)
    return values


def _texts(name: str, declared: list[object], around: Surroundings) -> SlotList:
    if len(declared) > MAX_VALUES:
        raise DeclarationError(f"the list {name} has more than {MAX_VALUES} values")
    readings: dict[str, str] = {}
    spoken: dict[str, str] = {}
    accents: dict[str, str] = {}
    for item in declared:
        written, out, said, texts = _plain(item, around) or _value(item, around)
        accents |= templates.accents(written)
        for reading in texts:
            if reading in readings:
                raise DeclarationError(f'the list {name} has "{reading}" twice', written)
            readings[reading] = out
        spoken.setdefault(out, said)
    first = next(iter(readings))
    return SlotList(
        name=name,
        facts=ListFacts(example=first, spoken=spoken[readings[first]], ambiguity=_ambiguity(readings)),
        readings=readings,
        outs=tuple(spoken),
        spoken=spoken,
        accents=accents,
        lengths=tuple(sorted({len(reading) for reading in readings}, reverse=True)),
        words=max(reading.count(" ") + 1 for reading in readings),
    )


def _ambiguity(readings: Mapping[str, str]) -> int:
    """How many readings can match in one place: those that begin the longest way with others ("bed", "bedroom")."""
    most = 1
    # In sorted order a text comes right behind those it begins with.
    begun: list[str] = []
    for reading in sorted(readings):
        while begun and not reading.startswith(begun[-1]):
            begun.pop()
        begun.append(reading)
        most = max(most, len(begun))
    return most


_Value = tuple[str, str, str, list[str]]
"""A value: as written, what the slot holds, how a person says it, and the folded texts it stands for."""


def _plain(item: object, around: Surroundings) -> _Value | None:
    """A value that is a short text without brackets, as most are; None for all others."""
    if not isinstance(item, str) or len(item) > templates.MAX_CHARS or around.synonyms:
        return None
    folded = fold(item) if templates.SYNTAX.isdisjoint(item) else ""
    return (item, item, " ".join(item.split()), [folded]) if folded else None


def _value(item: object, around: Surroundings) -> _Value:
    table = {"in": item} if isinstance(item, str) else item
    if not isinstance(table, dict):
        raise DeclarationError('a value of a list is a text, or { in = "...", out = "..." }')
    _only(table, {"in", "out"})
    written, out = table.get("in"), table.get("out")
    if not isinstance(written, str):
        raise DeclarationError('`in` must be a text: { in = "living room", out = "living" }')
    if out is None:
        if not templates.SYNTAX.isdisjoint(written):
            raise DeclarationError("has brackets and so needs an `out`: what the slot is to hold", written)
        out = written
    if isinstance(out, bool) or not isinstance(out, str | int | float):
        raise DeclarationError("`out` must be a text or a number", written)
    template = templates.parse(written, around)
    if template.shape.expansions > MAX_VALUE_EXPANSIONS:
        raise DeclarationError(
            f"can be read in {template.shape.expansions} ways; a value of a list may have {MAX_VALUE_EXPANSIONS}",
            written,
        )
    outline = " ".join(template.shape.outline.split())
    return written, str(out), outline, patterns.samples(template.shape.pattern, MAX_VALUE_EXPANSIONS)


def _range(name: str, start: int, stop: int, step: int) -> SlotList:
    if start > stop or step < 1:
        raise DeclarationError(f"the range {name} must run upwards, in steps of 1 or more")
    if stop - start >= MAX_RANGE:
        raise DeclarationError(f"the range {name} has more than {MAX_RANGE} numbers")
    return SlotList(
        name=name,
        facts=ListFacts(example=str(start), spoken=str(start)),
        numbers=Range(start=start, stop=stop, step=step),
        outs=(str(start), str(stop)),
    )


def _wildcard(name: str) -> SlotList:
    facts = ListFacts(example="a few words", spoken="...", ambiguity=WILDCARD_WORDS, wildcard=True)
    return SlotList(name=name, facts=facts, words=WILDCARD_WORDS)


def _only(table: Mapping[str, object], known: Iterable[str]) -> None:
    for key in sorted(table.keys() - set(known)):
        later = key == "context"
        raise DeclarationError(f"{key} is not available in this version" if later else f"unknown key {key}")


def _whole(table: Mapping[str, object], key: str, default: int | None = None) -> int:
    number = table.get(key, default)
    if isinstance(number, bool) or not isinstance(number, int):
        raise DeclarationError(f"a range needs whole numbers: {{ from = 0, to = 100, step = 5 }} ({key})")
    return number


def values_in(words: str, values: SlotList) -> list[tuple[int, int, str]]:
    """(start, end, what the slot then holds) of each value of this list that stands in the folded text `words` as
    whole words, in their order; a longer one comes before those within it.
    """
    found: list[tuple[int, int, str]] = []
    starts = [0, *(place + 1 for place, letter in enumerate(words) if letter == " ")]
    place = 0
    for start in starts:
        if start < place:
            continue
        value = _value_at(words, start, values)
        if value is not None:
            found.append((start, *value))
            place = value[0]
    return found


def _value_at(words: str, start: int, values: SlotList) -> tuple[int, str] | None:
    if values.numbers is not None:
        number = values.number_at(words, start)
        if number is None or not values.numbers.holds(number[0]) or words[number[1] : number[1] + 1] not in ("", " "):
            return None
        return number[1], str(number[0])
    for length in values.lengths:
        end = start + length
        out = values.readings.get(words[start:end]) if end <= len(words) else None
        if out is not None and words[end : end + 1] in ("", " "):
            return end, out
    return None
