"""Where Jeedom, Home Assistant and the MQTT broker are: the tables `[jeedom]`, `[homeassistant]`, `[mqtt]`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from interactd.connectors import mqtt_broker, web_address
from interactd.connectors.keys import Keys
from interactd.connectors.mqtt_broker import Broker
from interactd.connectors.web_address import WebAddress
from interactd.errors import DeclarationError

TABLES: Mapping[str, str] = {"jeedom": "key_file", "homeassistant": "token_file"}
"""The tables, and what each calls the file with its secret."""

_KEYS = frozenset({"url", "key_file", "token_file", "ca_file", "language"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One server. `secret_file` and `ca_file` are paths; `language`, for Home Assistant, such as "en"."""

    address: WebAddress
    secret_file: str
    ca_file: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """The servers of a file, by table, and what is known of the keys while it is in use."""

    by_table: Mapping[str, Server] = field(default_factory=dict)
    broker: Broker = field(default_factory=Broker)
    keys: Keys = field(default_factory=Keys, compare=False, repr=False)

    def get(self, table: str) -> Server:
        """The server of a table. Raises `DeclarationError` when the file has no such table."""
        if table not in self.by_table:
            raise DeclarationError(f"{table} needs a table [{table}] in this file, with url and {TABLES[table]}")
        return self.by_table[table]

    def with_own(self, table: str, declared: Mapping[str, object], folder: Path) -> Server:
        """The server of a table, or the one that `declared` names instead. Raises `DeclarationError`."""
        own = {key: value for key, value in declared.items() if key in _KEYS}
        if own.keys() - {"language"}:
            return read_server(table, own, folder)
        server = self.get(table)
        return replace(server, language=_language(own["language"])) if "language" in own else server


def read(tables: Mapping[str, object], folder: Path) -> Servers:
    """The servers declared at the top of a file; paths are relative to `folder`.

    Raises `DeclarationError` with the table as its `key`.
    """
    by_table: dict[str, Server] = {}
    broker = Broker()
    for name in (TABLES.keys() | {"mqtt"}) & tables.keys():
        try:
            if name == "mqtt":
                broker = mqtt_broker.read(tables[name], folder)
            else:
                by_table[name] = read_server(name, tables[name], folder)
        except DeclarationError as error:
            raise DeclarationError(error.reason, key=name) from None
    return Servers(by_table=by_table, broker=broker)


def read_server(table: str, declared: object, folder: Path) -> Server:
    """The server of `[table]`. Raises `DeclarationError`."""
    secret_file = TABLES[table]
    known = {"url", "ca_file", secret_file} | ({"language"} if table == "homeassistant" else set())
    if not isinstance(declared, dict):
        raise DeclarationError(f"{table} must be a table: [{table}] with url and {secret_file}")
    for key in sorted(declared.keys() - known):
        raise DeclarationError(f"{table}: unknown key {key}")
    for key in ("url", secret_file):
        if key not in declared:
            raise DeclarationError(f"{table} needs {key}")
    try:
        address = web_address.parse(declared["url"])
    except DeclarationError as error:
        raise DeclarationError(f"{table}: {error.reason}") from None
    if address.placeholders() or address.query:
        raise DeclarationError(f"{table}: url must be the address alone, without slots and without ?")
    return Server(
        address=address,
        secret_file=file_path(secret_file, declared[secret_file], folder),
        ca_file=file_path("ca_file", declared["ca_file"], folder) if "ca_file" in declared else None,
        language=_language(declared["language"]) if "language" in declared else None,
    )


def file_path(key: str, declared: object, folder: Path) -> str:
    """The path of a file that the operator names. Raises `DeclarationError`."""
    if not isinstance(declared, str) or not declared.strip() or "\0" in declared:
        raise DeclarationError(f"{key} must be the path of a file")
    return str(folder / declared)


def _language(declared: object) -> str:
    if not isinstance(declared, str) or not declared.replace("-", "").isalnum() or not declared.isascii():
        raise DeclarationError('language must be one such as "en" or "pt-BR"')
    return declared
