"""`value = { http = { url = "..." } }` and `action = { http = ... }`: what a web service answers.

What a slot may do in each place is decided where the place is made: `web_address` for the address, `json_body` and
`_form` for data, here for headers. Secrets come from files and go into headers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode

from interactd.connectors import http_client, json_body, json_pointer, secret_files, servers, web_address
from interactd.connectors import slots as slot_values
from interactd.connectors.http_client import Answer, Request
from interactd.connectors.keys import Keys, exchange_with_key
from interactd.connectors.servers import Servers
from interactd.connectors.source import Patience
from interactd.connectors.web_address import WebAddress
from interactd.errors import DeclarationError, SourceFailed

METHODS_OF_VALUES = ("GET", "POST")
METHODS_OF_ACTIONS = ("GET", "POST", "PUT", "PATCH", "DELETE")

_BODIES = ("json", "form", "body")
_KEYS = frozenset({"url", "method", "headers", "header_files", "token_file", "pointer", "status", "ca_file", *_BODIES})
_CONTENT_TYPES = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "body": "text/plain; charset=utf-8",
}

# RFC 9110 §5.1, §5.6.2: the characters of a header's name.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OF_THE_CONNECTION = frozenset(
    {
        "host",
        "connection",
        "content-length",
        "transfer-encoding",
        "te",
        "trailer",
        "upgrade",
        "expect",
        "accept-encoding",
    }
)
_SECRET = frozenset({"authorization", "proxy-authorization", "cookie"})
_HTTP_STATUSES = range(200, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is sent: `form` is json, form or body, as in the file; `content` the table or text with its slots."""

    form: str
    content: object

    def octets(self) -> bytes:
        """As it travels, when the slots are in. Raises `SourceFailed`."""
        if self.form == "json":
            return json_body.encode(self.content)
        try:
            if isinstance(self.content, dict):
                return urlencode(self.content).encode("ascii")
            return str(self.content).encode()
        except UnicodeEncodeError:
            raise SourceFailed("a value is not Unicode text") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSource:
    """One request. `secret_headers` are (name, what stands before the secret, path of its file)."""

    method: str
    address: WebAddress
    headers: tuple[tuple[str, str], ...] = ()
    secret_headers: tuple[tuple[str, str, str], ...] = ()
    body: Body | None = None
    pointer: str | None = None
    statuses: frozenset[int] = frozenset(http_client.SUCCESSFUL)
    ca_file: str | None = None
    keys: Keys = field(default_factory=Keys, compare=False, repr=False)
    kind: str = "http"

    def placeholders(self) -> frozenset[str]:
        return self.address.placeholders().union(
            *(slot_values.names(value) for _, value in self.headers),
            json_body.names(self.body.content) if self.body else (),
            slot_values.names(self.pointer or ""),
        )

    def choices(self) -> frozenset[str]:
        return self.address.placeholders().union(
            *(slot_values.names(value) for _, value in self.headers), slot_values.names(self.pointer or "")
        )

    def filled(self, slots: Mapping[str, str]) -> HttpSource:
        return replace(
            self,
            address=self.address.filled(slots),
            headers=tuple((name, _header_value(slot_values.fill(value, slots))) for name, value in self.headers),
            body=replace(self.body, content=json_body.fill(self.body.content, slots)) if self.body else None,
            pointer=None if self.pointer is None else json_pointer.fill(self.pointer, slots),
        )

    def read(self, patience: Patience) -> str:
        answer = self._answer(patience)
        if answer.status not in self.statuses:
            raise SourceFailed(f"{self.address.origin}: {http_client.describe(answer.status)}")
        if self.pointer is None:
            return answer.text()
        try:
            return json_pointer.text(json_pointer.document(answer.text()), self.pointer).strip()
        except SourceFailed as error:
            raise SourceFailed(f"{self.address.origin}: {error}") from None

    def _answer(self, patience: Patience) -> Answer:
        secrets = [(name, prefix, secret_files.read(path)) for name, prefix, path in self.secret_headers]
        headers = list(self.headers)
        headers += [(name, prefix + secret) for name, prefix, secret in secrets]
        if self.body and not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", _CONTENT_TYPES[self.body.form]))
        request = Request(
            method=self.method,
            address=self.address,
            headers=tuple(headers),
            body=self.body.octets() if self.body else None,
            ca_file=self.ca_file,
        )
        if not secrets:
            return http_client.exchange(request, patience)
        together = "\n".join(secret for _, _, secret in secrets)
        return exchange_with_key(request, together, self.keys, patience, _is_refusal)


def _is_refusal(answer: Answer | None) -> bool:
    # 403 may be about this address alone; 401 is about who asks.
    return answer is not None and answer.status == 401


