"""Endpoints, socket options and peers: the only module that imports zmq.

Options and their reasons (libzmq 4.3): `ROUTER_MANDATORY` with non-blocking sends, because a ROUTER else drops
silently what it cannot deliver; `LINGER`, because the default waits for ever at exit; `MAXMSGSIZE`, because the default
is unlimited (a longer frame ends the connection); ZMTP heartbeats, because a peer's kernel may keep a dead connection
open. A file lock guards each ipc path: binding a path in use steals it without an error.

Over tcp there is nothing but CURVE (ZeroMQ RFC 26), and which keys may connect is asked at the `Gate` (ZeroMQ RFC 27).
libzmq copies a socket's options at each bind, so one ROUTER serves ipc without keys and tcp with them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
import time
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import zmq

from smsbus.codec import MAX_OCTETS
from smsbus.errors import EndpointBusy, SmsbusError

if TYPE_CHECKING:
    from smsbus.curve import Credentials, Listening

MAX_FRAME_OCTETS = MAX_OCTETS + 1024
MAX_PATH_OCTETS = 107  # sockaddr_un.sun_path
DAEMON_LINGER_MS = 1000
HEARTBEAT_INTERVAL_MS = 5000
HEARTBEAT_TIMEOUT_MS = 15000
TCP_HEARTBEAT_INTERVAL_MS = 3000
TCP_HEARTBEAT_TIMEOUT_MS = 9000
"""A cut network says nothing: both ends know of it after twelve seconds at most."""

TCP_CONNECT_TIMEOUT_MS = 5000
TCP_HANDSHAKE_MS = 10000
TCP_RECONNECT_MS, TCP_RECONNECT_LONGEST_MS = 1000, 4000
"""libzmq begins anew with the first after every handshake that fails, and a handshake takes both ends milliseconds."""

REBIND_PAUSE_S, REBIND_TRIES = 0.01, 200

ZAP_ENDPOINT = "inproc://zeromq.zap.01"

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


class Happening(Enum):
    """What became of an attempt to connect. After the last two libzmq does not try again: `reconnect` does."""

    CONNECTED = zmq.EVENT_HANDSHAKE_SUCCEEDED
    BROKEN_OFF = zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    NOT_CURVE = zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    REFUSED = zmq.EVENT_HANDSHAKE_FAILED_AUTH


_HANDSHAKE_FAILED = (
    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_HANDSHAKE_FAILED_AUTH
)


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

    def __init__(
        self, context: Context, endpoint: str, listening: Listening | None = None, *, private: bool = False
    ) -> None:
        self.socket = context.socket(zmq.ROUTER)
        self.socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self.monitor: Socket = self.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED | _HANDSHAKE_FAILED)
        self._lock = bind(self.socket, endpoint, private=private)
        self._file = _SocketFile(endpoint)
        self.address = listen(self.socket, listening) if listening else None
        self._strangers = 0

    def displaced(self) -> str | None:
        """The path of the socket when nobody finds us there any more: it was removed, or another program took it."""
        return self._file.displaced()

    def disconnections(self) -> int:
        """Reads what the monitor reports: how many connections ended since the last call (nobody says whose)."""
        count = 0
        for event, address in _events(self.monitor):
            if event == zmq.EVENT_DISCONNECTED:
                count += 1
            elif event != zmq.EVENT_HANDSHAKE_FAILED_AUTH and address.startswith(b"tcp://"):
                self._strangers += 1
        return count

    def strangers(self) -> int:
        """How many handshakes over tcp failed before a key was seen, of the events `disconnections` has read since."""
        count, self._strangers = self._strangers, 0
        return count

    def admit_anew(self) -> None:
        """Ends all tcp connections, once the loop looks at the socket: each asks at the gate again when it reconnects.

        Raises `EndpointBusy` when another program takes the address meanwhile.
        """
        if self.address is not None:
            _rebind(self.socket, self.address)

    def receive(self) -> Iterator[tuple[bytes, Frames]]:
        """(peer, frames) of what waits, at most `MAX_PER_TURN` messages; never blocks.

        A REQ peer's empty delimiter stays at the head of the frames.
        """
        for peer, frames, _ in self.receive_with_users():
            yield peer, frames

    def receive_with_users(self) -> Iterator[tuple[bytes, Frames, int | str | None]]:
        """As `receive`, with who the peer is: on ipc the user of the system, on tcp the name of its key."""
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

    def __init__(self, context: Context, endpoint: str, listening: Listening | None = None) -> None:
        self.socket = context.socket(zmq.XPUB)
        self._lock = bind(self.socket, endpoint)
        self._file = _SocketFile(endpoint)
        self.address = listen(self.socket, listening) if listening else None

    def displaced(self) -> str | None:
        """As that of a `Service`."""
        return self._file.displaced()

    def publish(self, topic: str, frames: Sequence[bytes]) -> None:
        """Sends to the subscribers there are now; whoever missed it asks `events.since`."""
        self.socket.send_multipart([topic.encode(), *frames], zmq.NOBLOCK)

    def drain(self) -> int:
        """Reads what subscribers sent; the number of messages that were no (un)subscription."""
        return sum(1 for parts in _waiting(self.socket) if len(parts) != 1 or parts[0][:1] not in (b"\x00", b"\x01"))

    def admit_anew(self) -> None:
        """As that of a `Service`."""
        if self.address is not None:
            _rebind(self.socket, self.address)


class _SocketFile:
    """The file of a bound ipc socket. Connections that were made through it outlive it; new ones do not come."""

    def __init__(self, endpoint: str) -> None:
        self._path = Path(endpoint.removeprefix("ipc://"))
        self._identity = self._found()

    def displaced(self) -> str | None:
        """Its path, when it is not at its path any more."""
        return None if self._found() == self._identity else str(self._path)

    def _found(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


class Gate:
    """Where libzmq asks about every CURVE client that has shown a key (RFC 27). Bind it before any `Listening`.

    A REP socket of the process's own loop: libzmq waits for its answer, so no thread is needed.
    """

    def __init__(self, context: Context) -> None:
        self.socket = context.socket(zmq.REP)
        self.socket.bind(ZAP_ENDPOINT)

    def receive(self) -> Frames | None:
        """The next question, or None; it must be answered before the next one comes."""
        try:
            return self.socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return None

    def answer(self, frames: Sequence[bytes]) -> None:
        """Answers the question that was received last."""
        self.socket.send_multipart(frames)


class Link:
    """A daemon's DEALER to routerd. It reconnects for ever, after a refusal when `reconnect` is called."""

    def __init__(self, context: Context, endpoint: str, credentials: Credentials | None = None) -> None:
        self.endpoint = endpoint
        self.credentials = credentials
        self.socket = context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.RECONNECT_IVL, 50)
        self.socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
        self.monitor: Socket = self.socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED | _HANDSHAKE_FAILED)
        connect(self.socket, endpoint, credentials)

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

    def happenings(self) -> list[Happening]:
        """Reads what the monitor reports since the last call, in order."""
        return [Happening(event) for event, _ in _events(self.monitor)]

    def connected(self) -> bool:
        """Reads what the monitor reports; True when a connection was made since the last call."""
        return Happening.CONNECTED in self.happenings()

    def reconnect(self) -> None:
        """Tries again after `NOT_CURVE` or `REFUSED`; what was queued for the connection that failed is gone."""
        _reconnect(self.socket, self.endpoint)


