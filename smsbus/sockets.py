"""Endpoints, socket options and peers: the only module that imports zmq.

Options and their reasons (libzmq 4.3): `ROUTER_MANDATORY` with non-blocking sends, because a ROUTER else drops
silently what it cannot deliver; `LINGER`, because the default waits for ever at exit; `MAXMSGSIZE`, because the default
is unlimited (a longer frame ends the connection); ZMTP heartbeats, because a peer's kernel may keep a dead connection
open. A file lock guards each ipc path: binding a path in use steals it without an error.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import zmq

from smsbus.codec import MAX_OCTETS
from smsbus.errors import EndpointBusy, SmsbusError

MAX_FRAME_OCTETS = MAX_OCTETS + 1024
MAX_PATH_OCTETS = 107  # sockaddr_un.sun_path
DAEMON_LINGER_MS = 1000
HEARTBEAT_INTERVAL_MS = 5000
HEARTBEAT_TIMEOUT_MS = 15000
MAX_PER_TURN = 16
"""Messages read from one socket in one turn of the loop, so that no peer can keep the others waiting."""

MAX_FRAMES = 8
"""More frames than any message of ours has, delimiter included; the rest of a longer one is not worth keeping."""

Poller = zmq.Poller
POLLIN = zmq.POLLIN
POLLOUT = zmq.POLLOUT
POLLERR = zmq.POLLERR
Socket = zmq.Socket[bytes]
Frames = list[bytes]


class Context:
    """The ZeroMQ context of a process. Create it after any fork; `close` waits at most the linger of its sockets."""

    def __init__(self, *, linger_ms: int = DAEMON_LINGER_MS) -> None:
        self._context: zmq.Context[Socket] = zmq.Context()
        self._linger_ms = linger_ms

    def socket(self, kind: int) -> Socket:
        """A socket of type `kind` with the options all of ours have."""
        socket: Socket = self._context.socket(kind)
        socket.setsockopt(zmq.LINGER, self._linger_ms)
        socket.setsockopt(zmq.MAXMSGSIZE, MAX_FRAME_OCTETS)
        socket.setsockopt(zmq.HEARTBEAT_IVL, HEARTBEAT_INTERVAL_MS)
        socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS)
        return socket

    def close(self) -> None:
        """Closes all sockets and ends."""
        self._context.destroy(linger=self._linger_ms)


class Service:
    """A bound ROUTER: one of routerd's endpoints. Peers are the routing ids that ZeroMQ gives their connections."""

    def __init__(self, context: Context, endpoint: str) -> None:
        self.socket = context.socket(zmq.ROUTER)
        self.socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self.monitor: Socket = self.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self._lock = bind(self.socket, endpoint)

    def disconnections(self) -> int:
        """Reads what the monitor reports: how many connections ended since the last call (nobody says whose)."""
        return _events(self.monitor)

    def receive(self) -> Iterator[tuple[bytes, Frames]]:
        """(peer, frames) of what waits, at most `MAX_PER_TURN` messages; never blocks.

        A REQ peer's empty delimiter stays at the head of the frames.
        """
        for peer, frames, _ in self.receive_with_users():
            yield peer, frames

    def receive_with_users(self) -> Iterator[tuple[bytes, Frames, int | None]]:
        """As `receive`, with the user of the system whose process the peer is: on ipc the kernel tells, else None."""
        for _ in range(MAX_PER_TURN):
            try:
                peer = self.socket.recv(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return
            yield peer.bytes, self.socket.recv_multipart(zmq.NOBLOCK)[: MAX_FRAMES - 1], _user(peer)

    def send(self, peer: bytes, frames: Sequence[bytes]) -> bool:
        """Hands the message to the peer's connection; False when there is none or its queue is full."""
        try:
            self.socket.send_multipart([peer, *frames], zmq.NOBLOCK)
        except zmq.ZMQError as error:
            if error.errno in (zmq.EHOSTUNREACH, zmq.EAGAIN):
                return False
            raise
        return True


class Publisher:
    """The bound XPUB of the events endpoint. What subscribers send besides subscriptions is read and dropped."""

    def __init__(self, context: Context, endpoint: str) -> None:
        self.socket = context.socket(zmq.XPUB)
        self._lock = bind(self.socket, endpoint)

    def publish(self, topic: str, frames: Sequence[bytes]) -> None:
        """Sends to the subscribers there are now; whoever missed it asks `events.since`."""
        self.socket.send_multipart([topic.encode(), *frames], zmq.NOBLOCK)

    def drain(self) -> int:
        """Reads what subscribers sent; the number of messages that were no (un)subscription."""
        return sum(1 for parts in _waiting(self.socket) if len(parts) != 1 or parts[0][:1] not in (b"\x00", b"\x01"))


class Link:
    """A daemon's DEALER to routerd. It reconnects for ever; `connected` tells when a connection has come about."""

    def __init__(self, context: Context, endpoint: str) -> None:
        self.socket = context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.RECONNECT_IVL, 50)
        self.socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
        self.monitor: Socket = self.socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED)
        self.socket.connect(endpoint)

    def receive(self) -> Iterator[Frames]:
        """The frames of what waits, at most `MAX_PER_TURN` messages; never blocks."""
        return _waiting(self.socket)

    def send(self, frames: Sequence[bytes]) -> bool:
        """Queues the message, also while not connected; False when the queue is full. Sending is not delivering."""
        try:
            self.socket.send_multipart(frames, zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def connected(self) -> bool:
        """Reads what the monitor reports; True when a connection was made since the last call."""
        return _events(self.monitor) > 0


class Caller:
    """A client's DEALER to the `clients` endpoint, for request and reply."""

    def __init__(self, context: Context, endpoint: str) -> None:
        self.socket = context.socket(zmq.DEALER)
        self.socket.connect(endpoint)

    def send(self, frames: Sequence[bytes]) -> None:
        """Queues the message."""
        self.socket.send_multipart(frames)

    def receive(self, timeout_s: float) -> Frames | None:
        """The next message, or None when none came in time."""
        return _next(self.socket, timeout_s)


class Subscriber:
    """A client's SUB on the events endpoint, for topics that start with one of `topics` (none: all)."""

    def __init__(self, context: Context, endpoint: str, topics: Sequence[str] = ()) -> None:
        self._socket = context.socket(zmq.SUB)
        for topic in topics or ("",):
            self._socket.setsockopt(zmq.SUBSCRIBE, topic.encode())
        self._socket.connect(endpoint)

    def receive(self, timeout_s: float) -> Frames | None:
        """The frames after the topic, or None when nothing came in time."""
        parts = _next(self._socket, timeout_s)
        return None if parts is None else parts[1:]


def bind(socket: Socket, endpoint: str) -> int | None:
    """Binds to `endpoint`; for ipc takes the lock of its path first and keeps others out (mode 0600 or 0660).

    Returns the descriptor that holds the lock: keep it as long as the socket. Raises `EndpointBusy`, or `SmsbusError`
    when the address cannot be used.
    """
    lock = _lock(Path(endpoint.removeprefix("ipc://"))) if endpoint.startswith("ipc://") else None
    # The mode of a unix socket follows the umask at bind; the folder's mode decides whether a group may enter.
    umask = os.umask(0o117)
    try:
        socket.bind(endpoint)
    except zmq.ZMQError as error:
        if lock is not None:
            os.close(lock)
        if error.errno == zmq.EADDRINUSE:
            raise EndpointBusy(f"{endpoint} is in use by another program") from None
        raise SmsbusError(f"cannot listen on {endpoint}: {error}") from None
    finally:
        os.umask(umask)
    return lock


def _lock(path: Path) -> int:
    if len(os.fsencode(path)) > MAX_PATH_OCTETS:
        raise SmsbusError(f"{path}: longer than the {MAX_PATH_OCTETS} octets a socket path may have; shorten run_dir")
    lock_path = path.with_name(path.name + ".lock")
    try:
        descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SmsbusError(f"{lock_path}: {error.strerror}") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        raise EndpointBusy(f"ipc://{path} is in use by process {holder}; stop it, or set another run_dir") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def _user(frame: zmq.Frame) -> int | None:
    """From `Peer-Address`, which is `localhost:UID:GID:PID` on ipc and an address on tcp."""
    try:
        host, user, _, _ = str(frame.get("Peer-Address")).split(":")
    except (zmq.ZMQError, ValueError):
        return None
    return int(user) if host == "localhost" and user.isdigit() else None


def _events(monitor: Socket) -> int:
    count = 0
    while monitor.poll(0):
        # Not zmq.utils.monitor: it imports asyncio, 26 ms of every start, to decode what is only counted here.
        monitor.recv_multipart()
        count += 1
    return count


def _waiting(socket: Socket) -> Iterator[Frames]:
    for _ in range(MAX_PER_TURN):
        try:
            parts = socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return
        yield parts[:MAX_FRAMES]


def _next(socket: Socket, timeout_s: float) -> Frames | None:
    if not socket.poll(max(0, round(timeout_s * 1000))):
        return None
    return socket.recv_multipart()[:MAX_FRAMES]
