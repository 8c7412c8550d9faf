"""What a slot may hold: the lists of interactions.toml and number ranges, as values that hassil matches.

A value with brackets is written out here into all its readings: hassil finds plain texts by their first letters, while
it would try each value with brackets at each place, and a text that stands twice would double the ways to be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

import hassil

from interactd import templates
from interactd.errors import DeclarationError
from interactd.templates import ListFacts

MAX_VALUES = 1000
MAX_VALUE_EXPANSIONS = 64
MAX_RANGE = 10_000
"""Numbers in a range: hassil walks through those of a range with steps."""

_SYNTAX = frozenset("()[]|;<>{}")
_INLINE_RANGE = re.compile(r"(\d{1,9})\.\.(\d{1,9})(?:,(\d{1,9}))?")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_ONLY_LATER = frozenset({"wildcard", "file", "command", "context"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotList:
    """A list for slots: hassil's form, each folded text with what the slot then holds (of a range: none), and the
    values it can give (of a range: both ends).
    """

    name: str
    values: hassil.SlotList
    readings: Mapping[str, str] = field(default_factory=dict)
    facts: ListFacts
    outs: tuple[str, ...]


def read(name: str, declared: object) -> SlotList:
    """The list that `declared` (the TOML value of `[lists] name`) stands for. Raises `DeclarationError`."""
    match declared:
        case list() if declared:
            return _texts(name, declared)
        case dict():
            _only(declared, {"from", "to", "step"})
            return _range(name, _whole(declared, "from"), _whole(declared, "to"), _whole(declared, "step", 1))
        case _:
            raise DeclarationError(f"the list {name} must be a list of texts, or {{ from = 0, to = 100 }}")


def inline_range(name: str) -> SlotList | None:
    """The range written inside a template as `{0..100,5:slot}`; None when `name` is no range."""
    found = _INLINE_RANGE.fullmatch(name)
    return _range(name, int(found[1]), int(found[2]), int(found[3] or 1)) if found else None


def named(values: SlotList, words: str) -> str | None:
    """What a slot holds when the folded `words` are one of the list, to the letter; None else, and of wildcards."""
    numbers = values.values
    if not isinstance(numbers, hassil.RangeSlotList):
        return values.readings.get(words)
    if not _WHOLE.fullmatch(words):
        return None
    number = int(words)
    inside = numbers.start <= number <= numbers.stop and (number - numbers.start) % numbers.step == 0
    return str(number) if inside else None


def _texts(name: str, declared: list[object]) -> SlotList:
    if len(declared) > MAX_VALUES:
        raise DeclarationError(f"the list {name} has more than {MAX_VALUES} values")
    outs: dict[str, str] = {}
    for template, out in map(_value, declared):
        for reading in _readings(template):
            if reading in outs:
                raise DeclarationError(f'the list {name} has "{reading}" twice', template.written)
            outs[reading] = out
    values = [hassil.TextSlotValue(text_in=hassil.TextChunk(reading), value_out=out) for reading, out in outs.items()]
    return SlotList(
        name=name,
        values=hassil.TextSlotList(name=name, values=values),
        readings=outs,
        facts=ListFacts(example=next(iter(outs)), ambiguity=_ambiguity(outs.keys())),
        outs=tuple(dict.fromkeys(outs.values())),
    )


def _readings(template: templates.Template) -> list[str]:
    """Every text the template stands for, in the order of its alternatives."""
    texts = hassil.sample_expression(template.expression)
    return list(dict.fromkeys(" ".join(text.split()) for text in texts))


def _ambiguity(readings: Set[str]) -> int:
    """How many readings can match in one place: those that begin the longest way with others ("bed", "bedroom")."""
    return max(sum(reading[:end] in readings for end in range(1, len(reading) + 1)) for reading in readings)


def _value(item: object) -> tuple[templates.Template, str]:
    table = {"in": item} if isinstance(item, str) else item
    if not isinstance(table, dict):
        raise DeclarationError('a value of a list is a text, or { in = "...", out = "..." }')
    _only(table, {"in", "out"})
    written, out = table.get("in"), table.get("out")
    if not isinstance(written, str):
        raise DeclarationError('`in` must be a text: { in = "living room", out = "living" }')
    if out is None:
        if not _SYNTAX.isdisjoint(written):
            raise DeclarationError("has brackets and so needs an `out`: what the slot is to hold", written)
        out = written
    if isinstance(out, bool) or not isinstance(out, str | int | float):
        raise DeclarationError("`out` must be a text or a number", written)
    template = templates.parse(written, {})
    if template.shape.expansions > MAX_VALUE_EXPANSIONS:
        raise DeclarationError(
            f"can be read in {template.shape.expansions} ways; a value of a list may have {MAX_VALUE_EXPANSIONS}",
            written,
        )
    return template, str(out)


def _range(name: str, start: int, stop: int, step: int) -> SlotList:
    if start > stop or step < 1:
        raise DeclarationError(f"the range {name} must run upwards, in steps of 1 or more")
    if stop - start >= MAX_RANGE:
        raise DeclarationError(f"the range {name} has more than {MAX_RANGE} numbers")
    # Numbers in words would need the language of each sentence.
    values = hassil.RangeSlotList(name=name, start=start, stop=stop, step=step, words=False)
    return SlotList(name=name, values=values, facts=ListFacts(example=str(start)), outs=(str(start), str(stop)))


def _only(table: Mapping[str, object], known: set[str]) -> None:
    for key in table.keys() - known:
        later = key in _ONLY_LATER
        raise DeclarationError(f"{key} is not available in this version" if later else f"unknown key {key}")


def _whole(table: Mapping[str, object], key: str, default: int | None = None) -> int:
    number = table.get(key, default)
    if isinstance(number, bool) or not isinstance(number, int):
        raise DeclarationError(f"a range needs whole numbers: {{ from = 0, to = 100, step = 5 }} ({key})")
    return number
