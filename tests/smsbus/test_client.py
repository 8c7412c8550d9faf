"""The client against a real ROUTER and XPUB on which a script plays routerd."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from smsbus import codec
from smsbus.client import RECHECK_S, Client
from smsbus.curve import Credentials, Listening
from smsbus.errors import KeyRefused, NoReply, RequestRefused
from smsbus.sockets import Context, Gate, Poller, Publisher, Service, new_keys

Answer = Callable[[str, dict[str, Any]], list[dict[str, Any]]]


class Script:
    """Answers requests in a thread as `answer` says; `publish` sends an event."""

    def __init__(self, folder: Path, answer: Answer) -> None:
        self.clients, self.events = f"ipc://{folder}/c", f"ipc://{folder}/e"
        self._context = Context(linger_ms=0)
        self._service = Service(self._context, self.clients)
        self._publisher = Publisher(self._context, self.events)
        self._answer = answer
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.is_set():
            if not self._service.socket.poll(20):
                continue
            for peer, frames in self._service.receive():
                kind, body = codec.parse(frames)
                for reply in self._answer(kind, body):
                    self._service.send(peer, codec.frames("reply", reply))

    def publish(self, event: dict[str, Any]) -> None:
        assert self._publisher.socket.poll(5000), "nobody subscribed"
        self._publisher.drain()
        self._publisher.publish(event["topic"], codec.frames("event", event))

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        self._context.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path("/tmp") / f"smsbus-client-{os.getpid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    yield folder
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def ok(body: dict[str, Any], result: Any) -> dict[str, Any]:
    return {"id": body["id"], "ok": True, "result": result}


def event(seq: int, topic: str = "sms.sent") -> dict[str, Any]:
    return {"seq": seq, "topic": topic, "at": 0, "data": {}}


def test_a_request_returns_the_result_of_its_reply(folder: Path) -> None:
    script = Script(folder, lambda kind, body: [ok(body, {"kind": kind, "text": body["text"]})])
    try:
        with Client(script.clients, script.events) as client:
            assert client.request("send", {"text": "16.3 °C"}) == {"kind": "send", "text": "16.3 °C"}
    finally:
        script.end()


def test_a_reply_to_another_request_is_passed_over(folder: Path) -> None:
    script = Script(folder, lambda kind, body: [{"id": "old", "ok": True, "result": 1}, ok(body, 2)])
    try:
        with Client(script.clients, script.events) as client:
            assert client.request("ping") == 2
    finally:
        script.end()


def test_an_error_reply_is_raised_with_code_and_message(folder: Path) -> None:
    error = {"code": "not-found", "message": "no contact Bob", "details": {"name": "Bob"}}
    script = Script(folder, lambda kind, body: [{"id": body["id"], "ok": False, "error": error}])
    try:
        with Client(script.clients, script.events) as client, pytest.raises(RequestRefused) as caught:
            client.request("send")
    finally:
        script.end()
    assert (caught.value.code, caught.value.message, caught.value.details) == (
        "not-found",
        "no contact Bob",
        {"name": "Bob"},
    )


def test_nobody_there_is_no_reply_at_the_deadline(folder: Path) -> None:
    with Client(f"ipc://{folder}/none", f"ipc://{folder}/none") as client, pytest.raises(NoReply, match="smsctl up"):
        client.request("ping", timeout_s=0.05)


class History:
    """A routerd that keeps `kept` and answers `events.since` from it."""

    def __init__(self, kept: list[dict[str, Any]], *, lost: bool = False) -> None:
        self.kept = kept
        self.lost = lost

    def __call__(self, kind: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        assert kind == "events.since"
        last = self.kept[-1]["seq"] if self.kept else 0
        after = [item for item in self.kept if body["seq"] >= 0 and item["seq"] > body["seq"]][:2]
        return [ok(body, {"events": after, "lost": self.lost, "last": last})]


def test_events_missed_while_away_come_first_and_in_order(folder: Path) -> None:
    script = Script(folder, History([event(seq) for seq in (3, 4, 5, 6, 7)]))
    try:
        with Client(script.clients, script.events) as client:
            stream = client.events(since=3)
            assert [stream.next(5.0)["seq"] for _ in range(4)] == [4, 5, 6, 7]  # type: ignore[index]
            assert not stream.lost
    finally:
        script.end()


def test_a_gap_between_published_events_is_filled(folder: Path) -> None:
    history = History([event(1)])
    script = Script(folder, history)
    try:
        with Client(script.clients, script.events) as client:
            stream = client.events()
            assert stream.next(0.05) is None
            history.kept += [event(2), event(3)]
            script.publish(event(3))
            assert [stream.next(5.0)["seq"] for _ in range(2)] == [2, 3]  # type: ignore[index]
    finally:
        script.end()


def test_only_the_topics_asked_for_come_out(folder: Path) -> None:
    script = Script(folder, History([event(1), event(2, "modem.state"), event(3)]))
    try:
        with Client(script.clients, script.events) as client:
            stream = client.events(["modem."], since=0)
            assert stream.next(5.0) == event(2, "modem.state")
    finally:
        script.end()


def test_a_reader_that_was_away_too_long_is_told(folder: Path) -> None:
    script = Script(folder, History([event(9)], lost=True))
    try:
        with Client(script.clients, script.events) as client:
            stream = client.events(since=1)
            assert stream.next(5.0) == event(9)
            assert stream.lost
    finally:
        script.end()


def test_a_second_loss_is_told_again_to_who_noted_the_first(folder: Path) -> None:
    history = History([event(9)], lost=True)
    script = Script(folder, history)
    try:
        with Client(script.clients, script.events) as client:
            stream = client.events(since=1)
            assert stream.next(5.0) == event(9)
            stream.lost = False
            history.kept = [event(30)]
            script.publish(event(30))
            assert stream.next(5.0) == event(30)
            assert stream.lost
    finally:
        script.end()


def test_what_could_not_be_recorded_is_told_all_the_same(folder: Path) -> None:
    script = Script(folder, History([event(1)]))
    try:
        with Client(script.clients, script.events) as client:
            stream = client.events()
            assert stream.next(0.05) is None
            script.publish(event(0, "alert"))
            assert stream.next(5.0) == event(0, "alert")
    finally:
        script.end()


def test_whoever_missed_much_reads_page_after_page_without_waiting(folder: Path) -> None:
    script = Script(folder, History([event(seq) for seq in range(1, 7)]))
    try:
        with Client(script.clients, script.events) as client:
            stream = client.events(since=0)
            begun = time.monotonic()
            assert [stream.next(5.0)["seq"] for _ in range(6)] == [1, 2, 3, 4, 5, 6]  # type: ignore[index]
            assert time.monotonic() - begun < RECHECK_S
    finally:
        script.end()


class Elsewhere:
    """A routerd on another host that answers `pong`, to those whom its gate admits."""

    def __init__(self, folder: Path, *, admits: bool) -> None:
        self.public, secret = new_keys()
        mine = new_keys()
        self.credentials = Credentials(name="garage", public=mine[0], secret=mine[1], server=self.public)
        self._admits = admits
        self._context = Context(linger_ms=0)
        self._gate = Gate(self._context)
        listening = Listening(endpoint="tcp://127.0.0.2:*", domain="clients", secret=secret)
        self._service = Service(self._context, f"ipc://{folder}/c", listening)
        self.address = str(self._service.address)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        self._context.close()

    def _run(self) -> None:
        poller = Poller()
        poller.register(self._gate.socket)
        poller.register(self._service.socket)
        while not self._ended.is_set():
            poller.poll(20)
            while (question := self._gate.receive()) is not None:
                self._gate.answer([b"1.0", question[1], b"200" if self._admits else b"400", b"", b"garage", b""])
            for peer, frames in self._service.receive():
                self._service.send(peer, codec.frames("reply", {"id": codec.parse(frames)[1]["id"], "ok": True}))


@pytest.fixture(params=[True, False], ids=["admitted", "refused"])
def elsewhere(request: pytest.FixtureRequest, run_dir: Path) -> Iterator[tuple[Elsewhere, bool]]:
    host = Elsewhere(run_dir, admits=request.param)
    yield host, request.param
    host.end()


def test_with_a_key_a_routerd_on_another_host_answers_or_says_what_to_run_there(
    elsewhere: tuple[Elsewhere, bool],
) -> None:
    host, admits = elsewhere
    before = time.monotonic()
    with Client(host.address, "tcp://127.0.0.2:9", host.credentials) as client:
        if admits:
            assert client.request("ping") is None
        else:
            with pytest.raises(KeyRefused, match=r"smsctl keys allow garage '.{40}' --may client"):
                client.request("ping", timeout_s=60.0)
            with pytest.raises(KeyRefused):
                client.request("ping", timeout_s=60.0)
    assert time.monotonic() - before < 30.0


@pytest.mark.parametrize("elsewhere", [True], indirect=True)
def test_with_the_key_of_another_router_the_time_out_says_so(elsewhere: tuple[Elsewhere, bool]) -> None:
    host, _ = elsewhere
    mistaken = Credentials(
        name="garage", public=host.credentials.public, secret=host.credentials.secret, server=new_keys()[0]
    )
    with (
        Client(host.address, "tcp://127.0.0.2:9", mistaken) as client,
        pytest.raises(NoReply, match=r"server_key is not the key of that host"),
    ):
        client.request("ping", timeout_s=0.5)


def test_where_nobody_listens_on_another_host_the_time_out_names_the_address(run_dir: Path) -> None:
    public, secret = new_keys()
    shown = Credentials(name="garage", public=public, secret=secret, server=new_keys()[0])
    with (
        Client("tcp://127.0.0.2:9", "tcp://127.0.0.2:9", shown) as client,
        pytest.raises(NoReply, match=r"routerd at tcp://127\.0\.0\.2:9 did not answer"),
    ):
        client.request("ping", timeout_s=0.1)
