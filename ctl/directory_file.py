"""A directory file: read with the line of what is wrong in it, and written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ctl.exits import Exit, Failure, report
from smsbus.codec import Body
from smsbus.errors import RequestRefused

_EQUIPMENT = re.compile(r"\s*\[\[\s*[\"']?equipment[\"']?\s*\]\]")
_CONTACT = re.compile(r"\s*\[\[\s*[\"']?equipment[\"']?\s*\.\s*[\"']?contact[\"']?\s*\]\]")
_PLACE = re.compile(r"\$\[(?P<equipment>\d+)\](?:\.contact\[(?P<contact>\d+)\])?(?:\.(?P<key>\w+))?")
_UNKNOWN = re.compile(r"unknown field `(?P<key>[^`]*)`")
_DEFAULTS = {
    "parent_object": None,
    "enabled": True,
    "visible": True,
    "disable_interactions": False,
    "allow_unknown": False,
    "add_unknown": False,
    "modem": None,
    "numbers": None,
    "user": None,
}
HEADER = "# The directory of smsbus; read it with: smsctl apply FILE\n"


class DirectoryFile(NamedTuple):
    """The declared equipments, and the text they stand in."""

    path: Path
    source: str
    equipment: list[dict[str, Any]]

    def failure(self, refused: RequestRefused) -> Failure:
        """What routerd said of it, with the line it is about."""
        told = report(refused)
        return Failure(Exit(told.exit_code), told.code, self._placed(refused.details, told.message))

    def check(self) -> None:
        """Raises `Failure` for a key that does not exist, is missing, or has a value of another kind."""
        import msgspec

        from smsbus.requests_directory import EquipmentDeclaration

        try:
            msgspec.convert(self.equipment, list[EquipmentDeclaration])
        except msgspec.ValidationError as error:
            reason, _, where = str(error).partition(" - at ")
            place = _PLACE.search(where)
            details = {name: value for name, value in (place.groupdict() if place else {}).items() if value is not None}
            unknown = _UNKNOWN.search(reason)
            if unknown:
                details["key"] = unknown["key"]
                reason = f"unknown key {unknown['key']}; see the sample directory.toml"
            raise Failure(Exit.USAGE, "invalid", self._placed(details, _plain(reason))) from None

    def _placed(self, details: Mapping[str, Any], reason: str) -> str:
        if "equipment" not in details:
            return f"{self.path}: {reason}"
        equipment = int(details["equipment"])
        contact = int(details["contact"]) if "contact" in details else None
        key = details.get("key")
        number = line(self.source, equipment, contact, key)
        declared = self.equipment[equipment]
        names = [declared.get("name")]
        if contact is not None:
            names.append(declared["contact"][contact].get("name"))
        words = [str(name) for name in names if name] + ([key] if key else [])
        return f"{self.path}{f':{number}' if number else ''}: {', '.join(words)}: {reason}"


def read(path: Path) -> DirectoryFile:
    """The file at `path`. Raises `Failure` that names it and what is wrong."""
    import tomllib

    try:
        source = path.read_text(encoding="utf-8")
        tables = tomllib.loads(source)
    except OSError as error:
        raise Failure(Exit.USAGE, "invalid", f"{path}: {error.strerror}") from None
    except ValueError as error:  # not TOML, or not UTF-8
        raise Failure(Exit.USAGE, "invalid", f"{path}: not valid TOML: {error}") from None
    unknown = sorted(tables.keys() - {"equipment"})
    declared = tables.get("equipment")
    if unknown or not isinstance(declared, list):
        what = f"unknown table {unknown[0]}" if unknown else "nothing is declared"
        raise Failure(Exit.USAGE, "invalid", f"{path}: {what}; write [[equipment]] and [[equipment.contact]] tables")
    file = DirectoryFile(path, source, declared)
    file.check()
    return file


def line(source: str, equipment: int, contact: int | None, key: str | None) -> int | None:
    """The line of a key, or of its table, counted from 1; None where the file is laid out in another way.

    tomllib keeps no places, so this counts headers again: a header within a text of several lines would mislead it.
    """
    at_equipment = at_contact = -1
    found: int | None = None
    for number, text in enumerate(source.splitlines(), 1):
        if _CONTACT.match(text):
            at_contact += 1
        elif _EQUIPMENT.match(text):
            at_equipment, at_contact = at_equipment + 1, -1
        if (at_equipment, at_contact) != (equipment, -1 if contact is None else contact):
            continue
        if found is None:
            found = number
        if key is not None and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", text):
            return number
    return found


def written(equipments: Iterable[Body]) -> str:
    """The file that declares these; what has its default is left out."""
    lines = [HEADER]
    for equipment in equipments:
        lines.append("[[equipment]]\n" + _keys(equipment))
        lines += ["[[equipment.contact]]\n" + _keys(contact) for contact in equipment["contact"]]
    return "\n".join(lines) if len(lines) > 1 else HEADER + "equipment = []\n"


def _keys(table: Body) -> str:
    return "".join(
        f"{key} = {_value(value)}\n"
        for key, value in table.items()
        if key != "contact" and value is not None and value != _DEFAULTS.get(key)
    )


def _value(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    escaped = (_escaped(character) for character in value)
    return f'"{"".join(escaped)}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def _plain(reason: str) -> str:
    missing = re.fullmatch(r"Object missing required field `(\w+)`", reason)
    return f"the key {missing[1]} is missing" if missing else (reason[0].lower() + reason[1:]).replace("`", "")
