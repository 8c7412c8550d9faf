"""JSON pointer (RFC 6901): the place of one value in a document, `/rooms/0/temperature`."""

from __future__ import annotations

import re

from interactd.errors import SourceFailed

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_WRONG_ESCAPE = re.compile(r"~(?![01])")


def find(document: object, pointer: str) -> object:
    """What stands at `pointer` in `document`, which is as `json.loads` gives it. Raises `SourceFailed`."""
    if (pointer and not pointer.startswith("/")) or _WRONG_ESCAPE.search(pointer):
        raise SourceFailed(f"{pointer} is not a JSON pointer")
    for token in pointer.split("/")[1:]:
        # §4: ~1 first, since ~01 stands for ~1.
        document = _step(document, token.replace("~1", "/").replace("~0", "~"), pointer)
    return document


def _step(document: object, token: str, pointer: str) -> object:
    match document:
        case dict() if token in document:
            return document[token]
        case list() if _INDEX.fullmatch(token) and int(token) < len(document):
            return document[int(token)]
        case _:
            raise SourceFailed(f"there is nothing at {pointer} in the answer")
