"""Contacts, and the alerts of routerd."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ctl.facts import Alert, Contact, Facts
from ctl.findings.finding import Severity
from tests.ctl.healthy import commands, keys, only, well


def with_status(**changes: Any) -> Facts:
    status = well().status
    assert status is not None
    return well(status=replace(status, **changes))


def test_a_muted_contact_is_told_with_the_command_that_ends_it() -> None:
    facts = with_status(contacts=(Contact(equipment="Big house", name="Alice", muted=True),))
    finding = only(facts, "contact-muted")
    assert commands(finding)[-1] == "smsctl contact unmute 'Big house' Alice"


def test_a_contact_that_made_itself_is_told_with_both_ways_out() -> None:
    facts = with_status(contacts=(Contact(equipment="House", name="+33639980042", added=True),))
    assert commands(only(facts, "contact-added")) == [
        "smsctl contact set House +33639980042 --name NEW",
        "smsctl contact remove House +33639980042",
    ]


def test_with_very_many_contacts_the_alerts_name_them() -> None:
    alert = Alert(severity="warning", message="Alice of House is muted after too many answers", about="contact-muted")
    assert keys(with_status(contacts=(), alerts=(alert,))) == []
    assert only(with_status(contacts=None, alerts=(alert,)), "contact-muted").what == alert.message


@pytest.mark.parametrize(
    ("about", "key"),
    [
        ("store", "store-unwritable"),
        ("queue", "queue-orphaned"),
        ("modem-problem", "modem-problem"),
        ("modem-limit", "modem-limit"),
        ("other", "alert"),
        ("something of a later version", "alert"),
    ],
)
def test_an_alert_is_told_under_what_it_is_about(about: str, key: str) -> None:
    facts = with_status(alerts=(Alert(severity="critical", message="look at this", about=about),))
    finding = only(facts, key)
    assert (finding.what, finding.severity) == ("look at this", Severity.CRITICAL)


@pytest.mark.parametrize("about", ["modem-state", "modemd", "interactd"])
def test_an_alert_whose_facts_are_looked_at_is_not_told_twice(about: str) -> None:
    assert keys(with_status(alerts=(Alert(severity="critical", message="x", about=about),))) == []
