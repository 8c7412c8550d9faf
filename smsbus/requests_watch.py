"""Requests of whoever looks after the daemons: do their main loops answer, and what a person should be told."""

from __future__ import annotations

from typing import ClassVar, Literal

from smsbus.messages import Kinds, registry
from smsbus.request import Request


class DaemonsRequest(Request, frozen=True, kw_only=True):
    """-> list of DaemonDocument, as in `status`, without the rest of it: cheap enough to be asked every second."""

    kind: ClassVar[str] = "daemons"


class AlertRaiseRequest(Request, frozen=True, kw_only=True):
    """-> {"repeated": bool}. An `alert` event, and an alert of `status` until it is cleared or `for_s` has passed.

    The same subject and message again only prolong it.
    """

    kind: ClassVar[str] = "alert.raise"
    subject: str
    message: str
    severity: Literal["warning", "critical"] = "warning"
    for_s: int = 3600


class AlertClearRequest(Request, frozen=True, kw_only=True):
    """-> {"cleared": bool}. Ends an alert that was raised; an `alert` event with `over` true says so."""

    kind: ClassVar[str] = "alert.clear"
    subject: str


KINDS: Kinds = registry(DaemonsRequest, AlertRaiseRequest, AlertClearRequest)
