"""Real sockets in one process: what a ROUTER cannot deliver, endpoints in use, frames too large."""

import contextlib
import os
import socket as network
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import zmq

from smsbus.curve import Credentials, Listening
from smsbus.errors import EndpointBusy, SmsbusError
from smsbus.sockets import (
    Caller,
    Context,
    Gate,
    Happening,
    Link,
    Poller,
    Publisher,
    Service,
    Subscriber,
    new_keys,
    public_key,
)

DEADLINE_MS = 5000
GREETING = b"\xff" + b"\0" * 8 + b"\x7f\x03\x00"


@pytest.fixture
def context() -> Iterator[Context]:
    context = Context(linger_ms=0)
    yield context
    context.close()


@pytest.fixture
def endpoint() -> Iterator[str]:
    folder = Path(os.environ.get("XDG_RUNTIME_DIR", "/tmp")) / f"smsbus-test-{os.getpid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    yield f"ipc://{folder}/e"
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def one(service: Service) -> tuple[bytes, list[bytes]]:
    assert service.socket.poll(DEADLINE_MS), "nothing arrived"
    (message,) = service.receive()
    return message


def test_a_message_reaches_the_service_and_the_reply_its_peer(context: Context, endpoint: str) -> None:
    service = Service(context, endpoint)
    link = Link(context, endpoint)
    link.send([b"smsbus/1", b"hello", b"\x80"])
    peer, frames = one(service)
    assert frames == [b"smsbus/1", b"hello", b"\x80"]
    assert service.send(peer, [b"welcome"])
    assert link.socket.poll(DEADLINE_MS)
    assert list(link.receive()) == [[b"welcome"]]


def test_a_peer_that_is_gone_is_told_to_the_sender(context: Context, endpoint: str) -> None:
    service = Service(context, endpoint)
    assert service.send(b"nobody", [b"x"]) is False


def test_the_end_of_a_connection_is_noticed(context: Context, endpoint: str) -> None:
    service = Service(context, endpoint)
    other = Context(linger_ms=0)
    link = Link(other, endpoint)
    link.send([b"x"])
    one(service)
    assert service.disconnections() == 0
    other.close()
    assert service.monitor.poll(DEADLINE_MS)
    assert service.disconnections() == 1


def test_a_link_tells_when_a_connection_has_come_about(context: Context, endpoint: str) -> None:
    link = Link(context, endpoint)
    assert not link.connected()
    service = Service(context, endpoint)
    assert link.monitor.poll(DEADLINE_MS)
    assert link.connected()
    assert not link.connected()
    assert service.disconnections() == 0


def test_a_message_queued_before_the_service_exists_arrives(context: Context, endpoint: str) -> None:
    link = Link(context, endpoint)
    assert link.send([b"early"])
    assert one(Service(context, endpoint))[1] == [b"early"]


def test_an_endpoint_in_use_is_refused_and_names_the_holder(context: Context, endpoint: str) -> None:
    holder = Service(context, endpoint)
    with pytest.raises(EndpointBusy, match=rf"process {os.getpid()}"):
        Service(context, endpoint)
    assert holder.disconnections() == 0


