"""What the shell offers at Tab besides commands and options: names that the settings and routerd know.

Quick and silent, whatever happens: a shell that hangs or prints errors while somebody types is worse than one that
offers nothing. Names that would mean something else to a shell are not offered.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from ctl.endpoints import endpoints, find

LIMIT_S = 0.3
DAEMONS = ("routerd", "interactd")
VALUES = ("message", "sender", "signal", "network")
_PLAIN = re.compile(r"[\w@.+:-]+")

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def modems(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The modems of the settings, also while nothing runs."""
    return _beginning(incomplete, _modems(context))


def programs(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """What supervisord runs."""
    return _beginning(incomplete, [*DAEMONS, *(f"modemd-{modem}" for modem in _modems(context))])


def equipments(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The equipments."""
    return _beginning(incomplete, _names(_asked(context, "equipment.list")))


def contacts(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The contacts of the equipment that stands before, or all."""
    equipment = context.params.get("equipment")
    listed = _asked(context, "contact.list", **({"equipment": equipment} if isinstance(equipment, str) else {}))
    return _beginning(incomplete, _names(listed))


def recipients(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Contacts, or after an @ the equipments, which mean all their contacts."""
    if incomplete.startswith("@"):
        return ["@" + name for name in equipments(context, parameter, incomplete[1:])]
    return contacts(context, parameter, incomplete)


def values(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The values of an equipment."""
    return _beginning(incomplete, VALUES)


def topics(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The topics of events."""
    from smsbus.requests import TOPICS

    return _beginning(incomplete, TOPICS)


def _modems(context: click.Context) -> list[str]:
    import tomllib

    def read() -> list[str]:
        return list(tomllib.loads(_settings(context).read_text(encoding="utf-8"))["modems"])

    return _quietly(read)


def _asked(context: click.Context, kind: str, **body: str) -> list[Any]:
    from smsbus.client import Client

    def ask() -> list[Any]:
        with Client(*endpoints(_settings(context))) as client:
            return list(client.request(kind, body, timeout_s=LIMIT_S))

    return _quietly(ask)


def _settings(context: click.Context) -> Path:
    return find(context.find_root().params.get("config"), os.environ)


def _quietly(read: Callable[[], list[Any]]) -> list[Any]:
    try:
        return read()
    except Exception:  # noqa: BLE001 - no settings, no routerd, another one's socket, nonsense in a file: nothing to offer
        return []


def _names(documents: Iterable[Any]) -> Iterator[str]:
    return (str(document["name"]) for document in documents)


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    """Those that begin so, in any case of letters, each once."""
    begins = incomplete.casefold()
    return list(dict.fromkeys(name for name in names if name.casefold().startswith(begins) and _PLAIN.fullmatch(name)))
