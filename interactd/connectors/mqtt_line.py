"""A connection that a reading's patience bounds in every step: each address, the TLS handshake, each octet after it.

paho's own way to connect blocks for its time-out once per address, cannot be cancelled, and believes whatever length a
packet announces. `Line` has the methods that paho expects of a socket, and ends a conversation that grows too long.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import ssl
import time

from interactd.connectors.source import MAX_OCTETS, Patience
from interactd.errors import SourceFailed

TICK_S = 0.1
"""How often a silent peer is looked at: whether the reading has been cancelled meanwhile."""

MAX_RECEIVED = 4 * MAX_OCTETS
"""Octets a broker may send in one conversation: a packet may announce 256 MiB, and paho would keep them all."""


class Line:
    """A connected socket, TLS or not. Belongs to the thread of one reading."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._received = 0

    @property
    def flooded(self) -> bool:
        """Whether the peer sent more than `MAX_RECEIVED` octets."""
        return self._received > MAX_RECEIVED

    def recv(self, buffer_size: int) -> bytes:
        octets = self._socket.recv(min(buffer_size, MAX_OCTETS))
        self._received += len(octets)
        if self.flooded:
            raise ConnectionAbortedError("more octets than a conversation may have")
        return octets

    def send(self, buffer: bytes | bytearray) -> int:
        return self._socket.send(buffer)

    def pending(self) -> int:
        """Octets that TLS has decrypted already, which no poll sees."""
        return self._socket.pending() if isinstance(self._socket, ssl.SSLSocket) else 0

    def wait(self, *, to_write: bool, patience: Patience) -> bool:
        """Whether there is something to read, or room to write, within a tick."""
        return self.pending() > 0 or _ready(self._socket, select.POLLIN | (select.POLLOUT if to_write else 0), patience)

    def fileno(self) -> int:
        return self._socket.fileno()

    def setblocking(self, flag: bool) -> None:
        self._socket.setblocking(flag)

    def close(self) -> None:
        self._socket.close()


def shortened(patience: Patience, seconds: float) -> Patience:
    """The same patience, over after `seconds` at the latest."""
    return Patience(ends_at=min(patience.ends_at, time.monotonic() + seconds), cancelled=patience.cancelled)


def connect(host: str, port: int, tls: ssl.SSLContext | None, patience: Patience) -> Line:
    """A line to the first address that answers, with TLS if `tls` is given. Raises `SourceFailed`."""
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceFailed("the name of the host cannot be resolved") from None
    reason = "took too long to connect"
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        if not patience.left_s():
            break
        # One address that swallows packets shall not use up the time of the others.
        ours = shortened(patience, patience.left_s() / (len(addresses) - tried))
        candidate = socket.socket(family, kind, protocol)
        try:
            candidate.setblocking(False)
            _connect(candidate, address, ours)
            return Line(candidate if tls is None else _secured(candidate, host, tls, patience))
        except OSError as error:
            candidate.close()
            reason = error.strerror or type(error).__name__
        except SourceFailed:
            candidate.close()
            raise
    raise SourceFailed(reason)


def _connect(candidate: socket.socket, address: object, patience: Patience) -> None:
    status = candidate.connect_ex(address)  # type: ignore[arg-type]
    if status == errno.EINPROGRESS:
        while not _ready(candidate, select.POLLOUT, patience):
            if not patience.left_s():
                raise TimeoutError(errno.ETIMEDOUT, "took too long to connect")
        status = candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if status:
        raise OSError(status, os.strerror(status))


def _secured(plain: socket.socket, host: str, tls: ssl.SSLContext, patience: Patience) -> ssl.SSLSocket:
    """TLS over `plain`, which no longer owns the connection. Raises `SourceFailed`."""
    secured = tls.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    try:
        while patience.left_s():
            try:
                secured.do_handshake()
                return secured
            except ssl.SSLWantReadError:
                _ready(secured, select.POLLIN, patience)
            except ssl.SSLWantWriteError:
                _ready(secured, select.POLLOUT, patience)
        raise SourceFailed("took too long to agree on TLS")
    except ssl.SSLCertVerificationError as error:
        secured.close()
        raise SourceFailed(f"its certificate is not accepted: {error.verify_message}") from None
    except OSError:
        secured.close()
        raise SourceFailed("TLS could not be agreed on; is this the port of TLS?") from None
    except SourceFailed:
        secured.close()
        raise


def _ready(descriptor: socket.socket, events: int, patience: Patience) -> bool:
    poll = select.poll()
    poll.register(descriptor, events)
    return bool(poll.poll(min(TICK_S, patience.left_s()) * 1000))
