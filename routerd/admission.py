"""Who is let in over tcp: a question of the gate (RFC 27, the ZeroMQ authentication protocol), and its answer. Pure.

libzmq asks when a client has proved that it knows our public key and has its own secret one. What is left to decide is
whether that key is on the list and may connect to this endpoint, which is the `domain` of the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from routerd.exchange import Refused
from smsbus.config import ENDPOINTS
from smsbus.keys import Allowed, role_for

VERSION = b"1.0"
CURVE = b"CURVE"
FRAMES_OF_A_QUESTION = 7
Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"


class Verdict(NamedTuple):
    """The frames of the answer, and what to tell of a refusal."""

    answer: list[bytes]
    refused: Refused | None


def decide(question: Sequence[bytes], allowed: Iterable[Allowed]) -> Verdict:
    """Total: what is no question of RFC 27 about a CURVE client is refused like a key that is not on the list.

    The name of an admitted key becomes the `User-Id` of whatever its client sends.
    """
    request_id = question[1] if len(question) > 1 else b""
    if len(question) != FRAMES_OF_A_QUESTION or question[0] != VERSION or question[5] != CURVE:
        return Verdict(_answer(request_id, b"500", b"only CURVE is let in"), None)
    endpoint, address, octets = question[2].decode(errors="replace"), _address(question[3]), question[6]
    key = z85(octets)
    known = next((each for each in allowed if each.public == key), None)
    if known is not None and known.may(endpoint):
        return Verdict(_answer(request_id, b"200", b"", known.name.encode()), None)
    reason = _reason(endpoint, key, known)
    return Verdict(
        _answer(request_id, b"400", b"this key is not allowed"),
        Refused(endpoint=endpoint, address=address, reason=reason),
    )


def z85(octets: bytes) -> str:
    """A key as people see it (RFC 32): five characters for each four octets. Of other lengths, an empty text."""
    return "" if len(octets) % 4 else "".join(_five(octets[at : at + 4]) for at in range(0, len(octets), 4))


def _answer(request_id: bytes, status: bytes, text: bytes, user: bytes = b"") -> list[bytes]:
    return [VERSION, request_id, status, text, user, b""]


def _reason(endpoint: str, key: str, known: Allowed | None) -> str:
    if endpoint not in ENDPOINTS:
        return "there is no such endpoint"
    name, role = (known.name if known else "NAME"), role_for(endpoint)
    what = f"key {known.name} may not do this" if known else "this key is not on the list"
    return f"{what}; to allow it: smsctl keys allow {name} '{key}' --may {role}"


def _address(octets: bytes) -> str:
    # On a socket for both versions of IP, one of version 4 looks like this.
    return octets.decode(errors="replace").removeprefix("::ffff:")


def _five(octets: bytes) -> str:
    value = int.from_bytes(octets)
    return "".join(Z85[value // 85**place % 85] for place in (4, 3, 2, 1, 0))
