"""Groups of users."""

import pytest

from interactd import groups
from interactd.errors import DeclarationError

FAMILY = {"family": frozenset({"alice", "bob"})}


def test_a_group_stands_for_its_users_beside_others() -> None:
    assert groups.read({"family": ["alice", "bob"]}) == FAMILY
    assert groups.members(["@family", "carol"], FAMILY) == {"alice", "bob", "carol"}
    assert groups.members(["family"], FAMILY) == {"family"}


def test_a_group_that_is_not_there_is_an_error_and_never_nobody() -> None:
    with pytest.raises(DeclarationError, match=r"there is no group named famliy in \[groups\]"):
        groups.members(["@famliy"], FAMILY)


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (5, "groups must be a table"),
        ({"family": "alice"}, "the group family must be a list of users"),
        ({"family": []}, "must be a list of users"),
        ({"family": [""]}, "must be a list of users"),
        ({"all": ["@family"]}, "a group holds users, not groups"),
    ],
)
def test_what_cannot_be_used_is_refused(declared: object, reason: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        groups.read(declared)
    assert reason in caught.value.reason
