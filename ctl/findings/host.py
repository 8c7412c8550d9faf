"""This computer: folders, disk, secrets, the store, the clock."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from typing import Final

from ctl.facts import Facts, Folder
from ctl.findings.finding import Finding, Step, found
from ctl.findings.service import SUPERVISORD

RELEASED_MS: Final = 1_735_689_600_000
"""2025-01-01: no clock that is right says earlier."""
LATE_MS: Final = 600_000
AHEAD_MS: Final = 120_000
"""The network's clock is right to some seconds; a message may be late for good reasons, early for none."""
FULL_OCTETS: Final = 8 * 1024 * 1024
NEARLY_OCTETS: Final = 100 * 1024 * 1024
NEARLY_PER_CENT: Final = 3
FEW_FILES: Final = 100
ALL_RIGHTS: Final = 7
OF_ALL: Final = 0o007
WRITABLE_BY_ALL: Final = 0o002
READABLE_BY_ALL: Final = 0o004
READABLE_BY_THE_GROUP: Final = 0o040

_SAVE: Final = (
    Step(do="If it was moved, move it back: everything goes on"),
    Step(
        do="If it was removed, save the store first, which routerd still has (docs/operations.md, Back up and restore)"
    ),
)


def of_folders(facts: Facts) -> Iterator[Finding]:
    """Folders, and the disks they are on, each disk once."""
    disks: set[tuple[int | None, int | None]] = set()
    for folder in facts.folders:
        yield from _of_access(facts, folder)
        disk = (folder.free, folder.size)
        if folder.file is not None and folder.size and disk not in disks:
            disks.add(disk)
            yield from _of_disk(folder)


def _of_access(facts: Facts, folder: Folder) -> Iterator[Finding]:
    user, path = shlex.quote(facts.account.name), shlex.quote(folder.path)
    if folder.file is None:
        if facts.supervised:
            yield found(
                "folder-missing",
                f"service.{folder.key}",
                f"{folder.path} does not exist",
                *(_SAVE if folder.key == "state_dir" else ()),
                Step(do="Make it", command=f"sudo install -d -m 700 -o {user} {path}"),
                Step(do="and start anew", command="smsctl down && smsctl up"),
            )
        return
    if not folder.file.allows(facts.account, ALL_RIGHTS):
        yield found(
            "folder-forbidden",
            f"service.{folder.key}",
            f"{folder.path} may not be used by {facts.account.name} (mode {folder.file.mode & 0o777:04o})",
            Step(do="Give it to that user", command=f"sudo chown -R {user} {path}"),
            Step(do="and nobody else", command=f"sudo chmod 700 {path}"),
        )
    private = folder.key == "state_dir" and folder.file.mode & OF_ALL
    if private or folder.file.mode & WRITABLE_BY_ALL:
        may = "write into" if folder.file.mode & WRITABLE_BY_ALL else "look into"
        yield found(
            "folder-open",
            f"service.{folder.key}",
            f"everybody may {may} {folder.path} (mode {folder.file.mode & 0o777:04o})",
            Step(do="Close it", command=f"sudo chmod o-rwx {path}"),
        )


def _of_disk(folder: Folder) -> Iterator[Finding]:
    about = f"disk of {folder.path}"
    free, size = folder.free or 0, folder.size or 1
    if folder.read_only:
        yield found(
            "disk-read-only",
            about,
            f"the file system of {folder.path} is read-only",
            Step(do="See why: after an error the kernel makes it so", command="sudo dmesg --level=err,warn | tail"),
            Step(do="check it at the next start, and reboot", command="sudo touch /forcefsck && sudo reboot"),
            Step(do="if nothing is wrong with it", command=f"sudo mount -o remount,rw {_mount_point(folder)}"),
        )
    left = f"{_megabytes(free)} are left of {_megabytes(size)}"
    if free < FULL_OCTETS:
        yield found("disk-full", about, left, *_making_room(folder))
    elif free < NEARLY_OCTETS and free * 100 < size * NEARLY_PER_CENT:
        yield found("disk-nearly-full", about, left, *_making_room(folder))
    if folder.files and folder.files_free is not None and folder.files_free < FEW_FILES:
        yield found(
            "files-used-up",
            about,
            f"only {folder.files_free} of {folder.files} files (inodes) can be created",
            Step(
                do="See which folder has so many",
                command=f"sudo du -x --inodes {_mount_point(folder)} | sort -n | tail -n 20",
            ),
        )


