"""smsbus.toml -> frozen settings. Every default stands here and, explained, in `etc/smsbus.toml`; a test compares them.

Relative paths in the file are relative to the file's folder. An unknown key is an error: a misspelt `pin_flie` that is
silently ignored would be found out at the worst moment.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from smsbus.errors import ConfigError
from smsbus.numbers import InvalidNumber, is_region, parse_telephone
from smsbus.phrases import Language

DEFAULT_PATH = Path("/etc/smsbus/smsbus.toml")
ENVIRONMENT_VARIABLE = "SMSBUS_CONFIG"
SIMULATED_PORT = "sim:"
REMOTE_PORT = "remote:"
"""A modem whose modemd runs on another host: here it only has its name, its number and what routerd has to know."""
STANDARD_BAUDRATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)

DAY_S = 86400.0
SHORTEST_WATCH_S = 10.0

EndpointName = Literal["modems", "interactions", "clients", "events"]
ENDPOINTS: tuple[EndpointName, ...] = ("modems", "interactions", "clients", "events")
_TCP = re.compile(r"tcp://(?P<host>\*|[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.%a-z]+\]):(?P<port>[0-9]{1,5})")
KEY_CHARACTERS = 40

SectionT = TypeVar("SectionT", bound="Section")


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the tables of smsbus.toml."""


class ServiceSettings(Section, frozen=True, kw_only=True):
    """Folders and logs of the whole set."""

    state_dir: str = "/var/lib/smsbus"
    run_dir: str = "/run/smsbus"
    log_dir: str = "/var/log/smsbus"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"
    group: str = ""
    restarts_per_hour: int = 6
    language: Language = "en"


class ListenSettings(Section, frozen=True, kw_only=True):
    """Addresses on which routerd serves other hosts, in addition; empty: none."""

    modems: str = ""
    interactions: str = ""
    clients: str = ""
    events: str = ""


class BusSettings(Section, frozen=True, kw_only=True):
    """Endpoints; empty: `ipc://` in run_dir. With `server_key` they are those of a routerd on another host."""

    modems: str = ""
    interactions: str = ""
    clients: str = ""
    events: str = ""
    server_key: str = ""
    key_file: str = "keys/this.key"
    allow_file: str = "keys/allowed"
    listen: ListenSettings = ListenSettings()


class NumbersSettings(Section, frozen=True, kw_only=True):
    """How national numbers are read."""

    default_region: str = "FR"


class ModemSettings(Section, frozen=True, kw_only=True):
    """One `[modems.NAME]` table. Times in seconds; `smsc` and `number` in E.164, however they were written."""

    port: str
    baudrate: int | Literal["auto"] = 115200
    pin: str = ""
    pin_file: str = ""
    text_mode: bool = False
    max_chars: int = 0
    smsc: str = ""
    number: str = ""
    cycle: float = 30.0
    timeout: float = 10.0
    submit_timeout: float = 120.0
    delivery_reports: bool = True
    flow_control: Literal["none", "rtscts", "xonxoff"] = "none"
    init: tuple[str, ...] = ()

    def __repr__(self) -> str:  # the generated one would show the PIN in a log or a traceback
        return f"ModemSettings(port={self.port!r})"


class RouterSettings(Section, frozen=True, kw_only=True):
    """What routerd remembers and for how long, and its limits. Times in seconds."""

    uncertain_retries: int = 1
    uncertain_wait: float = 120.0
    incomplete_after: float = 86400.0
    question_timeout: float = 30.0
    question_wait: float = 300.0
    errand_late: float = 600.0
    answers_per_minute: int = 10
    answers_per_hour: int = 60
    loop_detection: bool = True
    client_per_minute: int = 60
    recipient_per_hour: int = 60
    modem_per_minute: int = 0
    modem_per_hour: int = 0
    modem_per_day: int = 1000
    failover_after: float = 120.0
    max_attempts: int = 8
    retry_first: float = 15.0
    retry_longest: float = 3600.0
    events_max_age: float = 30 * 86400.0
    events_max_count: int = 100_000
    messages_max_age: float = 365 * 86400.0
    keys_max_age: float = 5 * 365 * 86400.0
    unavailable_text: str = ""
    ask_hint_text: str = ""


