"""Pages, gathered."""

from __future__ import annotations

import pytest

from ctl.exits import Failure
from ctl.history import directory, of_contact
from ctl.invocation import Invocation
from smsbus.requests_directory import ContactShowRequest, DirectoryExportRequest
from smsbus.requests_history import ContactHistoryRequest
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd

ALICE = {"name": "Alice", "numbers": "+33639980001", "user": None}
BOB = {"name": "Bob", "numbers": "+33639980002", "user": None}


def invocation() -> Invocation:
    import os

    return Invocation(None, os.environ, json=False)


def pages(asked: DirectoryExportRequest) -> dict[str, object]:
    match asked.after_equipment, asked.after_contact:
        case None, None:
            return {"equipment": [{"name": "Barn", "contact": []}], "more": True}
        case "Barn", None:
            return {"equipment": [{"name": "House", "contact": [ALICE]}], "more": True}
        case "House", "Alice":
            return {"equipment": [{"name": "House", "contact": [BOB]}], "more": False}
        case _:
            raise AssertionError(asked)


def history(asked: ContactHistoryRequest) -> list[dict[str, object]]:
    if asked.box != "inbox":
        return []
    return [documents.inbox(id=number) for number in range(asked.after + 1, min(asked.after + 3, 6))]


def test_an_equipment_that_goes_on_in_the_next_page_is_one(routerd: FakeRouterd) -> None:
    routerd.answers["directory.export"] = pages
    with invocation().client() as client:
        assert directory(client) == [{"name": "Barn", "contact": []}, {"name": "House", "contact": [ALICE, BOB]}]


def test_all_of_a_contact_is_gathered_with_the_values_that_show_it(routerd: FakeRouterd) -> None:
    routerd.answers["directory.export"] = pages
    routerd.answers["contact.show"] = documents.contact()
    routerd.answers["value.get"] = lambda asked: documents.value(name=asked.name, value="Alice")
    routerd.answers["contact.history"] = history
    with invocation().client() as client:
        found = of_contact(client, "alice", None)
    assert [message["id"] for message in found["inbox"]] == [1, 2, 3, 4, 5]
    assert (found["outbox"], found["errands"], found["memory"]) == ([], [], [])
    assert [value["name"] for value in found["values"]] == ["message", "sender"]


def test_values_that_show_somebody_else_are_not_in_it(routerd: FakeRouterd) -> None:
    routerd.answers["contact.show"] = documents.contact()
    routerd.answers["value.get"] = lambda asked: documents.value(name=asked.name, value="Bob")
    routerd.answers["contact.history"] = []
    with invocation().client() as client:
        assert of_contact(client, "Alice", "House")["values"] == []


def test_a_name_of_several_persons_is_asked_back_and_one_of_nobody_refused(routerd: FakeRouterd) -> None:
    both = [{"name": "Barn", "contact": [ALICE]}, {"name": "House", "contact": [ALICE]}]
    routerd.answers["directory.export"] = {"equipment": both, "more": False}

    def shown(asked: ContactShowRequest) -> dict[str, object]:
        return documents.contact(equipment=asked.equipment, numbers=[f"+3363998000{len(asked.equipment)}"])

    routerd.answers["contact.show"] = shown
    with invocation().client() as client:
        with pytest.raises(Failure, match="Barn, House: say which by --equipment"):
            of_contact(client, "Alice", None)
        with pytest.raises(Failure, match="no contact named 'Carol'"):
            of_contact(client, "Carol", None)
