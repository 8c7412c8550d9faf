"""A payload in which slots stand: text, or JSON whose structure no slot can change.

`{"say": "{text}"}` with a text of `x", "door": "open` would be another command than the operator wrote. In a payload
that is JSON, slots are therefore escaped, and what comes out must have the objects and lists that the operator wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from interactd.connectors import slots as slot_values
from interactd.connectors.source import MAX_OCTETS
from interactd.errors import DeclarationError, SourceFailed

_NEUTRAL = "0"
"""A value that JSON takes both inside a string and in the place of a number."""

_UNSEEN = re.compile(r"(?<!\{)\{[A-Za-z_][A-Za-z0-9_]*\}\}")

Shape = tuple[str, tuple["Shape", ...]] | None


def check(template: str) -> None:
    """Raises `DeclarationError` for `{"level": {level}}`, where the doubled brace hides the slot."""
    if _UNSEEN.search(template):
        raise DeclarationError("a slot before a closing brace needs a blank between them: {level} }")


def fill(template: str, slots: Mapping[str, str]) -> str:
    """`template` with the slots' values. Raises `SourceFailed`: a value would change the structure, or is too long."""
    wanted = _shape(slot_values.fill(template, dict.fromkeys(slots, _NEUTRAL)))
    if wanted is None:
        text = slot_values.fill(template, slots)
    else:
        text = slot_values.fill(template, {name: _escaped(value) for name, value in slots.items()})
        if _shape(text) != wanted:
            raise SourceFailed("a value may not change the structure of a payload in JSON")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise SourceFailed("the payload cannot be encoded") from None
    if size > MAX_OCTETS:
        raise SourceFailed(f"the payload is longer than {MAX_OCTETS} octets")
    return text


def _escaped(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _shape(text: str) -> Shape:
    """How objects and lists lie within one another; None of what is neither, or not JSON at all."""
    try:
        document = json.loads(text, object_pairs_hook=_Pairs, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    return _outline(document)


class _Pairs(list[tuple[str, object]]):
    """An object as the pairs that were written, repeated keys included."""


def _outline(document: object) -> Shape:
    match document:
        case _Pairs():
            return "object", tuple(_outline(value) for _, value in document)
        case list():
            return "list", tuple(_outline(value) for value in document)
        case _:
            return None
