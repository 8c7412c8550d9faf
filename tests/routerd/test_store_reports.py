"""Reports in the store; what follows from one is in `test_reports`."""

from __future__ import annotations

from routerd import store_outbox, store_reports
from tests.routerd.house import ALICE, BOB, House


def report(house: House, key: str, *, reference: int = 7, recipient: str = ALICE, received_at: int = 1000) -> None:
    store_reports.add(
        house.store,
        key=key,
        modem="gsm",
        tp_mr=reference,
        recipient=recipient,
        status=0,
        received_at=received_at,
    )


def test_of_reports_that_matched_nothing_the_newest_to_that_number_counts(empty: House) -> None:
    report(empty, "old", received_at=1000)
    report(empty, "new", reference=8, received_at=2000)
    report(empty, "of another", recipient=BOB, received_at=3000)
    found = store_reports.unmatched(empty.store, modem="gsm", tp_mr=None, recipient=ALICE, after=0)
    assert found == ("new", 8, 0)
    assert store_reports.unmatched(empty.store, modem="gsm", tp_mr=7, recipient=ALICE, after=0) == ("old", 7, 0)
    assert store_reports.unmatched(empty.store, modem="gsm", tp_mr=7, recipient=ALICE, after=1001) is None
    assert store_reports.unmatched(empty.store, modem="other", tp_mr=7, recipient=ALICE, after=0) is None


def test_a_report_that_was_matched_is_known_and_matches_nothing_else(empty: House) -> None:
    [message] = empty.send()
    [part] = store_outbox.parts(empty.store, message["id"])
    report(empty, "k")
    store_reports.match(empty.store, "k", part.id)
    assert store_reports.knows(empty.store, "k")
    assert not store_reports.knows(empty.store, "another")
    assert store_reports.unmatched(empty.store, modem="gsm", tp_mr=7, recipient=ALICE, after=0) is None
