"""Jeedom: its HTTP API as version 4.5 behaves, complaints, bans and web pages included."""

import re
import time
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from interactd.connectors import servers
from interactd.connectors.jeedom import JeedomSource, declare, declare_action, fallback
from interactd.connectors.servers import Servers
from interactd.connectors.source import Patience
from interactd.errors import DeclarationError, SourceFailed
from tests.interactd.connectors.web_server import Asked, WebServer, answer, serving

KEY = "kEy0fJeedom"
WITHIN_S = 10.0
HTML = "text/html; charset=UTF-8"
"""What jeeApi.php calls everything it answers."""


def says(text: str, status: str = "200 OK") -> bytes:
    return answer(text.encode(), status, HTML)


class Jeedom:
    """What core/api/jeeApi.php does: one page, forms, 200 for nearly everything, a ban after three wrong keys."""

    def __init__(self, wrong_key_s: float = 0.2) -> None:
        self.calls: list[dict[str, str]] = []
        self._wrong_key_s = wrong_key_s
        self._wrong_keys = 0

    def __call__(self, asked: Asked) -> list[bytes | float]:
        form = dict(parse_qsl(asked.body.decode(), keep_blank_values=True, strict_parsing=True))
        if asked.target != "/core/api/jeeApi.php" or self._wrong_keys > 2:
            return [says("<h1>404 Not Found</h1>The page that you have requested could not be found.", "404 Not Found")]
        if form.pop("apikey") != KEY:
            self._wrong_keys += 1
            return [
                self._wrong_key_s,
                says("Vous n'êtes pas autorisé à effectuer cette action, IP : 127.0.0.1"),
            ]
        self.calls.append(form)
        return [says(self._answer(form))]

    def _answer(self, form: dict[str, str]) -> str:
        match form:
            case {"type": "cmd", "id": "12"}:
                return "16.3"
            case {"type": "cmd", "id": "13"}:
                return ""
            case {"type": "scenario", "id": "3"}:
                return "ok"
            case {"type": "interact", "query": "bonjour"}:
                return "Bonjour Alice"
            case {"type": "interact"}:
                return ""
            case {"type": "scenario"}:
                return f"Aucun scénario correspondant à l'ID : {form['id']}"
            case _:
                return f"Aucune commande correspondant à l'ID : {form['id']}"


def known(server: WebServer, folder: Path, key: str = KEY) -> Servers:
    path = folder / "jeedom.key"
    path.write_text(key + "\n")
    path.chmod(0o600)
    return servers.read({"jeedom": {"url": server.url, "key_file": "jeedom.key"}}, folder)


def read(source: JeedomSource, **slots: str) -> str:
    return source.filled(slots).read(Patience(ends_at=time.monotonic() + WITHIN_S))


def failure(source: JeedomSource, **slots: str) -> str:
    with pytest.raises(SourceFailed) as caught:
        read(source, **slots)
    assert KEY not in str(caught.value)
    return str(caught.value)


# --- calls ---


def test_the_value_of_a_command(tmp_path: Path) -> None:
    jeedom = Jeedom()
    with serving(jeedom) as server:
        there = known(server, tmp_path)
        assert read(declare({"cmd": 12}, tmp_path, there)) == "16.3"
        assert read(declare({"cmd": "{room}"}, tmp_path, there), room="12") == "16.3"
        assert read(declare({"cmd": 13}, tmp_path, there)) == ""
        assert jeedom.calls == [{"type": "cmd", "id": "12"}, {"type": "cmd", "id": "12"}, {"type": "cmd", "id": "13"}]


def test_the_key_travels_in_the_body_because_jeedom_logs_addresses(tmp_path: Path) -> None:
    with serving(Jeedom()) as server:
        read(declare({"cmd": 12}, tmp_path, known(server, tmp_path)))
        assert (server.asked[0].method, server.asked[0].target) == ("POST", "/core/api/jeeApi.php")
        assert server.asked[0].body == b"apikey=kEy0fJeedom&type=cmd&id=12"
        assert KEY.encode() not in server.asked[0].head


