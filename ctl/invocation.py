"""What every command needs: which settings file, whether to print JSON, and a connection to routerd."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ctl.endpoints import ENVIRONMENT_VARIABLE, endpoints, find
from ctl.exits import Exit, Failure
from smsbus import codec
from smsbus.client import DEFAULT_TIMEOUT_S, Client

if TYPE_CHECKING:
    from smsbus.config import Settings

USUAL = ("house", "smsbus.toml")
"""Where `smsctl init` writes the settings of a user, below their home."""


class Invocation:
    """One call of smsctl. `json` may still become true while its command's options are read."""

    def __init__(self, config: str | None, environment: Mapping[str, str], *, json: bool) -> None:
        self._config = config
        self._environment = environment
        self.json = json

    @property
    def named(self) -> bool:
        """Whether the settings file was named by --config, so that another call needs it, too."""
        return self._config is not None

    @property
    def path(self) -> Path:
        """The settings file in use. Raises `Failure` where there is none but what `smsctl init` wrote, unnamed."""
        path = find(self._config, self._environment)
        usual = Path(self._environment.get("HOME") or "/", *USUAL)
        if not self.chosen and not path.exists() and usual.exists():
            reason = f"{path}: no such file; to use yours: export {ENVIRONMENT_VARIABLE}={shlex.quote(str(usual))}"
            raise Failure(Exit.USAGE, "settings", reason)
        return path

    @property
    def chosen(self) -> bool:
        """Whether --config or $SMSBUS_CONFIG names it: if not, it is the system's."""
        return self.named or bool(self._environment.get(ENVIRONMENT_VARIABLE))

    def settings(self) -> Settings:
        """All settings. Raises `ConfigError`."""
        from smsbus import config

        return config.load(self.path)

    def service(self) -> Settings:
        """The settings, or if they are wrong those of [service] alone: what runs must be seen and stopped all the same.

        Raises `ConfigError` when even these cannot be read.
        """
        from smsbus import config
        from smsbus.errors import ConfigError

        try:
            return config.load(self.path)
        except ConfigError:
            return config.load_service(self.path)

    def client(self) -> Client:
        """A connection to routerd, here or on another host, to be closed by the caller. Raises `ConfigError`."""
        clients, events = endpoints(self.path)
        if clients.startswith("ipc://"):
            return Client(clients, events)
        from smsbus.keys import credentials

        return Client(clients, events, credentials(self.settings()))

    def ask(self, kind: str, body: codec.Body | None = None, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> Any:
        """The result of one request on a connection of its own. Raises what `request` raises."""
        with self.client() as client:
            return request(client, kind, body, timeout_s=timeout_s)


def request(client: Client, kind: str, body: codec.Body | None = None, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> Any:
    """`client.request`, after a look at the size: a message that is too long would end the connection without a word.

    Raises `Failure` for such a one, `RequestRefused` or `NoReply`.
    """
    try:
        octets = codec.frames(kind, body or {})[2]
    except (UnicodeEncodeError, OverflowError):
        raise Failure(Exit.USAGE, "invalid", "an argument is not valid UTF-8, or a number too large") from None
    if len(octets) > codec.MAX_OCTETS - 64:  # room for the id
        raise Failure(Exit.USAGE, "invalid", "this is longer than any request may be (64 KiB); shorten it")
    return client.request(kind, body, timeout_s=timeout_s)


pass_invocation = click.make_pass_decorator(Invocation)
