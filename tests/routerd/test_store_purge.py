"""Rows that go."""

from __future__ import annotations

import pytest

from routerd import store_purge
from routerd.retention import Stage
from tests.routerd.house import House


def plan_of(house: House, sql: str) -> str:
    return " ".join(str(row["detail"]) for row in house.store.rows(f"EXPLAIN QUERY PLAN {sql}"))


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT 1 FROM part WHERE inbox = 1", "part_message"),
        ("SELECT 1 FROM report WHERE part = 1", "report_part"),
        ("SELECT id FROM inbox WHERE sender IN ('a', 'b') ORDER BY id LIMIT 200", "inbox_sender"),
        ("SELECT id FROM outbox WHERE recipient IN ('a', 'b') ORDER BY id LIMIT 200", "outbox_recipient"),
    ],
)
def test_nothing_of_a_message_is_searched_for_in_a_whole_table(house: House, sql: str, index: str) -> None:
    assert index in plan_of(house, sql)
    assert "SCAN" not in plan_of(house, sql)


def test_a_batch_is_read_in_order_behind_a_row(house: House) -> None:
    for number in range(4):
        house.receive(f"{number}")
    now = round(house.now * 1000)
    batch = store_purge.batch(house.store, Stage.INBOX, after=1, before_at=now, most=2)
    # Their questions are open: nothing of them may go.
    assert [(row.id, row.at, row.expendable) for row in batch] == [(2, now, False), (3, now, False)]


def test_a_key_read_again_is_noted_anew_only_when_that_was_long_ago(house: House) -> None:
    for key in ("a", "b"):
        house.store.insert("handled", key=key, at=0)
    store_purge.read_again(house.store, "a", store_purge.STALE_MS)
    store_purge.read_again(house.store, "unknown", store_purge.STALE_MS + 1)
    assert [row["key"] for row in house.store.rows("SELECT key FROM handled ORDER BY id")] == ["a", "b"]
    store_purge.read_again(house.store, "a", store_purge.STALE_MS + 1)
    rows = house.store.rows("SELECT key, at FROM handled ORDER BY id")
    assert [(row["key"], row["at"]) for row in rows] == [("b", 0), ("a", store_purge.STALE_MS + 1)]
