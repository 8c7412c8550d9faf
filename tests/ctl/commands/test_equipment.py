from __future__ import annotations

import json
from typing import Any

import pytest

from smsbus import codec
from smsbus.codec import Body
from smsbus.documents import ContactDocument
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl


def _asked(routerd: FakeRouterd) -> Body:
    return codec.to_body(routerd.asked[-1])


def test_it_lists_what_each_does_with_strangers(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    alice = codec.from_body(documents.contact(), ContactDocument)
    routerd.answers["equipment.list"] = [
        documents.equipment(contacts=[alice]),
        documents.equipment(name="Shed", allow_unknown=True, add_unknown=True, disable_interactions=True),
    ]
    assert [line.split() for line in smsctl("equipment").out.splitlines()[1:]] == [
        ["House", "Home", "yes", "yes", "yes", "refused", "-", "Alice"],
        ["Shed", "Home", "yes", "yes", "no", "accepted", "and", "added", "-", "-"],
    ]


def test_add_passes_its_flags_on(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["equipment.add"] = documents.equipment()
    flags = ["--hidden", "--disabled", "--disable-interactions", "--allow-unknown", "--add-unknown"]
    assert smsctl("equipment", "add", "House", "--parent-object", "Home", "--modem", "main", *flags).code == 0
    asked = {key: value for key, value in _asked(routerd).items() if key != "id"}
    assert asked == {
        "name": "House",
        "parent_object": "Home",
        "enabled": False,
        "visible": False,
        "disable_interactions": True,
        "allow_unknown": True,
        "add_unknown": True,
        "modem": "main",
    }


def test_a_plain_add_takes_the_defaults(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["equipment.add"] = documents.equipment()
    smsctl("equipment", "add", "House")
    asked = _asked(routerd)
    assert (asked["enabled"], asked["visible"], asked["allow_unknown"], asked["modem"]) == (True, True, False, None)


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        ([], {}),
        (["--enabled"], {"enabled": True}),
        (["--disabled"], {"enabled": False}),
        (["--hidden"], {"visible": False}),
        (["--enable-interactions"], {"disable_interactions": False}),
        (["--no-allow-unknown", "--no-add-unknown"], {"allow_unknown": False, "add_unknown": False}),
        (["--name", "Home"], {"new_name": "Home"}),
        (["--parent-object", "", "--modem", ""], {"parent_object": "", "modem": ""}),
    ],
)
def test_set_changes_what_is_given_and_nothing_else(
    routerd: FakeRouterd, smsctl: Smsctl, options: list[str], changes: dict[str, Any]
) -> None:
    routerd.answers["equipment.set"] = documents.equipment()
    assert smsctl("equipment", "set", "House", *options).code == 0
    asked = {key: value for key, value in _asked(routerd).items() if value is not None and key != "id"}
    assert asked == {"name": "House", **changes}


def test_show_and_remove(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["equipment.show"] = documents.equipment()
    assert "value message    Hello\n" in smsctl("equipment", "show", "House").out
    assert smsctl("equipment", "remove", "House").out == "removed House\n"
    assert json.loads(smsctl("--json", "equipment", "remove", "House").out) is None


def test_what_the_policy_does_not_allow_is_told(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["equipment.add"] = Refusal("invalid", "add_unknown needs allow_unknown")
    done = smsctl("equipment", "add", "House", "--add-unknown")
    assert (done.code, done.err) == (2, "smsctl: add_unknown needs allow_unknown\n")