def _making_room(folder: Folder) -> tuple[Step, ...]:
    return (
        Step(
            do="See what fills it",
            command=f"sudo du -xh --max-depth=2 {_mount_point(folder)} | sort -h | tail -n 20",
        ),
        Step(
            do="Debian's own logs and packages give some back",
            command="sudo journalctl --vacuum-size=50M && sudo apt clean",
        ),
    )


def _mount_point(folder: Folder) -> str:
    """The file system of the folder, found by the shell: it need not be that of /."""
    return f"$(df --output=target {shlex.quote(folder.path)} | tail -n 1)"


def of_secrets(facts: Facts) -> Iterator[Finding]:
    """Files that hold secrets."""
    for secret in facts.secrets:
        # root's file that the daemons read through their group is as it should be.
        by_group = secret.file.uid != facts.account.uid and secret.file.gid in facts.account.groups
        closed_to_the_group = by_group or not secret.file.mode & READABLE_BY_THE_GROUP
        if secret.file.mode & READABLE_BY_ALL or not closed_to_the_group:
            yield found(
                "secret-readable",
                secret.file.path,
                f"{secret.file.path} holds {secret.holds} and may be read by others "
                f"(mode {secret.file.mode & 0o777:04o})",
                Step(do="Close it", command=f"chmod {'o-rwx' if by_group else '600'} {shlex.quote(secret.file.path)}"),
            )


def of_late(facts: Facts) -> Iterator[Finding]:
    """What took longer to look at than there is time."""
    for what in facts.late:
        if what == SUPERVISORD:
            continue  # a finding of its own
        yield found(
            "probe-late",
            "this computer",
            f"{what} could not be looked at in time",
            Step(
                do="See which programs wait for a device (D in the second column)",
                command="ps -eo pid,stat,wchan:24,cmd | grep ' D'",
            ),
            Step(do="and what the kernel says", command="sudo dmesg | tail -n 30"),
        )


def of_store(facts: Facts) -> Iterator[Finding]:
    """The file with all messages."""
    store = facts.store
    if store is None:
        return
    path = shlex.quote(store.path)
    if store.version is not None and store.known is not None and store.version > store.known:
        yield found(
            "store-newer",
            "store",
            f"{store.path} is of version {store.version}; this smsbus knows {store.known}",
            Step(
                do="Install the newer smsbus again, or go back to the copy made before it",
                command=f"ls -l {path}.version-*",
            ),
        )
    elif store.damage:
        yield found(
            "store-corrupt",
            "store",
            f"{store.path} is corrupt: {store.damage}",
            Step(do="Stop everything", command="smsctl down"),
            Step(do="install what can read what is left", command="sudo apt install sqlite3"),
            Step(do="move it aside", command=f"mkdir {path}.damaged && mv {path} {path}-* {path}.damaged/"),
            Step(
                do="save what can be read",
                command=f"sqlite3 {path}.damaged/{store.path.rpartition('/')[2]} .recover | sqlite3 {path}",
            ),
            Step(do="or copy a backup to its place; then", command="smsctl up"),
        )


def of_clock(facts: Facts) -> Iterator[Finding]:
    """Whether the clock can be right."""
    clock = facts.clock
    if clock is None:
        return
    early = [-late for late in clock.late_ms if late < -AHEAD_MS]
    steps = (
        Step(
            do="Have it set by the network",
            command="sudo apt install systemd-timesyncd && sudo timedatectl set-ntp true",
        ),
        Step(do="or by hand", command="sudo timedatectl set-time 'YYYY-MM-DD HH:MM:SS'"),
    )
    if clock.now_ms < RELEASED_MS:
        said = time.strftime("%Y-%m-%d", time.gmtime(clock.now_ms / 1000))
        yield found("clock-wrong", "clock", f"the clock says {said}, which cannot be", *steps)
    elif early:
        yield found(
            "clock-wrong", "clock", f"the clock is {_minutes(max(early))} behind that of the mobile network", *steps
        )
    elif len(clock.late_ms) >= 3 and min(clock.late_ms) > LATE_MS:
        yield found(
            "clock-wrong",
            "clock",
            f"the clock seems {_minutes(min(clock.late_ms))} ahead: the last {len(clock.late_ms)} messages were all "
            "sent so long before they came",
            *steps,
        )
    if clock.synchronised is False:
        yield found("clock-unsynchronised", "clock", "no time server has set the clock", steps[0])


def _megabytes(octets: int) -> str:
    return f"{octets / 1_000_000:.0f} MB"


def _minutes(milliseconds: int) -> str:
    minutes = milliseconds // 60_000
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