@pytest.mark.parametrize("path", ["/jeedom", "/jeedom/", "/jeedom/core/api/jeeApi.php"])
def test_a_jeedom_in_a_folder_and_the_whole_address_as_jeedom_shows_it(tmp_path: Path, path: str) -> None:
    with serving(says("16.3")) as server:
        known(server, tmp_path)
        table = {"cmd": 12, "url": server.url + path, "key_file": "jeedom.key"}
        assert read(declare(table, tmp_path, Servers())) == "16.3"
        assert server.asked[0].target == "/jeedom/core/api/jeeApi.php"


def test_an_action_with_its_options(tmp_path: Path) -> None:
    jeedom = Jeedom()
    with serving(jeedom) as server:
        there = known(server, tmp_path)
        read(declare_action({"cmd": 12, "slider": "{level}"}, tmp_path, there), level="50")
        read(declare_action({"cmd": 12, "title": "SMS", "message": "{what} #[Salon][Temp][x]#"}, tmp_path, there),
             what="é & type=scenario\n")  # fmt: skip
        read(declare_action({"cmd": 12, "color": "{color}"}, tmp_path, there), color="#FF0000")
        assert jeedom.calls == [
            {"type": "cmd", "id": "12", "slider": "50"},
            {"type": "cmd", "id": "12", "title": "SMS", "message": "é & type=scenario\n #[Salon][Temp][x]#"},
            {"type": "cmd", "id": "12", "color": "#FF0000"},
        ]


@pytest.mark.parametrize("action", ["start", "stop", "activate", "deactivate"])
def test_a_scenario(tmp_path: Path, action: str) -> None:
    jeedom = Jeedom()
    with serving(jeedom) as server:
        source = declare_action({"scenario": 3, "action": action}, tmp_path, known(server, tmp_path))
        assert read(source) == "ok"
        assert jeedom.calls == [{"type": "scenario", "id": "3", "action": action}]


def test_a_scenario_may_return_a_text_when_started_and_must_confirm_the_rest(tmp_path: Path) -> None:
    with serving(says("The house is asleep")) as server:
        there = known(server, tmp_path)
        assert read(declare_action({"scenario": 3, "action": "start"}, tmp_path, there)) == "The house is asleep"
        source = declare_action({"scenario": 3, "action": "stop"}, tmp_path, there)
        assert "did not confirm the action on the scenario" in failure(source)


def test_an_interaction_of_jeedom(tmp_path: Path) -> None:
    jeedom = Jeedom()
    with serving(jeedom) as server:
        there = known(server, tmp_path)
        assert read(declare({"interact": "{query}", "profile": "alice"}, tmp_path, there), query="bonjour") == (
            "Bonjour Alice"
        )
        assert jeedom.calls == [{"type": "interact", "query": "bonjour", "profile": "alice", "emptyReply": "1"}]


# --- fallback ---


def test_the_fallback_asks_with_the_user_as_profile_and_an_empty_reply_is_not_understood(tmp_path: Path) -> None:
    jeedom = Jeedom()
    with serving(jeedom) as server:
        source = fallback(known(server, tmp_path))
        assert source.placeholders() == {"query", "user"}
        assert read(source, query="bonjour", user="alice") == "Bonjour Alice"
        assert read(source, query="gibberish", user="alice") == ""
        assert [call["profile"] for call in jeedom.calls] == ["alice", "alice"]


def test_without_a_user_the_profile_is_one_that_nobody_has_since_none_would_open_everything(tmp_path: Path) -> None:
    jeedom = Jeedom()
    with serving(jeedom) as server:
        there = known(server, tmp_path)
        read(fallback(there), query="bonjour", user="")
        read(declare({"interact": "bonjour"}, tmp_path, there))
        assert [call["profile"] for call in jeedom.calls] == ["-", "-"]


def test_a_query_brings_no_reference_to_a_value_and_no_control_character(tmp_path: Path) -> None:
    jeedom = Jeedom()
    with serving(jeedom) as server:
        read(fallback(known(server, tmp_path)), query="say #12#\r\n&type=cmd", user="a|b#1#")
        assert jeedom.calls[0]["query"] == "say  12   &type=cmd"
        assert jeedom.calls[0]["profile"] == "a b 1"
        assert jeedom.calls[0]["type"] == "interact"


def test_that_a_profile_is_not_allowed_is_an_answer_for_the_sender(tmp_path: Path) -> None:
    for text in ("Vous n'êtes pas autorisé à exécuter cette action", "You are not authorized to perform this action"):
        with serving(says(text)) as server:
            assert read(fallback(known(server, tmp_path)), query="x", user="bob") == text


