"""One sentence template of hassil: what it may cost, which slots it gives, and one sentence that it matches.

`[optional]`, `(one|other)`, `(any;order)`, `{list}`, `{list:slot}`, `{0..100,5:slot}`, `<rule>`. hassil parses; what
comes of it is compiled to `patterns`. A template is a small program, so its size is limited before any text meets it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import hassil

from interactd.errors import DeclarationError
from interactd.folding import fold, fold_literal, fold_template
from interactd.patterns import EMPTY, AnyOrder, Choice, Pattern, Slot, Text, row

MAX_CHARS = 480
MAX_DEPTH = 8
MAX_OPTIONALS = 10
MAX_PERMUTED = 5
MAX_EXPANSIONS = 2048
"""Different ways to read a template, rules and synonyms included: what somebody who reads it may have to think of."""
MAX_PIECES = 400
MAX_WILDCARDS = 2

SYNTAX = frozenset("()[]|;<>{}\\")
"""Signs that mean something in a template."""

_CLOSES = {")": "(", "]": "[", "}": "{", ">": "<"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """What a template must know of a list: a text that matches, folded and as a person writes it, how many of its
    values can match in one place, and whether it takes any words at all.
    """

    example: str
    spoken: str = ""
    ambiguity: int = 1
    wildcard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a template, or a piece of one, comes to. `slots` maps each slot it may give to the list behind it; `outline`
    is an example as a person writes it, with slots as `{name}`, `accents` the words that folding changed -> as written.
    """

    pattern: Pattern = EMPTY
    example: str = ""
    outline: str = ""
    expansions: int = 1
    optionals: int = 0
    pieces: int = 1
    wildcards: int = 0
    literal: bool = False
    may_be_empty: bool = True
    always: frozenset[str] = frozenset()
    slots: Mapping[str, str] = field(default_factory=dict)
    accents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What templates may refer to: lists, rules (already read), and synonyms: folded words -> others for them."""

    lists: Mapping[str, ListFacts] = field(default_factory=dict)
    rules: Mapping[str, Shape] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A sentence template that may be used: as written, folded, and what it comes to."""

    written: str
    folded: str
    shape: Shape


def parse(written: str, around: Surroundings) -> Template:
    """The template `written`. Raises `DeclarationError`."""
    template = parse_piece(written, around)
    shape = template.shape
    if shape.may_be_empty:
        raise DeclarationError("would match an empty text", written)
    if shape.wildcards and not shape.literal:
        raise DeclarationError("would match any text: a sentence with a wildcard needs words of its own", written)
    return template


def parse_piece(written: str, around: Surroundings) -> Template:
    """The same for what is only part of a sentence (a rule): it may match nothing at all."""
    if len(written) > MAX_CHARS:
        raise DeclarationError(f"is longer than {MAX_CHARS} characters", written)
    folded = fold_template(written)
    if not folded:
        raise DeclarationError("has no word in it", written)
    compiler = _Compiler(around)
    if SYNTAX.isdisjoint(written):
        # Most values of lists: hassil would take a hundred times as long to find nothing in them.
        shape = compiler.text(" ".join(written.split()))
    else:
        _check_brackets(folded, written)
        try:
            shape = compiler.shape(_parsed(written))
        except DeclarationError as error:
            raise DeclarationError(error.reason, written) from None
    _check_limits(shape, written)
    return Template(written=written, folded=folded, shape=shape)


def _parsed(written: str) -> hassil.Expression:
    try:
        return hassil.parse_sentence(" ".join(written.split())).expression
    # hassil documents no common root: its parser raises ParseError, AssertionError, ValueError and IndexError.
    except Exception as error:
        raise DeclarationError(f"is not a sentence template ({type(error).__name__})") from error


def accents(written: str) -> dict[str, str]:
    """The words of `written` that folding changes, by what it makes of them."""
    if written.isascii():
        return {}
    return {fold(word): word.lower() for word in re.findall(r"\w+", written) if not word.isascii()}


