"""Message <-> frames: the only module that imports msgpack; beyond it nobody sees a map that is not a declared type.

msgspec and the message classes are imported inside the typed functions: a short-lived client that only packs a map
starts 30 ms sooner without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgpack

from smsbus.errors import Code, Malformed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec

    from smsbus.messages import Kinds, Message

VERSION = b"smsbus/1"
"""First frame of every message. A change that an old peer cannot read needs another one."""

MAX_OCTETS = 64 * 1024
MAX_KIND_OCTETS = 64

Body = dict[str, Any]
StructT = TypeVar("StructT", bound="msgspec.Struct")


def frames(kind: str, body: Body) -> list[bytes]:
    """The three frames of a message given as a plain map."""
    return [VERSION, kind.encode(), msgpack.packb(body, use_bin_type=True)]


def parse(parts: Sequence[bytes]) -> tuple[str, Body]:
    """Kind and body of the three frames `parts`.

    Raises `Malformed` for anything else, whatever the octets.
    """
    if len(parts) != 3:
        raise Malformed(f"expected 3 frames, got {len(parts)}")
    version, kind, body = parts
    if version != VERSION:
        raise Malformed(f"first frame must be {VERSION.decode()}")
    if len(kind) > MAX_KIND_OCTETS:
        raise Malformed("kind is too long")
    return _kind(kind), _unpack(body)


def encode(message: Message) -> list[bytes]:
    """The three frames of a declared message."""
    return frames(message.kind, to_body(message))


def decode(parts: Sequence[bytes], kinds: Kinds) -> Message:
    """The declared message in `parts`, one of `kinds`.

    Raises `Malformed`: with code `unknown-kind` for a kind that is not in `kinds`, else with `malformed`.
    """
    kind, body = parse(parts)
    declared = kinds.get(kind)
    if declared is None:
        raise Malformed(f"unknown kind {kind!r}", code=Code.UNKNOWN_KIND)
    return from_body(body, declared)


def to_body(value: msgspec.Struct) -> Body:
    """The plain map of a declared struct (octets stay octets)."""
    import msgspec

    return cast("Body", msgspec.to_builtins(value, builtin_types=(bytes,)))


def plain(value: Any) -> Any:
    """Structs anywhere in `value` as plain maps and lists: what a reply's `result` carries."""
    import msgspec

    return msgspec.to_builtins(value, builtin_types=(bytes,))


def from_body(body: Body, declared: type[StructT]) -> StructT:
    """The struct that a plain map stands for; unknown keys are ignored.

    Raises `Malformed` with the path of the offending key.
    """
    import msgspec

    try:
        return msgspec.convert(body, declared, builtin_types=(bytes,))
    except msgspec.ValidationError as error:
        raise Malformed(str(error)) from None


def _kind(octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        raise Malformed("kind is not UTF-8") from None


def _unpack(octets: bytes) -> Body:
    if len(octets) > MAX_OCTETS:
        raise Malformed(f"body is longer than {MAX_OCTETS} octets")
    try:
        body = msgpack.unpackb(octets, raw=False, strict_map_key=False)
    # msgpack has no common root: UnpackException, ValueError (StackError, FormatError, ExtraData, limits, bad UTF-8)
    # and TypeError (a list as a map key). Its limits on strings, arrays and maps follow from the length of `octets`.
    except (msgpack.exceptions.UnpackException, ValueError, TypeError) as error:
        raise Malformed(f"body is not msgpack ({type(error).__name__})") from None
    if not isinstance(body, dict) or not all(isinstance(key, str) for key in body):
        raise Malformed("body must be a map with string keys")
    return body
