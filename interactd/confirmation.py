"""One-time codes: what an action needs from its sender before it is done.

A code is good for one deed, once, for five minutes, from the contact it was sent to, and for three tries. What is kept
is not the code but a digest of it together with all it is bound to, and a digest of what would be done: when
interactions.toml was changed in the meantime so that the same words would do something else, the code does nothing.
With four digits the digest hides the code from eyes and logs, not from somebody who can read the store.

The code itself is drawn by the shell and told only to the contact.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace

from interactd.errors import SourceFailed
from interactd.folding import fold
from interactd.interactions import Interaction, Interactions
from smsbus.phrases import Language

DIGITS = 4
VALID_S = 300.0
TRIES = 3
MOST_WRONG = 6
"""Wrong codes of one sender in `WRONG_S`: then none is given out for as long. Whoever forges a number does not
see the code and must guess it, and could ask for another one after each three tries.
"""
WRONG_S = 3600.0

CLOCK_SLACK_S = 60.0
"""How far a clock may have been set back without a code being void: else it would be valid for longer than it says."""

_CODE_WORDS = frozenset({"code", "ok", "yes", "oui"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A deed that waits for its code. `what`: in words, for its sender. `at`: the moment (UTC epoch) it is to be done,
    None: at once. `deed`: the digest of what would be done. `tries`: wrong codes so far. Without the code, so it may be
    kept and logged.
    """

    digest: str = field(repr=False)
    interaction: str
    slots: Mapping[str, str] = field(repr=False)
    contact: str = field(repr=False)
    deed: str = field(repr=False)
    language: Language
    at: float | None
    created_at: float
    what: str = field(repr=False, default="")
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """The deed may be done, once `pending` is forgotten."""

    pending: Pending


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Another code was told. `pending` is what to keep now: None after the last try."""

    tries_left: int
    pending: Pending | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """The time is over; the code is to be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The code was right, and what it was for is gone or has become something else; it is to be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYours:
    """The code was sent to another contact. Nothing is counted, nothing told."""


Verdict = Right | Wrong | Expired | Changed | NotYours


def issue(
    code: str, *, interaction: Interaction, slots: Mapping[str, str], contact: str, language: Language,
    at: float | None, now: float, what: str = "",
) -> Pending:  # fmt: skip
    """What to keep of a `code` (of `DIGITS` digits) that was drawn for this deed. Raises `SourceFailed` for slots that
    an action cannot take: better now than after the code was given.
    """
    if not (len(code) == DIGITS and code.isascii() and code.isdecimal()):
        raise ValueError(f"a code has {DIGITS} digits")
    pending = Pending(
        digest="", interaction=interaction.name, slots=dict(slots), contact=contact, deed=deed(interaction, slots),
        language=language, at=at, created_at=now, what=what,
    )  # fmt: skip
    return replace(pending, digest=_digest(pending, code))


def check(pending: Pending, digits: str, *, contact: str, doing: str | None, now: float) -> Verdict:
    """What to make of `digits` that `contact` texted. `doing`: what would be done now, as `doing` tells."""
    if not hmac.compare_digest(pending.contact.encode(errors="replace"), contact.encode(errors="replace")):
        return NotYours()
    if not -CLOCK_SLACK_S <= now - pending.created_at < VALID_S or pending.tries >= TRIES:
        return Expired()
    if not hmac.compare_digest(_digest(pending, digits), pending.digest):
        tries = pending.tries + 1
        return Wrong(tries_left=TRIES - tries, pending=replace(pending, tries=tries) if tries < TRIES else None)
    if doing is None or not hmac.compare_digest(doing, pending.deed):
        return Changed()
    return Right(pending=pending)


def code_in(text: str) -> str | None:
    """The digits of a text that is nothing but a code ("1234", "12 34", "Code: 1234."), in whatever script."""
    words = [word for word in fold(text[:100]).split() if word not in _CODE_WORDS] if len(text) <= 100 else []
    digits = "".join(words)
    if len(digits) != DIGITS or not digits.isdecimal():
        return None
    return "".join(str(unicodedata.decimal(digit)) for digit in digits)


def doing(pending: Pending, interactions: Interactions, user: str | None) -> str | None:
    """The digest of what would be done now for `pending`; None when nothing would: its interaction is gone, `user` may
    not run it, or its actions do not take these slots any more.
    """
    interaction = interactions.by_name.get(pending.interaction)
    if interaction is None or not interaction.allows(user):
        return None
    return deed_if_possible(interaction, pending.slots)


def deed_if_possible(interaction: Interaction, slots: Mapping[str, str]) -> str | None:
    """The same as `deed`; None for slots that it cannot take."""
    try:
        return deed(interaction, slots)
    except SourceFailed:
        return None


def deed(interaction: Interaction, slots: Mapping[str, str]) -> str:
    """A digest of what `interaction` does with these slots. Raises `SourceFailed` for slots that it cannot take."""
    actions = [step.source.filled(slots) for step in interaction.steps if step.acts]
    return _hash([interaction.name, _plain(slots), _plain(actions)])


def _digest(pending: Pending, code: str) -> str:
    bound = [pending.contact, pending.interaction, pending.deed, pending.at, pending.created_at]
    return _hash([*bound, code])


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _plain(value: object) -> object:
    """`value` as JSON, the same in every process. What is not known here comes out differently each time, so that the
    code for it is void rather than good for something else.
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return sorted(([_plain(key), _plain(item)] for key, item in value.items()), key=json.dumps)
    if isinstance(value, set | frozenset):
        return sorted(map(_plain, value), key=json.dumps)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        parts = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        return [type(value).__qualname__, parts]
    return repr(value)
