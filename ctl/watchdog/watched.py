"""What the watchdog needs of smsbus.toml, read without the settings classes: they would cost it much of its memory.

A mistake elsewhere in the file does not keep it from watching. Whatever looks unusual here is left to `smsbus.config`,
which knows all rules and says what is wrong.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from ctl import endpoints

# The same as in smsbus.config and ctl.programs; a test compares them.
DEFAULT_RESTARTS_PER_HOUR: Final = 6
SIMULATED_PORT: Final = "sim:"
REMOTE_PORT: Final = "remote:"
LEVELS: Final = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Programs to watch, where routerd is, and the control sockets of the simulators by program."""

    clients: str
    programs: frozenset[str]
    simulators: dict[str, str]
    restarts_per_hour: int
    log_level: str
    log_format: Literal["text", "json"]


def read(path: Path) -> Watched:
    """From the file at `path`. Raises `ConfigError` when it cannot tell."""
    clients, _ = endpoints.endpoints(path)
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        service, modems = _table(tables, "service"), _table(tables, "modems")
        run_dir = path.parent / service.get("run_dir", endpoints.DEFAULT_RUN_DIR)
        simulated = [name for name, modem in modems.items() if _table(modems, name).get("port") == SIMULATED_PORT]
        local = [name for name, modem in modems.items() if _table(modems, name).get("port") != REMOTE_PORT]
        level, limit = service.get("log_level", "info"), service.get("restarts_per_hour", DEFAULT_RESTARTS_PER_HOUR)
        usual = level in LEVELS and isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0
    except (OSError, ValueError, TypeError, AttributeError):
        return _by_the_rules(path)
    if not usual:
        return _by_the_rules(path)
    simulators = {f"simulator-{name}": str(run_dir / f"{name}.sim") for name in simulated}
    return Watched(
        clients=clients,
        programs=frozenset({"routerd", "interactd", *(f"modemd-{name}" for name in local), *simulators}),
        simulators=simulators,
        restarts_per_hour=limit,
        log_level=level,
        log_format="json" if service.get("log_format") == "json" else "text",
    )


def _table(tables: dict[str, Any], name: str) -> dict[str, Any]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        raise TypeError(name)
    return table


def _by_the_rules(path: Path) -> Watched:
    from ctl import programs
    from smsbus import config

    settings = config.load(path)
    simulated = [name for name, modem in settings.modems.items() if modem.port == SIMULATED_PORT]
    simulators = {f"{programs.SIMULATOR}{name}": str(settings.simulator_control(name)) for name in simulated}
    return Watched(
        clients=settings.endpoint("clients"),
        programs=frozenset(
            {"routerd", "interactd", *(f"modemd-{name}" for name in settings.local_modems), *simulators}
        ),
        simulators=simulators,
        restarts_per_hour=settings.service.restarts_per_hour,
        log_level=settings.service.log_level,
        log_format=settings.service.log_format,
    )
