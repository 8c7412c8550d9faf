"""Who asks, and as whom the daemons run or would run."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from ctl.facts import Account
from ctl.probes.processes import owner_of


def me() -> Account:
    """The user that asks."""
    return Account(name=name_of(os.geteuid()), uid=os.geteuid(), groups=frozenset({os.getegid(), *os.getgroups()}))


def of_daemons(supervisord: int | None, state_dir: Path | None, *, root: Path) -> Account:
    """The user of supervisord, if it runs; else the owner of state_dir; else who asks, as `smsctl up` would run."""
    if supervisord is not None and (owner := owner_of(supervisord, root=root)) is not None:
        return Account(name=name_of(owner[0]), uid=owner[0], groups=owner[1])
    try:
        uid = state_dir.stat().st_uid if state_dir is not None else os.geteuid()
    except OSError:
        uid = os.geteuid()
    return me() if uid == os.geteuid() else of_user(uid)


def of_user(uid: int) -> Account:
    """A user with the groups that a login would give."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(name=str(uid), uid=uid)
    return Account(name=entry.pw_name, uid=uid, groups=frozenset(os.getgrouplist(entry.pw_name, entry.pw_gid)))


def name_of(uid: int) -> str:
    """The name of a user, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
