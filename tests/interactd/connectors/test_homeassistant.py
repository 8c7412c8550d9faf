"""Home Assistant: its REST API as version 2024.3 was seen to answer."""

import json
import time
from pathlib import Path

import pytest

from interactd.connectors import servers
from interactd.connectors.homeassistant import HomeAssistantSource, declare, declare_action, fallback
from interactd.connectors.servers import Servers
from interactd.connectors.source import Patience, Source
from interactd.errors import DeclarationError, SourceFailed
from tests.interactd.connectors.web_server import Asked, WebServer, answer, serving

TOKEN = "eyJ.t0ken.x"
WITHIN_S = 10.0
JSON = "application/json"

STATE = b"""{"entity_id":"sensor.kitchen_temperature","state":"21.50","attributes":{"min":0,
"unit_of_measurement":"\xc2\xb0C",
"friendly_name":"Kitchen","list":[1],"none":null,"on":true},"last_changed":"2024-03-01T10:00:00+00:00",
"context":{"id":"01HQ","parent_id":null,"user_id":null}}"""
NO_ENTITY = b'{"message":"Entity not found."}'


def spoken(
    speech: str, response_type: str = "action_done", data: str = '{"targets":[],"success":[],"failed":[]}'
) -> bytes:
    return f"""{{"response":{{"speech":{{"plain":{{"speech":"{speech}","extra_data":null}}}},"card":{{}},
"language":"en","response_type":"{response_type}","data":{data}}},"conversation_id":null}}""".encode()


def known(server: WebServer, folder: Path, **more: str) -> Servers:
    path = folder / "ha.token"
    path.write_text(TOKEN + "\n")
    path.chmod(0o600)
    return servers.read({"homeassistant": {"url": server.url, "token_file": "ha.token", **more}}, folder)


def read(source: Source, **slots: str) -> str:
    return source.filled(slots).read(Patience(ends_at=time.monotonic() + WITHIN_S))


def failure(source: Source, **slots: str) -> str:
    with pytest.raises(SourceFailed) as caught:
        read(source, **slots)
    assert TOKEN not in str(caught.value) + repr(source)
    return str(caught.value).partition(": ")[2]


# --- states ---


def test_the_state_of_an_entity(tmp_path: Path) -> None:
    with serving(answer(STATE, content_type=JSON)) as server:
        source = declare({"state": "sensor.{room}_temperature"}, tmp_path, known(server, tmp_path))
        assert source.placeholders() == {"room"}
        assert read(source, room="kitchen") == "21.50"
        asked = server.asked[0]
        assert (asked.method, asked.target) == ("GET", "/api/states/sensor.kitchen_temperature")
        assert asked.headers["authorization"] == f"Bearer {TOKEN}"


def test_an_attribute_of_an_entity(tmp_path: Path) -> None:
    with serving(answer(STATE, content_type=JSON)) as server:
        there = known(server, tmp_path)
        for attribute, value in {"unit_of_measurement": "°C", "min": "0", "on": "true"}.items():
            assert read(declare({"state": "sensor.x", "attribute": attribute}, tmp_path, there)) == value
        for attribute, reason in {"none": "null", "list": "no single value", "missing": "nothing"}.items():
            assert reason in failure(declare({"state": "sensor.x", "attribute": attribute}, tmp_path, there))


@pytest.mark.parametrize("state", ["unavailable", "unknown", ""])
def test_a_state_that_says_there_is_none_is_no_value(tmp_path: Path, state: str) -> None:
    body = json.dumps({"state": state, "attributes": {"brightness": 5}}).encode()
    with serving(answer(body, content_type=JSON)) as server:
        there = known(server, tmp_path)
        assert failure(declare({"state": "light.x"}, tmp_path, there)) == (
            "Home Assistant: has no state for this entity now"
        )
        assert "no state" in failure(declare({"state": "light.x", "attribute": "brightness"}, tmp_path, there))


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (answer(NO_ENTITY, "404 Not Found", JSON), "Home Assistant: knows no entity of this name"),
        (answer(b"<html>", content_type="text/html"), "Home Assistant: the answer is not JSON"),
        (answer(b"[]", content_type=JSON), "Home Assistant: the answer has nothing at the pointer"),
        (answer(b"", "502 Bad Gateway"), "Home Assistant: answered with status 502"),
    ],
)
def test_what_is_no_state_fails(tmp_path: Path, octets: bytes, reason: str) -> None:
    with serving(octets) as server:
        assert failure(declare({"state": "sensor.x"}, tmp_path, known(server, tmp_path))) == reason


# --- services ---


