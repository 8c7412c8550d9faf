"""Requests about the directory as a whole, as a file declares it."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from smsbus.messages import Kinds, registry
from smsbus.request import Request


class ContactDeclaration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contact as a directory file declares it; `numbers` with `;` between several."""

    name: str
    numbers: str
    user: str | None = None


class EquipmentDeclaration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An equipment with its contacts as a directory file declares it. What is left out has its default."""

    name: str
    parent_object: str | None = None
    enabled: bool = True
    visible: bool = True
    disable_interactions: bool = False
    allow_unknown: bool = False
    add_unknown: bool = False
    modem: str | None = None
    contact: list[ContactDeclaration] = []


class ChangeDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A difference between the directory and a declaration of it.

    `change`: added, changed or removed; of the equipment where `contact` is null. `before` and `after` hold the fields
    that differ.
    """

    change: str
    equipment: str
    contact: str | None = None
    before: dict[str, str | bool | None] = {}
    after: dict[str, str | bool | None] = {}


class ExportDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the directory, as declarations by name. An equipment with many contacts goes on in the next page."""

    equipment: list[EquipmentDeclaration]
    more: bool


class DirectoryApplyRequest(Request, frozen=True, kw_only=True):
    """-> list of EquipmentDocument. Adds or sets all that is declared, or nothing; what is not declared stays.

    `remove_others`: what is not declared is removed.
    """

    kind: ClassVar[str] = "directory.apply"
    equipment: list[EquipmentDeclaration]
    remove_others: bool = False


class DirectoryCompareRequest(Request, frozen=True, kw_only=True):
    """-> list of ChangeDocument: what `directory.apply` of the same would change. Nothing is changed."""

    kind: ClassVar[str] = "directory.compare"
    equipment: list[EquipmentDeclaration]
    remove_others: bool = False


class DirectoryExportRequest(Request, frozen=True, kw_only=True):
    """-> ExportDocument with what follows these names, those that the page before ended with."""

    kind: ClassVar[str] = "directory.export"
    after_equipment: str | None = None
    after_contact: str | None = None


class ContactShowRequest(Request, frozen=True, kw_only=True):
    """-> ContactDocument."""

    kind: ClassVar[str] = "contact.show"
    equipment: str
    name: str


KINDS: Kinds = registry(DirectoryApplyRequest, DirectoryCompareRequest, DirectoryExportRequest, ContactShowRequest)
