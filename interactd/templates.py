"""One sentence template of hassil: what it may cost, which slots it gives, and one sentence that it matches.

`[optional]`, `(one|other)`, `(any;order)`, `{list}`, `{list:slot}`, `{0..100,5:slot}`. A template is a small program:
twenty optionals keep the matcher busy for seconds, so its size is limited before any text meets it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import hassil

from interactd.errors import DeclarationError
from interactd.folding import fold_template

MAX_CHARS = 480
MAX_DEPTH = 8
MAX_OPTIONALS = 10
MAX_PERMUTED = 5
MAX_EXPANSIONS = 2048
"""Different ways to read a template: what the matcher may have to follow at once."""

_CLOSES = {")": "(", "]": "[", "}": "{", ">": "<"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """What a template must know of a list: a text that matches, and how many of its values can match in one place."""

    example: str
    ambiguity: int = 1


Lists = Mapping[str, ListFacts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a template, or a piece of one, comes to. `slots` maps each slot it may give to the list behind it."""

    example: str = ""
    expansions: int = 1
    optionals: int = 0
    may_be_empty: bool = True
    always: frozenset[str] = frozenset()
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A sentence template that may be used: as written, folded, parsed by hassil, and what it comes to."""

    written: str
    folded: str
    expression: hassil.Expression
    shape: Shape


def parse(written: str, lists: Lists) -> Template:
    """The template `written`, which may refer to `lists`. Raises `DeclarationError`."""
    if len(written) > MAX_CHARS:
        raise DeclarationError(f"is longer than {MAX_CHARS} characters", written)
    folded = fold_template(written)
    if not folded:
        raise DeclarationError("has no word in it", written)
    _check_brackets(folded, written)
    try:
        expression = hassil.parse_sentence(folded).expression
    # hassil documents no common root: its parser raises ParseError, AssertionError, ValueError and IndexError.
    except Exception as error:
        raise DeclarationError(f"is not a sentence template ({type(error).__name__})", written) from error
    try:
        shape = _shape(expression, lists)
    except DeclarationError as error:
        raise DeclarationError(error.reason, written) from None
    _check_limits(shape, written)
    return Template(written=written, folded=folded, expression=expression, shape=shape)


def references(folded: str) -> Iterator[str]:
    """The names of lists (and inline ranges) between braces in a folded template."""
    for piece in folded.split("{")[1:]:
        yield piece.partition("}")[0].partition(":")[0]


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
    if shape.expansions > MAX_EXPANSIONS:
        raise DeclarationError(
            f"can be read in {shape.expansions} ways; at most {MAX_EXPANSIONS} are allowed: make it several", written
        )
    if shape.may_be_empty:
        raise DeclarationError("would match an empty text", written)


def _shape(expression: hassil.Expression, lists: Lists) -> Shape:
    match expression:
        case hassil.TextChunk():
            return Shape(example=expression.text, may_be_empty=not expression.text.strip())
        case hassil.Alternative():
            return _alternative([_shape(item, lists) for item in expression.items], expression.is_optional)
        case hassil.Permutation():
            return _permutation([_shape(item, lists) for item in expression.items])
        case hassil.Group():
            return reduce(_then, (_shape(item, lists) for item in expression.items), Shape())
        case hassil.ListReference():
            return _reference(expression, lists)
        case hassil.RuleReference():
            raise DeclarationError(f"rules such as <{expression.rule_name}> are not available in this version")
        case _:
            raise DeclarationError("has a piece that is not known here")


def _then(first: Shape, second: Shape) -> Shape:
    twice = first.slots.keys() & second.slots.keys()
    if twice:
        slot = min(twice)
        raise DeclarationError(f"gives {{{slot}}} twice; name one of them, as in {{{first.slots[slot]}:other}}")
    return Shape(
        example=first.example + second.example,
        expansions=first.expansions * second.expansions,
        optionals=first.optionals + second.optionals,
        may_be_empty=first.may_be_empty and second.may_be_empty,
        always=first.always | second.always,
        slots={**first.slots, **second.slots},
    )


def _alternative(branches: Sequence[Shape], optional: bool) -> Shape:
    return Shape(
        example=branches[0].example,
        expansions=sum(branch.expansions for branch in branches),
        optionals=optional + sum(branch.optionals for branch in branches),
        may_be_empty=any(branch.may_be_empty for branch in branches),
        always=frozenset.intersection(*(branch.always for branch in branches)),
        slots={slot: name for branch in branches for slot, name in branch.slots.items()},
    )


def _permutation(items: Sequence[Shape]) -> Shape:
    if len(items) > MAX_PERMUTED:
        raise DeclarationError(f"puts {len(items)} pieces in any order; at most {MAX_PERMUTED} are allowed")
    whole = reduce(_then, items, Shape())
    return Shape(
        example=whole.example,
        expansions=whole.expansions * math.factorial(len(items)),
        optionals=whole.optionals,
        may_be_empty=whole.may_be_empty,
        always=whole.always,
        slots=whole.slots,
    )


def _reference(reference: hassil.ListReference, lists: Lists) -> Shape:
    slot = reference.slot_name
    if reference.is_capture:
        raise DeclarationError(f"{{{reference.list_name}:@{slot}}} is not available in this version")
    facts = lists.get(reference.list_name)
    if facts is None:
        raise DeclarationError(f"there is no list named {reference.list_name}")
    if not slot.isidentifier() or not slot.isascii():
        raise DeclarationError(f"the slot {slot!r} needs a name of letters, digits and _, as in {{list:name}}")
    return Shape(
        example=facts.example,
        expansions=facts.ambiguity,
        may_be_empty=False,
        always=frozenset({slot}),
        slots={slot: reference.list_name},
    )
