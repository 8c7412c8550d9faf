"""What `smsctl init` writes, and where: settings, interactions, directory and PIN, as files with contents. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from ctl import directory_file, settings_file
from ctl.exits import Exit, Failure
from smsbus.config import SIMULATED_PORT, STANDARD_BAUDRATES
from smsbus.numbers import InvalidNumber, is_region, parse_telephone

EQUIPMENT = "House"
SYSTEM_SETTINGS = Path("/etc/smsbus/smsbus.toml")
USUAL_BAUDRATE = 115200
PIN_FILE = "pin"

_NOBODY = """
# Nobody may text yet. Add somebody here and read this file with `smsctl apply`, or use `smsctl contact add`.
# [[equipment.contact]]
# name = "Alice"
# numbers = "+33639980001"
# user = "alice"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where everything goes. The three folders as they stand in the settings: relative to the settings' own, or not."""

    settings: Path
    state_dir: str = "state"
    run_dir: str = "run"
    log_dir: str = "log"
    root: Path = Path("/")

    @property
    def folder(self) -> Path:
        """Where the files are written."""
        return self.on_disk(str(self.settings.parent))

    @property
    def files(self) -> list[Path]:
        """All files that `files` may make, in the order in which they are named."""
        return [self.on_disk(str(self.settings)), *(self.folder / name for name in _NAMES)]

    @property
    def folders(self) -> list[Path]:
        """Those of [service]."""
        return [self.on_disk(name) for name in (self.state_dir, self.run_dir, self.log_dir)]

    def on_disk(self, path: str) -> Path:
        """A path of the settings, below `root`."""
        return self.root / str(self.settings.parent / path).lstrip("/")


_NAMES = ("interactions.toml", "directory.toml", PIN_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contact to begin with; `number` in E.164."""

    name: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was asked, or given on the command line. `pin_file` is a file that exists; with `pin` one is made."""

    port: str = "auto"
    baudrate: int = USUAL_BAUDRATE
    region: str = "FR"
    number: str = ""
    pin: str = field(default="", repr=False)
    pin_file: str = ""
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to be written, for this user alone."""

    path: Path
    text: str = field(repr=False)


def in_folder(settings: Path) -> Places:
    """Everything in the settings' own folder."""
    return Places(settings=settings)


def of_system(root: Path = Path("/")) -> Places:
    """Where Debian expects them, or below `root` for a package."""
    return Places(
        settings=SYSTEM_SETTINGS,
        state_dir="/var/lib/smsbus",
        run_dir="/run/smsbus",
        log_dir="/var/log/smsbus",
        root=root,
    )


def files(places: Places, answers: Answers, samples: dict[str, str]) -> list[File]:
    """The files with their contents; `samples` by name: smsbus.toml, interactions.toml, directory.toml."""
    pin_file = PIN_FILE if answers.pin else answers.pin_file
    values = settings_file.Values(
        state_dir=places.state_dir,
        run_dir=places.run_dir,
        log_dir=places.log_dir,
        region=answers.region,
        port=answers.port,
        baudrate=answers.baudrate,
        pin_file=pin_file,
        number=answers.number,
    )
    settings, interactions, directory, pin = places.files
    made = [
        File(path=settings, text=settings_file.written(samples["smsbus.toml"], values)),
        File(path=interactions, text=samples["interactions.toml"]),
        File(path=directory, text=_directory(samples["directory.toml"], answers.people)),
    ]
    return [*made, *([File(path=pin, text=answers.pin + "\n")] if answers.pin else [])]


def port(text: str) -> str:
    """`auto`, `sim`, a path or a URL -> the setting. Raises `Failure`."""
    written = text.strip()
    if written in ("sim", SIMULATED_PORT):
        return SIMULATED_PORT
    if written == "auto" or written.startswith("/") or "://" in written:
        return written
    raise _invalid(f"{text!r} is no port: give auto, sim, a path such as /dev/ttyUSB2, or socket://host:port")


def baudrate(speed: object) -> int:
    """The speed that a detection found, or the usual one."""
    return speed if isinstance(speed, int) and speed in STANDARD_BAUDRATES else USUAL_BAUDRATE


def region(text: str) -> str:
    """A country's code in capitals. Raises `Failure`."""
    code = text.strip().upper()
    if not is_region(code):
        raise _invalid(f"{text!r} is no country: give its two letters (ISO 3166), such as FR, GB or DE")
    return code


def usual_region(locale: str) -> str:
    """The country of a locale such as fr_BE.UTF-8; FR where it names none."""
    found = re.match(r"[a-z]{2,3}_([A-Z]{2})\b", locale.replace(".", " "))
    return found[1] if found and is_region(found[1]) else "FR"


def number(text: str, default_region: str) -> str:
    """A telephone number in E.164. Raises `Failure`."""
    try:
        return parse_telephone(text.strip(), default_region).value
    except InvalidNumber as error:
        raise _invalid(str(error)) from None


def person(text: str, default_region: str) -> Person:
    """`NAME=NUMBER`. Raises `Failure`."""
    name, equals, digits = text.partition("=")
    if not equals or not name.strip() or not name.strip().isprintable():
        raise _invalid(f"{text!r} is no contact: give NAME=NUMBER, such as Alice=+33639980001")
    return Person(name=name.strip(), number=number(digits, default_region))


def pin(text: str) -> str:
    """The PIN, or an empty text for none. Raises `Failure`, which does not show it."""
    digits = text.strip()
    if digits and not (digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 8):
        raise _invalid("a PIN has 4 to 8 digits")
    return digits


def _directory(sample: str, people: tuple[Person, ...]) -> str:
    """The sample's explanations, and who may text."""
    explained = sample[: sample.index("[[equipment]]")]
    equipment = {
        "name": EQUIPMENT,
        "contact": [{"name": each.name, "numbers": each.number, "user": _user(each.name)} for each in people],
    }
    declared = directory_file.written([equipment]).removeprefix(directory_file.HEADER).lstrip("\n")
    return explained + declared + ("" if people else _NOBODY)


def _user(name: str) -> str:
    """Under which the interactions may give rights."""
    return re.sub(r"\s+", "-", name.casefold())


def _invalid(message: str) -> Failure:
    return Failure(Exit.USAGE, "invalid", message)
