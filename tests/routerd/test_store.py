"""The file: durable, private, migrated with a copy, refused when it cannot be trusted."""

from __future__ import annotations

import os
import re
import stat
from importlib import resources
from pathlib import Path

import pytest

from routerd.outbox import MOVES
from routerd.questions import __doc__ as questions_theory
from routerd.store import MIGRATION_FILES, StorageTrouble, Store, StoreUnusable, Unstorable, Value

V1 = "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"
V2 = "ALTER TABLE thing ADD COLUMN colour TEXT"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_what_was_committed_is_there_after_the_process_ended_and_the_rest_is_not(path: Path) -> None:
    store = Store.open(path, [V1])
    store.insert("thing", name="kept")
    store.commit()
    store.insert("thing", name="lost")
    store.close()
    assert [row["name"] for row in Store.open(path, [V1]).rows("SELECT name FROM thing")] == ["kept"]


def test_only_its_user_may_read_it(path: Path) -> None:
    Store.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_commits_wait_for_the_disk(path: Path) -> None:
    store = Store.open(path)
    assert {name: store.rows(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "foreign_keys")} == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
    }


@pytest.mark.parametrize("replaced", [False, True])
def test_nothing_is_committed_into_a_file_that_is_gone_from_its_path_until_it_is_back(
    path: Path, replaced: bool
) -> None:
    store = Store.open(path, [V1])
    path.rename(path.with_name("elsewhere"))
    if replaced:
        path.touch()
    store.insert("thing", name="lost")
    with pytest.raises(StorageTrouble, match="was moved, removed or replaced while it was in use"):
        store.commit()
    store.rollback()
    path.with_name("elsewhere").rename(path)
    store.insert("thing", name="kept")
    store.commit()
    assert [row["name"] for row in store.rows("SELECT name FROM thing")] == ["kept"]


def test_a_failed_attempt_leaves_what_the_turn_wrote_before(path: Path) -> None:
    store = Store.open(path, [V1])
    store.insert("thing", name="before")
    with pytest.raises(Unstorable), store.attempt():
        store.insert("thing", name="inside")
        store.insert("thing", name=None)
    store.insert("thing", name="after")
    store.commit()
    assert [row["name"] for row in store.rows("SELECT name FROM thing ORDER BY id")] == ["before", "after"]


def test_a_value_no_row_can_hold_is_refused(path: Path) -> None:
    store = Store.open(path, [V1])
    with pytest.raises(Unstorable):
        store.insert("thing", id=2**64, name="x")


def test_reading_begins_no_transaction_so_that_a_full_disk_can_be_asked(path: Path) -> None:
    store = Store.open(path, [V1])
    store.rows("PRAGMA query_only = ON")
    assert store.rows("SELECT * FROM thing") == []
    with pytest.raises(StorageTrouble):
        store.insert("thing", name="x")


def test_a_migration_makes_a_copy_of_the_version_before(path: Path) -> None:
    store = Store.open(path, [V1])
    store.insert("thing", name="old")
    store.commit()
    store.close()
    migrated = Store.open(path, [V1, V2])
    assert [tuple(row) for row in migrated.rows("SELECT name, colour FROM thing")] == [("old", None)]
    copy = Store.open(path.with_name("store.version-1"), [V1])
    assert [row["name"] for row in copy.rows("SELECT * FROM thing")] == ["old"]


def test_a_migration_that_fails_halfway_leaves_the_old_version(path: Path) -> None:
    Store.open(path, [V1]).close()
    with pytest.raises(StoreUnusable):
        Store.open(path, [V1, f"{V2}; CREATE TABLE thing (id INTEGER)"])
    assert "colour" not in Store.open(path, [V1]).rows("SELECT sql FROM sqlite_master")[0]["sql"]


def test_a_store_of_a_newer_version_is_refused_in_a_sentence(path: Path) -> None:
    Store.open(path, [V1, V2]).close()
    with pytest.raises(StoreUnusable, match="newer than this routerd knows"):
        Store.open(path, [V1])


def test_a_file_that_is_no_store_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"precious" * 1000)
    with pytest.raises(StoreUnusable, match="cannot be used"):
        Store.open(path)
    assert path.read_bytes() == b"precious" * 1000


def test_a_folder_that_does_not_exist_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="cannot be opened"):
        Store.open(tmp_path / "nowhere" / "store")


@pytest.mark.parametrize("before", range(1, len(MIGRATION_FILES)))
def test_a_store_of_every_version_is_taken_over_with_its_rows(path: Path, before: int) -> None:
    scripts = [resources.files("routerd").joinpath(name).read_text("utf-8") for name in MIGRATION_FILES]
    store = Store.open(path, scripts[:before])
    store.insert("event", topic="alert", at=1, data="{}")
    store.commit()
    store.close()
    migrated = Store.open(path)
    assert [row["topic"] for row in migrated.rows("SELECT topic FROM event")] == ["alert"]
    assert migrated.rows("PRAGMA foreign_key_check") == []


