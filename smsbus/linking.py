"""A daemon's link to routerd, here or on another host: made from the settings, and attended to when it is refused."""

from __future__ import annotations

from collections.abc import Callable

from smsbus.config import EndpointName, Settings
from smsbus.curve import Credentials
from smsbus.keys import credentials, role_for
from smsbus.logs import fields
from smsbus.loop import Loop
from smsbus.sockets import Context, Happening, Link

TRY_AGAIN_S = 10.0
"""After a refusal; libzmq itself would give up for ever."""
TELL_EVERY_S = 60.0


def link(context: Context, settings: Settings, endpoint: EndpointName) -> Link:
    """The link to `endpoint`. Raises `ConfigError` when the settings or the key cannot be used."""
    return Link(context, settings.endpoint(endpoint), credentials(settings))


class Attention:
    """What to do about each happening of a link. Pure."""

    def __init__(self) -> None:
        self._told: dict[Happening, float] = {}
        self._given_up = False

    def tries_again(self, happening: Happening) -> bool:
        """Whether a new attempt is up to us."""
        self._given_up = happening in (Happening.REFUSED, Happening.NOT_CURVE)
        return self._given_up

    @property
    def given_up(self) -> bool:
        """Whether libzmq has given up, as far as is known: else a new attempt would end the connection there is."""
        return self._given_up

    def tells(self, happening: Happening, now: float) -> bool:
        """Whether to tell of it: at once, then once a minute until a connection has come about."""
        if happening is Happening.CONNECTED:
            self._told.clear()
            return False
        if abs(now - self._told.get(happening, float("-inf"))) < TELL_EVERY_S:
            return False
        self._told[happening] = now
        return True


def attend(
    loop: Loop, link: Link, endpoint: EndpointName, on_connected: Callable[[], None], warn: Callable[..., None]
) -> None:
    """Watches the link: calls `on_connected` at each new connection, and logs with `warn` why there is none."""
    attention = Attention()

    def try_again() -> None:
        if attention.given_up:
            link.reconnect()

    def observe() -> None:
        for happening in link.happenings():
            if happening is Happening.CONNECTED:
                on_connected()
            if attention.tries_again(happening):
                loop.after(TRY_AGAIN_S, try_again)
            if attention.tells(happening, loop.now()):
                reason = explain(happening, link.endpoint, endpoint, link.credentials)
                warn("not-connected", extra=fields(reason=reason))

    loop.watch(link.monitor, observe)


def explain(happening: Happening, address: str, endpoint: EndpointName, credentials: Credentials | None) -> str:
    """Why there is no connection, and what to do about it."""
    match happening:
        case Happening.REFUSED if credentials is not None:
            return (
                f"{address} refused this key; on that host run: smsctl keys allow {credentials.name} "
                f"'{credentials.public}' --may {role_for(endpoint)}"
            )
        case Happening.BROKEN_OFF if credentials is not None:
            return (
                f"{address} broke off the handshake; if this goes on, server_key is not the key of that host: "
                "compare it with what `smsctl keys` shows there"
            )
        case _:
            return f"{address} does not speak as a routerd does; is this the right host and port?"