def test_a_service_is_called_with_data_and_entities(tmp_path: Path) -> None:
    with serving(answer(b"[]", content_type=JSON)) as server:
        source = declare_action(
            {
                "service": "light.turn_{state}",
                "entity": ["light.{room}", "light.hall"],
                "data": {"brightness_pct": "{level}", "transition": 2},
            },
            tmp_path,
            known(server, tmp_path),
        )
        assert source.placeholders() == {"state", "room", "level"}
        assert read(source, state="on", room="kitchen", level='50", "x": "') == ""
        asked = server.asked[0]
        assert (asked.method, asked.target) == ("POST", "/api/services/light/turn_on")
        assert asked.headers["content-type"] == JSON
        assert asked.body == (
            b'{"brightness_pct": "50\\", \\"x\\": \\"", "transition": 2, "entity_id": ["light.kitchen", "light.hall"]}'
        )


def test_a_service_without_entity(tmp_path: Path) -> None:
    with serving(answer(b"[]", content_type=JSON)) as server:
        assert read(declare_action({"service": "script.good_night"}, tmp_path, known(server, tmp_path))) == ""
        assert server.asked[0].body == b"{}"


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (
            answer(b"400: Bad Request", "400 Bad Request"),
            "Home Assistant: knows no such service, or the service does not take this data",
        ),
        (answer(b"500", "500 Oops"), "Home Assistant: failed to carry out the service (status 500)"),
        (answer(b"ok"), "Home Assistant: the answer is not JSON"),
        (answer(b"", "404 Not Found"), "Home Assistant: answered with status 404: not found there"),
    ],
)
def test_a_service_that_was_not_carried_out_fails(tmp_path: Path, octets: bytes, reason: str) -> None:
    with serving(octets) as server:
        assert failure(declare_action({"service": "light.turn_on"}, tmp_path, known(server, tmp_path))) == reason
        assert len(server.asked) == 1


# --- slots ---

NOT_A_NAME = ["", "Kitchen", "küche", "a.b", "a/b", "..", "a b", "a-b", "all,x", "x\n", "{y}", "١"]


@pytest.mark.parametrize("room", NOT_A_NAME)
def test_a_slot_is_a_word_of_an_entity_or_service(tmp_path: Path, room: str) -> None:
    there = servers.read({"homeassistant": {"url": "http://h", "token_file": "t"}}, tmp_path)
    sources: list[HomeAssistantSource] = [
        declare({"state": "sensor.{room}"}, tmp_path, there),
        declare_action({"service": "light.{room}"}, tmp_path, there),
        declare_action({"service": "light.turn_on", "entity": "light.{room}"}, tmp_path, there),
    ]
    for source in sources:
        with pytest.raises(SourceFailed, match="may not be part of a name in Home Assistant"):
            source.filled({"room": room})


@pytest.mark.parametrize("what", ["{{ states('alarm_control_panel.x') }}", "{% x %}", "{# x #}", "{"])
def test_a_slot_brings_no_template_into_data(tmp_path: Path, what: str) -> None:
    there = servers.read({"homeassistant": {"url": "http://h", "token_file": "t"}}, tmp_path)
    source = declare_action({"service": "notify.notify", "data": {"message": "{what}"}}, tmp_path, there)
    with pytest.raises(SourceFailed, match=r"may not hold \{"):
        source.filled({"what": what})


# --- refusals ---


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_people_who_go_on_texting_do_not_bring_a_refused_token_again(tmp_path: Path, status: str) -> None:
    with serving(answer(status.encode(), status)) as server:
        there = known(server, tmp_path)
        assert failure(declare({"state": "sensor.x"}, tmp_path, there)) == "refused the key: check the file with it"
        again: list[Source] = [
            declare({"state": "sensor.x"}, tmp_path, there),
            declare_action({"service": "light.turn_on"}, tmp_path, there),
            fallback(there),
        ]
        for source in again:
            assert "the key was refused within the last minute" in failure(source, query="hello")
        assert len(server.asked) == 1


# --- conversation ---


def test_a_sentence_for_the_conversation_agent(tmp_path: Path) -> None:
    with serving(answer(spoken("It is 21.5 degrees"), content_type=JSON)) as server:
        there = known(server, tmp_path, language="fr")
        source = declare({"conversation": "{query}"}, tmp_path, there)
        assert read(source, query='what is "x"') == "It is 21.5 degrees"
        assert server.asked[0].target == "/api/conversation/process"
        assert json.loads(server.asked[0].body) == {"text": 'what is "x"', "language": "fr"}
        assert read(declare_action({"conversation": "turn off everything"}, tmp_path, there)) == "It is 21.5 degrees"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('{"code":"no_intent_match"}', ""),
        ('{"code":"no_valid_targets"}', "Sorry"),
    ],
)
def test_the_fallback_tells_what_is_not_understood_from_what_is_not_there(tmp_path: Path, data: str, said: str) -> None:
    with serving(answer(spoken("Sorry", "error", data), content_type=JSON)) as server:
        source = fallback(known(server, tmp_path))
        assert source.placeholders() == {"query"}
        assert read(source, query="gibberish", user="alice") == said
        assert json.loads(server.asked[0].body) == {"text": "gibberish"}


