from __future__ import annotations

import os
from pathlib import Path

from ctl.probes import accounts
from tests.ctl.probes.test_processes import process


def test_the_user_of_supervisord_counts_with_the_groups_it_was_started_with(tmp_path: Path) -> None:
    process(tmp_path, 17, "python3", status="Uid:\t4242\t4242\t4242\t4242\nGid:\t5\t5\t5\t5\nGroups:\t20\n")
    account = accounts.of_daemons(17, tmp_path, root=tmp_path)
    assert (account.name, account.uid, account.groups) == ("4242", 4242, frozenset({5, 20}))


def test_while_nothing_runs_the_owner_of_the_state_dir_counts(tmp_path: Path) -> None:
    assert accounts.of_daemons(None, tmp_path, root=tmp_path) == accounts.me()
    assert accounts.of_daemons(None, tmp_path / "missing", root=tmp_path) == accounts.me()
    assert accounts.of_daemons(None, None, root=tmp_path) == accounts.me()


def test_a_user_has_the_groups_of_a_login() -> None:
    assert accounts.of_user(0).name == "root"
    assert 0 in accounts.of_user(0).groups
    assert accounts.of_user(4_242_424).name == "4242424"


def test_who_asks_is_this_user() -> None:
    assert accounts.me().uid == os.geteuid()
    assert os.getegid() in accounts.me().groups