class Caller:
    """A client's DEALER to the `clients` endpoint, for request and reply."""

    def __init__(self, context: Context, endpoint: str, credentials: Credentials | None = None) -> None:
        self.socket = context.socket(zmq.DEALER)
        self.happened: Happening | None = None
        self._endpoint = endpoint
        # Over ipc nothing is refused, and every millisecond of a start counts.
        self._monitor: Socket | None = self.socket.get_monitor_socket(_HANDSHAKE_FAILED) if credentials else None
        connect(self.socket, endpoint, credentials)

    def send(self, frames: Sequence[bytes]) -> None:
        """Queues the message; when the connection was refused it is lost."""
        if self.happened is Happening.NOT_CURVE:
            _reconnect(self.socket, self._endpoint)  # a restarting host may have answered in between
        self.happened = None if self.happened is not Happening.REFUSED else self.happened
        # A DEALER without any connection would wait in vain for one to take it.
        with contextlib.suppress(zmq.Again):
            self.socket.send_multipart(frames, zmq.NOBLOCK)

    def receive(self, timeout_s: float) -> Frames | None:
        """The next message, or None when none came in time or `happened` says that none will."""
        if self._monitor is None:
            return _next(self.socket, timeout_s)
        poller = zmq.Poller()
        poller.register(self.socket, zmq.POLLIN)
        poller.register(self._monitor, zmq.POLLIN)
        deadline = time.monotonic() + timeout_s
        while (left_s := deadline - time.monotonic()) > 0 and self.happened is not Happening.REFUSED:
            ready = dict(poller.poll(max(1, round(left_s * 1000))))
            if self.socket in ready:
                return _next(self.socket, 0)
            for event, _ in _events(self._monitor):
                self.happened = Happening(event)
        return None


