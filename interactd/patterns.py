"""A sentence template, compiled: the pieces that a text is compared with, and what can be told of them beforehand.

In a `Text` a blank at an edge stands for the border of a word: "of [the] {room}" needs one blank or the end of the text
there, not two, when "the" is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words as they are, folded, with single blanks."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One after the other."""

    items: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of these; an empty row among them makes it optional."""

    items: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOrder:
    """All of these, in any order."""

    items: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A value of the list `source`, kept under `name`."""

    name: str
    source: str


Pattern = Text | Row | Choice | AnyOrder | Slot
Clause = frozenset[str]

EMPTY = Row(items=())


def row(items: Iterable[Pattern]) -> Pattern:
    """These one after the other, with neighbouring texts joined."""
    flat: list[Pattern] = []
    for item in items:
        for piece in item.items if isinstance(item, Row) else (item,):
            last = flat[-1] if flat else None
            if isinstance(piece, Text) and isinstance(last, Text):
                flat[-1] = Text(text=(last.text + piece.text).replace("  ", " "))
            else:
                flat.append(piece)
    return flat[0] if len(flat) == 1 else Row(items=tuple(flat))


# --- what every text that matches must hold ---


def clauses(pattern: Pattern, firsts: Mapping[str, Clause | None] | None = None) -> tuple[Clause, ...]:
    """Sets of words, of each of which every matching text holds at least one. `firsts`, by list, adds slots: the words
    that its values begin with, None where they are not known.
    """
    return tuple(dict.fromkeys(_clauses(pattern, firsts or {}, glued=(False, False))))


def _clauses(pattern: Pattern, firsts: Mapping[str, Clause | None], glued: tuple[bool, bool]) -> list[Clause]:
    match pattern:
        case Text():
            return [frozenset({word}) for word in _whole_words(pattern.text, glued)]
        case Row():
            return [
                clause
                for item, edges in zip(pattern.items, _edges(pattern.items, glued), strict=True)
                for clause in _clauses(item, firsts, edges)
            ]
        case Choice():
            branches = [_clauses(item, firsts, glued) for item in pattern.items]
            if not all(branches):
                return []
            return [frozenset[str]().union(*(min(branch, key=len) for branch in branches))]
        case AnyOrder():
            return [clause for item in pattern.items for clause in _clauses(item, firsts, (True, True))]
        case Slot():
            words = firsts.get(pattern.source)
            return [words] if words and not glued[0] and not glued[1] else []


def _whole_words(text: str, glued: tuple[bool, bool]) -> list[str]:
    words = text.split()
    if words and glued[0] and not text.startswith(" "):
        del words[0]
    if words and glued[1] and not text.endswith(" "):
        del words[-1]
    return words


def _edges(items: Sequence[Pattern], outer: tuple[bool, bool]) -> Iterator[tuple[bool, bool]]:
    """Of each item, whether letters of its neighbours may touch it on the left and on the right."""
    for index in range(len(items)):
        left = outer[0] if index == 0 else not _blank(items[index - 1], -1)
        right = outer[1] if index == len(items) - 1 else not _blank(items[index + 1], 0)
        yield left, right


def _blank(item: Pattern, edge: int) -> bool:
    return isinstance(item, Text) and item.text[edge : edge + 1 or None] == " "


# --- what it may read like ---


def count(pattern: Pattern) -> int:
    """In how many ways it can be read, slots counting as one."""
    match pattern:
        case Text() | Slot():
            return 1
        case Row():
            return math.prod(count(item) for item in pattern.items)
        case Choice():
            return sum(count(item) for item in pattern.items)
        case AnyOrder():
            return math.prod(count(item) for item in pattern.items)


def samples(pattern: Pattern, most: int) -> list[str]:
    """At most so many of the ways to read it, spread evenly, with slots as `{name}`; pieces in any order as written."""
    if isinstance(pattern, Text):
        return [" ".join(pattern.text.split())]
    total = count(pattern)
    # A stride without common factor near the golden ratio comes by every number once, and by all pieces' choices early.
    stride = 1 if total <= most else round(total * 0.618)
    while math.gcd(stride, total) != 1:
        stride += 1
    chosen = (number * stride % total for number in range(min(total, most)))
    ways: dict[int, int] = {}
    return list(dict.fromkeys(" ".join(_reading(pattern, number, ways).split()) for number in chosen))


def _reading(pattern: Pattern, number: int, ways: dict[int, int]) -> str:
    """The way with this number from 0 to read it; `ways` remembers how many a piece has."""
    match pattern:
        case Text():
            return pattern.text
        case Slot():
            return f"{{{pattern.name}}}"
        case Choice():
            for item in pattern.items:
                here = _ways(item, ways)
                if number < here:
                    return _reading(item, number, ways)
                number -= here
            raise ValueError(number)
        case Row() | AnyOrder():
            pieces = []
            for item in pattern.items:
                number, way = divmod(number, _ways(item, ways))
                pieces.append(_reading(item, way, ways))
            return "".join(pieces)


def _ways(pattern: Pattern, ways: dict[int, int]) -> int:
    if isinstance(pattern, Text | Slot):
        return 1
    known = ways.get(id(pattern))
    if known is None:
        known = ways[id(pattern)] = count(pattern)
    return known


def slots(pattern: Pattern) -> Iterator[Slot]:
    """Every slot in it."""
    match pattern:
        case Slot():
            yield pattern
        case Row() | Choice() | AnyOrder():
            for item in pattern.items:
                yield from slots(item)
        case Text():
            return


def words(pattern: Pattern) -> Iterator[str]:
    """Every word that stands in it, pieces of words included."""
    match pattern:
        case Text():
            yield from pattern.text.split()
        case Row() | Choice() | AnyOrder():
            for item in pattern.items:
                yield from words(item)
        case Slot():
            return
