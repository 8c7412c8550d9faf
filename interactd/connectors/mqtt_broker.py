"""The table `[mqtt]` of interactions.toml: the one broker that all values and actions of the kind `mqtt` use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interactd.connectors import secret_files
from interactd.errors import DeclarationError, SourceFailed

if TYPE_CHECKING:
    import ssl

VERSIONS: Mapping[object, int] = {5: 5, "5": 5, "3.1.1": 4}
"""What `version` may be, and the protocol level that the packet CONNECT states."""

PORT, TLS_PORT = 1883, 8883
_KEYS = frozenset({"host", "port", "username", "password_file", "tls", "ca_file", "client_id", "version"})
_CLIENT_ID = re.compile(r"[0-9A-Za-z_-]{1,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """How to reach a broker. The password is read at each connection and kept nowhere."""

    host: str = "localhost"
    port: int = PORT
    username: str | None = None
    password_file: str | None = None
    tls: bool = False
    ca_file: str | None = None
    client_id: str = "smsbus"
    level: int = 5

    @property
    def name(self) -> str:
        """For messages."""
        return f"{self.host}:{self.port}"

    def password(self) -> str | None:
        """What the password file holds. Raises `SourceFailed`."""
        return None if self.password_file is None else secret_files.read(self.password_file)

    def context(self) -> ssl.SSLContext | None:
        """How to check the broker's certificate, None without TLS. Raises `SourceFailed`."""
        if not self.tls:
            return None
        # Here, since it costs megabytes that only TLS shall cost.
        import ssl

        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError:
            raise SourceFailed(f"{self.ca_file}: cannot be read, or holds no certificates in PEM") from None


def read(declared: object, folder: Path) -> Broker:
    """The broker that a table `[mqtt]` names; relative paths are relative to `folder`. Raises `DeclarationError`."""
    if not isinstance(declared, dict):
        raise DeclarationError("mqtt must be a table: [mqtt]")
    for key in sorted(declared.keys() - _KEYS):
        raise DeclarationError(f"unknown key {key} in mqtt; there are {', '.join(sorted(_KEYS))}")
    version = declared.get("version", 5)
    if isinstance(version, bool) or not isinstance(version, (int, str)) or version not in VERSIONS:
        raise DeclarationError('mqtt.version must be "5" or "3.1.1"')
    tls = declared.get("tls", "ca_file" in declared)
    if not isinstance(tls, bool):
        raise DeclarationError("mqtt.tls must be true or false")
    if not tls and "ca_file" in declared:
        raise DeclarationError("mqtt.ca_file is given and mqtt.tls is false; remove one of them")
    port = declared.get("port", TLS_PORT if tls else PORT)
    if type(port) is not int or not 1 <= port <= 65535:
        raise DeclarationError("mqtt.port must be a number from 1 to 65535")
    client_id = _text(declared, "client_id") or "smsbus"
    if not _CLIENT_ID.fullmatch(client_id):
        raise DeclarationError("mqtt.client_id must be 1 to 32 letters, digits, _ or -; a random part is appended")
    username, password_file = _text(declared, "username"), _path(declared, "password_file", folder)
    if password_file is not None and username is None:
        raise DeclarationError("mqtt.password_file is given without mqtt.username")
    return Broker(
        host=_text(declared, "host") or "localhost",
        port=port,
        username=username,
        password_file=password_file,
        tls=tls,
        ca_file=_path(declared, "ca_file", folder),
        client_id=client_id,
        level=VERSIONS[version],
    )


def _text(declared: Mapping[str, object], key: str) -> str | None:
    value = declared.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip() or not value.isprintable()):
        raise DeclarationError(f"mqtt.{key} must be a text that is not empty")
    return value


def _path(declared: Mapping[str, object], key: str, folder: Path) -> str | None:
    value = _text(declared, key)
    return None if value is None else str(folder / value)
