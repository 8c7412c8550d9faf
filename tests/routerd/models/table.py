"""Who may, as docs/policy.md has it, for people and equipments that are plain values."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Thing:
    """An equipment: its switches, and user and numbers of its contacts by name."""

    enabled: bool = True
    disable_interactions: bool = False
    allow_unknown: bool = False
    add_unknown: bool = False
    contacts: dict[str, tuple[str | None, set[str]]] = field(default_factory=dict)

    def who(self, number: str) -> str | None:
        """The contact with that number."""
        return next((name for name, (_, numbers) in self.contacts.items() if number in numbers), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the page says; `changed` maps equipments to their new `sender`, `added` names those that get a contact."""

    state: str
    reason: str
    equipment: str | None = None
    contact: str | None = None
    user: str | None = None
    asks: bool = False
    changed: dict[str, str] = field(default_factory=dict)
    added: frozenset[str] = frozenset()


def verdict(
    sender: str,
    things: dict[str, Thing],
    *,
    telephone: bool = True,
    is_text: bool = True,
    whole: bool = True,
    muted: bool = False,
    own: bool = False,
) -> Verdict:
    """The row of the table that applies. `telephone`: the sender is an international number, not a code or a name."""
    there = {name: things[name] for name in sorted(things) if things[name].enabled}
    knowing = {name: thing.who(sender) for name, thing in there.items() if telephone and thing.who(sender)}
    allowing = {name: thing for name, thing in there.items() if thing.allow_unknown}
    added: frozenset[str] = frozenset()
    changed: dict[str, str] = {name: contact for name, contact in knowing.items() if contact}
    if not knowing:
        if not allowing:
            return Verdict(state="refused", reason="unknown")
        if not is_text:
            return Verdict(state="accepted", reason="not-text", equipment=min(allowing))
        if telephone:
            added = frozenset(name for name, thing in allowing.items() if thing.add_unknown)
        changed = {name: free_name(thing, sender) if name in added else sender for name, thing in allowing.items()}
        if not added:
            return Verdict(state="accepted", reason="unknown-allowed", equipment=min(allowing), changed=changed)
        knowing = {name: changed[name] for name in sorted(added)}
    talking = [name for name in knowing if not there[name].disable_interactions]
    equipment = talking[0] if talking else min(knowing)
    contact = knowing[equipment]
    obstacles = [
        (not is_text, "not-text"),
        (not talking, "interactions-off"),
        (own, "own-number"),
        (muted, "muted"),
        (not whole, "gap"),
    ]
    obstacle = next((reason for applies, reason in obstacles if applies), None)
    user = None if added or contact is None else there[equipment].contacts[contact][0]
    return Verdict(
        state="accepted",
        reason=obstacle or ("unknown-added" if added else "known"),
        equipment=equipment,
        contact=contact,
        user=user,
        asks=obstacle is None,
        changed=changed if is_text else {},
        added=added,
    )


def free_name(thing: Thing, number: str) -> str:
    """A name after the number that no contact of the equipment has."""
    names, name, count = {name.casefold() for name in thing.contacts}, number, 1
    while name.casefold() in names:
        count += 1
        name = f"{number} ({count})"
    return name
