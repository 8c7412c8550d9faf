"""Addresses of web services, in whose path and query slots may stand.

Scheme, host and port are the operator's alone. A slot is part of one segment of the path or of one value in the query:
it is percent-encoded, and what some servers decode before they look for segments is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from interactd.connectors import slots as slot_values
from interactd.errors import DeclarationError, SourceFailed

DEFAULT_PORTS = {"http": 80, "https": 443}

_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253})(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?",
    re.IGNORECASE,
)
_MAX_PORT = 65535
_NOT_IN_A_TARGET = re.compile(r"[^!-~]|[\"<>\\^`|]")
_DOT_SEGMENTS = frozenset({".", ".."})


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """`path` starts with /; `query` is without ?; both percent-encoded but for the slots. `host` keeps its brackets."""

    scheme: str
    host: str
    port: int
    path: str = "/"
    query: str = ""

    @property
    def origin(self) -> str:
        """`http://host:port`, for messages: it holds no slot and no secret."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """What the Host header says."""
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def target(self) -> str:
        """What the request line says, when the slots are in."""
        target = f"{self.path}?{self.query}" if self.query else self.path
        return target.replace("{", "%7B").replace("}", "%7D")

    def placeholders(self) -> frozenset[str]:
        """The slots it needs."""
        return slot_values.names(self.path) | slot_values.names(self.query)

    def filled(self, slots: Mapping[str, str]) -> WebAddress:
        """The same with the slots put in. Raises `SourceFailed` for a value that may not stand there."""
        for name in slot_values.names(self.path) & slots.keys():
            if not slots[name] or ".." in slots[name] or not {"/", "\\"}.isdisjoint(slots[name]):
                raise SourceFailed(f"the value of {name} may not be part of an address")
        used = {name: _encoded(name, slots[name]) for name in self.placeholders() & slots.keys()}
        path = slot_values.fill(self.path, used)
        if _has_dot_segments(path):
            raise SourceFailed("a slot may not be a whole segment of dots in an address")
        return replace(self, path=path, query=slot_values.fill(self.query, used))

    def below(self, path: str) -> WebAddress:
        """The address of `path` (starting with /) below this one."""
        return replace(self, path=self.path.rstrip("/") + path)


def parse(declared: object) -> WebAddress:
    """The address that the operator wrote. Raises `DeclarationError`."""
    if not isinstance(declared, str):
        raise DeclarationError("url must be a text")
    if any(unicodedata.category(character) == "Cc" for character in declared):
        raise DeclarationError("url may not hold control characters")
    authority = re.sub(r"[/?#].*", "", declared.partition("://")[2])
    if "{" in declared.partition("://")[0] or "{" in authority:
        raise DeclarationError("no slot may stand in the scheme, host or port of url")
    if "@" in authority:
        raise DeclarationError("url may hold no user and no password; put them into a file: see header_files")
    if "#" in declared:
        raise DeclarationError("url may not hold #; in a path or query it is written %23")
    found = _ADDRESS.fullmatch(declared)
    if found is None or not 0 < int(found["port"] or 1) <= _MAX_PORT:
        raise DeclarationError('url must be an address such as "http://127.0.0.1:8080/path"')
    scheme = found["scheme"].lower()
    address = WebAddress(
        scheme=scheme,
        host=found["host"].lower(),
        port=int(found["port"] or DEFAULT_PORTS[scheme]),
        path=_printable(found["path"] or "/"),
        query=_printable(found["query"] or ""),
    )
    if _has_dot_segments(address.path):
        raise DeclarationError("url may not hold the segments . and ..")
    return address


def _printable(written: str) -> str:
    return _NOT_IN_A_TARGET.sub(lambda found: quote(found[0]), written)


def _has_dot_segments(path: str) -> bool:
    return not _DOT_SEGMENTS.isdisjoint(unquote(segment) for segment in path.split("/"))


def _encoded(name: str, value: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        raise SourceFailed(f"the value of {name} may not be part of an address")
    return quote(value, safe="")
