from __future__ import annotations

import pytest

from ctl.error_codes import LAST, SOURCES, explained


def test_a_missing_message_centre_is_explained_with_what_happens_and_what_to_do() -> None:
    document = explained("cms", 330)
    assert (document["class"], document["meaning"]) == ("configuration", "SMSC address unknown")
    assert document["given_by"] == "the modem's own, of the message service (3GPP TS 27.005)"
    assert document["handling"].startswith("not sent again through this modem, and an alert")
    assert "AT+CSCA?" in document["remedy"]


def test_a_busy_sim_is_waited_for() -> None:
    document = explained("cme", 14)
    assert (document["class"], document["meaning"]) == ("transient", "SIM busy")
    assert document["handling"] == ("sent again after growing pauses, up to max_attempts, the first after at least 2 s")


def test_a_limit_of_its_own_is_told() -> None:
    assert "up to 4 attempts in all" in explained("cms", 500)["handling"]


def test_a_number_that_nobody_defined_says_so() -> None:
    document = explained("cms", 299)
    assert document["given_by"] == "reserved: no standard gives it a meaning"
    assert "up to 3 attempts in all" in document["handling"]
    assert explained("cme", 700)["given_by"] == "up to the modem's manufacturer"


@pytest.mark.parametrize(
    ("code", "outcome", "handling"),
    [
        (0, "delivered", "shown as delivered"),
        (33, "pending", "another report follows"),
        (70, "failed", "shown as failed"),
        (99, "failed-temporarily", "shown as failed"),
        (200, "failed-temporarily", "shown as failed"),
    ],
)
def test_the_status_of_a_report_is_explained(code: int, outcome: str, handling: str) -> None:
    document = explained("tp-st", code)
    assert document["class"] == outcome
    assert handling in document["handling"]


@pytest.mark.parametrize("source", SOURCES)
def test_every_number_has_a_meaning_and_a_remedy(source: str) -> None:
    for code in range(LAST.get(source, 1000) + 1):
        document = explained(source, code)
        assert all(document[name] for name in ("class", "meaning", "given_by", "handling", "remedy")), code
