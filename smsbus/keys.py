"""CURVE keys on disk: this host's pair, and the list of those that may connect to routerd over tcp.

A key is 32 octets in Z85 (RFC 32), 40 characters. The key file is for its owner alone and is made so from its first
octet on. The list has a line for each key, its name, what it may do and the public key:

    garage  modem,client  Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID

Whoever edits it by hand keeps their comments: `allow` and `revoke` touch the line of that name alone.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from smsbus.config import Settings
from smsbus.curve import Credentials
from smsbus.errors import ConfigError
from smsbus.sockets import public_key

LONGEST_FILE_OCTETS = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_KEY = re.compile(r"[0-9a-zA-Z.:+=^!/*?&<>()\[\]{}@%$#-]{40}")

_HEADER = "# Keys that may connect to routerd over tcp: name, what it may do, public key. See: smsctl keys --help\n"
_PAIR = """\
# The CURVE key of {name}. Whoever has this file may do what this key may: it stays on this host, with mode 0600.
name = "{name}"
public = "{public}"
secret = "{secret}"
"""


Owner = tuple[int, int]
"""User and group whom a file shall belong to, where root writes it for the daemons' user."""


class Role(StrEnum):
    """What a key may do: which endpoints it may connect to."""

    MODEM = "modem"
    CLIENT = "client"
    INTERACTIONS = "interactions"

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The endpoints of `[bus]`."""
        return _ENDPOINTS[self]


_ENDPOINTS = {Role.MODEM: ("modems",), Role.CLIENT: ("clients", "events"), Role.INTERACTIONS: ("interactions",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """The key of a host."""

    name: str
    public: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A key that may connect, and what it may do."""

    name: str
    roles: tuple[Role, ...]
    public: str

    def may(self, endpoint: str) -> bool:
        """Whether it may connect to that endpoint."""
        return any(endpoint in role.endpoints for role in self.roles)


def is_name(text: str) -> bool:
    """Whether it may be a key's name: up to 64 letters, digits, `-`, `_` and `.`, first a letter or digit."""
    return _NAME.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """Whether it looks like a key: 40 characters of Z85."""
    return _KEY.fullmatch(text) is not None


def role_for(endpoint: str) -> Role:
    """The role that lets a key connect to `endpoint`."""
    return next(role for role in Role if endpoint in role.endpoints)


# --- the pair ------------------------------------------------------------------------------------------------------


def read_pair(path: Path) -> KeyPair:
    """The key pair in `path`. Raises `ConfigError`, without any of it, when it is none or others may read it."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            octets = file.read(LONGEST_FILE_OCTETS)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such key; make it with: smsctl keys new") from None
    except OSError as error:
        raise ConfigError(
            f"{path}: the key cannot be read: {error.strerror}; it has to belong to the user that runs this"
        ) from None
    if mode & 0o077:
        raise ConfigError(
            f"{path}: others may read this key (mode {mode & 0o777:04o}); chmod 600 it, and if anybody could have "
            "read it make another: smsctl keys new --force"
        )
    try:
        table = tomllib.loads(octets.decode())
        pair = KeyPair(name=str(table["name"]), public=str(table["public"]), secret=str(table["secret"]))
        good = is_name(pair.name) and is_key(pair.secret) and public_key(pair.secret) == pair.public
    except (ValueError, KeyError):
        good = False
    if not good:
        raise ConfigError(f"{path}: damaged; restore it from a backup, or make another key: smsctl keys new --force")
    return pair


def write_pair(path: Path, pair: KeyPair, *, replace: bool, owner: Owner | None = None) -> None:
    """Writes a key file. Raises `FileExistsError` when there is one and not `replace`, or another `OSError`."""
    text = _PAIR.format(name=pair.name, public=pair.public, secret=pair.secret)
    _write(path, text, replace=replace, owner=owner)


def credentials(settings: Settings) -> Credentials | None:
    """What a program shows to a routerd on another host; None where routerd is on this one. Raises `ConfigError`."""
    if not settings.remote:
        return None
    pair = read_pair(Path(settings.bus.key_file))
    return Credentials(name=pair.name, public=pair.public, secret=pair.secret, server=settings.bus.server_key)


# --- the list ------------------------------------------------------------------------------------------------------


def read_allowed(path: Path) -> tuple[Allowed, ...]:
    """The list in `path`; empty when there is no such file. Raises `ConfigError` that names the line."""
    return parse_allowed(_text(path), path)


def parse_allowed(text: str, path: Path) -> tuple[Allowed, ...]:
    """The keys that the lines of a list allow. Raises `ConfigError` that names the line."""
    found: list[Allowed] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        allowed = _parse(line)
        if allowed is None:
            raise ConfigError(
                f"{path}: line {number}: expected a name, what the key may do ({', '.join(Role)}; with commas) and "
                "its public key of 40 characters"
            )
        for other in found:
            if allowed.name == other.name or allowed.public == other.public:
                raise ConfigError(f"{path}: line {number}: the same name or key as that of {other.name}")
        found.append(allowed)
    return tuple(found)


def allow(path: Path, allowed: Allowed, *, owner: Owner | None = None) -> None:
    """Adds a line to the list, or replaces the one of that name. Raises `ConfigError` or `OSError`."""
    line = f"{allowed.name}  {','.join(allowed.roles)}  {allowed.public}\n"
    lines = _text(path).splitlines(keepends=True) or [_HEADER]
    places = [place for place, text in enumerate(lines) if text.split()[:1] == [allowed.name]]
    if places:
        lines[places[0]] = line
    else:
        if not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines.append(line)
    _write_allowed(path, lines, owner)


def revoke(path: Path, name: str, *, owner: Owner | None = None) -> None:
    """Takes the line of that name out of the list. Raises `ConfigError` or `OSError`."""
    lines = _text(path).splitlines(keepends=True)
    _write_allowed(path, [line for line in lines if line.split()[:1] != [name]], owner)


def _parse(line: str) -> Allowed | None:
    match line.split():
        case [name, roles, public] if is_name(name) and is_key(public):
            try:
                return Allowed(name=name, roles=tuple(Role(role) for role in roles.split(",")), public=public)
            except ValueError:
                return None
    return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: the list of allowed keys cannot be read: {error}") from None


def _write_allowed(path: Path, lines: Iterable[str], owner: Owner | None) -> None:
    text = "".join(lines)
    parse_allowed(text, path)
    _write(path, text, replace=True, owner=owner)


def _write(path: Path, text: str, *, replace: bool, owner: Owner | None) -> None:
    """The whole file or none of it, also after a power cut, and never readable for others meanwhile."""
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
        _give(path.parent, owner)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _give(temporary, owner)
        if replace:
            temporary.replace(path)
        else:
            path.hardlink_to(temporary)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _give(path: Path, owner: Owner | None) -> None:
    if owner is not None:
        os.chown(path, *owner)
