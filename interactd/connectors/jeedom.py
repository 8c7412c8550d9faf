"""`jeedom = { cmd = 12 }`, `{ scenario = 3, action = "start" }`, `{ interact = "..." }`: Jeedom's HTTP API.

One page, `core/api/jeeApi.php`, takes everything as a form; the key travels in the body, because Jeedom logs addresses.
What goes wrong comes with status 200 and a sentence where the value would be, in Jeedom's language: the sentences of
its own are known here, those of its plug-ins are not. Jeedom puts values in place of `#...#` in what it is given and
calculates with some of it, so no slot may bring a `#`, and numbers are numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from interactd.connectors import http_client, secret_files
from interactd.connectors import slots as slot_values
from interactd.connectors.http_client import Answer, Request
from interactd.connectors.keys import Keys, exchange_with_key
from interactd.connectors.servers import Server, Servers
from interactd.connectors.source import Patience
from interactd.errors import DeclarationError, SourceFailed

PATH = "/core/api/jeeApi.php"

NOBODY = "-"
"""The profile of somebody without one. Without any profile Jeedom does not look at whom an interaction is for."""

ACTIONS = ("start", "stop", "activate", "deactivate")
OPTIONS = ("slider", "title", "message", "color", "select")

WORDS = frozenset({"query", "title", "message"})
"""What may be any words: it chooses nothing by itself."""

_SERVER = frozenset({"url", "key_file", "ca_file"})

_NUMERIC = {
    "id": re.compile(r"[0-9]{1,9}"),
    "slider": re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?"),
    "color": re.compile(r"#?[0-9A-Fa-f]{6}"),
}

# What Jeedom 4.5 says in each of its languages, folded as `_folded` does; 3.x had the first sentence of each alone.
_KEY_REFUSED = (
    "vous n'êtes pas autorisé à effectuer cette action, ip",
    "you are not authorized to perform this action, ip",
    "sie sind nicht berechtigt, diese aktion auszuführen, ip",
    "no está autorizado para realizar esta acción, ip",
    "você não está autorizado a realizar esta ação, ip",
    "não está autorizado a realizar esta ação, ip",
    "clé api non valide",
)
_NOT_ALLOWED = (
    "vous n'êtes pas autorisé à effectuer cette action",
    "you are not authorized to perform this action",
    "you are not allowed to",
    "sie sind nicht berechtigt, diese aktion",
    "no está autorizado",
    "no estás autorizado",
    "non sei autorizzato",
    "não está autorizado",
    "você não está autorizado",
    "vous n'avez pas le droit de",
    "cette demande n'est pas autorisée",
    "this request is not allowed",
    "diese anfrage ist nicht autorisiert",
    "esta solicitud no está autorizada",
    "esta solicitação não está autorizada",
)
_NOT_FOUND = (
    "aucune commande correspondant à",
    "no command corresponding to",
    "kein befehl entsprechend",
    "ningún comando correspondiente",
    "nessun comando corrispondente",
    "nenhum comando correspondente",
    "aucun scénario correspondant à",
    "no scenario corresponding to",
    "kein szenario entsprechend",
    "ningún escenario correspondiente",
    "nessuno scenario corrispondente",
    "nenhum cenário correspondente",
)
_DISABLED = (
    "equipement désactivé - impossible",
    "equipment disabled - unable",
    "ausrüstung deaktiviert - befehl",
    "equipo desactivado: no se puede",
    "equipamento desativado - incapaz",
)

# jeeApi.php calls everything HTML, plain values included: only what it starts with tells.
_HTML = re.compile(r"<[!/?a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class JeedomSource:
    """One call: `fields` are the names and values of its form, slots in the values, without the key."""

    server: Server
    fields: Mapping[str, str]
    keys: Keys = field(default_factory=Keys, compare=False, repr=False)
    kind: str = "jeedom"

    def placeholders(self) -> frozenset[str]:
        return frozenset[str]().union(*(slot_values.names(value) for value in self.fields.values()))

    def choices(self) -> frozenset[str]:
        return frozenset[str]().union(
            *(slot_values.names(value) for name, value in self.fields.items() if name not in WORDS)
        )

    def filled(self, slots: Mapping[str, str]) -> JeedomSource:
        fields = {name: _filled(name, value, slots) for name, value in self.fields.items()}
        return JeedomSource(server=self.server, fields=fields, keys=self.keys)

    def read(self, patience: Patience) -> str:
        secret = secret_files.read(self.server.secret_file)
        address = self.server.address
        if not address.path.endswith(PATH):
            address = address.below(PATH)
        try:
            body = urlencode({"apikey": secret, **self.fields}).encode("ascii")
        except UnicodeEncodeError:
            raise SourceFailed("a value is not Unicode text") from None
        request = Request(
            method="POST",
            address=address,
            headers=(("Content-Type", "application/x-www-form-urlencoded"),),
            body=body,
            ca_file=self.server.ca_file,
        )
        answer = exchange_with_key(request, secret, self.keys, patience, _is_key_refused)
        try:
            return _value(answer, self.fields)
        except SourceFailed as error:
            raise SourceFailed(f"{address.origin}: Jeedom {error}") from None


def declare(value: object, folder: Path, known: Servers) -> JeedomSource:
    """The source of `jeedom = VALUE` in a value: `cmd` or `interact`. Raises `DeclarationError`."""
    table = _table(value, frozenset({"cmd", "interact", "profile"}))
    return _source(_command(table) if "cmd" in table else _interact(table), table, folder, known)


def declare_action(value: object, folder: Path, known: Servers) -> JeedomSource:
    """The source of `jeedom = VALUE` in an action: `cmd` with options, `scenario`, or `interact`.

    Raises `DeclarationError`.
    """
    table = _table(value, frozenset({"cmd", "interact", "profile", "scenario", "action", *OPTIONS}))
    if "cmd" in table:
        fields = _command(table)
    elif "scenario" in table:
        fields = _scenario(table)
    else:
        fields = _interact(table)
    return _source(fields, table, folder, known)


def fallback(known: Servers) -> JeedomSource:
    """What asks Jeedom's interactions, with the slots `query` and `user` ("" for none); "" when it does not understand.

    Raises `DeclarationError` without a table [jeedom].
    """
    fields = {"type": "interact", "query": "{query}", "profile": "{user}", "emptyReply": "1"}
    return JeedomSource(server=known.get("jeedom"), fields=fields, keys=known.keys)


# --- declaring ---


def _table(value: object, known: frozenset[str]) -> dict[str, object]:
    wanted = [name for name in ("cmd", "scenario", "interact") if name in known]
    if not isinstance(value, dict) or sum(name in value for name in wanted) != 1:
        raise DeclarationError(f"jeedom must be a table with one of {', '.join(wanted)}: jeedom = {{ cmd = 12 }}")
    for key in sorted(value.keys() - known - _SERVER):
        raise DeclarationError(f"jeedom: unknown key {key}")
    return value


def _source(fields: dict[str, str], table: dict[str, object], folder: Path, known: Servers) -> JeedomSource:
    for key in sorted({"profile", "action", *OPTIONS} & table.keys() - fields.keys()):
        raise DeclarationError(f"jeedom: {key} does not belong to {fields['type']}")
    return JeedomSource(server=known.with_own("jeedom", table, folder), fields=fields, keys=known.keys)


def _command(table: dict[str, object]) -> dict[str, str]:
    options = {name: _text(table, name) for name in OPTIONS if name in table}
    return {"type": "cmd", "id": _text(table, "cmd", "id"), **options}


def _scenario(table: dict[str, object]) -> dict[str, str]:
    action = table.get("action")
    if action not in ACTIONS:
        raise DeclarationError(f"jeedom: action must be one of {', '.join(ACTIONS)}")
    return {"type": "scenario", "id": _text(table, "scenario", "id"), "action": str(action)}


def _interact(table: dict[str, object]) -> dict[str, str]:
    profile = _text(table, "profile") if "profile" in table else NOBODY
    return {"type": "interact", "query": _text(table, "interact", "query"), "profile": profile, "emptyReply": "1"}


def _text(table: dict[str, object], key: str, name: str | None = None) -> str:
    value = table[key]
    written = str(value) if type(value) in (int, float) else value
    if not isinstance(written, str) or not written.strip():
        raise DeclarationError(f"jeedom: {key} must be a number or a text with a slot")
    numeric = _NUMERIC.get(name or key)
    if numeric and not slot_values.names(written) and not numeric.fullmatch(written):
        raise DeclarationError(f"jeedom: {key} may not be {written!r}")
    return written


# --- filling ---


def _filled(name: str, template: str, slots: Mapping[str, str]) -> str:
    if name == "query":
        # Whoever writes "#12#" would have Jeedom put the value of any command there.
        return slot_values.fill(template, {slot: _plain(value, "#") for slot, value in slots.items()})
    if name == "profile":
        return (
            slot_values.fill(template, {slot: _plain(value, "#|") for slot, value in slots.items()}).strip() or NOBODY
        )
    filled = slot_values.fill(template, slots)
    if name in _NUMERIC:
        if not _NUMERIC[name].fullmatch(filled):
            raise SourceFailed(f"a slot may not stand as {name} of a command or scenario of Jeedom")
        return filled
    if any("#" in slots[slot] for slot in slot_values.names(template)):
        raise SourceFailed(f"a slot may not bring a # into {name}: Jeedom would put a value there")
    return filled


def _plain(value: str, unwanted: str) -> str:
    return "".join(
        " " if character in unwanted or unicodedata.category(character) == "Cc" else character for character in value
    )


# --- what came back ---


def _is_key_refused(answer: Answer | None) -> bool:
    # Whoever brings a wrong key waits five seconds: a time limit below that would hide it.
    return answer is None or answer.status in (401, 403) or _folded(answer).startswith(_KEY_REFUSED)


def _value(answer: Answer, fields: Mapping[str, str]) -> str:
    """What Jeedom said, if it is no complaint. Raises `SourceFailed`, which reads on after "Jeedom"."""
    if answer.status == 404:
        raise SourceFailed("answered with status 404: url leads elsewhere, or Jeedom has banned this address")
    if answer.status not in http_client.SUCCESSFUL:
        raise SourceFailed(http_client.describe(answer.status))
    text, folded = answer.text(), _folded(answer)
    if _HTML.match(text):
        raise SourceFailed("answered with a web page where a value should be")
    # To an interaction it may say that this profile is not allowed: that is an answer to the sender.
    if fields["type"] != "interact":
        _refuse_complaints(folded)
    if fields["type"] == "scenario" and fields["action"] != "start" and folded != "ok":
        raise SourceFailed("did not confirm the action on the scenario")
    return text


def _refuse_complaints(folded: str) -> None:
    if folded.startswith(_NOT_ALLOWED):
        raise SourceFailed("does not allow this key to do that")
    if folded.startswith(_NOT_FOUND):
        raise SourceFailed("has no command or scenario with this number")
    if folded.startswith(_DISABLED):
        raise SourceFailed("has disabled the equipment of this command")


def _folded(answer: Answer) -> str:
    return answer.text().casefold().replace("\\'", "'").replace("\u2019", "'").replace("&#039;", "'")
