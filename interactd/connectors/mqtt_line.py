"""The connection of a conversation with a broker: a reading's patience bounds every step, up to each octet.

paho would connect and shake hands in its own time, and believes whatever length a packet announces. `Line` has the
methods that paho expects of a socket, and ends a conversation that grows too long.
"""

from __future__ import annotations

import select
import socket
import ssl

from interactd.connectors import connecting
from interactd.connectors.connecting import ready
from interactd.connectors.source import MAX_OCTETS, Patience
from interactd.errors import SourceFailed

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
        return self.pending() > 0 or ready(self._socket, select.POLLIN | (select.POLLOUT if to_write else 0), patience)

    def fileno(self) -> int:
        return self._socket.fileno()

    def setblocking(self, flag: bool) -> None:
        self._socket.setblocking(flag)

    def close(self) -> None:
        self._socket.close()


def connect(host: str, port: int, tls: ssl.SSLContext | None, patience: Patience) -> Line:
    """A line to the first address that answers, with TLS if `tls` is given. Raises `SourceFailed`."""
    try:
        plain = connecting.connect(host, port, patience)
        return Line(plain if tls is None else _secured(plain, host, tls, patience))
    except (socket.gaierror, UnicodeError):
        raise SourceFailed("the name of the host cannot be resolved") from None
    except OSError as error:
        raise SourceFailed(error.strerror or type(error).__name__) from None


def _secured(plain: socket.socket, host: str, tls: ssl.SSLContext, patience: Patience) -> ssl.SSLSocket:
    """TLS over `plain`, which no longer owns the connection. Raises `SourceFailed`."""
    secured = tls.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    try:
        while patience.left_s():
            try:
                secured.do_handshake()
                return secured
            except ssl.SSLWantReadError:
                ready(secured, select.POLLIN, patience)
            except ssl.SSLWantWriteError:
                ready(secured, select.POLLOUT, patience)
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
