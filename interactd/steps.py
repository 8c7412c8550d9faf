"""What an interaction does and reads: `action` and `value` of interactions.toml -> steps, in the order they are run.

All actions come before all values, so that a value tells how things are after the actions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from interactd import replies
from interactd.connectors import command, file, homeassistant, http, jeedom, mqtt, text
from interactd.connectors.servers import Servers
from interactd.connectors.source import Source
from interactd.errors import DeclarationError

MAX_STEPS = 10

Declare = Callable[[object, Path], Source]
DeclareAtServer = Callable[[object, Path, Servers], Source]

VALUE_KINDS: Mapping[str, Declare] = {
    "text": text.declare,
    "file": file.declare,
    "command": command.declare,
}
ACTION_KINDS: Mapping[str, Declare] = {
    "command": command.declare,
}

VALUE_KINDS_OF_SERVERS: Mapping[str, DeclareAtServer] = {
    "http": http.declare,
    "jeedom": jeedom.declare,
    "homeassistant": homeassistant.declare,
    "mqtt": mqtt.declare,
}
ACTION_KINDS_OF_SERVERS: Mapping[str, DeclareAtServer] = {
    "http": http.declare_action,
    "jeedom": jeedom.declare_action,
    "homeassistant": homeassistant.declare_action,
    "mqtt": mqtt.declare_action,
}

FALLBACKS: Mapping[str, Callable[[Servers], Source]] = {
    "jeedom": jeedom.fallback,
    "homeassistant": homeassistant.fallback,
}

DISPLAY = frozenset({"unit", "decimals", "map"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action or value. The reply may name what came of it: `result`, `value`, or the step's own `name`."""

    source: Source
    acts: bool
    name: str = ""
    display: replies.Display = field(default_factory=replies.Display)


def read(table: Mapping[str, object], folder: Path, servers: Servers | None = None) -> tuple[Step, ...]:
    """The steps of the interaction `table`; relative paths are relative to `folder`. Raises `DeclarationError`."""
    known = servers or Servers()
    actions = {**ACTION_KINDS, **_at(ACTION_KINDS_OF_SERVERS, known)}
    values = {**VALUE_KINDS, **_at(VALUE_KINDS_OF_SERVERS, known)}
    return tuple(_actions(table, folder, actions) + _values(table, folder, values))


def fallback(name: str, servers: Servers) -> Step:
    """What is done with a text that nothing here matches, with the slots `query` and `user` ("" for none). It counts as
    an action: what it does there is not known here. Its value is "" for what is not understood there either.

    Raises `DeclarationError` for a name that is none of `FALLBACKS`, or without its table.
    """
    if name not in FALLBACKS:
        raise DeclarationError(f"fallback must be one of {', '.join(FALLBACKS)}", key="fallback")
    return Step(source=FALLBACKS[name](servers), acts=True)


def _at(declares: Mapping[str, DeclareAtServer], servers: Servers) -> dict[str, Declare]:
    return {kind: _bound(declare, servers) for kind, declare in declares.items()}


def _bound(declare: DeclareAtServer, servers: Servers) -> Declare:
    return lambda value, folder: declare(value, folder, servers)


def _actions(table: Mapping[str, object], folder: Path, kinds: Mapping[str, Declare]) -> list[Step]:
    return [
        _step("action", item, folder, kinds, frozenset(), acts=True, display=replies.Display())
        for item in _items(table, "action", '{ command = ["/path/program"] }')
    ]


def _values(table: Mapping[str, object], folder: Path, kinds: Mapping[str, Declare]) -> list[Step]:
    items = _items(table, "value", '{ file = "/path" }')
    beside = {key: table[key] for key in DISPLAY & table.keys()}
    if beside and len(items) > 1:
        key = min(beside)
        raise DeclarationError(f"of several values each has its own {key}: write it inside them", key=key)
    steps = []
    for item in items:
        for key in sorted(beside.keys() & item.keys()):
            raise DeclarationError(f"{key} is given twice, in value and beside it", key=key)
        shown = _display({**beside, **item})
        steps.append(_step("value", item, folder, kinds, DISPLAY, acts=False, display=shown))
    names = [step.name for step in steps if step.name]
    for name in names:
        if names.count(name) > 1:
            raise DeclarationError(f"two values are named {name}", key="value")
    return steps


def _items(table: Mapping[str, object], key: str, example: str) -> list[dict[str, object]]:
    declared = table.get(key, [])
    items = [declared] if isinstance(declared, dict) else declared
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise DeclarationError(f"{key} must be a table or a list of tables: {key} = {example}", key=key)
    if key in table and not items:
        raise DeclarationError(f"{key} is empty: leave it out", key=key)
    if len(items) > MAX_STEPS:
        raise DeclarationError(f"{key} has more than {MAX_STEPS} steps", key=key)
    return items


def _step(
    key: str, item: Mapping[str, object], folder: Path, kinds: Mapping[str, Declare], shown: frozenset[str], *,
    acts: bool, display: replies.Display,
) -> Step:  # fmt: skip
    for other in sorted(item.keys() - kinds.keys() - shown - {"as"}):
        raise DeclarationError(f"unknown key {other}", key=other)
    chosen = sorted(item.keys() & kinds.keys())
    if not chosen:
        raise DeclarationError(f"{key} needs one of {', '.join(kinds)}", key=key)
    if len(chosen) > 1:
        raise DeclarationError(f"one step may have one of {', '.join(chosen)}: make it a list of tables", key=key)
    name = item.get("as", "")
    if not isinstance(name, str) or ("as" in item and not (name.isidentifier() and name.isascii())):
        raise DeclarationError('as must be a name of letters, digits and _: as = "inside"', key="as")
    try:
        source = kinds[chosen[0]](item[chosen[0]], folder)
    except DeclarationError as error:
        raise DeclarationError(error.reason, error.template, key=error.key or chosen[0]) from None
    return Step(source=source, acts=acts, name=name, display=display)


def _display(table: Mapping[str, object]) -> replies.Display:
    unit, decimals, shown = table.get("unit", ""), table.get("decimals"), table.get("map", {})
    if not isinstance(unit, str):
        raise DeclarationError("unit must be a text", key="unit")
    if decimals is not None and (not isinstance(decimals, int) or isinstance(decimals, bool) or not _few(decimals)):
        raise DeclarationError(f"decimals must be a number from 0 to {replies.MAX_DECIMALS}", key="decimals")
    if not isinstance(shown, dict) or not all(isinstance(word, str) for word in shown.values()):
        raise DeclarationError('map must be a table of texts: map = { "0" = "closed", "1" = "open" }', key="map")
    return replies.Display(unit=unit, decimals=decimals, map=shown)


def _few(decimals: int) -> bool:
    return 0 <= decimals <= replies.MAX_DECIMALS
