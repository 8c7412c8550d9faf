"""A daemon's link that is refused, and let in later."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from smsbus import config, linking
from smsbus.config import EndpointName
from smsbus.curve import Credentials
from smsbus.linking import Attention
from smsbus.loop import Loop
from smsbus.sockets import Context, Happening, Service

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


def test_a_refusal_is_told_at_once_and_then_once_a_minute() -> None:
    attention = Attention()
    assert [attention.tells(Happening.REFUSED, 1000.0 + second) for second in (0, 10, 59, 60, 70, 120)] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]
    assert attention.tells(Happening.BROKEN_OFF, 1121.0)
    assert not attention.tells(Happening.CONNECTED, 1122.0)
    assert attention.tells(Happening.REFUSED, 1123.0)


def test_a_clock_that_was_set_back_does_not_hush_it() -> None:
    attention = Attention()
    assert attention.tells(Happening.REFUSED, 1000.0)
    assert attention.tells(Happening.REFUSED, 10.0)


@pytest.mark.parametrize(
    ("happening", "ours"),
    [
        (Happening.CONNECTED, False),
        (Happening.BROKEN_OFF, False),  # libzmq tries again by itself
        (Happening.NOT_CURVE, True),
        (Happening.REFUSED, True),
    ],
)
def test_after_some_failures_nobody_else_tries_again(happening: Happening, ours: bool) -> None:
    attention = Attention()
    assert attention.tries_again(happening) is ours
    assert attention.given_up is ours


def test_a_connection_that_came_about_meanwhile_is_left_alone() -> None:
    attention = Attention()
    attention.tries_again(Happening.REFUSED)
    attention.tries_again(Happening.CONNECTED)
    assert not attention.given_up


class NoDeadline:
    """A core that never wants to be told that time has passed."""

    deadline: float | None = None


def test_the_loop_hears_of_a_connection(run_dir: Path) -> None:
    path = run_dir / "smsbus.toml"
    path.write_text(f'[service]\nrun_dir = "{run_dir}"\n')
    context, loop, heard = Context(linger_ms=0), Loop(time.monotonic), []
    link = linking.link(context, config.load(path), "modems")

    def connected() -> None:
        heard.append("connected")
        loop.stop()

    linking.attend(loop, link, "modems", connected, lambda verb, extra: heard.append(verb))
    service = Service(context, f"ipc://{run_dir}/modems")
    loop.run(NoDeadline(), loop.stop)
    assert heard == ["connected"]
    assert service.strangers() == 0
    context.close()


def test_here_a_link_needs_no_key(tmp_path: Path) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text(f'[service]\nrun_dir = "{tmp_path}"\n')
    context = Context(linger_ms=0)
    link = linking.link(context, config.load(path), "modems")
    assert (link.endpoint, link.credentials) == (f"ipc://{tmp_path}/modems", None)
    context.close()
