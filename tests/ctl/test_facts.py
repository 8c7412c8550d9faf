from __future__ import annotations

import pytest

from ctl.facts import Account, File
from tests.ctl.healthy import well

OWNER, MEMBER, OTHER = (
    Account(name="owner", uid=1000, groups=frozenset({1000})),
    Account(name="member", uid=1001, groups=frozenset({20, 1001})),
    Account(name="other", uid=1002, groups=frozenset({1002})),
)


@pytest.mark.parametrize(
    ("mode", "allowed"),
    [
        (0o660, [True, True, False]),
        (0o600, [True, False, False]),
        (0o606, [True, False, True]),
        (0o060, [False, True, False]),
    ],
)
def test_the_first_class_that_fits_decides_as_the_kernel_has_it(mode: int, allowed: list[bool]) -> None:
    file = File(path="/dev/ttyUSB0", uid=1000, gid=20, group="dialout", mode=mode)
    assert [file.allows(account, 6) for account in (OWNER, MEMBER, OTHER)] == allowed
    assert file.allows(Account(name="root", uid=0), 6)


def test_a_daemon_of_ours_is_known_by_its_process_and_without_supervisord_by_its_name() -> None:
    assert well().ours("modemd (process 103)")
    assert not well().ours("modemd (process 17)")
    assert not well().ours("ModemManager")
    unknown = well(supervised=None, programs=(), status=None)
    assert unknown.ours("modemd (process 17)")
    assert not unknown.ours("minicom (process 17)")
    assert well(leftovers=(17,)).ours("modemd (process 17)")
