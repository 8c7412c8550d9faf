"""The sample smsbus.toml with the answers of `smsctl init` put in: every comment stays where it is.

The only module that imports tomlkit, which keeps what tomllib throws away.
"""

from __future__ import annotations

from dataclasses import dataclass

import tomlkit
from tomlkit.items import Table

MODEM = "main"
"""The name of the modem in the sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What differs from the sample. Folders as they shall stand in the file; `pin_file`, `number` empty: none."""

    state_dir: str
    run_dir: str
    log_dir: str
    region: str
    port: str
    baudrate: int
    pin_file: str
    number: str


def written(sample: str, values: Values) -> str:
    """The text of the file."""
    document = tomlkit.parse(sample)
    service, numbers, modems = (_table(document[name]) for name in ("service", "numbers", "modems"))
    modem = _table(modems[MODEM])
    for table, key, value in (
        (service, "state_dir", values.state_dir),
        (service, "run_dir", values.run_dir),
        (service, "log_dir", values.log_dir),
        (numbers, "default_region", values.region),
        (modem, "port", values.port),
        (modem, "baudrate", values.baudrate),
        (modem, "pin_file", values.pin_file),
        (modem, "number", values.number),
    ):
        # What is as in the sample keeps its spelling, too.
        if table[key] != value:
            table[key] = value
    return tomlkit.dumps(document)


def _table(item: object) -> Table:
    assert isinstance(item, Table)
    return item
