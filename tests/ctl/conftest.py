"""A routerd that answers what a test tells it to, on real sockets, and smsctl run against it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ctl.__main__ import main
from smsbus import codec
from smsbus.requests import FROM_CLIENTS, Event
from smsbus.sockets import Context, Poller, Publisher, Service

Answer = Callable[[Any], Any] | Any


class Refusal(NamedTuple):
    """Answer a request with this error."""

    code: str
    message: str
    details: dict[str, Any] = {}  # noqa: RUF012


SILENCE = object()
"""Answer a request with nothing."""


class FakeRouterd:
    """Decodes each request with the declared classes, keeps it in `asked`, answers with what `answers` has for it."""

    def __init__(self, run_dir: Path) -> None:
        self.asked: list[Any] = []
        self.answers: dict[str, Answer] = {"message.list": []}
        self.events: list[dict[str, Any]] = []
        self.forgotten = 0  # the oldest events, which `events.since` no longer tells
        self._context = Context(linger_ms=0)
        self._clients = Service(self._context, f"ipc://{run_dir}/clients")
        self._publisher = Publisher(self._context, f"ipc://{run_dir}/events")
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._ending.set()
        self._thread.join()
        self._context.close()

    def event(self, topic: str, **data: Any) -> None:
        """Something that `events.since` tells."""
        event = Event(seq=len(self.events) + 1, topic=topic, at=1_795_000_000_250, data=data)
        self.events.append(codec.to_body(event))

    def _serve(self) -> None:
        poller = Poller()
        poller.register(self._clients.socket)
        while not self._ending.is_set():
            if poller.poll(20):
                for peer, frames in self._clients.receive():
                    reply = self._reply(frames)
                    if reply is not None:
                        self._clients.send(peer, codec.frames("reply", reply))

    def _reply(self, frames: list[bytes]) -> dict[str, Any] | None:
        request: Any = codec.decode(frames, FROM_CLIENTS)
        if request.kind == "events.since":
            since = len(self.events) if request.seq < 0 else request.seq
            first = max(since, self.forgotten)
            told = self.events[first : first + request.limit]
            result = {"events": told, "lost": since < self.forgotten, "last": len(self.events)}
            return {"id": request.id, "ok": True, "result": result}
        self.asked.append(request)
        answer = self.answers.get(request.kind)
        answer = answer(request) if callable(answer) else answer
        if answer is SILENCE:
            return None
        if isinstance(answer, Refusal):
            return {"id": request.id, "ok": False, "error": answer._asdict()}
        return {"id": request.id, "ok": True, "result": answer}


class Outcome(NamedTuple):
    """What one call of smsctl came to."""

    code: int
    out: str
    err: str


Smsctl = Callable[..., Outcome]


@pytest.fixture
def settings_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file with all folders in tmp_path, in use through $SMSBUS_CONFIG."""
    path = tmp_path / "smsbus.toml"
    path.write_text(
        '[service]\nstate_dir = "state"\nrun_dir = "run"\nlog_dir = "log"\n[modems.main]\nport = "sim:"\n',
        encoding="utf-8",
    )
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("SMSBUS_CONFIG", str(path))
    monkeypatch.setenv("TZ", "UTC")
    return path


@pytest.fixture
def routerd(settings_path: Path) -> Iterator[FakeRouterd]:
    """A fake routerd on the endpoints of `settings_path`."""
    fake = FakeRouterd(settings_path.parent / "run")
    yield fake
    fake.close()


@pytest.fixture
def smsctl(settings_path: Path, capfd: pytest.CaptureFixture[str]) -> Smsctl:
    """Calls smsctl with the arguments; what it printed before is forgotten."""

    def call(*arguments: str) -> Outcome:
        capfd.readouterr()
        code = main(arguments)
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return call
