"""A real HTTP server on the loopback whose every octet a test decides, and which keeps what it was asked."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CERTIFICATES = Path(__file__).parent / "certificates"

WITHIN_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came: header names in small letters."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    head: bytes


Play = Callable[[Asked], Iterable[bytes | float]]
"""What to answer: octets to send and seconds to wait, one after the other; then the connection is closed."""


def answer(body: bytes, status: str = "200 OK", content_type: str = "text/plain") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class WebServer:
    """Plays `play` for each connection, each in a thread, until closed."""

    def __init__(self, play: Play, certificate: str | None = None) -> None:
        self.asked: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0
        self._play = play
        self._closed = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._tls: ssl.SSLContext | None = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(CERTIFICATES / f"{certificate}.pem", CERTIFICATES / f"{certificate}.key")
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        self._closed.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(WITHIN_S)
        # A client that leaves early, or refuses the certificate, is part of the play.
        with contextlib.suppress(OSError), contextlib.closing(self._secured(connection)) as line:
            asked = _request(line)
            self.asked.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            for step in self._play(asked):
                if isinstance(step, bytes):
                    line.sendall(step)
                else:
                    self._closed.wait(step)
            self.at_once -= 1

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection


def _request(line: socket.socket) -> Asked:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(line)
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (header.partition(": ") for header in rest)}
    while len(body) < int(headers.get("content-length", 0)):
        body += _some(line)
    method, target, _ = first.split(" ")
    return Asked(method=method, target=target, headers=headers, body=body, head=head)


def _some(line: socket.socket) -> bytes:
    received = line.recv(65536)
    if not received:
        raise ConnectionError("the client left")
    return received


@contextlib.contextmanager
def serving(play: Play | bytes, certificate: str | None = None) -> Iterator[WebServer]:
    """A server that plays `play`, or always answers the same octets."""
    server = WebServer((lambda _: [play]) if isinstance(play, bytes) else play, certificate)
    try:
        yield server
    finally:
        server.close()