def test_a_fallback_needs_its_table() -> None:
    with pytest.raises(DeclarationError, match=r"needs a table \[jeedom\]"):
        fallback(Servers())


# --- slots ---


@pytest.mark.parametrize("number", ["[12,13]", "", "x", "1 2", "-1", "12&type=scenario", "#12#", "1234567890", "١٢"])
def test_a_slot_names_one_command_only(tmp_path: Path, number: str) -> None:
    there = servers.read({"jeedom": {"url": "http://j", "key_file": "k"}}, tmp_path)
    with pytest.raises(SourceFailed, match="a slot may not stand as id"):
        declare({"cmd": "{room}"}, tmp_path, there).filled({"room": number})


@pytest.mark.parametrize("level", ["exec('x')", "50+1", "#12#", "", "1e9", "--1"])
def test_jeedom_calculates_with_sliders_so_a_slot_is_a_number(tmp_path: Path, level: str) -> None:
    there = servers.read({"jeedom": {"url": "http://j", "key_file": "k"}}, tmp_path)
    with pytest.raises(SourceFailed, match="a slot may not stand as slider"):
        declare_action({"cmd": 1, "slider": "{level}"}, tmp_path, there).filled({"level": level})


@pytest.mark.parametrize("option", ["title", "message", "select"])
def test_a_slot_brings_no_reference_to_a_value_into_a_message(tmp_path: Path, option: str) -> None:
    there = servers.read({"jeedom": {"url": "http://j", "key_file": "k"}}, tmp_path)
    with pytest.raises(SourceFailed, match=f"a slot may not bring a # into {option}"):
        declare_action({"cmd": 1, option: "{what}"}, tmp_path, there).filled({"what": "code #99#"})


# --- complaints ---


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Aucune commande correspondant à l'ID : 99", "has no command or scenario with this number"),
        ("Aucune commande correspondant à l'id : 99", "has no command or scenario with this number"),
        ("No command corresponding to the ID: 99", "has no command or scenario with this number"),
        ("Kein Befehl entsprechend der ID: 99", "has no command or scenario with this number"),
        ("Cette demande n'est pas autorisée 10.0.0.1", "does not allow this key to do that"),
        ("Cette demande n\\'est pas autorisée 10.0.0.1", "does not allow this key to do that"),
        ("You are not authorized to perform this action", "does not allow this key to do that"),
        ("Equipement désactivé - impossible d'exécuter la commande : [x]", "has disabled the equipment"),
        ("<html><body>Welcome to nginx</body></html>", "answered with a web page"),
        ("<!DOCTYPE html>", "answered with a web page"),
        ("<br />\n<b>Warning</b>: Undefined variable", "answered with a web page"),
        ("<?xml version='1.0'?>", "answered with a web page"),
    ],
)
def test_a_complaint_with_status_200_is_a_failure(tmp_path: Path, text: str, reason: str) -> None:
    with serving(says(text)) as server:
        found = failure(declare({"cmd": 99}, tmp_path, known(server, tmp_path)))
        assert found.startswith(f"{server.url}: Jeedom {reason}")
        assert "99" not in found.removeprefix(server.url)


def test_a_value_that_only_looks_a_little_like_a_complaint_is_a_value(tmp_path: Path) -> None:
    for text in ("< 5", "Nobody is not authorized", "ok"):
        with serving(says(text)) as server:
            assert read(declare({"cmd": 12}, tmp_path, known(server, tmp_path))) == text


@pytest.mark.parametrize(
    "text",
    [
        "Vous n'êtes pas autorisé à effectuer cette action, IP : 127.0.0.1",
        "Vous n\\'êtes pas autorisé à effectuer cette action, IP : 127.0.0.1",
        "You are not authorized to perform this action, IP : 127.0.0.1",
        "Sie sind nicht berechtigt, diese Aktion auszuführen, IP: 127.0.0.1",
        "No está autorizado para realizar esta acción, IP: 127.0.0.1",
        "Clé API non valide (ou vide) . Demande venant de :127.0.0.1. Clé API : kEy0fJeedom",
    ],
)
@pytest.mark.parametrize("kind", ["cmd", "interact"])
def test_a_refused_key_is_told_in_every_language(tmp_path: Path, text: str, kind: str) -> None:
    with serving(says(text)) as server:
        there = known(server, tmp_path)
        assert (
            failure(declare({kind: "12"}, tmp_path, there)) == f"{server.url}: refused the key: check the file with it"
        )


