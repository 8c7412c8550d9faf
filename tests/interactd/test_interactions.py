"""Who may run an interaction."""

import pytest

from tests.interactd.conftest import Load


@pytest.mark.parametrize(
    ("users", "user", "allowed"),
    [
        ("", "alice", True),
        ("", None, True),
        ('users = ["alice"]', "alice", True),
        ('users = ["alice"]', "Alice", False),
        ('users = ["alice"]', "bob", False),
        ('users = ["alice"]', "", False),
        ('users = ["alice"]', None, False),
    ],
)
def test_named_users_only_and_a_contact_without_user_never(
    load: Load, users: str, user: str | None, allowed: bool
) -> None:
    interactions = load(f'[[interaction]]\nname = "a"\nsentences = ["a"]\nreply = "b"\n{users}\n')
    assert interactions.by_name["a"].allows(user) is allowed