def test_an_endpoint_left_behind_by_a_killed_process_is_taken_over(context: Context, endpoint: str) -> None:
    script = f"""
        import os, signal
        from smsbus.sockets import Context, Service
        service = Service(Context(), {endpoint!r})
        os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert killed.returncode == -9
    link = Link(context, endpoint)
    assert link.send([b"after"])
    assert one(Service(context, endpoint))[1] == [b"after"]


def test_a_path_longer_than_a_socket_address_is_refused_with_the_remedy(context: Context, tmp_path: Path) -> None:
    with pytest.raises(SmsbusError, match="shorten run_dir"):
        Service(context, f"ipc://{tmp_path}/{'x' * 107}")


def test_a_folder_that_does_not_exist_is_one_clear_error(context: Context, tmp_path: Path) -> None:
    with pytest.raises(SmsbusError, match="No such file"):
        Service(context, f"ipc://{tmp_path}/none/e")


def test_a_socket_is_closed_to_other_users(context: Context, endpoint: str) -> None:
    service = Service(context, endpoint)
    assert not service.socket.closed
    assert Path(endpoint.removeprefix("ipc://")).stat().st_mode & 0o007 == 0


def test_a_socket_whose_file_was_removed_is_displaced(context: Context, endpoint: str) -> None:
    service = Service(context, endpoint)
    assert service.displaced() is None
    path = Path(endpoint.removeprefix("ipc://"))
    path.unlink()
    assert service.displaced() == str(path)


def test_a_frame_above_the_limit_ends_that_connection_and_no_other(context: Context, endpoint: str) -> None:
    service = Service(context, endpoint)
    huge = Link(context, endpoint)
    huge.send([b"x" * 200_000])
    assert service.monitor.poll(DEADLINE_MS)
    assert service.disconnections() >= 1
    small = Link(context, endpoint)
    assert small.send([b"small"])
    assert one(service)[1] == [b"small"]


def test_a_message_of_a_thousand_frames_is_cut_not_kept(context: Context, endpoint: str) -> None:
    service = Service(context, endpoint)
    link = Link(context, endpoint)
    assert link.send([b""] * 1000)
    assert len(one(service)[1]) < 10


def test_what_subscribers_send_is_read_and_dropped(context: Context, endpoint: str) -> None:
    publisher = Publisher(context, endpoint)
    raw = context.socket(zmq.XSUB)
    raw.connect(endpoint)
    raw.send(b"\x01")
    raw.send(b"garbage")
    counted = 0
    while counted == 0:
        assert publisher.socket.poll(DEADLINE_MS)
        counted += publisher.drain()
    assert counted == 1


def test_a_subscriber_gets_the_frames_behind_the_topic(context: Context, endpoint: str) -> None:
    publisher = Publisher(context, endpoint)
    subscriber = Subscriber(context, endpoint, ["sms."])
    assert publisher.socket.poll(DEADLINE_MS)  # the subscription
    publisher.drain()
    publisher.publish("modem.state", [b"no"])
    publisher.publish("sms.sent", [b"yes"])
    assert subscriber.receive(DEADLINE_MS / 1000) == [b"yes"]


def test_a_caller_gives_up_at_its_deadline(context: Context, endpoint: str) -> None:
    caller = Caller(context, endpoint)
    caller.send([b"x"])
    assert caller.receive(0.01) is None


def test_on_ipc_the_kernel_tells_whose_process_a_peer_is(context: Context, endpoint: str) -> None:
    service = Service(context, endpoint)
    link = Link(context, endpoint)
    link.send([b"smsbus/1", b"ping", b"\x80"])
    assert service.socket.poll(DEADLINE_MS)
    [(_, frames, user)] = service.receive_with_users()
    assert frames == [b"smsbus/1", b"ping", b"\x80"]
    assert user == os.getuid()


def test_on_ipc_a_peer_that_claims_to_be_a_key_is_still_the_user_it_is(context: Context, endpoint: str) -> None:
    service = Service(context, endpoint)
    with network.socket(network.AF_UNIX) as raw:
        raw.connect(endpoint.removeprefix("ipc://"))
        raw.sendall(GREETING + b"NULL".ljust(20, b"\0") + b"\0" * 32)
        assert raw.recv(64, network.MSG_WAITALL)[12:16] == b"NULL"
        ready = b"\x05READY\x0bSocket-Type\0\0\0\x06DEALER\x07User-Id\0\0\0\x06garage"
        raw.sendall(b"\x04" + bytes([len(ready)]) + ready + b"\0\x01x")
        assert service.socket.poll(DEADLINE_MS)
        [(_, frames, user)] = service.receive_with_users()
    assert (frames, user) == ([b"x"], os.getuid())


# --- tcp ------------------------------------------------------------------------------------------------------------


class Tcp:
    """A service on 127.0.0.2 behind a gate that admits `admitted`, and whose loop a test turns by hand."""

    def __init__(self, context: Context, endpoint: str) -> None:
        self.context = context
        public, secret = new_keys()
        mine = new_keys()
        self.garage = Credentials(name="garage", public=mine[0], secret=mine[1], server=public)
        self.admitted = True
        self.asked: list[list[bytes]] = []
        self.gate = Gate(context)
        listening = Listening(endpoint="tcp://127.0.0.2:*", domain="modems", secret=secret)
        self.service = Service(context, endpoint, listening)
        self.disconnections = self.strangers = 0
        self.received: list[tuple[list[bytes], int | str | None]] = []

    @property
    def address(self) -> str:
        assert self.service.address is not None
        return self.service.address

    def link(self, credentials: Credentials | None = None) -> Link:
        return Link(self.context, self.address, credentials or self.garage)

    def until(self, seen: Callable[[], object]) -> None:
        """Answers at the gate and receives until `seen`."""
        poller = Poller()
        for socket in (self.gate.socket, self.service.socket, self.service.monitor):
            poller.register(socket, zmq.POLLIN)
        deadline = time.monotonic() + DEADLINE_MS / 1000
        while not seen():
            assert time.monotonic() < deadline, "nothing came of it"
            poller.poll(20)
            while (question := self.gate.receive()) is not None:
                self.asked.append(question)
                status, user = (b"200", b"garage") if self.admitted else (b"400", b"")
                self.gate.answer([b"1.0", question[1], status, b"", user, b""])
            self.received += [(frames, user) for _, frames, user in self.service.receive_with_users()]
            self.disconnections += self.service.disconnections()
            self.strangers += self.service.strangers()

    def raw(self, octets: bytes) -> network.socket:
        host, _, port = self.address.removeprefix("tcp://").partition(":")
        connection = network.create_connection((host, int(port)))
        connection.sendall(octets)
        return connection


@pytest.fixture
def tcp(context: Context, endpoint: str) -> Tcp:
    return Tcp(context, endpoint)


def test_over_tcp_a_peer_is_known_by_the_name_of_its_key(tcp: Tcp) -> None:
    link = tcp.link()
    link.send([b"x"])
    tcp.until(lambda: tcp.received)
    assert tcp.received == [([b"x"], "garage")]
    assert link.happenings() == [Happening.CONNECTED]
    ((version, _, domain, address, _, mechanism, key),) = tcp.asked
    assert (version, domain, address, mechanism, len(key)) == (b"1.0", b"modems", b"127.0.0.1", b"CURVE", 32)


def test_the_same_service_serves_this_host_without_keys(tcp: Tcp, endpoint: str) -> None:
    link = Link(tcp.context, endpoint)
    link.send([b"x"])
    tcp.until(lambda: tcp.received)
    assert tcp.received == [([b"x"], os.getuid())]
    assert tcp.asked == []


def test_a_key_that_is_not_admitted_gets_nothing_and_is_told(tcp: Tcp) -> None:
    tcp.admitted = False
    link = tcp.link()
    link.send([b"x"])
    happened: list[Happening] = []
    tcp.until(lambda: happened.extend(link.happenings()) or happened)
    assert happened == [Happening.REFUSED]
    assert tcp.received == []
    assert (tcp.strangers, len(tcp.asked)) == (0, 1)


def test_a_link_that_was_refused_is_let_in_when_it_tries_again(tcp: Tcp) -> None:
    tcp.admitted = False
    link = tcp.link()
    tcp.until(lambda: Happening.REFUSED in link.happenings())
    tcp.admitted = True
    link.reconnect()
    tcp.until(link.connected)
    assert link.send([b"now"])
    tcp.until(lambda: tcp.received)
    assert tcp.received == [([b"now"], "garage")]


def test_with_the_key_of_another_router_nothing_comes_about_and_both_sides_see_it(tcp: Tcp) -> None:
    link = tcp.link(replace(tcp.garage, server=new_keys()[0]))
    link.send([b"x"])
    happened: list[Happening] = []
    tcp.until(lambda: (happened.extend(link.happenings()) or happened) and tcp.strangers)
    assert happened[0] is Happening.BROKEN_OFF
    assert (tcp.received, tcp.asked) == ([], [])


def test_whoever_only_looks_whether_somebody_listens_on_this_host_is_no_stranger(tcp: Tcp, endpoint: str) -> None:
    with network.socket(network.AF_UNIX) as probe:
        probe.connect(endpoint.removeprefix("ipc://"))
    tcp.until(lambda: tcp.disconnections)
    assert tcp.strangers == 0


def test_a_peer_without_any_key_gets_nothing(tcp: Tcp) -> None:
    plain = tcp.context.socket(zmq.DEALER)
    plain.connect(tcp.address)
    plain.send(b"x", zmq.NOBLOCK)
    tcp.until(lambda: tcp.strangers)
    assert (tcp.received, tcp.asked) == ([], [])


@pytest.mark.parametrize(
    "octets",
    [
        b"GET / HTTP/1.1\r\nHost: house\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\0" * 64,
        b"\xff" * 200,
        GREETING + b"NULL".ljust(20, b"\0") + b"\0" * 32 + b"\x04\x19\x05READY\x0bSocket-Type\0\0\0\x06DEALER",
        GREETING + b"PLAIN".ljust(20, b"\0") + b"\0" * 32 + b"\x04\x08\x05HELLO\x01a\x01b",
        GREETING + b"CURVE".ljust(20, b"\0") + b"\0" * 32 + b"\x04\x05HELLO",
        GREETING + b"CURVE".ljust(20, b"\0") + b"\0" * 32 + b"\x04\xc8\x05HELLO\x01\0" + b"z" * 192,
        GREETING + b"CURVE".ljust(20, b"\0") + b"\x01" + b"\0" * 31,
        b"",
    ],
    ids=["http", "tls", "zeros", "ones", "null", "plain", "short-hello", "forged-hello", "as-server", "scanner"],
)
def test_octets_of_strangers_on_the_port_reach_nobody_and_harm_nobody(tcp: Tcp, octets: bytes) -> None:
    connection = tcp.raw(octets)
    with contextlib.suppress(OSError):  # it was shown the door already
        connection.shutdown(network.SHUT_WR)
    tcp.until(lambda: tcp.disconnections)
    connection.close()
    assert (tcp.received, tcp.asked) == ([], [])
    link = tcp.link()
    link.send([b"after"])
    tcp.until(lambda: tcp.received)
    assert tcp.received == [([b"after"], "garage")]


def test_when_all_are_admitted_anew_whoever_is_no_longer_allowed_stays_out(tcp: Tcp) -> None:
    link = tcp.link()
    tcp.until(link.connected)
    tcp.admitted = False
    tcp.service.admit_anew()
    link.send([b"x"])
    tcp.until(lambda: Happening.REFUSED in link.happenings())
    assert tcp.received == []


def test_when_all_are_admitted_anew_whoever_is_allowed_comes_back_by_itself(tcp: Tcp) -> None:
    link = tcp.link()
    tcp.until(link.connected)
    tcp.service.admit_anew()
    tcp.until(link.connected)
    link.send([b"again"])
    tcp.until(lambda: tcp.received)
    assert tcp.received == [([b"again"], "garage")]


def test_a_caller_learns_at_once_that_it_is_refused(tcp: Tcp) -> None:
    tcp.admitted = False
    caller = Caller(tcp.context, tcp.address, tcp.garage)
    caller.send([b"x"])
    tcp.until(lambda: caller.receive(0.02) or caller.happened)
    assert caller.happened is Happening.REFUSED
    before = time.monotonic()
    caller.send([b"x"])
    assert caller.receive(60.0) is None
    assert time.monotonic() - before < 30.0


def test_a_subscriber_from_another_host_needs_a_key_too(tcp: Tcp, endpoint: str) -> None:
    public, secret = new_keys()
    publisher = Publisher(
        tcp.context, f"{endpoint}-events", Listening(endpoint="tcp://127.0.0.2:*", domain="events", secret=secret)
    )
    assert publisher.address is not None
    subscriber = Subscriber(tcp.context, publisher.address, credentials=replace(tcp.garage, server=public))
    tcp.until(lambda: publisher.socket.poll(0))
    publisher.drain()
    publisher.publish("sms.sent", [b"one"])
    assert subscriber.receive(DEADLINE_MS / 1000) == [b"one"]
    tcp.admitted = False
    publisher.admit_anew()
    tcp.until(lambda: publisher.drain() == 0 and len(tcp.asked) == 2)  # libzmq needs the socket's thread to end it
    publisher.publish("sms.sent", [b"two"])
    assert subscriber.receive(0.2) is None


def test_tcp_without_keys_is_refused_at_both_ends(context: Context) -> None:
    with pytest.raises(SmsbusError, match="only with keys"):
        Service(context, "tcp://127.0.0.1:*")
    with pytest.raises(SmsbusError, match="smsctl keys new"):
        Link(context, "tcp://127.0.0.1:5551")


def test_a_tcp_address_in_use_or_of_another_host_is_one_clear_error(tcp: Tcp, endpoint: str) -> None:
    secret = new_keys()[1]
    with pytest.raises(EndpointBusy, match="in use by another program"):
        Service(tcp.context, f"{endpoint}-2", Listening(endpoint=tcp.address, domain="modems", secret=secret))
    with pytest.raises(SmsbusError, match="cannot listen on"):
        Service(
            tcp.context, f"{endpoint}-3", Listening(endpoint="tcp://192.0.2.1:5551", domain="modems", secret=secret)
        )


def test_a_public_key_follows_from_the_secret_one_and_is_never_an_option() -> None:
    pairs = [new_keys() for _ in range(50)]
    assert all(public_key(secret) == public for public, secret in pairs)
    assert all(public[0].isalnum() and len(public) == 40 for public, _ in pairs)
    with pytest.raises(ValueError, match="not a CURVE key"):
        public_key("short")
