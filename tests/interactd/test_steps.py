"""Steps: actions before values, each with its own name and display."""

from pathlib import Path

import pytest

from interactd import steps
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


def test_an_interaction_may_have_none() -> None:
    assert steps.read({}, FOLDER) == ()


def test_an_error_names_the_key_it_stands_under() -> None:
    with pytest.raises(DeclarationError) as caught:
        steps.read({"value": {"file": 5}}, FOLDER)
    assert (caught.value.reason, caught.value.key) == ("file must be the path of a file", "file")