class InteractionsSettings(Section, frozen=True, kw_only=True):
    """What interactd reads, and what it says when it cannot answer. Times in seconds."""

    file: str = "interactions.toml"
    timeout: float = 10.0
    max_age: float = 600.0
    page_parts: int = 2
    split_words: tuple[str, ...] = ()
    watch_every: float = 60.0
    watch_expires: float = 86400.0
    not_understood: Literal["reply", "silence"] = "reply"
    not_understood_per_hour: int = 3
    not_understood_text: str = ""
    unavailable_text: str = ""
    refused_text: str = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings. `path` is the file they came from; paths in them are absolute."""

    path: Path
    service: ServiceSettings
    bus: BusSettings
    numbers: NumbersSettings
    modems: dict[str, ModemSettings]
    router: RouterSettings
    interactions: InteractionsSettings

    @property
    def run_dir(self) -> Path:
        """Sockets, locks and process ids."""
        return Path(self.service.run_dir)

    @property
    def state_dir(self) -> Path:
        """What must survive: the store, the PIN ledger."""
        return Path(self.service.state_dir)

    @property
    def log_dir(self) -> Path:
        """Logs of the daemons under supervisord."""
        return Path(self.service.log_dir)

    @property
    def remote(self) -> bool:
        """Whether routerd is on another host."""
        return bool(self.bus.server_key)

    @property
    def local_modems(self) -> list[str]:
        """Names of the modems whose modemd runs on this host."""
        return [name for name, modem in self.modems.items() if modem.port != REMOTE_PORT]

    def endpoint(self, name: EndpointName) -> str:
        """The address of an endpoint. Raises `ConfigError` for one of a routerd elsewhere that nobody has named."""
        configured: str = getattr(self.bus, name)
        if self.remote and not configured:
            raise ConfigError(f"{self.path}: bus.{name}: routerd is on another host: set this to tcp://HOST:PORT")
        return configured or f"ipc://{self.run_dir / name}"

    def listens(self, name: EndpointName) -> str:
        """The address on which routerd serves other hosts, or an empty one."""
        address: str = getattr(self.bus.listen, name)
        return address

    def simulator_link(self, modem: str) -> Path:
        """The pseudo-terminal that `port = "sim:"` of this modem means."""
        return self.run_dir / f"{modem}.tty"

    def simulator_control(self, modem: str) -> Path:
        """The control socket of that simulator."""
        return self.run_dir / f"{modem}.sim"


def find(option: str | None, environment: Mapping[str, str]) -> Path:
    """The settings file to use: `--config`, else `$SMSBUS_CONFIG`, else /etc/smsbus/smsbus.toml."""
    return Path(option or environment.get(ENVIRONMENT_VARIABLE) or DEFAULT_PATH).absolute()


def load(path: Path) -> Settings:
    """The settings in `path`. Raises `ConfigError` that names file, key and remedy."""
    return _Reader(path).settings(_tables(path))


def parse(path: Path, text: str) -> Settings:
    """The settings that `text` would be as the file `path`. Raises `ConfigError`."""
    try:
        return _Reader(path).settings(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def load_service(path: Path) -> Settings:
    """The [service] table in `path`, defaults for the rest: enough to stop what runs when another table is wrong."""
    return _Reader(path).settings({name: table for name, table in _tables(path).items() if name == "service"})


def load_bus(path: Path) -> BusSettings:
    """The [bus] table in `path` as it stands, with absolute paths: enough to make the keys that it lacks."""
    return _Reader(path).bus(_tables(path))


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such file; give --config FILE, set ${ENVIRONMENT_VARIABLE}, or make one: smsctl init"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


class _Reader:
    """Turns tables into settings, knowing the file for errors and relative paths."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def settings(self, tables: dict[str, Any]) -> Settings:
        """All of them. Raises `ConfigError`."""
        unknown = sorted(tables.keys() - {"service", "bus", "numbers", "modems", "router", "interactions"})
        if unknown:
            raise self._error(unknown[0], "unknown table; see the sample smsbus.toml")
        service = self._section(tables, "service", ServiceSettings)
        numbers = self._numbers(self._section(tables, "numbers", NumbersSettings))
        interactions = self._section(tables, "interactions", InteractionsSettings)
        settings = Settings(
            path=self._path,
            service=msgspec.structs.replace(
                service,
                state_dir=self._absolute(service.state_dir),
                run_dir=self._absolute(service.run_dir),
                log_dir=self._absolute(service.log_dir),
            ),
            bus=self._checked(self.bus(tables)),
            numbers=numbers,
            modems=self._modems(tables.get("modems", {}), numbers.default_region),
            router=self._router(self._section(tables, "router", RouterSettings)),
            interactions=msgspec.structs.replace(interactions, file=self._absolute(interactions.file)),
        )
        self._interactions(settings.interactions)
        if service.restarts_per_hour < 0:
            raise self._error("service.restarts_per_hour", "must be 0 (never restart) or more")
        if settings.remote and settings.local_modems and not settings.bus.modems:
            raise self._error("bus.modems", "routerd is on another host: set this to tcp://HOST:PORT")
        return settings

    def _section(self, tables: dict[str, Any], name: str, section: type[SectionT], key: str = "") -> SectionT:
        where = key or name
        try:
            return msgspec.convert(tables.get(name, {}), section)
        except msgspec.ValidationError as error:
            reason, _, place = str(error).partition(" - at `$")
            raise self._error(where + place.rstrip("`"), _plain(reason)) from None

    def _modems(self, tables: Any, region: str) -> dict[str, ModemSettings]:
        if not isinstance(tables, dict):
            raise self._error("modems", "expected one table [modems.NAME] per modem")
        return {name: self._modem(name, tables, region) for name in tables}

    def _modem(self, name: str, tables: dict[str, Any], region: str) -> ModemSettings:
        key = f"modems.{name}"
        if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
            raise self._error(key, "a modem's name may have letters, digits, - and _")
        modem = self._section(tables, name, ModemSettings, key)
        self._positive(key, modem, "cycle", "timeout", "submit_timeout")
        if not modem.port:
            raise self._error(f"{key}.port", "may not be empty: a path, socket://host:port, auto, remote:, or sim:")
        if modem.max_chars < 0:
            raise self._error(f"{key}.max_chars", "must be 0 (concatenated SMS) or a number of characters")
        if modem.baudrate != "auto" and modem.baudrate not in STANDARD_BAUDRATES:
            raise self._error(f"{key}.baudrate", f"must be auto or one of {', '.join(map(str, STANDARD_BAUDRATES))}")
        modem = msgspec.structs.replace(
            modem,
            smsc=self._telephone(f"{key}.smsc", modem.smsc, region),
            number=self._telephone(f"{key}.number", modem.number, region),
        )
        if modem.pin and modem.pin_file:
            raise self._error(f"{key}.pin", "give pin or pin_file, not both")
        if modem.pin and not (modem.pin.isascii() and modem.pin.isdigit() and 4 <= len(modem.pin) <= 8):
            raise self._error(f"{key}.pin", "a PIN has 4 to 8 digits")
        if modem.pin_file:
            modem = msgspec.structs.replace(modem, pin_file=self._absolute(modem.pin_file))
        return modem

    def bus(self, tables: dict[str, Any]) -> BusSettings:
        """The [bus] table, not checked. Raises `ConfigError` for what has not even the right type."""
        bus = self._section(tables, "bus", BusSettings)
        return msgspec.structs.replace(
            bus, key_file=self._absolute(bus.key_file), allow_file=self._absolute(bus.allow_file)
        )

    def _checked(self, bus: BusSettings) -> BusSettings:
        for name in ENDPOINTS:
            self._endpoint(name, getattr(bus, name), bus)
            listening: str = getattr(bus.listen, name)
            if listening and not _is_tcp(listening):
                raise self._error(f"bus.listen.{name}", "must be empty or tcp://ADDRESS:PORT, an address of this host")
        listening_on = [address for name in ENDPOINTS if (address := getattr(bus.listen, name))]
        if len(set(listening_on)) < len(listening_on):
            raise self._error("bus.listen", "every endpoint needs a port of its own")
        if bus.server_key and listening_on:
            raise self._error("bus.listen", "only routerd listens, and with server_key it is on another host")
        if bus.server_key and bool(bus.clients) != bool(bus.events):
            raise self._error("bus.clients", "clients and events belong together: set both, or none")
        if bus.server_key and len(bus.server_key) != KEY_CHARACTERS:
            raise self._error("bus.server_key", "must be the public key that `smsctl keys` shows on routerd's host")
        if (bus.server_key or listening_on) and self._is_missing(bus.key_file):
            raise self._error("bus.key_file", f"no key, no tcp: {bus.key_file} is missing; make it: smsctl keys new")
        return bus

    def _endpoint(self, name: str, endpoint: str, bus: BusSettings) -> None:
        if not endpoint:
            return
        if bus.server_key and (not _is_tcp(endpoint) or endpoint.startswith("tcp://*")):
            raise self._error(f"bus.{name}", "with server_key it must be tcp://HOST:PORT, of the host of routerd")
        if not bus.server_key and not endpoint.startswith("ipc:///"):
            raise self._error(
                f"bus.{name}",
                "must be empty or ipc:// and an absolute path; tcp:// needs keys: set server_key for a routerd on "
                "another host, or [bus.listen] to serve other hosts",
            )

    def _is_missing(self, path: str) -> bool:
        try:
            return not Path(path).exists()
        except OSError:
            return False  # whoever needs it will say why it cannot be read

    def _numbers(self, numbers: NumbersSettings) -> NumbersSettings:
        if not is_region(numbers.default_region):
            raise self._error("numbers.default_region", "must be an ISO 3166 code in capitals, such as FR or GB")
        return numbers

    def _router(self, router: RouterSettings) -> RouterSettings:
        self._positive(
            "router",
            router,
            "incomplete_after",
            "question_timeout",
            "question_wait",
            "answers_per_minute",
            "max_attempts",
            "retry_first",
            "retry_longest",
            "events_max_age",
            "events_max_count",
        )
        if router.messages_max_age and router.messages_max_age < DAY_S:
            raise self._error("router.messages_max_age", "must be 0 (for ever) or at least 86400 (a day)")
        if router.keys_max_age < 30 * DAY_S:
            raise self._error("router.keys_max_age", "must be at least 2592000 (30 days)")
        for name in (
            "uncertain_retries",
            "uncertain_wait",
            "answers_per_hour",
            "client_per_minute",
            "recipient_per_hour",
            "modem_per_minute",
            "modem_per_hour",
            "modem_per_day",
            "failover_after",
            "errand_late",
        ):
            if getattr(router, name) < 0:
                raise self._error(f"router.{name}", "may not be negative")
        return router

    def _interactions(self, interactions: InteractionsSettings) -> None:
        self._positive("interactions", interactions, "timeout", "max_age", "page_parts", "watch_expires")
        if interactions.watch_every < SHORTEST_WATCH_S:
            raise self._error("interactions.watch_every", f"must be at least {SHORTEST_WATCH_S:g}")
        if not all(word.strip() for word in interactions.split_words):
            raise self._error("interactions.split_words", "a word may not be empty")
        if interactions.not_understood_per_hour < 0:
            raise self._error("interactions.not_understood_per_hour", "may not be negative")

    def _telephone(self, key: str, text: str, region: str) -> str:
        try:
            return parse_telephone(text, region).value if text else ""
        except InvalidNumber as error:
            raise self._error(key, str(error)) from None

    def _positive(self, key: str, section: Section, *names: str) -> None:
        for name in names:
            if getattr(section, name) <= 0:
                raise self._error(f"{key}.{name}", "must be more than 0")

    def _absolute(self, path: str) -> str:
        return str(self._path.parent / path)

    def _error(self, key: str, reason: str) -> ConfigError:
        return ConfigError(f"{self._path}: {key}: {reason}")


def _is_tcp(endpoint: str) -> bool:
    parts = _TCP.fullmatch(endpoint)
    return parts is not None and 0 < int(parts["port"]) < 65536


def _plain(reason: str) -> str:
    """msgspec's reason in the words of the file: `Object contains unknown field `x`` -> `unknown key x`."""
    if reason.startswith("Object contains unknown field"):
        return f"unknown key {reason.split('`')[1]}; see the sample smsbus.toml"
    if reason.startswith("Object missing required field"):
        return f"the key {reason.split('`')[1]} is missing"
    return reason[0].lower() + reason[1:].replace("`", "")