def references(folded: str) -> Iterator[str]:
    """The names of lists (and inline ranges) between braces in a folded template."""
    for piece in folded.split("{")[1:]:
        yield piece.partition("}")[0].partition(":")[0]


def rule_references(folded: str) -> Iterator[str]:
    """The names of rules in a folded template."""
    for piece in folded.split("<")[1:]:
        yield piece.partition(">")[0]


def _check_brackets(folded: str, written: str) -> None:
    opened: list[str] = []
    before = ""
    for sign in folded:
        if sign in _CLOSES.values():
            opened.append(sign)
        elif sign in _CLOSES:
            if not opened or opened.pop() != _CLOSES[sign]:
                raise DeclarationError(f"'{sign}' closes nothing", written)
            if before == _CLOSES[sign]:
                raise DeclarationError(f"there is nothing inside '{before}{sign}'", written)
        if len(opened) > MAX_DEPTH:
            raise DeclarationError(f"has more than {MAX_DEPTH} brackets inside each other", written)
        before = sign
    if opened:
        raise DeclarationError(f"'{opened[-1]}' is never closed", written)


def _check_limits(shape: Shape, written: str) -> None:
    if shape.optionals > MAX_OPTIONALS:
        raise DeclarationError(f"has {shape.optionals} optional pieces; at most {MAX_OPTIONALS} are allowed", written)
    if shape.wildcards > MAX_WILDCARDS:
        raise DeclarationError(f"has {shape.wildcards} wildcards; at most {MAX_WILDCARDS} are allowed", written)
    if shape.expansions > MAX_EXPANSIONS:
        raise DeclarationError(
            f"can be read in {shape.expansions} ways; at most {MAX_EXPANSIONS} are allowed: make it several", written
        )
    if shape.pieces > MAX_PIECES:
        raise DeclarationError(f"has {shape.pieces} pieces with its rules; at most {MAX_PIECES} are allowed", written)


