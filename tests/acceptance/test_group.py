"""`group` in [service]: its members may talk to routerd, and nobody else may."""

import grp
import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.acceptance.house import House, new_house

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else"),
]

GROUP = "users"
SOCKETS = ("clients", "events")
DAEMONS_ONLY = ("modems", "interactions")


@pytest.fixture
def house() -> Iterator[House]:
    with new_house() as house:
        house.folder.chmod(0o711)
        settings = house.settings_path.read_text(encoding="utf-8")
        house.settings_path.write_text(settings.replace("[service]", f'[service]\ngroup = "{GROUP}"'), encoding="utf-8")
        house.up()
        yield house


def may_connect(house: House, socket: str, groups: list[int]) -> bool:
    """Whether a user who is no more than a member of `groups` may connect: that takes the right to write."""
    tested = subprocess.run(
        ["test", "-w", str(house.folder / "run" / socket)], user="nobody", group="nogroup", extra_groups=groups
    )
    return tested.returncode == 0


def test_a_member_may_connect_and_a_stranger_may_not(house: House) -> None:
    member = [grp.getgrnam(GROUP).gr_gid]
    assert {socket: may_connect(house, socket, member) for socket in SOCKETS} == dict.fromkeys(SOCKETS, True)
    assert {socket: may_connect(house, socket, []) for socket in SOCKETS} == dict.fromkeys(SOCKETS, False)
    assert not may_connect(house, "supervisor.sock", member)


def test_a_member_can_not_pose_as_a_daemon(house: House) -> None:
    member = [grp.getgrnam(GROUP).gr_gid]
    assert {socket: may_connect(house, socket, member) for socket in DAEMONS_ONLY} == dict.fromkeys(DAEMONS_ONLY, False)
