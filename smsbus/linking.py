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


def attend(
    loop: Loop, link: Link, endpoint: EndpointName, on_connected: Callable[[], None], warn: Callable[..., None]
) -> None:
    """Watches the link: calls `on_connected` at each new connection, and logs with `warn` why there is none.

    The same reason is told once a minute.
    """
    told: dict[str, float] = {}

    def observe() -> None:
        for happening in link.happenings():
            if happening is Happening.CONNECTED:
                told.clear()
                on_connected()
                continue
            if happening is not Happening.BROKEN_OFF:
                loop.after(TRY_AGAIN_S, link.reconnect)
            reason = explain(happening, link.endpoint, endpoint, link.credentials)
            if loop.now() - told.get(reason, float("-inf")) >= TELL_EVERY_S:
                told[reason] = loop.now()
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
