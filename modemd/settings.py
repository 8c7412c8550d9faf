"""The settings of one modem among all: found by name, and checked for what only modemd understands."""

from __future__ import annotations

from modemd.startup import complaint
from smsbus.config import REMOTE_PORT, SIMULATED_PORT, ModemSettings, Settings
from smsbus.errors import ConfigError


def chosen(settings: Settings, name: str) -> ModemSettings:
    """The settings of modem `name`. Raises `ConfigError` for a name that is not there and for unusable values."""
    modem = settings.modems.get(name)
    if modem is None:
        known = ", ".join(sorted(settings.modems)) or "none"
        raise ConfigError(f"{settings.path}: modems.{name}: there is no such modem; there are: {known}")
    if modem.port == REMOTE_PORT:
        raise ConfigError(f"{settings.path}: modems.{name}.port: remote: says that its modemd runs on another host")
    if problem := complaint(modem):
        raise ConfigError(f"{settings.path}: modems.{name}.{problem}")
    return modem


def port_of(settings: Settings, name: str) -> str:
    """The path or URL to open: `sim:` is the pseudo-terminal of this modem's simulator."""
    port = settings.modems[name].port
    return str(settings.simulator_link(name)) if port == SIMULATED_PORT else port