def test_people_who_go_on_texting_do_not_get_the_gateway_banned(tmp_path: Path) -> None:
    with serving(Jeedom()) as server:
        there = known(server, tmp_path, "wr0ng")
        for table in ({"cmd": 12}, {"interact": "hello"}, {"cmd": 13}, {"cmd": 12}, {"cmd": 12}):
            assert re.search(r"refused the key|the key was refused", failure(declare(table, tmp_path, there)))
        assert len(server.asked) == 1
        known(server, tmp_path)
        assert read(declare({"cmd": 12}, tmp_path, there)) == "16.3"


def test_a_ban_and_a_wrong_address_are_said_as_they_look_the_same(tmp_path: Path) -> None:
    jeedom = Jeedom(wrong_key_s=0)
    with serving(jeedom) as server:
        for number in range(3):
            failure(declare({"cmd": 12}, tmp_path, known(server, tmp_path, f"wr0ng{number}")))
        reason = failure(declare({"cmd": 12}, tmp_path, known(server, tmp_path)))
        assert reason.endswith("status 404: url leads elsewhere, or Jeedom has banned this address")
        assert jeedom.calls == []


def test_a_jeedom_that_takes_too_long_is_left(tmp_path: Path) -> None:
    with serving(lambda _: [WITHIN_S, says("16.3")]) as server:
        source = declare({"cmd": 12}, tmp_path, known(server, tmp_path))
        with pytest.raises(SourceFailed, match="took too long"):
            source.read(Patience(ends_at=time.monotonic() + 0.3))
        assert "the key was refused" in failure(source)


def test_a_broken_jeedom_is_a_failure(tmp_path: Path) -> None:
    with serving(says("Fatal error", "500 Internal Server Error")) as server:
        assert failure(declare({"cmd": 12}, tmp_path, known(server, tmp_path))).endswith("answered with status 500")


# --- what is refused at load ---


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (12, "must be a table with one of cmd, interact"),
        ({}, "must be a table with one of cmd, interact"),
        ({"cmd": 12, "interact": "x"}, "must be a table with one of cmd, interact"),
        ({"scenario": 3, "action": "start"}, "must be a table with one of cmd, interact"),
        ({"cmd": 12, "slider": 5}, "unknown key slider"),
        ({"cmd": 12, "key": "secret"}, "unknown key key"),
        ({"cmd": 12, "profile": "alice"}, "profile does not belong to cmd"),
        ({"cmd": "twelve"}, "cmd may not be 'twelve'"),
        ({"cmd": -1}, "cmd may not be '-1'"),
        ({"cmd": True}, "cmd must be a number"),
        ({"cmd": ""}, "cmd must be a number"),
        ({"cmd": [12]}, "cmd must be a number"),
        ({"interact": ""}, "interact must be"),
    ],
)
def test_what_cannot_be_a_value_is_said(tmp_path: Path, table: object, reason: str) -> None:
    there = servers.read({"jeedom": {"url": "http://j", "key_file": "k"}}, tmp_path)
    with pytest.raises(DeclarationError, match=reason):
        declare(table, tmp_path, there)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"scenario": 3}, "action must be one of start, stop, activate, deactivate"),
        ({"scenario": 3, "action": "{what}"}, "action must be one of"),
        ({"scenario": "x", "action": "start"}, "scenario may not be 'x'"),
        ({"scenario": 3, "action": "start", "slider": 5}, "slider does not belong to scenario"),
        ({"cmd": 12, "action": "start"}, "action does not belong to cmd"),
        ({"cmd": 12, "slider": "loud"}, "slider may not be 'loud'"),
        ({"cmd": 12, "color": "red"}, "color may not be 'red'"),
        ({"interact": "x", "message": "y"}, "message does not belong to interact"),
    ],
)
def test_what_cannot_be_an_action_is_said(tmp_path: Path, table: object, reason: str) -> None:
    there = servers.read({"jeedom": {"url": "http://j", "key_file": "k"}}, tmp_path)
    with pytest.raises(DeclarationError, match=reason):
        declare_action(table, tmp_path, there)
