"""Folders, disk, secrets, store, clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctl.facts import Account, Clock, Facts, File, Secret, Store
from tests.ctl.healthy import NOW_MS, commands, down, folder, keys, only, well

STORE = "/home/pi/house/state/smsbus.sqlite3"


def with_folder(**changes: object) -> Facts:
    return well(folders=(folder("state_dir", **changes), folder("run_dir"), folder("log_dir")))


def test_a_folder_that_is_missing_while_all_should_run_is_to_be_made() -> None:
    finding = only(with_folder(file=None), "folder-missing")
    assert commands(finding)[0] == "sudo install -d -m 700 -o pi /home/pi/house/state"


def test_before_a_missing_state_dir_is_made_what_routerd_still_has_is_to_be_saved() -> None:
    finding = only(with_folder(file=None), "folder-missing")
    assert [step.do for step in finding.remedy if step.command is None] == [
        "If it was moved, move it back: everything goes on",
        "If it was removed, save the store first, which routerd still has (docs/operations.md, Back up and restore)",
    ]


def test_room_is_looked_for_on_the_disk_that_is_full() -> None:
    finding = only(with_folder(free=0), "disk-full")
    assert commands(finding)[0] == (
        "sudo du -xh --max-depth=2 $(df --output=target /home/pi/house/state | tail -n 1) | sort -h | tail -n 20"
    )


def test_before_the_first_start_no_folder_is_missing() -> None:
    facts = down(folders=(folder("state_dir", file=None),))
    assert keys(facts) == ["supervisord-down"]


def test_a_folder_of_another_user_is_to_be_given_back() -> None:
    of_root = File(path="/home/pi/house/state", uid=0, gid=0, group="root", mode=0o700)
    finding = only(with_folder(file=of_root), "folder-forbidden")
    assert commands(finding) == ["sudo chown -R pi /home/pi/house/state", "sudo chmod 700 /home/pi/house/state"]
    assert keys(replace(with_folder(file=of_root), account=Account(name="root", uid=0))) == []


@pytest.mark.parametrize(("mode", "open_to_all"), [(0o707, True), (0o705, True), (0o750, False), (0o700, False)])
def test_a_state_dir_that_everybody_may_look_into_is_to_be_closed(mode: int, open_to_all: bool) -> None:
    file = File(path="/home/pi/house/state", uid=1000, gid=1000, mode=mode)
    assert ("folder-open" in keys(with_folder(file=file))) is open_to_all


def test_a_run_dir_may_be_looked_into_and_not_written() -> None:
    def facts(mode: int) -> Facts:
        return well(folders=(folder("run_dir", file=File(path="/run/smsbus", uid=1000, gid=1000, mode=mode)),))

    assert keys(facts(0o755)) == []
    assert keys(facts(0o777)) == ["folder-open"]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"free": 0}, "disk-full"),
        ({"free": 50_000_000, "size": 30_000_000_000}, "disk-nearly-full"),
        ({"files_free": 3}, "files-used-up"),
        ({"read_only": True}, "disk-read-only"),
    ],
)
def test_a_disk_without_room_or_rights_is_told_once(changes: dict[str, object], key: str) -> None:
    facts = well(folders=tuple(folder(name, **changes) for name in ("state_dir", "run_dir", "log_dir")))
    assert keys(facts) == [key]
    assert only(facts, key).remedy


@pytest.mark.parametrize("changes", [{"free": 50_000_000, "size": 60_000_000}, {"files": 0, "files_free": 0}])
def test_a_small_tmpfs_and_a_file_system_without_inodes_are_well(changes: dict[str, object]) -> None:
    assert keys(with_folder(**changes)) == []


@pytest.mark.parametrize(("mode", "readable"), [(0o644, True), (0o640, True), (0o604, True), (0o600, False)])
def test_a_secret_that_others_may_read_is_to_be_closed(mode: int, readable: bool) -> None:
    secret = Secret(holds="the pin", file=File(path="/etc/smsbus/main.pin", mode=mode))
    facts = well(secrets=(secret,))
    assert (keys(facts) == ["secret-readable"]) is readable
    if readable:
        assert commands(only(facts, "secret-readable")) == ["chmod 600 /etc/smsbus/main.pin"]


def test_a_store_that_is_damaged_is_moved_aside_and_saved() -> None:
    finding = only(
        down(store=Store(path=STORE, version=5, known=5, damage="row 3 missing from index")), "store-corrupt"
    )
    assert "row 3 missing from index" in finding.what
    assert "smsctl down" in commands(finding)


def test_a_store_of_a_newer_version_is_told_with_both_versions() -> None:
    finding = only(down(store=Store(path=STORE, version=9, known=5)), "store-newer")
    assert "is of version 9; this smsbus knows 5" in finding.what


@pytest.mark.parametrize("store", [None, Store(path=STORE), Store(path=STORE, version=4, known=5)])
def test_a_store_that_is_not_there_unreadable_or_older_is_well(store: Store | None) -> None:
    assert keys(down(store=store)) == ["supervisord-down"]


def test_a_clock_before_this_program_was_written_is_wrong() -> None:
    finding = only(well(clock=Clock(now_ms=0)), "clock-wrong")
    assert finding.what == "the clock says 1970-01-01, which cannot be"
    assert commands(finding)[0] == "sudo apt install systemd-timesyncd && sudo timedatectl set-ntp true"


@pytest.mark.parametrize(
    ("late_ms", "words"),
    [
        ((-7_200_000,), "the clock is 2 hours behind that of the mobile network"),
        ((5_000, -600_000), "the clock is 10 minutes behind that of the mobile network"),
        ((1_200_000, 1_300_000, 9_000_000), "the clock seems 20 minutes ahead"),
    ],
)
def test_a_clock_that_differs_from_the_networks_is_wrong(late_ms: tuple[int, ...], words: str) -> None:
    assert only(well(clock=Clock(now_ms=NOW_MS, late_ms=late_ms)), "clock-wrong").what.startswith(words)


@pytest.mark.parametrize("late_ms", [(), (-60_000,), (1_200_000,), (5_000, 90_000_000, 3_000)])
def test_messages_that_were_late_or_a_minute_early_do_not_make_a_clock_wrong(late_ms: tuple[int, ...]) -> None:
    assert keys(well(clock=Clock(now_ms=NOW_MS, synchronised=True, late_ms=late_ms))) == []


def test_a_clock_that_no_server_set_is_a_note_because_there_may_be_no_internet() -> None:
    facts = well(clock=Clock(now_ms=NOW_MS, synchronised=False))
    assert only(facts, "clock-unsynchronised").severity == 0


def test_what_hangs_is_told() -> None:
    assert only(well(late=("the folders",)), "probe-late").what == "the folders could not be looked at in time"


def test_a_secret_that_the_daemons_read_through_their_group_is_as_it_should_be() -> None:
    secret = Secret(holds="a pin", file=File(path="/etc/smsbus/smsbus.toml", uid=0, gid=1000, mode=0o640))
    assert keys(well(secrets=(secret,))) == []
    for_all = replace(secret, file=replace(secret.file, mode=0o644))
    assert commands(only(well(secrets=(for_all,)), "secret-readable")) == ["chmod o-rwx /etc/smsbus/smsbus.toml"]
