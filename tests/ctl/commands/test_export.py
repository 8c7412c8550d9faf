"""`smsctl export`."""

from __future__ import annotations

import json
import tomllib

from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Smsctl

HOUSE = {"name": "House", "enabled": False, "contact": [{"name": "Ève", "numbers": "+33639980001", "user": None}]}


def test_the_directory_is_printed_as_a_file_for_apply(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["directory.export"] = {"equipment": [HOUSE], "more": False}
    assert tomllib.loads(smsctl("export").out) == {
        "equipment": [{"name": "House", "enabled": False, "contact": [{"name": "Ève", "numbers": "+33639980001"}]}]
    }
    assert json.loads(smsctl("export", "--json").out) == [HOUSE]


def test_an_empty_directory_is_a_file_too(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["directory.export"] = {"equipment": [], "more": False}
    assert tomllib.loads(smsctl("export").out) == {"equipment": []}


def test_all_of_one_contact_is_one_document_with_moments_for_people(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["contact.show"] = documents.contact()
    routerd.answers["value.get"] = documents.value(value="Alice")
    routerd.answers["contact.history"] = lambda asked: (
        [] if asked.after or asked.box != "inbox" else [documents.inbox()]
    )
    document = json.loads(smsctl("export", "--contact", "Alice", "--equipment", "House").out)
    assert document.keys() == {"contacts", "values", "inbox", "outbox", "errands", "memory"}
    assert document["inbox"][0]["received_at"] == "2026-11-18T11:06:40.250Z"
    assert smsctl("export", "--equipment", "House").code == 2