class _Compiler:
    """hassil's expressions -> shapes, within these surroundings."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._synonym = _whole(around.synonyms) if around.synonyms else None

    def shape(self, expression: hassil.Expression) -> Shape:
        match expression:
            case hassil.TextChunk():
                return self.text(expression.original_text)
            case hassil.Alternative():
                return _alternative([self.shape(item) for item in expression.items], expression.is_optional)
            case hassil.Permutation():
                return _permutation([self.shape(item) for item in expression.items])
            case hassil.Group():
                return self._group(expression)
            case hassil.ListReference():
                return self._list(expression)
            case hassil.RuleReference():
                return self._rule(expression.rule_name)
            case _:
                raise DeclarationError("has a piece that is not known here")

    def _group(self, group: hassil.Group) -> Shape:
        shapes: list[Shape] = []
        text = ""
        for item in group.items:
            # hassil makes a chunk of every word; a number and the sign before it fold together.
            if isinstance(item, hassil.TextChunk):
                text += item.original_text
                continue
            shapes += [self.text(text), self.shape(item)] if text else [self.shape(item)]
            text = ""
        if text or not shapes:
            shapes.append(self.text(text))
        return _in_order(shapes)

    def text(self, written: str) -> Shape:
        if not written:
            return Shape()
        folded = fold_literal(written)
        pieces: list[Pattern] = []
        ways, place = 1, 0
        for found in self._synonym.finditer(folded) if self._synonym else ():
            others = self._around.synonyms[found[0]]
            pieces.append(Text(text=folded[place : found.start()]))
            pieces.append(Choice(items=tuple(Text(text=text) for text in (found[0], *others))))
            ways, place = ways * (1 + len(others)), found.end()
        pieces.append(Text(text=folded[place:]))
        return Shape(
            pattern=row(piece for piece in pieces if piece != Text(text="")),
            example=folded,
            outline=written,
            expansions=ways,
            pieces=len(pieces),
            literal=bool(folded.strip()),
            may_be_empty=not folded.strip(),
            accents=accents(written),
        )

    def _list(self, reference: hassil.ListReference) -> Shape:
        slot = reference.slot_name
        if reference.is_capture:
            raise DeclarationError(f"{{{reference.list_name}:@{slot}}} is not available in this version")
        facts = self._around.lists.get(reference.list_name)
        if facts is None:
            raise DeclarationError(f"there is no list named {reference.list_name}")
        if not slot.isidentifier() or not slot.isascii():
            raise DeclarationError(f"the slot {slot!r} needs a name of letters, digits and _, as in {{list:name}}")
        return Shape(
            pattern=Slot(name=slot, source=reference.list_name),
            example=facts.example,
            outline=f"{{{slot}}}",
            expansions=facts.ambiguity,
            wildcards=int(facts.wildcard),
            may_be_empty=False,
            always=frozenset({slot}),
            slots={slot: reference.list_name},
        )

    def _rule(self, name: str) -> Shape:
        rule = self._around.rules.get(name)
        if rule is None:
            raise DeclarationError(f"there is no rule named {name}")
        return rule


def _whole(texts: Iterable[str]) -> re.Pattern[str]:
    """Finds these as whole words, longer ones before those within them."""
    longest_first = sorted(texts, key=len, reverse=True)
    return re.compile("(?<![^ ])(?:" + "|".join(map(re.escape, longest_first)) + ")(?![^ ])")


def _in_order(shapes: Sequence[Shape]) -> Shape:
    if len(shapes) == 1:
        return shapes[0]
    slots: dict[str, str] = {}
    for shape in shapes:
        for slot, name in shape.slots.items():
            if slot in slots:
                raise DeclarationError(f"gives {{{slot}}} twice; name one of them, as in {{{slots[slot]}:other}}")
            slots[slot] = name
    return Shape(
        pattern=row(shape.pattern for shape in shapes),
        example="".join(shape.example for shape in shapes),
        outline="".join(shape.outline for shape in shapes),
        expansions=math.prod(shape.expansions for shape in shapes),
        optionals=sum(shape.optionals for shape in shapes),
        pieces=sum(shape.pieces for shape in shapes),
        wildcards=sum(shape.wildcards for shape in shapes),
        literal=any(shape.literal for shape in shapes),
        may_be_empty=all(shape.may_be_empty for shape in shapes),
        always=frozenset[str]().union(*(shape.always for shape in shapes)),
        slots=slots,
        accents={word: text for shape in shapes for word, text in shape.accents.items()},
    )


def _alternative(branches: Sequence[Shape], optional: bool) -> Shape:
    if any(branch.pattern == EMPTY for branch in branches[: len(branches) - optional]):
        raise DeclarationError("has nothing on one side of a |, which does not match; write what may be left out in []")
    return Shape(
        pattern=Choice(items=tuple(branch.pattern for branch in branches)),
        example=branches[0].example,
        outline=branches[0].outline,
        expansions=sum(branch.expansions for branch in branches),
        optionals=optional + sum(branch.optionals for branch in branches),
        pieces=sum(branch.pieces for branch in branches),
        wildcards=max(branch.wildcards for branch in branches),
        literal=all(branch.literal for branch in branches),
        may_be_empty=any(branch.may_be_empty for branch in branches),
        always=frozenset.intersection(*(branch.always for branch in branches)),
        slots={slot: name for branch in branches for slot, name in branch.slots.items()},
        accents={word: text for branch in branches for word, text in branch.accents.items()},
    )


def _permutation(items: Sequence[Shape]) -> Shape:
    if len(items) > MAX_PERMUTED:
        raise DeclarationError(f"puts {len(items)} pieces in any order; at most {MAX_PERMUTED} are allowed")
    whole = _in_order(items)
    return replace(
        whole,
        pattern=AnyOrder(items=tuple(item.pattern for item in items)),
        expansions=whole.expansions * math.factorial(len(items)),
    )
