"""What a peer's frames are to the router: a message of that link, or garbage."""

from __future__ import annotations

from typing import assert_never

from routerd.exchange import FromClient, FromInteractd, FromModem, Garbage, Input, Link
from smsbus import codec
from smsbus.errors import Malformed
from smsbus.messages import FROM_MODEMD
from smsbus.questions import FROM_INTERACTD
from smsbus.requests import FROM_CLIENTS, Request

Frames = list[bytes]

DELIMITER = b""
"""The empty frame that a REQ socket puts in front, and wants in front of the reply."""


def read(link: Link, peer: bytes, frames: Frames, user: int | str | None = None) -> Input:
    """The input that a peer's frames are; never raises. `user` is who the peer is, where that is known."""
    delimited = link is Link.CLIENTS and frames[:1] == [DELIMITER]
    frames = frames[1:] if delimited else frames
    try:
        match link:
            case Link.MODEMS:
                return FromModem(peer=peer, message=codec.decode(frames, FROM_MODEMD))
            case Link.INTERACTIONS:
                return FromInteractd(peer=peer, message=codec.decode(frames, FROM_INTERACTD))
            case Link.CLIENTS:
                request = codec.decode(frames, FROM_CLIENTS)
                assert isinstance(request, Request)
                return FromClient(peer=peer, request=request, delimited=delimited, user=user)
            case _:
                assert_never(link)
    except Malformed as error:
        request_id = _id_in(frames) if link is Link.CLIENTS else None
        return Garbage(link=link, peer=peer, code=error.code, reason=error.reason, id=request_id, delimited=delimited)


def _id_in(frames: Frames) -> str | int | None:
    """The id of a request that is not understood, so that its sender knows which one the error is about."""
    try:
        found = codec.parse(frames)[1].get("id")
    except Malformed:
        return None
    return found if isinstance(found, str | int) else None
