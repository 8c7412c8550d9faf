"""Real sockets in one process: what a ROUTER cannot deliver, endpoints in use, frames too large."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq

from smsbus.errors import EndpointBusy, SmsbusError
from smsbus.sockets import Caller, Context, Link, Publisher, Service, Subscriber

DEADLINE_MS = 5000


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


def test_on_tcp_nobody_tells_whose_process_a_peer_is(context: Context) -> None:
    service = Service(context, "tcp://127.0.0.1:*")
    link = Link(context, service.socket.last_endpoint.decode().rstrip("\0"))
    link.send([b"x"])
    assert service.socket.poll(DEADLINE_MS)
    [(_, _, user)] = service.receive_with_users()
    assert user is None