class Subscriber:
    """A client's SUB on the events endpoint, for topics that start with one of `topics` (none: all)."""

    def __init__(
        self, context: Context, endpoint: str, topics: Sequence[str] = (), credentials: Credentials | None = None
    ) -> None:
        self._socket = context.socket(zmq.SUB)
        for topic in topics or ("",):
            self._socket.setsockopt(zmq.SUBSCRIBE, topic.encode())
        connect(self._socket, endpoint, credentials)

    def receive(self, timeout_s: float) -> Frames | None:
        """The frames after the topic, or None when nothing came in time."""
        parts = _next(self._socket, timeout_s)
        return None if parts is None else parts[1:]


def new_keys() -> tuple[str, str]:
    """A new CURVE pair, public and secret. The public one begins so that no command takes it for an option."""
    while True:
        public, secret = zmq.curve_keypair()
        if public[:1].isalnum():
            return public.decode(), secret.decode()


def public_key(secret: str) -> str:
    """The public key of a secret one. Raises `ValueError` when it is none."""
    try:
        return zmq.curve_public(secret.encode()).decode()
    except (zmq.ZMQError, ValueError):
        raise ValueError("not a CURVE key") from None


def connect(socket: Socket, endpoint: str, credentials: Credentials | None) -> None:
    """Connects `socket` for ever. Raises `SmsbusError` for tcp without credentials and for an impossible address."""
    if endpoint.startswith("tcp://"):
        if credentials is None:
            raise SmsbusError(f"{endpoint}: over tcp only with a key; make one with: smsctl keys new")
        _tcp_options(socket, endpoint)
        socket.setsockopt(zmq.CONNECT_TIMEOUT, TCP_CONNECT_TIMEOUT_MS)
        socket.setsockopt(zmq.RECONNECT_IVL, TCP_RECONNECT_MS)
        socket.setsockopt(zmq.RECONNECT_IVL_MAX, TCP_RECONNECT_LONGEST_MS)
        socket.setsockopt(zmq.CURVE_PUBLICKEY, credentials.public.encode())
        socket.setsockopt(zmq.CURVE_SECRETKEY, credentials.secret.encode())
        socket.setsockopt(zmq.CURVE_SERVERKEY, credentials.server.encode())
    try:
        socket.connect(endpoint)
    except zmq.ZMQError as error:
        raise SmsbusError(f"cannot connect to {endpoint}: {error}") from None


