"""Steps: actions before values, each with its own name and display."""

import tomllib
from pathlib import Path

import pytest

from interactd import steps
from interactd.connectors import jeedom, servers
from interactd.connectors.command import CommandSource
from interactd.connectors.text import TextSource
from interactd.errors import DeclarationError
from interactd.replies import Display

FOLDER = Path("/etc/smsbus")


def test_actions_come_before_values_in_the_order_written() -> None:
    read = steps.read(
        {
            "value": [{"text": "1", "as": "first", "unit": "m"}, {"text": "2"}],
            "action": [{"command": ["/bin/a"]}, {"command": ["/bin/b"], "as": "second"}],
        },
        FOLDER,
    )
    assert [(step.acts, step.name, step.display) for step in read] == [
        (True, "", Display()),
        (True, "second", Display()),
        (False, "first", Display(unit="m")),
        (False, "", Display()),
    ]
    assert [step.source for step in read] == [
        CommandSource(argv=("/bin/a",), folder="/etc/smsbus"),
        CommandSource(argv=("/bin/b",), folder="/etc/smsbus"),
        TextSource(text="1"),
        TextSource(text="2"),
    ]


def test_what_stands_beside_the_only_value_is_its_own() -> None:
    (step,) = steps.read({"value": {"text": "1"}, "decimals": 2}, FOLDER)
    assert step.display == Display(decimals=2)


SERVERS = servers.read(
    {
        "jeedom": {"url": "http://jeedom", "key_file": "jeedom.key"},
        "homeassistant": {"url": "http://ha:8123", "token_file": "ha.token"},
    },
    FOLDER,
)


def test_web_services_are_asked_where_the_file_says_they_are() -> None:
    read = steps.read(
        {
            "action": [
                {"http": {"url": "http://lamp/on", "method": "PUT"}},
                {"jeedom": {"scenario": 3, "action": "start"}},
                {"homeassistant": {"service": "light.turn_on"}},
            ],
            "value": [{"http": "http://lamp"}, {"jeedom": {"cmd": 12}}, {"homeassistant": {"state": "light.lamp"}}],
        },
        FOLDER,
        SERVERS,
    )
    assert [(step.source.kind, step.acts) for step in read] == [
        ("http", True), ("jeedom", True), ("homeassistant", True),
        ("http", False), ("jeedom", False), ("homeassistant", False),
    ]  # fmt: skip
    assert read[4].source == jeedom.declare({"cmd": 12}, FOLDER, SERVERS)
    assert all(getattr(step.source, "keys", None) is SERVERS.keys for step in read)


def examples() -> list[str]:
    page = (Path(__file__).parents[2] / "docs" / "web-services.md").read_text(encoding="utf-8")
    return [line.strip() for line in page.splitlines() if line.startswith(("    value", "    action"))]


@pytest.mark.parametrize("example", examples())
def test_the_examples_of_the_documentation_are_read(example: str) -> None:
    assert len(steps.read(tomllib.loads(example), FOLDER, SERVERS)) == 1


@pytest.mark.parametrize(
    "table",
    [
        {"value": {"jeedom": {"scenario": 3, "action": "start"}}},
        {"value": {"homeassistant": {"service": "light.turn_on"}}},
        {"value": {"http": {"url": "http://lamp/on", "method": "PUT"}}},
        {"value": {"http": {"url": "http://lamp/on", "method": "DELETE"}}},
    ],
)
def test_what_acts_is_no_value(table: dict[str, object]) -> None:
    with pytest.raises(DeclarationError):
        steps.read(table, FOLDER, SERVERS)


def test_a_kind_whose_server_the_file_does_not_name_is_refused_with_the_remedy() -> None:
    with pytest.raises(DeclarationError) as caught:
        steps.read({"value": {"jeedom": {"cmd": 12}}}, FOLDER)
    assert caught.value.reason == "jeedom needs a table [jeedom] in this file, with url and key_file"
    assert caught.value.key == "jeedom"


def test_what_is_passed_on_counts_as_an_action() -> None:
    assert steps.fallback("jeedom", SERVERS) == steps.Step(source=jeedom.fallback(SERVERS), acts=True)
    assert steps.fallback("homeassistant", SERVERS).source.placeholders() == {"query"}
    with pytest.raises(DeclarationError, match="fallback must be one of jeedom, homeassistant"):
        steps.fallback("alexa", SERVERS)


def test_an_interaction_may_have_none() -> None:
    assert steps.read({}, FOLDER) == ()


def test_an_error_names_the_key_it_stands_under() -> None:
    with pytest.raises(DeclarationError) as caught:
        steps.read({"value": {"file": 5}}, FOLDER)
    assert (caught.value.reason, caught.value.key) == ("file must be the path of a file", "file")
