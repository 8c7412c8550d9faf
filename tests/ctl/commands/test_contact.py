from __future__ import annotations

import json

from smsbus import codec
from smsbus.codec import Body
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Smsctl


def _asked(routerd: FakeRouterd) -> Body:
    return {key: value for key, value in codec.to_body(routerd.asked[-1]).items() if value is not None and key != "id"}


def test_it_lists_remarks_that_someone_should_read(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    pages = {
        None: [documents.contact(numbers=["+33639980001", "+33639980002"])],
        "Alice": [documents.contact(name="+33639980003", user=None, added_automatically=True, muted=True)],
        "+33639980003": [],
    }
    routerd.answers["contact.list"] = lambda asked: pages[asked.after_contact]
    assert smsctl("contact").out.splitlines()[1:] == [
        "House      Alice         +33639980001; +33639980002  alice  -",
        "House      +33639980003  +33639980001                -      added automatically, muted",
    ]
    routerd.asked.clear()
    smsctl("contact", "list", "House")
    del routerd.asked[1:]
    assert _asked(routerd) == {"equipment": "House"}


def test_add_set_remove_and_unmute_name_equipment_and_contact(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    for kind in ("contact.add", "contact.set", "contact.unmute"):
        routerd.answers[kind] = documents.contact()
    smsctl("contact", "add", "House", "Alice", "0639980001;0639980002", "--user", "alice")
    numbers = "0639980001;0639980002"
    assert _asked(routerd) == {"equipment": "House", "name": "Alice", "numbers": numbers, "user": "alice"}
    smsctl("contact", "set", "House", "Alice", "--name", "Alicia", "--user", "")
    assert _asked(routerd) == {"equipment": "House", "name": "Alice", "new_name": "Alicia", "user": ""}
    assert json.loads(smsctl("contact", "unmute", "House", "Alice", "--json").out)["muted"] is False
    assert smsctl("contact", "remove", "House", "Alice").out == "removed Alice\n"
    assert [request.kind for request in routerd.asked[2:]] == ["contact.unmute", "contact.remove"]