def declare(value: object, folder: Path, known: Servers) -> HttpSource:
    """The source of `http = VALUE` in a value; paths are relative to `folder`. Raises `DeclarationError`."""
    return _declare(value, folder, known, METHODS_OF_VALUES)


def declare_action(value: object, folder: Path, known: Servers) -> HttpSource:
    """The same in an action, which may use every method. Raises `DeclarationError`."""
    return _declare(value, folder, known, METHODS_OF_ACTIONS)


def _declare(value: object, folder: Path, known: Servers, methods: tuple[str, ...]) -> HttpSource:
    table = {"url": value} if isinstance(value, str) else value
    if not isinstance(table, dict) or "url" not in table:
        raise DeclarationError('http must be an address or a table with url: http = { url = "http://..." }')
    for key in sorted(table.keys() - _KEYS):
        raise DeclarationError(f"http: unknown key {key}")
    headers = _headers(table)
    body = _body(table, headers)
    method = table.get("method", "POST" if body else "GET")
    if method not in methods:
        raise DeclarationError(f"method must be one of {', '.join(methods)}")
    if method == "GET" and body:
        raise DeclarationError("a GET request has no body")
    return HttpSource(
        method=method,
        address=web_address.parse(table["url"]),
        headers=headers,
        secret_headers=_secret_headers(table, folder, headers),
        body=body,
        pointer=json_pointer.check(table["pointer"]) if "pointer" in table else None,
        statuses=_statuses(table),
        ca_file=servers.file_path("ca_file", table["ca_file"], folder) if "ca_file" in table else None,
        keys=known.keys,
    )


def _headers(table: dict[str, object]) -> tuple[tuple[str, str], ...]:
    headers = _named_texts(table, "headers")
    for name, value in headers.items():
        _check_header_name(name)
        if name.lower() in _SECRET:
            raise DeclarationError(f"{name} does not stand in this file: put it into one of its own, see header_files")
        try:
            _header_value(value)
        except SourceFailed:
            raise DeclarationError(f"the header {name} may hold printable ASCII characters only") from None
    return tuple(headers.items())


def _secret_headers(
    table: dict[str, object], folder: Path, headers: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str, str], ...]:
    files = _named_texts(table, "header_files")
    for name in files:
        _check_header_name(name)
    found = [(name, "", servers.file_path("header_files", path, folder)) for name, path in files.items()]
    if "token_file" in table:
        found.append(("Authorization", "Bearer ", servers.file_path("token_file", table["token_file"], folder)))
    names = [name.lower() for name, *_ in (*headers, *found)]
    if len(set(names)) < len(names):
        raise DeclarationError("a header is given twice")
    return tuple(found)


def _check_header_name(name: str) -> None:
    if not _HEADER_NAME.fullmatch(name) or name.lower() in _OF_THE_CONNECTION:
        raise DeclarationError(f"{name!r} may not be given as a header")


def _header_value(value: str) -> str:
    """`value` if it may be one: a line end in it would start a header of the sender's own. Raises `SourceFailed`."""
    if not value.isascii() or any(unicodedata.category(character) == "Cc" for character in value):
        raise SourceFailed("a slot may put printable ASCII characters only into a header")
    return value


def _body(table: dict[str, object], headers: tuple[tuple[str, str], ...]) -> Body | None:
    given = [key for key in _BODIES if key in table]
    if not given:
        return None
    if len(given) > 1:
        raise DeclarationError(f"one of {', '.join(_BODIES)} may be given, not several")
    form = given[0]
    if form == "json":
        return Body(form=form, content=json_body.check(table["json"]))
    if form == "form":
        return Body(form=form, content=_named_texts(table, "form"))
    content = table["body"]
    if not isinstance(content, str):
        raise DeclarationError("body must be a text; for a table, see json and form")
    if slot_values.names(content) and any(name.lower() == "content-type" for name, _ in headers):
        raise DeclarationError("a body with slots is plain text; to send data, use json or form")
    return Body(form=form, content=content)


def _named_texts(table: dict[str, object], key: str) -> dict[str, str]:
    named = table.get(key, {})
    if not isinstance(named, dict) or not all(isinstance(text, str) for text in named.values()):
        raise DeclarationError(f"{key} must be a table of texts")
    if any(slot_values.names(name) for name in named):
        raise DeclarationError(f"no slot may stand in a name in {key}")
    return named


def _statuses(table: dict[str, object]) -> frozenset[int]:
    declared = table.get("status", list(http_client.SUCCESSFUL))
    listed = declared if isinstance(declared, list) else [declared]
    if not listed or not all(type(status) is int and status in _HTTP_STATUSES for status in listed):
        raise DeclarationError("status must be a list of HTTP statuses: status = [200, 404]")
    return frozenset(listed)