@pytest.mark.parametrize("code", ["failed_to_handle", "unknown"])
def test_what_was_understood_and_not_carried_out_is_a_failure(tmp_path: Path, code: str) -> None:
    with serving(answer(spoken("secret", "error", f'{{"code":"{code}"}}'), content_type=JSON)) as server:
        reason = failure(fallback(known(server, tmp_path)), query="x")
        assert reason == "Home Assistant: understood the sentence and could not carry it out"


def test_an_answer_without_speech_is_a_failure(tmp_path: Path) -> None:
    body = b'{"response":{"speech":{},"response_type":"action_done","data":{}},"conversation_id":null}'
    with serving(answer(body, content_type=JSON)) as server:
        assert "nothing at the pointer" in failure(fallback(known(server, tmp_path)), query="x")


def test_a_home_assistant_in_a_folder(tmp_path: Path) -> None:
    def play(asked: Asked) -> list[bytes]:
        return [answer(STATE if asked.target == "/ha/api/states/sensor.x" else b"")]

    with serving(play) as server:
        known(server, tmp_path)
        table = {"state": "sensor.x", "url": f"{server.url}/ha/", "token_file": "ha.token"}
        assert read(declare(table, tmp_path, Servers())) == "21.50"


# --- what is refused at load ---


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("sensor.x", "must be a table with state or conversation"),
        ({}, "must be a table with state or conversation"),
        ({"state": "sensor.x", "conversation": "x"}, "must be a table with state or conversation"),
        ({"service": "light.turn_on"}, "must be a table with state or conversation"),
        ({"state": "sensor.x", "data": {}}, "unknown key data"),
        ({"state": "sensor.x", "token": "secret"}, "unknown key token"),
        ({"state": "kitchen"}, "state must be two words with a dot"),
        ({"state": "sensor.Kitchen"}, "state must be two words with a dot"),
        ({"state": "sensor.x/../y"}, "state must be two words with a dot"),
        ({"state": "{entity}"}, "state must be two words with a dot"),
        ({"state": 5}, "state must be two words with a dot"),
        ({"state": "sensor.x", "attribute": "a/b"}, "attribute must be a name"),
        ({"state": "sensor.x", "attribute": "{a}"}, "attribute must be a name"),
        ({"conversation": ""}, "conversation must be a text"),
        ({"conversation": "x", "attribute": "y"}, "attribute does not belong to conversation"),
    ],
)
def test_what_cannot_be_a_value_is_said(tmp_path: Path, table: object, reason: str) -> None:
    there = servers.read({"homeassistant": {"url": "http://h", "token_file": "t"}}, tmp_path)
    with pytest.raises(DeclarationError, match=reason):
        declare(table, tmp_path, there)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"state": "sensor.x"}, "must be a table with service or conversation"),
        ({"service": "turn_on"}, "service must be two words with a dot"),
        ({"service": "light.turn_on", "entity": "all"}, "entity must be two words with a dot"),
        ({"service": "light.turn_on", "entity": [5]}, "entity must be two words with a dot"),
        ({"service": "light.turn_on", "data": "x"}, "data must be a table"),
        ({"service": "light.turn_on", "data": {"entity_id": "light.{x}"}}, "write entity beside data"),
        ({"service": "light.turn_on", "data": {"area_id": "{x}"}}, "no slot may stand in area_id"),
        ({"service": "light.turn_on", "data": {"label_id": ["{x}"]}}, "no slot may stand in label_id"),
        ({"service": "light.turn_on", "data": {"{x}": 1}}, "no slot may stand in a key"),
    ],
)
def test_what_cannot_be_an_action_is_said(tmp_path: Path, table: object, reason: str) -> None:
    there = servers.read({"homeassistant": {"url": "http://h", "token_file": "t"}}, tmp_path)
    with pytest.raises(DeclarationError, match=reason):
        declare_action(table, tmp_path, there)


def test_a_fallback_needs_its_table() -> None:
    with pytest.raises(DeclarationError, match=r"needs a table \[homeassistant\]"):
        fallback(Servers())
