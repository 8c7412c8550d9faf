"""Watches: "tell me when the temperature of the bedroom is above 25" -> the question behind it and the condition; and
whether a value fulfils one.

Only what clearly asks to be told later is a wish: "tell me if the door is open" is a question like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from interactd import conditions
from interactd.conditions import Grammar, Relation
from interactd.folding import fold
from interactd.spans import Word, words_of
from interactd.times.reader import Reader
from smsbus.phrases import Language

_AROUND = " \t\r\n,;:.-–—…!?"

_LIMIT = re.compile(r"(?P<number>-?[0-9]{1,12}(?:[.,][0-9]{1,6})?)(?P<unit>[a-z]{0,4})")
_THOUSANDS = re.compile(r"-?[0-9]{1,3},[0-9]{3}")
_VALUE = re.compile(
    r"(?P<number>[+-]?[0-9]{1,30}(?:[.,][0-9]{1,30})?(?:e[+-]?[0-9]{1,3})?)(?P<unit>[^0-9]{0,16})", re.IGNORECASE
)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

_MOST_STATE_WORDS = 3
_SHORTEST_INFLECTED = 4
"""Letters of a word that may take an ending: "on" and "one" are two words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a value must be. `limit` is a number with a decimal point, or words as written (with "is" and "is-not")."""

    relation: Relation
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A condition, and the texts to try, in this order, as the question whose value it is about. `what`: both together
    as written. `ending` is what the sender said of how long to watch ("until tomorrow"), for `moments.ending`; empty if
    nothing.
    """

    questions: tuple[str, ...]
    condition: Condition
    what: str
    language: Language
    ending: str = ""


def split(text: str) -> Wish | None:
    """The wish that `text` is; None if it asks for anything else."""
    words = words_of(text)
    for grammar in conditions.GRAMMARS:
        reader = Reader(words=[word.text for word in words], known=grammar.vocabulary)
        start = _trigger(reader, grammar)
        if start is None or start >= len(words) or not words[start].first:
            continue
        end = _ending(reader, words, grammar, start)
        found = _numeric(text, words, reader, grammar, start, end) or _state(text, words, reader, grammar, start, end)
        if found:
            ending = text[words[end].start :].strip(_AROUND) if end < len(words) else ""
            what = text[words[start].start : words[end].start if end < len(words) else None].strip(_AROUND)
            return Wish(questions=found[0], condition=found[1], what=what, language=grammar.language, ending=ending)
    return None


def holds(condition: Condition, value: str, shown: str) -> bool | None:
    """Whether `value`, as its source gave it and as people are `shown` it, fulfils the condition; None if the two
    cannot be compared, however long one waits: a word with a number.
    """
    number = _number(value)
    if number is None:
        number = _number(shown)
    if _NUMBER.fullmatch(condition.limit):
        return None if number is None else _compare(condition.relation, number, Decimal(condition.limit))
    if condition.relation not in ("is", "is-not"):
        return None
    states = [state for state in (fold(shown), fold(value)) if state and _number(state) is None]
    if not states:
        return None
    return any(_same(state, fold(condition.limit)) for state in states) is (condition.relation == "is")


def _trigger(reader: Reader, grammar: Grammar) -> int | None:
    """The place behind "tell me when"."""
    start = reader.one_of(grammar.before, 0)
    for politely in (0, start):
        verb = reader.phrase(grammar.triggers, politely) if politely is not None else None
        behind = reader.one_of(verb[0], verb[1]) if verb else None
        if behind is not None:
            return behind
    return None


def _ending(reader: Reader, words: list[Word], grammar: Grammar, start: int) -> int:
    """Where the words begin that say how long; the number of words if there are none."""
    known = grammar.vocabulary
    for place in range(len(words) - 1, start, -1):
        if words[place].first and reader.one_of(known.until | known.lasting, place) is not None:
            # "monte jusqu'à 25" is a limit.
            before = place - 1
            if reader.word(before) not in grammar.limited_by_until:
                return place
    return len(words)


def _numeric(
    text: str, words: list[Word], reader: Reader, grammar: Grammar, start: int, end: int
) -> tuple[tuple[str, ...], Condition] | None:
    for place in range(start + 1, end):
        if not words[place].first:
            continue
        found = conditions.comparison(reader, grammar, place)
        limit = _limit(reader, grammar, found[1]) if found else None
        if not found or not limit or limit[1] > end or not words[limit[1] - 1].last:
            continue
        thing = text[words[start].start : words[place].start].strip(_AROUND)
        if limit[1] < end:
            # "above 25 in the bedroom"
            thing += " " + text[words[limit[1]].start : words[end - 1].end].strip(_AROUND)
        return grammar.questions(thing, None), Condition(relation=found[0], limit=limit[0])
    return None


def _state(
    text: str, words: list[Word], reader: Reader, grammar: Grammar, start: int, end: int
) -> tuple[tuple[str, ...], Condition] | None:
    # The last "is": "when the door that is in the hall is open".
    for place in range(end - 1, start, -1):
        if not words[place].first:
            continue
        thing = text[words[start].start : words[place].start].strip(_AROUND)
        verb = reader.phrase(grammar.verbs, place)
        if verb and verb[1] == end:
            return grammar.questions(thing, verb[0]), Condition(relation="is", limit=verb[0])
        copula = conditions.copula(reader, grammar, place)
        if copula and 0 < end - copula[1] <= _MOST_STATE_WORDS:
            written = text[words[copula[1]].start : words[end - 1].end].strip(_AROUND)
            return grammar.questions(thing, written), Condition(relation=copula[0], limit=written)
    return None


def _limit(reader: Reader, grammar: Grammar, at: int) -> tuple[str, int] | None:
    """The number that stands here, with its unit left out."""
    minus = reader.one_of(grammar.minus, at)
    start = at if minus is None else minus
    written = _LIMIT.fullmatch(reader.word(start))
    if written and (not written["unit"] or written["unit"] in grammar.units):
        digits = written["number"]
        thousands = grammar.comma_for_thousands and _THOUSANDS.fullmatch(digits)
        number, end = digits.replace(",", "" if thousands else "."), start + 1
    else:
        named = reader.phrase(reader.known.numbers, start)
        if not named or reader.word(start) in reader.known.articles:
            return None
        number, end = str(named[0]), named[1]
    unit = reader.one_of(grammar.units, end)
    return ("-" if minus is not None else "") + number, end if unit is None else unit


def _number(text: str) -> Decimal | None:
    found = _VALUE.fullmatch(text.strip().replace("−", "-"))
    return Decimal(found["number"].replace(",", ".")) if found else None


def _compare(relation: Relation, number: Decimal, limit: Decimal) -> bool:
    match relation:
        case "above":
            return number > limit
        case "below":
            return number < limit
        case "at-least":
            return number >= limit
        case "at-most":
            return number <= limit
        case "is":
            return number == limit
        case "is-not":
            return number != limit


def _same(one: str, other: str) -> bool:
    """Whether two states are the same word, feminine or plural of each other included."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _SHORTEST_INFLECTED and long in (short + "e", short + "s", short + "es"))
