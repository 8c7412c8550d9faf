"""Where routerd is, read from smsbus.toml without the settings classes: they cost a third of the start of `send`.

Whatever looks unusual here is left to `smsbus.config`, which knows all rules and says what is wrong.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

# The same as in smsbus.config; a test compares them.
DEFAULT_PATH = "/etc/smsbus/smsbus.toml"
ENVIRONMENT_VARIABLE = "SMSBUS_CONFIG"
DEFAULT_RUN_DIR = "/run/smsbus"


def find(option: str | None, environment: Mapping[str, str]) -> Path:
    """The settings file to use: `--config`, else `$SMSBUS_CONFIG`, else /etc/smsbus/smsbus.toml."""
    return Path(option or environment.get(ENVIRONMENT_VARIABLE) or DEFAULT_PATH).absolute()


def endpoints(path: Path) -> tuple[str, str]:
    """Addresses of `clients` and `events`. Raises `ConfigError` when the file cannot tell.

    A mistake elsewhere in the file does not keep an alert from being sent.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        run_dir = path.parent / tables.get("service", {}).get("run_dir", DEFAULT_RUN_DIR)
        bus = tables.get("bus", {})
        if bus.get("server_key"):
            return _by_the_rules(path)
        clients = bus.get("clients") or f"ipc://{run_dir / 'clients'}"
        events = bus.get("events") or f"ipc://{run_dir / 'events'}"
    except (OSError, ValueError, TypeError, AttributeError):
        return _by_the_rules(path)
    if not _usual(clients) or not _usual(events):
        return _by_the_rules(path)
    return clients, events


def _usual(endpoint: object) -> bool:
    return isinstance(endpoint, str) and endpoint.startswith("ipc:///")


def _by_the_rules(path: Path) -> tuple[str, str]:
    from smsbus import config

    settings = config.load(path)
    return settings.endpoint("clients"), settings.endpoint("events")
