"""A daemon's link that is refused, and let in later."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from smsbus import linking
from smsbus.config import EndpointName
from smsbus.curve import Credentials
from smsbus.loop import Loop
from smsbus.sockets import Happening, Link

KEY = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
GARAGE = Credentials(name="garage", public=KEY, secret="s", server="r")


@pytest.mark.parametrize(
    ("endpoint", "role"), [("modems", "modem"), ("clients", "client"), ("interactions", "interactions")]
)
def test_a_refusal_says_what_to_run_on_the_host_of_the_router(endpoint: EndpointName, role: str) -> None:
    assert linking.explain(Happening.REFUSED, "tcp://house:5551", endpoint, GARAGE) == (
        f"tcp://house:5551 refused this key; on that host run: smsctl keys allow garage '{KEY}' --may {role}"
    )


@pytest.mark.parametrize(
    ("happening", "words"), [(Happening.BROKEN_OFF, "server_key"), (Happening.NOT_CURVE, "right host and port")]
)
def test_other_failures_say_what_to_look_at(happening: Happening, words: str) -> None:
    assert words in linking.explain(happening, "tcp://house:5551", "modems", GARAGE)


class Fabricated(Link):
    """A link to which what shall happen is told by a test."""

    def __init__(self, monitor: int) -> None:
        self.monitor: Any = monitor
        self.endpoint, self.credentials = "tcp://house:5551", GARAGE
        self.coming: list[Happening] = []
        self.reconnected = 0

    def happenings(self) -> list[Happening]:
        coming, self.coming = self.coming, []
        return coming

    def reconnect(self) -> None:
        self.reconnected += 1


class Turned(Loop):
    """A loop that a test turns by hand."""

    def __init__(self) -> None:
        super().__init__(time.monotonic)
        self.moment = 1000.0
        self.waiting: list[tuple[float, Any]] = []
        self.observe: Any = None

    def now(self) -> float:
        return self.moment

    def watch(self, source: Any, on_readable: Any) -> None:
        self.observe = on_readable

    def after(self, seconds: float, callback: Any) -> None:
        self.waiting.append((seconds, callback))


def test_a_refused_link_tries_again_and_says_so_once_a_minute() -> None:
    loop, link, connected, warned = Turned(), Fabricated(0), [], []
    linking.attend(loop, link, "modems", lambda: connected.append(1), lambda verb, extra: warned.append(verb))
    for _ in range(7):
        link.coming = [Happening.REFUSED]
        loop.observe()
        loop.moment += linking.TRY_AGAIN_S
    assert [seconds for seconds, _ in loop.waiting] == [10.0] * 7
    assert warned == ["not-connected"] * 2
    loop.waiting[-1][1]()
    assert link.reconnected == 1
    link.coming = [Happening.CONNECTED, Happening.REFUSED]
    loop.observe()
    assert connected == [1]
    assert warned == ["not-connected"] * 3


def test_what_libzmq_tries_again_by_itself_is_left_to_it() -> None:
    loop, link, warned = Turned(), Fabricated(0), []
    linking.attend(loop, link, "modems", list, lambda verb, extra: warned.append(verb))
    link.coming = [Happening.BROKEN_OFF] * 3
    loop.observe()
    assert loop.waiting == []
    assert len(warned) == 1


def test_here_a_link_needs_no_key(tmp_path: Path) -> None:
    from smsbus import config
    from smsbus.sockets import Context

    path = tmp_path / "smsbus.toml"
    path.write_text(f'[service]\nrun_dir = "{tmp_path}"\n')
    context = Context(linger_ms=0)
    link = linking.link(context, config.load(path), "modems")
    assert (link.endpoint, link.credentials) == (f"ipc://{tmp_path}/modems", None)
    context.close()
