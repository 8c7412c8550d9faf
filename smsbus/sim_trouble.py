"""Why a SIM cannot be used, as a word for programs: `reason` of a modem's state says it to people, with what to do."""

from __future__ import annotations

from enum import StrEnum


class SimTrouble(StrEnum):
    """Why a SIM cannot be used: what a person has to do differs, and `reason` is words."""

    ABSENT = "absent"
    FAILED = "failed"
    REJECTED = "rejected"  # the modem does not take a card of this kind
    PIN_NEEDED = "pin-needed"  # none is set
    PIN_UNUSABLE = "pin-unusable"  # what is set cannot be read, or is no PIN
    PIN_REFUSED = "pin-refused"  # or was tried, and nobody saw the end
    PIN_LAST = "pin-last"  # one attempt is left, which is never used
    PUK_NEEDED = "puk-needed"
    LOCKED = "locked"  # the modem is, to a network or to another SIM