def listen(socket: Socket, listening: Listening) -> str:
    """Binds `socket` to a tcp address, in addition, for those whom the gate admits; the address it got.

    Raises `EndpointBusy`, or `SmsbusError` when the address is none of this host's.
    """
    _tcp_options(socket, listening.endpoint)
    socket.setsockopt(zmq.CURVE_SERVER, 1)
    socket.setsockopt(zmq.CURVE_SECRETKEY, listening.secret.encode())
    socket.setsockopt(zmq.ZAP_DOMAIN, listening.domain.encode())
    # Else, should nobody answer at the gate, libzmq would let in whoever knows the public key.
    socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)
    _bind(socket, listening.endpoint)
    return str(socket.getsockopt_string(zmq.LAST_ENDPOINT)).rstrip("\0")


def bind(socket: Socket, endpoint: str, *, private: bool = False) -> int | None:
    """Binds to `endpoint`; for ipc takes the lock of its path first and keeps others out: all but this user
    where it is `private` (mode 0600), else all but the folder's group, too (0660).

    Returns the descriptor that holds the lock: keep it as long as the socket. Raises `EndpointBusy`, or `SmsbusError`
    when the address cannot be used, as any of tcp, where nobody would be asked for a key.
    """
    if endpoint.startswith("tcp://"):
        raise SmsbusError(f"{endpoint}: over tcp only with keys; see [bus.listen] in smsbus.toml")
    lock = _lock(Path(endpoint.removeprefix("ipc://"))) if endpoint.startswith("ipc://") else None
    # The mode of a unix socket follows the umask at bind; the folder's mode decides whether a group may enter.
    umask = os.umask(0o177 if private else 0o117)
    try:
        _bind(socket, endpoint)
    except SmsbusError:
        if lock is not None:
            os.close(lock)
        raise
    finally:
        os.umask(umask)
    return lock


def _bind(socket: Socket, endpoint: str) -> None:
    try:
        socket.bind(endpoint)
    except zmq.ZMQError as error:
        if error.errno == zmq.EADDRINUSE:
            raise EndpointBusy(f"{endpoint} is in use by another program") from None
        raise SmsbusError(f"cannot listen on {endpoint}: {error}") from None


def _rebind(socket: Socket, address: str) -> None:
    """Ends what was accepted on `address` and listens again; the options of its first bind still hold."""
    socket.unbind(address)
    for _ in range(REBIND_TRIES):
        try:
            _bind(socket, address)
        except EndpointBusy:
            time.sleep(REBIND_PAUSE_S)  # libzmq's own thread closes the old listener in a moment
        else:
            return
    _bind(socket, address)


def _reconnect(socket: Socket, endpoint: str) -> None:
    # libzmq may have forgotten the endpoint along with the connection.
    with contextlib.suppress(zmq.ZMQError):
        socket.disconnect(endpoint)
    socket.connect(endpoint)


def _tcp_options(socket: Socket, endpoint: str) -> None:
    socket.setsockopt(zmq.HEARTBEAT_IVL, TCP_HEARTBEAT_INTERVAL_MS)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, TCP_HEARTBEAT_TIMEOUT_MS)
    socket.setsockopt(zmq.HANDSHAKE_IVL, TCP_HANDSHAKE_MS)
    socket.setsockopt(zmq.IPV6, int("[" in endpoint))


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


def _user(frame: zmq.Frame) -> int | str | None:
    """On ipc from `Peer-Address`, which is `localhost:UID:GID:PID`; on tcp the `User-Id` that the gate gave."""
    # In this order: where no gate is asked, a peer may claim any User-Id in its handshake.
    try:
        host, user, _, _ = str(frame.get("Peer-Address")).split(":")
    except (zmq.ZMQError, ValueError):
        return _key_name(frame)
    return int(user) if host == "localhost" and user.isdigit() else _key_name(frame)


def _key_name(frame: zmq.Frame) -> str | None:
    try:
        return str(frame.get("User-Id"))
    except zmq.ZMQError:
        return None


def _events(monitor: Socket) -> Iterator[tuple[int, bytes]]:
    """The numbers of the events that a monitor reports, without their values, and the addresses they are about."""
    while monitor.poll(0):
        # Not zmq.utils.monitor: it imports asyncio, 26 ms of every start, to decode this one number.
        event, address = monitor.recv_multipart()
        yield struct.unpack_from("=H", event)[0], address


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
