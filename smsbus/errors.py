"""Error codes of the protocol, and the exceptions that carry them inside one process."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """`error.code` of a reply. `docs/protocol.md` lists them."""

    UNKNOWN_KIND = "unknown-kind"
    MALFORMED = "malformed"
    INVALID = "invalid"  # well-formed, but a value is not acceptable
    NOT_FOUND = "not-found"
    EXISTS = "exists"
    KEY_REUSED = "key-reused"  # same idempotency key, another message
    STATE = "state"  # the thing is in a state in which this cannot be done
    REFUSED = "refused"  # a policy or a limit says no
    UNAVAILABLE = "unavailable"  # who would have to do it is not there
    STORAGE = "storage"  # the disk is full or read-only
    INTERNAL = "internal"


class SmsbusError(Exception):
    """Root of what smsbus raises on purpose."""


class Malformed(SmsbusError):
    """A peer sent something that is not a message of this protocol. `code` says which way."""

    def __init__(self, reason: str, *, code: Code = Code.MALFORMED) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class RequestRefused(SmsbusError):
    """A request cannot be done: raised by routerd's request functions, and by the client on such a reply."""

    def __init__(self, code: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details or {}


class NoReply(SmsbusError):
    """Nobody answered within the deadline. Whether the request was carried out is unknown: repeat it with its key."""


class KeyRefused(SmsbusError):
    """A routerd on another host does not let this key in; the message says what to run there."""


class ConfigError(SmsbusError):
    """The settings cannot be used; the message names the file, the key's path and what to do."""


class EndpointBusy(SmsbusError):
    """Another process holds the endpoint."""