def test_what_a_store_no_longer_needs_goes_back_to_the_file_system(path: Path) -> None:
    store = Store.open(path, [V1])
    for _ in range(100):
        store.insert("thing", name="x" * 4000)
    store.commit()
    store.execute("DELETE FROM thing")
    free = store.rows("PRAGMA freelist_count")[0][0]
    store.give_back(10)
    store.commit()
    assert store.rows("PRAGMA freelist_count")[0][0] == free - 10


def test_what_an_attempt_may_have_to_undo_is_written_to_no_temporary_file(path: Path) -> None:
    """Such a file would be made for most messages, and hold texts outside of the store."""
    store = Store.open(path, [V1])
    for number in range(100):
        store.insert("thing", name=f"{number:04000d}")
    store.commit()
    with store.attempt():
        store.execute("UPDATE thing SET name = 'short'")
        assert temporary_files() == []
    store.commit()


def temporary_files() -> list[str]:
    """Those of SQLite that this process has open; it unlinks them at once."""
    links = [os.path.realpath(f"/proc/self/fd/{name}") for name in range(64)]
    return [link for link in links if "etilqs_" in link]


def schema() -> str:
    return resources.files("routerd").joinpath("schema.sql").read_text("utf-8")


def test_every_table_is_strict() -> None:
    assert len(re.findall(r"^CREATE TABLE", schema(), re.MULTILINE)) == len(
        re.findall(r"^\) STRICT", schema(), re.MULTILINE)
    )


@pytest.mark.parametrize("table", ["outbox", "outbox_part"])
def test_the_schema_has_the_states_of_the_outbox_and_no_others(table: str) -> None:
    definition = schema().split(f"CREATE TABLE {table} ")[1].split("STRICT")[0]
    states = re.search(r"state IN\s*\(([^)]*)\)", definition)
    assert states is not None
    assert set(re.findall(r"'([^']*)'", states[1])) == {state.value for state in MOVES}


def test_the_schema_has_the_states_of_questions_that_are_explained() -> None:
    definition = schema().split("CREATE TABLE question ")[1].split("STRICT")[0]
    states = re.search(r"state IN \(([^)]*)\)", definition)
    assert states is not None
    assert set(re.findall(r"'([^']*)'", states[1])) == set(
        re.findall(r"^    (\w+)  ", questions_theory or "", re.MULTILINE)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "INSERT INTO equipment VALUES (1, 'a', NULL, 1, 1, 0, 0, 1, NULL)",  # add_unknown without allow_unknown
        "INSERT INTO contact_number VALUES (9, 9, 0, '+33639980001')",  # nobody's number
        "INSERT INTO value VALUES (1, 'colour', '1', 0)",
        "INSERT INTO mute VALUES (NULL, NULL)",
        "INSERT INTO event (topic, at, data) VALUES ('a', 1, 'no json')",
    ],
)
def test_wrong_rows_are_impossible(path: Path, wrong: str) -> None:
    with pytest.raises(Unstorable):
        Store.open(path).execute(wrong)


def test_messages_queued_before_the_queue_had_its_index_are_found_in_it(path: Path) -> None:
    """A message bound by request, an answer that merely prefers its modem, one not due, one whose first part waits."""
    scripts = [resources.files("routerd").joinpath(name).read_text("utf-8") for name in MIGRATION_FILES]
    old = scripts[: MIGRATION_FILES.index("schema_4.sql")]
    store = Store.open(path, old)
    store.insert("submission", key="answer:q", digest="", at=1)
    common: dict[str, Value] = {"recipient": "+33639980001", "text": "x", "alphabet": "gsm7", "queued_at": 1}
    common |= {"delivery_report": 0, "flash": 0}
    rows: list[dict[str, Value]] = [
        {"modem": "a", "priority": 2, "state": "queued"},
        {"modem": "a", "priority": 1, "state": "queued", "key": "answer:q"},
        {"priority": 2, "state": "failed"},
        {"priority": 2, "state": "queued", "via": "b"},
    ]
    for row in rows:
        message = store.insert("outbox", **(common | row))
        sent = {"state": "sent", "sent_at": 1, "job": f"j{message}", "modem": "b", "boot": "b", "handed_at": 1}
        first = {"queued": {"state": "queued", "due_at": 5}, "failed": {"state": "failed"}}[str(row["state"])]
        if row.get("via"):
            store.insert("outbox_part", message=message, sequence=1, text="x", priority=2, **sent)
        store.insert("outbox_part", message=message, sequence=2, text="x", priority=2, **first)
    store.commit()
    store.close()
    store = Store.open(path, scripts[: len(old) + 1])
    found = [tuple(row) for row in store.rows("SELECT lane, bound, next_at FROM outbox ORDER BY id")]
    assert found == [("a", 1, 5), ("a", 0, 5), (None, 0, None), ("b", 0, 5)]
