"""Where the servers are: the tables at the top of interactions.toml."""

from pathlib import Path

import pytest

from interactd.connectors import servers, web_address
from interactd.connectors.mqtt_broker import Broker
from interactd.connectors.servers import Server
from interactd.errors import DeclarationError

HERE = Path("/etc/smsbus")
JEEDOM = {"url": "http://jeedom.local", "key_file": "jeedom.key"}


def test_the_tables_are_read_and_files_are_beside_the_interactions() -> None:
    known = servers.read(
        {
            "jeedom": JEEDOM,
            "homeassistant": {
                "url": "https://ha:8123", "token_file": "/run/token", "ca_file": "ca.pem", "language": "fr",
            },
        },
        HERE,
    )  # fmt: skip
    assert known.get("jeedom") == Server(
        address=web_address.parse("http://jeedom.local"), secret_file="/etc/smsbus/jeedom.key"
    )
    assert known.get("homeassistant") == Server(
        address=web_address.parse("https://ha:8123"),
        secret_file="/run/token",
        ca_file="/etc/smsbus/ca.pem",
        language="fr",
    )


def test_the_broker_is_the_one_of_its_table_or_of_this_machine() -> None:
    assert servers.read({"mqtt": {"host": "broker"}}, HERE).broker == Broker(host="broker", port=1883)
    assert servers.read({}, HERE).broker == Broker(host="localhost", port=1883)
    with pytest.raises(DeclarationError, match=r"unknown key url in mqtt") as caught:
        servers.read({"mqtt": {"url": "mqtt://broker"}}, HERE)
    assert caught.value.key == "mqtt"


def test_a_missing_table_is_named_with_what_it_needs() -> None:
    with pytest.raises(
        DeclarationError, match=r"needs a table \[homeassistant\] in this file, with url and token_file"
    ):
        servers.read({"jeedom": JEEDOM}, HERE).get("homeassistant")


def test_an_interaction_may_name_another_server_or_language() -> None:
    known = servers.read({"jeedom": JEEDOM, "homeassistant": {"url": "http://ha", "token_file": "t"}}, HERE)
    own = known.with_own("jeedom", {"cmd": 12, "url": "http://other", "key_file": "other.key"}, HERE)
    assert (own.address.origin, own.secret_file) == ("http://other", "/etc/smsbus/other.key")
    assert known.with_own("homeassistant", {"conversation": "x", "language": "de"}, HERE).language == "de"
    assert known.with_own("jeedom", {"cmd": 12}, HERE) == known.get("jeedom")


def test_a_key_never_goes_to_another_server_by_half_an_override() -> None:
    known = servers.read({"jeedom": JEEDOM}, HERE)
    with pytest.raises(DeclarationError, match="needs key_file"):
        known.with_own("jeedom", {"cmd": 12, "url": "http://other"}, HERE)
    with pytest.raises(DeclarationError, match="needs url"):
        known.with_own("jeedom", {"cmd": 12, "key_file": "other"}, HERE)
    with pytest.raises(DeclarationError, match="needs url"):
        known.with_own("jeedom", {"cmd": 12, "ca_file": "ca.pem"}, HERE)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("http://jeedom", "must be a table"),
        ({"url": "http://j"}, "needs key_file"),
        ({"key_file": "k"}, "needs url"),
        ({**JEEDOM, "key": "secret"}, "unknown key key"),
        ({**JEEDOM, "language": "fr"}, "unknown key language"),
        ({**JEEDOM, "url": "http://{room}"}, "no slot"),
        ({**JEEDOM, "url": "http://j/{room}"}, "without slots"),
        ({**JEEDOM, "url": "http://j/?apikey=1"}, "without slots and without"),
        ({**JEEDOM, "url": "ftp://j"}, "must be an address"),
        ({**JEEDOM, "key_file": ""}, "key_file must be the path"),
        ({**JEEDOM, "key_file": 5}, "key_file must be the path"),
        ({**JEEDOM, "ca_file": "a\0"}, "ca_file must be the path"),
    ],
)
def test_what_is_wrong_in_a_table_is_said(table: object, reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason):
        servers.read({"jeedom": table}, HERE)


@pytest.mark.parametrize("language", ["", "-", "e n", "é", 5, 'en", "x": "'])
def test_a_language_is_a_code(language: object) -> None:
    with pytest.raises(DeclarationError, match="language must be"):
        servers.read({"homeassistant": {"url": "http://h", "token_file": "t", "language": language}}, HERE)
