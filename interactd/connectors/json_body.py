"""JSON sent to a web service: a table in which slots stand, filled as data. A slot never becomes structure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from interactd.connectors import slots as slot_values
from interactd.errors import DeclarationError, SourceFailed

MAX_DEPTH = 20


def check(declared: object, depth: int = 0) -> object:
    """`declared` if JSON can hold it and no slot stands in a key. Raises `DeclarationError`."""
    if depth > MAX_DEPTH:
        raise DeclarationError(f"json is nested more than {MAX_DEPTH} deep")
    match declared:
        case dict():
            for key in declared:
                if slot_values.names(key):
                    raise DeclarationError("no slot may stand in a key of json")
            return {key: check(value, depth + 1) for key, value in declared.items()}
        case list():
            return [check(value, depth + 1) for value in declared]
        case float() if not math.isfinite(declared):
            raise DeclarationError("json holds no inf and no nan")
        case str() | bool() | int() | float():
            return declared
        case _:
            raise DeclarationError("json holds texts, numbers, true, false, lists and tables; write dates as texts")


def names(value: object) -> frozenset[str]:
    """The slots in it."""
    match value:
        case dict():
            return frozenset[str]().union(*(names(member) for member in value.values()))
        case list():
            return frozenset[str]().union(*(names(element) for element in value))
        case str():
            return slot_values.names(value)
        case _:
            return frozenset()


def fill(value: object, slots: Mapping[str, str]) -> object:
    """The same with the slots in its texts. Raises `SourceFailed`."""
    match value:
        case dict():
            return {key: fill(member, slots) for key, member in value.items()}
        case list():
            return [fill(element, slots) for element in value]
        case str():
            return slot_values.fill(value, slots)
        case _:
            return value


def encode(value: object) -> bytes:
    """JSON in UTF-8. Raises `SourceFailed` for half a surrogate pair."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        raise SourceFailed("a value is not Unicode text") from None
