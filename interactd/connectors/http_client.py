"""One HTTP exchange within a deadline: a request out, an answer of at most 64 KiB back, the connection closed.

`http.client` knows the protocol; what it lacks is patience: its time-out is per read, so a server that sends an octet
now and then holds a reader for ever. Here every read and write looks at the time left and at whether somebody still
waits. A request is sent once. Redirects are not followed: they would lead a request, perhaps with its key, elsewhere.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from interactd.connectors import connecting
from interactd.connectors.connecting import TICK_S
from interactd.connectors.source import MAX_OCTETS, Patience
from interactd.connectors.web_address import WebAddress
from interactd.errors import SourceFailed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_RECEIVED = 2 * MAX_OCTETS + 64 * 1024
"""The most octets taken from the line: the answer, its headers and the sizes of its chunks."""

SUCCESSFUL = range(200, 300)
"""The statuses of answers that are what was asked for."""

CHARSETS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "us-ascii": "utf-8-sig",
    "iso-8859-1": "cp1252",  # as browsers do: who says Latin-1 often means this
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859-15",
}
"""What may be named as charset; some codecs of Python are no charsets, and slow."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`address` has its slots filled; `headers` are name and value and may hold secrets, so it is never shown."""

    method: str
    address: WebAddress
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    ca_file: str | None = None

    def __repr__(self) -> str:
        return f"Request({self.method} {self.address.origin})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    content_type: str
    octets: bytes

    def text(self) -> str:
        """The octets in the charset that the answer names, else in UTF-8; stripped."""
        named = self.content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
        return self.octets.decode(CHARSETS.get(named, "utf-8-sig"), errors="replace").strip()


def exchange(request: Request, patience: Patience) -> Answer:
    """Sends `request` and waits for the answer. Raises `SourceFailed`, which names the origin and nothing more."""
    from http.client import HTTPException

    try:
        return _exchange(request, patience)
    except SourceFailed as error:
        reason = str(error)
    except TimeoutError:
        reason = "took too long"
    except OSError as error:
        reason = _words(error)
    except UnicodeError:
        reason = "is no name of a host"
    except (HTTPException, ValueError):
        # http.client lets some nonsense through to others: a chunk of -5 octets.
        reason = "did not answer as HTTP does"
    raise SourceFailed(f"{request.address.origin}: {reason}")


def describe(status: int) -> str:
    """What an unexpected status means, in plain words."""
    meanings = {401: "the key or password is missing or refused", 403: "not allowed", 404: "not found there"}
    if status in (301, 302, 303, 307, 308):
        return f"answered with status {status}, a redirect, which is not followed: write the address it leads to"
    if status in meanings:
        return f"answered with status {status}: {meanings[status]}"
    return f"answered with status {status}"


def _exchange(request: Request, patience: Patience) -> Answer:
    from http.client import HTTPConnection

    address = request.address
    connection = HTTPConnection(address.host, address.port)
    plain = connecting.connect(address.host.strip("[]"), address.port, patience)
    line = _Line(plain, patience)
    try:
        if address.scheme == "https":
            line = _secured(line, address.host.strip("[]"), request.ca_file, patience)
        connection.sock = line
        headers = {"Host": address.authority, "User-Agent": "smsbus", "Connection": "close", **dict(request.headers)}
        connection.request(request.method, address.target, body=request.body, headers=headers)
        response = connection.getresponse()
        if response.getheader("Content-Encoding", "identity").lower() != "identity":
            raise SourceFailed("answered in a compressed form that was not asked for")
        octets = response.read(MAX_OCTETS + 1)
        if len(octets) > MAX_OCTETS:
            raise SourceFailed(f"answered with more than {MAX_OCTETS} octets")
        if response.length:
            raise SourceFailed("the answer broke off")
        return Answer(status=response.status, content_type=response.getheader("Content-Type", ""), octets=octets)
    finally:
        line.end()


# --- the line ---


class _Line(io.RawIOBase):
    """What `http.client` takes for its socket: every read and write ends with the patience."""

    def __init__(self, connected: socket.socket, patience: Patience) -> None:
        super().__init__()
        self.socket = connected
        self._patience = patience
        self._received = 0

    def until_done(self, operation: Callable[[], _Result]) -> _Result:
        """What `operation` on the socket gives, tried again each tick. Raises `SourceFailed`, OSError."""
        while left_s := self._patience.left_s():
            self.socket.settimeout(min(TICK_S, left_s))
            try:
                return operation()
            except TimeoutError:
                continue
        raise SourceFailed("took too long")

    def sendall(self, octets: bytes) -> None:
        """Sends all of `octets`."""
        rest = memoryview(octets)
        while rest:
            sent = self.until_done(partial(self.socket.send, rest))
            rest = rest[sent:]

    def makefile(self, mode: str) -> io.BufferedReader:
        """The reading side."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        received = self.until_done(lambda: self.socket.recv_into(buffer))
        self._received += received
        if self._received > MAX_RECEIVED:
            raise SourceFailed(f"answered with more than {MAX_OCTETS} octets")
        return received

    def close(self) -> None:
        """Nothing: `http.client` closes what it still reads from. `end` closes."""

    def end(self) -> None:
        """Closes the connection."""
        self.socket.close()


def _secured(line: _Line, host: str, ca_file: str | None, patience: Patience) -> _Line:
    """TLS over the line, the server's certificate verified. Raises `SourceFailed`, OSError."""
    import ssl

    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError:
        raise SourceFailed(f"{ca_file} holds no certificates that can be read") from None
    secured = context.wrap_socket(line.socket, server_hostname=host, do_handshake_on_connect=False)
    within = _Line(secured, patience)
    try:
        within.until_done(secured.do_handshake)
    except BaseException:
        within.end()
        raise
    return within


def _words(error: OSError) -> str:
    if verdict := getattr(error, "verify_message", ""):
        return f"its certificate is not accepted: {verdict}; for one of your own, see ca_file"
    if getattr(error, "library", None) or type(error).__module__ == "ssl":
        return "no secure connection came about"
    return error.strerror or "the connection broke"
