"""What is told of those who were not let in over tcp: counted in `stats`, logged once a minute for each address."""

from __future__ import annotations

from typing import assert_never

from routerd.exchange import Refused, Strangers
from routerd.work import Work


def note(work: Work, incoming: Refused | Strangers) -> None:
    """Counts and perhaps logs one."""
    match incoming:
        case Refused():
            work.count(f"keys-refused.{incoming.endpoint}")
            if work.complains(f"key.{incoming.endpoint}", incoming.address.encode()):
                work.log(
                    "warning",
                    "refused",
                    address=incoming.address,
                    endpoint=incoming.endpoint,
                    reason=incoming.reason,
                    count=work.memory.stats[f"keys-refused.{incoming.endpoint}"],
                )
        case Strangers():
            work.count(f"handshakes-failed.{incoming.link.value}", incoming.count)
            if work.complains(f"handshake.{incoming.link.value}", b""):
                work.log(
                    "warning",
                    "refused",
                    endpoint=incoming.link.value,
                    reason="somebody connected who has another server_key, or does not speak CURVE",
                    count=work.memory.stats[f"handshakes-failed.{incoming.link.value}"],
                )
        case _:
            assert_never(incoming)
