"""Errands: what is to be done later for a sender, once or by watching for something. interactd plans, routerd keeps."""

from __future__ import annotations

import msgspec


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """An errand as interactd asks for it. `note` is interactd's own; routerd keeps it unread."""

    number: int
    what: str
    note: str
    due_at: int
    relative: bool = False
    every_s: int | None = None
    expires_at: int | None = None


class Errand(Plan, frozen=True, kw_only=True):
    """An errand that routerd keeps."""

    errand: int
