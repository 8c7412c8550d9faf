"""`homeassistant = { state = "sensor.x" }`, `{ service = "light.turn_on", ... }`, `{ conversation = "..." }`.

Home Assistant's REST API, with a long-lived access token: whoever may text an interaction acts with all that token's
rights. A service that was called for an entity that does not exist succeeds, says Home Assistant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from interactd.connectors import http_client, json_body, json_pointer, secret_files
from interactd.connectors import slots as slot_values
from interactd.connectors.http_client import Answer, Request
from interactd.connectors.keys import Keys, exchange_with_key
from interactd.connectors.servers import Server, Servers
from interactd.connectors.source import Patience
from interactd.errors import DeclarationError, SourceFailed

NO_VALUE = frozenset({"unavailable", "unknown", ""})
"""States that say that there is none."""

_SERVER = frozenset({"url", "token_file", "ca_file", "language"})

# An entity id and a service are two such words with a dot in between.
_NAME = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_WORD = re.compile(r"[a-z0-9_]+")
_TARGETS = frozenset({"area_id", "device_id", "floor_id", "label_id"})
_BRACED = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSource:
    """The state of an entity, or one of its attributes."""

    server: Server
    entity: str
    attribute: str | None = None
    keys: Keys = field(default_factory=Keys, compare=False, repr=False)
    kind: str = "homeassistant"

    def placeholders(self) -> frozenset[str]:
        return slot_values.names(self.entity)

    def choices(self) -> frozenset[str]:
        return self.placeholders()

    def filled(self, slots: Mapping[str, str]) -> StateSource:
        return replace(self, entity=_name(self.entity, slots))

    def read(self, patience: Patience) -> str:
        return _call(self, "GET", f"/api/states/{self.entity}", None, patience, self._value)

    def _value(self, answer: Answer) -> str:
        if answer.status == 404:
            raise SourceFailed("knows no entity of this name")
        document = _document(answer)
        state = json_pointer.text(document, "/state")
        if state in NO_VALUE:
            raise SourceFailed("has no state for this entity now")
        if self.attribute is None:
            return state
        return json_pointer.text(document, f"/attributes/{self.attribute}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSource:
    """A service called with data; reading it gives "" when Home Assistant says it is done."""

    server: Server
    service: str
    entities: tuple[str, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict)
    keys: Keys = field(default_factory=Keys, compare=False, repr=False)
    kind: str = "homeassistant"

    def placeholders(self) -> frozenset[str]:
        return json_body.names(dict(self.data)).union(
            *(slot_values.names(name) for name in (self.service, *self.entities))
        )

    def choices(self) -> frozenset[str]:
        # Data may name what is meant too: entity_id, area_id, device_id.
        named = {name: value for name, value in self.data.items() if name.endswith("_id")}
        return json_body.names(named).union(*(slot_values.names(name) for name in (self.service, *self.entities)))

    def filled(self, slots: Mapping[str, str]) -> ServiceSource:
        for name in json_body.names(dict(self.data)) & slots.keys():
            # Some services take what they are given for a template, which could read every state.
            if "{" in slots[name]:
                raise SourceFailed(f"the value of {name} may not hold {{")
        data = json_body.fill(dict(self.data), slots)
        assert isinstance(data, dict)
        entities = tuple(_name(entity, slots) for entity in self.entities)
        return replace(self, service=_name(self.service, slots), entities=entities, data=data)

    def read(self, patience: Patience) -> str:
        target = {"entity_id": list(self.entities)} if self.entities else {}
        path = f"/api/services/{self.service.replace('.', '/')}"
        return _call(self, "POST", path, {**self.data, **target}, patience, self._outcome)

    def _outcome(self, answer: Answer) -> str:
        if answer.status == 400:
            raise SourceFailed("knows no such service, or the service does not take this data")
        if answer.status >= 500:
            raise SourceFailed(f"failed to carry out the service (status {answer.status})")
        _document(answer)
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSource:
    """A sentence for the conversation agent; "" when it matches nothing the agent knows."""

    server: Server
    text: str
    keys: Keys = field(default_factory=Keys, compare=False, repr=False)
    kind: str = "homeassistant"

    def placeholders(self) -> frozenset[str]:
        return slot_values.names(self.text)

    def choices(self) -> frozenset[str]:
        return frozenset()

    def filled(self, slots: Mapping[str, str]) -> ConversationSource:
        return replace(self, text=slot_values.fill(self.text, slots))

    def read(self, patience: Patience) -> str:
        language = {"language": self.server.language} if self.server.language else {}
        body: dict[str, object] = {"text": self.text, **language}
        return _call(self, "POST", "/api/conversation/process", body, patience, _spoken)


HomeAssistantSource = StateSource | ServiceSource | ConversationSource


def declare(value: object, folder: Path, known: Servers) -> HomeAssistantSource:
    """The source of `homeassistant = VALUE` in a value: `state` or `conversation`. Raises `DeclarationError`."""
    table = _table(value, ("state", "conversation"), frozenset({"attribute"}))
    server = known.with_own("homeassistant", table, folder)
    if "conversation" in table:
        return _conversation(table, server, known)
    attribute = table.get("attribute")
    if attribute is not None and (not isinstance(attribute, str) or not _WORD.fullmatch(attribute.casefold())):
        raise DeclarationError("homeassistant: attribute must be a name of letters, digits and _")
    return StateSource(
        server=server, entity=_written_name("state", table["state"]), attribute=attribute, keys=known.keys
    )


def declare_action(value: object, folder: Path, known: Servers) -> HomeAssistantSource:
    """The source of `homeassistant = VALUE` in an action: `service` or `conversation`. Raises `DeclarationError`."""
    table = _table(value, ("service", "conversation"), frozenset({"entity", "data"}))
    server = known.with_own("homeassistant", table, folder)
    if "conversation" in table:
        return _conversation(table, server, known)
    entity = table.get("entity", [])
    data = json_body.check(table.get("data", {}))
    if not isinstance(data, dict):
        raise DeclarationError("homeassistant: data must be a table")
    if "entity_id" in data:
        raise DeclarationError("homeassistant: write entity beside data, not entity_id in it")
    for key in sorted(_TARGETS & data.keys()):
        if json_body.names(data[key]):
            raise DeclarationError(f"homeassistant: no slot may stand in {key}; choose with entity")
    return ServiceSource(
        server=server,
        service=_written_name("service", table["service"]),
        entities=tuple(_written_name("entity", one) for one in (entity if isinstance(entity, list) else [entity])),
        data=data,
        keys=known.keys,
    )


def fallback(known: Servers) -> ConversationSource:
    """What asks the conversation agent, with the slot `query`; "" when it does not understand.

    Raises `DeclarationError` without a table [homeassistant].
    """
    return ConversationSource(server=known.get("homeassistant"), text="{query}", keys=known.keys)


# --- declaring and filling ---


def _table(value: object, wanted: tuple[str, str], known: frozenset[str]) -> dict[str, object]:
    if not isinstance(value, dict) or sum(name in value for name in wanted) != 1:
        raise DeclarationError(f"homeassistant must be a table with {' or '.join(wanted)}")
    for key in sorted(value.keys() - known - _SERVER - set(wanted)):
        raise DeclarationError(f"homeassistant: unknown key {key}")
    for key in sorted(known & value.keys() if "conversation" in value else ()):
        raise DeclarationError(f"homeassistant: {key} does not belong to conversation")
    return value


def _conversation(table: dict[str, object], server: Server, known: Servers) -> ConversationSource:
    text = table["conversation"]
    if not isinstance(text, str) or not text.strip():
        raise DeclarationError("homeassistant: conversation must be a text")
    return ConversationSource(server=server, text=text, keys=known.keys)


def _written_name(key: str, written: object) -> str:
    if not isinstance(written, str) or not _NAME.fullmatch(_BRACED.sub("x", written)):
        raise DeclarationError(f'homeassistant: {key} must be two words with a dot: "light.kitchen", "sensor.{{room}}"')
    return written


def _name(template: str, slots: Mapping[str, str]) -> str:
    for name in slot_values.names(template) & slots.keys():
        if not _WORD.fullmatch(slots[name]):
            raise SourceFailed(f"the value of {name} may not be part of a name in Home Assistant (a-z, 0-9, _)")
    return slot_values.fill(template, slots)


# --- what came back ---


def _call(
    source: HomeAssistantSource, method: str, path: str, body: dict[str, object] | None, patience: Patience,
    outcome: Callable[[Answer], str],
) -> str:  # fmt: skip
    server = source.server
    token = secret_files.read(server.secret_file)
    request = Request(
        method=method,
        address=server.address.below(path),
        headers=(("Authorization", f"Bearer {token}"), ("Content-Type", "application/json")),
        body=None if body is None else json_body.encode(body),
        ca_file=server.ca_file,
    )
    answer = exchange_with_key(request, token, source.keys, patience, _is_token_refused)
    try:
        return outcome(answer).strip()
    except SourceFailed as error:
        raise SourceFailed(f"{server.address.origin}: Home Assistant: {error}") from None


def _is_token_refused(answer: Answer | None) -> bool:
    # 403 is what a banned address gets. A script may run longer than the time: no answer says nothing of the token.
    return answer is not None and answer.status in (401, 403)


def _document(answer: Answer) -> object:
    if answer.status not in http_client.SUCCESSFUL:
        raise SourceFailed(http_client.describe(answer.status))
    return json_pointer.document(answer.text())


def _spoken(answer: Answer) -> str:
    document = _document(answer)
    if json_pointer.text(document, "/response/response_type") == "error":
        code = json_pointer.text(document, "/response/data/code")
        if code == "no_intent_match":
            return ""
        # "I am not aware of any device called ...": an answer to the sender.
        if code != "no_valid_targets":
            raise SourceFailed("understood the sentence and could not carry it out")
    return json_pointer.text(document, "/response/speech/plain/speech")
