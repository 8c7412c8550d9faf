"""One value out of a JSON text, by a JSON Pointer (RFC 6901)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from interactd.connectors import slots as slot_values
from interactd.errors import DeclarationError, SourceFailed

# RFC 6901 §3: "/" and "~" inside a name are written "~1" and "~0".
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_INDEX = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_MAX_INDEX_DIGITS = 6


def check(pointer: object) -> str:
    """`pointer` if it is one. Raises `DeclarationError`."""
    if not isinstance(pointer, str) or not _POINTER.fullmatch(pointer):
        raise DeclarationError('pointer must be a JSON pointer such as "/rooms/0/temperature"')
    return pointer


def fill(pointer: str, slots: Mapping[str, str]) -> str:
    """`pointer` with the slots in it, each a part of one name. Raises `SourceFailed`."""
    escaped = {name: value.replace("~", "~0").replace("/", "~1") for name, value in slots.items()}
    return slot_values.fill(pointer, escaped)


def document(written: str) -> object:
    """What a JSON text holds; numbers stay as they are written. Raises `SourceFailed`."""
    try:
        parsed: object = json.loads(written, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise SourceFailed("the answer is not JSON") from None
    return parsed


def find(whole: object, pointer: str) -> object:
    """What stands at `pointer` in a document as `document` or `json.loads` gives it. Raises `SourceFailed`."""
    value = whole
    for escaped in pointer.split("/")[1:]:
        # RFC 6901 §4: ~1 first, since ~01 stands for ~1.
        value = _member(value, escaped.replace("~1", "/").replace("~0", "~"))
    return value


def text(whole: object, pointer: str) -> str:
    """The single value at `pointer`: a text, a number as written, true or false. Raises `SourceFailed`."""
    match find(whole, pointer):
        case str() as value:
            return value
        case bool() as value:
            return "true" if value else "false"
        case None:
            raise SourceFailed("the answer has null at the pointer")
        case _:
            raise SourceFailed("the answer has no single value at the pointer")


def _member(value: object, name: str) -> object:
    if isinstance(value, dict) and name in value:
        found: object = value[name]
        return found
    # RFC 6901 §4: an index has no leading zeros; "-" names what is not there yet.
    if isinstance(value, list) and len(name) <= _MAX_INDEX_DIGITS and _INDEX.fullmatch(name) and int(name) < len(value):
        element: object = value[int(name)]
        return element
    raise SourceFailed("the answer has nothing at the pointer")
