from __future__ import annotations

import json

import pytest

from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Smsctl


@pytest.mark.parametrize(("value", "printed"), [("Hello", "Hello\n"), (None, "\n"), (68, "68\n"), ("\x07", "\\x07\n")])
def test_it_prints_the_value_alone(routerd: FakeRouterd, smsctl: Smsctl, value: object, printed: str) -> None:
    routerd.answers["value.get"] = documents.value(value=value)
    assert smsctl("value", "House", "message").out == printed
    assert (routerd.asked[0].equipment, routerd.asked[0].name) == ("House", "message")


def test_json_has_equipment_name_value_and_moment(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["value.get"] = documents.value()
    assert json.loads(smsctl("--json", "value", "House", "message").out) == {
        "equipment": "House",
        "name": "message",
        "value": "Hello",
        "at": "2026-11-18T11:06:40.250Z",
    }
