"""A connection to a host within a reading's patience: one address after the other, each with its share of the time.

A blocking connect waits for as long as the kernel likes, once per address, and cannot be cancelled.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import time

from interactd.connectors.source import Patience

TICK_S = 0.1
"""How often a silent peer is looked at: whether the reading has been cancelled meanwhile."""


def connect(host: str, port: int, patience: Patience) -> socket.socket:
    """A non-blocking socket, connected to the first of the host's addresses that takes a connection.

    Raises `OSError` with what the last address came to (`TimeoutError`: it did not answer), `socket.gaierror` or
    `UnicodeError` for a name that leads nowhere.
    """
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    failure: OSError = OSError(errno.EHOSTUNREACH, os.strerror(errno.EHOSTUNREACH))
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        connecting = socket.socket(family, kind, protocol)
        try:
            # A dead IPv6 address must not use up the time of a living IPv4 one.
            _await_connection(connecting, address, shortened(patience, patience.left_s() / (len(addresses) - tried)))
        except OSError as error:
            connecting.close()
            failure = error
        else:
            return connecting
    raise failure


def shortened(patience: Patience, seconds: float) -> Patience:
    """The same patience, over after `seconds` at the latest."""
    return Patience(ends_at=min(patience.ends_at, time.monotonic() + seconds), cancelled=patience.cancelled)


def ready(descriptor: socket.socket, events: int, patience: Patience) -> bool:
    """Whether one of the poll `events` has come about within a tick."""
    poll = select.poll()
    poll.register(descriptor, events)
    return bool(poll.poll(min(TICK_S, patience.left_s()) * 1000))


def _await_connection(connecting: socket.socket, address: object, patience: Patience) -> None:
    connecting.setblocking(False)
    status = connecting.connect_ex(address)  # type: ignore[arg-type] # whatever getaddrinfo gave
    if status == errno.EINPROGRESS:
        while not ready(connecting, select.POLLOUT, patience):
            if not patience.left_s():
                raise TimeoutError(errno.ETIMEDOUT, "took too long to connect")
        status = connecting.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if status:
        raise OSError(status, os.strerror(status))
