"""`[groups]`: users under one name, which `users` names with an @ before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interactd.errors import DeclarationError

MARK = "@"


def read(declared: object) -> dict[str, frozenset[str]]:
    """The users of each group. Raises `DeclarationError`."""
    if not isinstance(declared, dict):
        raise DeclarationError("groups must be a table: [groups]", key="groups")
    return {name: _users(name, users) for name, users in declared.items()}


def members(names: Iterable[str], groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The users that `names` comes to, groups among them. Raises `DeclarationError` for a group that is not there: to
    ignore it could leave nobody, or with other rules everybody.
    """
    found: set[str] = set()
    for name in names:
        if not name.startswith(MARK):
            found.add(name)
        elif name.removeprefix(MARK) in groups:
            found |= groups[name.removeprefix(MARK)]
        else:
            raise DeclarationError(f"there is no group named {name.removeprefix(MARK)} in [groups]", key="users")
    return frozenset(found)


def _users(name: str, users: object) -> frozenset[str]:
    if not isinstance(users, list) or not users or not all(isinstance(user, str) and user for user in users):
        raise DeclarationError(f'the group {name} must be a list of users: {name} = ["alice", "bob"]', key=name)
    for user in users:
        if user.startswith(MARK):
            raise DeclarationError(f"the group {name} holds {user}: a group holds users, not groups", key=name)
    return frozenset(users)
