"""What an error number of a modem or network, or a delivery status, means, and what there is to do about it.

One number space per command family: +CMS ERROR carries RP causes (24.011 §8.2.5.4) up to 127, TP-FCS (23.040
§9.2.3.22) up to 255, codes of 27.005 §3.2.5 from 300 and manufacturers' from 512; +CME ERROR those of 27.007 §9.2. The
tables are in `causes.json` beside this module; the class of each is an engineering judgement, not a standard's.
"""

import enum
import json
import re
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Final


class CauseClass(enum.Enum):
    """What kind of handling fits."""

    TRANSIENT = "transient"  # the same may succeed later: retry with a pause and a limit
    PERMANENT = "permanent"  # this message cannot succeed: report it, do not retry
    SIM = "sim"  # a person must see to the card; a PIN is never tried again
    CONFIGURATION = "configuration"  # change a setting or a parameter before retrying
    NETWORK = "network"  # operator, subscription or coverage: hold the queue and watch registration
    STORAGE = "storage"  # message memory full, absent or wrongly addressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One error number. `source` is `cms` or `cme`; a `retry_limit` of None leaves the number to the caller."""

    source: str
    code: int
    kind: CauseClass
    meaning: str
    remedy: str | None = None
    retry_after_s: int | None = None
    retry_limit: int | None = None


class Outcome(enum.Enum):
    """What a delivery status comes to for the sender."""

    DELIVERED = "delivered"
    PENDING = "pending"  # another report follows
    FAILED_TEMPORARILY = "failed-temporarily"  # the centre gave up; sending anew may succeed
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStatus:
    """TP-ST. `confirmed` is True where the recipient has the text, not where the centre just is done (1, 2, 16-31)."""

    code: int
    outcome: Outcome
    meaning: str
    confirmed: bool


_LISTS: Final[dict[str, Any]] = json.loads(resources.files(__package__).joinpath("causes.json").read_text("utf-8"))


def _causes(source: str) -> dict[int, Cause]:
    vendors: dict[int, list[str]] = {}
    for vendor in _LISTS["vendor"]:
        if vendor["source"] == source:
            for code, meaning in vendor["meanings"].items():
                vendors.setdefault(int(code), []).append(f"{vendor['brand']}: {meaning}")
    found = {code: _unlisted(source, code, f"Manufacturer specific ({'; '.join(by)})") for code, by in vendors.items()}
    for code, entry in _LISTS[source].items():
        found[int(code)] = Cause(
            source=source,
            code=int(code),
            kind=CauseClass(entry["class"]),
            meaning=entry["meaning"],
            remedy=entry.get("remedy"),
            retry_after_s=entry.get("retry_after_s"),
            retry_limit=entry.get("retry_limit"),
        )
    return found


def _unlisted(source: str, code: int, meaning: str) -> Cause:
    return Cause(
        source=source,
        code=code,
        kind=CauseClass.TRANSIENT,
        meaning=meaning,
        remedy=_LISTS["unknown_code"]["remedy"],
        retry_limit=2,
    )


def _words(text: str) -> str:
    """Case, punctuation and the "(U)" of "(U)SIM" differ between modems; letters, digits and single blanks are left."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower().replace("(u)", "")).split())


def _wording(source: str, causes: dict[int, Cause]) -> dict[str, int]:
    """Words -> code. Numbers from 300 come first: what a modem writes out are its own errors, not the network's."""
    found: dict[str, int] = {}
    for code in sorted(causes, key=lambda code: (code < 300, code)):
        if str(code) in _LISTS[source]:
            found.setdefault(_words(causes[code].meaning), code)
            found.setdefault(_words(re.sub(r"\(.*?\)", "", causes[code].meaning)), code)
    for vendor in _LISTS["vendor"]:
        if vendor["source"] == source:
            for code, meaning in vendor["meanings"].items():
                found.setdefault(_words(meaning), int(code))
    return found


_CMS: Final = _causes("cms")
_CME: Final = _causes("cme")
_CMS_WORDS: Final = _wording("cms", _CMS)
_CME_WORDS: Final = _wording("cme", _CME)


def describe_cms(code: int) -> Cause:
    """What `+CMS ERROR: code` means; an unlisted code is transient, to be retried twice."""
    return _CMS.get(code) or _unlisted("cms", code, f"Unlisted error {code}")


# 23.040 §9.2.3.22: the codes without a meaning of their own, by range; the rest of 80 to FF is reserved.
_FCS_APPLICATION: Final = range(0xE0, 0xFF)
_FCS_UNSPECIFIED: Final = 0xFF


def describe_fcs(code: int) -> Cause:
    """What TP-FCS says of a message refused, as +CMS ERROR of that number; a reserved code is an unspecified error."""
    if code in _CMS and 0x80 <= code <= 0xFF:
        return _CMS[code]
    if code in _FCS_APPLICATION:
        return _unlisted("cms", code, f"Specific to an application ({code})")
    return replace(_CMS[_FCS_UNSPECIFIED], code=code, meaning=f"Unspecified error cause (reserved code {code})")


_RP_TEMPORARY: Final = 41


def describe_rp(code: int) -> Cause:
    """What an RP cause says of a message refused; 24.011 §8.2.5.4 has a value it does not list read as 41."""
    if code in _CMS and code < 0x80:
        return _CMS[code]
    standard = _CMS[_RP_TEMPORARY]
    return replace(standard, code=code, meaning=f"{standard.meaning} (reserved code {code})")


def describe_cme(code: int) -> Cause:
    """What `+CME ERROR: code` means; an unlisted code is transient, to be retried twice."""
    return _CME.get(code) or _unlisted("cme", code, f"Unlisted error {code}")


# Up to which number who gives the numbers their meanings. 27.005 §3.2.5 and 27.007 §9.2.
_CMS_FAMILIES: Final = (
    (127, "a cause that the network gave (3GPP TS 24.011)"),
    (255, "a cause of the message layer, of network, message centre or SIM (TP-FCS, 3GPP TS 23.040)"),
    (299, "reserved: no standard gives it a meaning"),
    (511, "the modem's own, of the message service (3GPP TS 27.005)"),
)
_CME_FAMILIES: Final = ((511, "the modem's own, of the equipment (3GPP TS 27.007)"),)
_OF_A_MAKER: Final = "up to the modem's manufacturer"


def family(source: str, code: int) -> str:
    """Who gave the number of `source` (cms or cme) its meaning; a number within a standard's range that the standard
    does not list is reserved.
    """
    families, listed = (_CMS_FAMILIES, _CMS) if source == "cms" else (_CME_FAMILIES, _CME)
    for last, words in families:
        if code <= last:
            return words if code in listed or words.startswith("reserved") else f"reserved: {words}, without a meaning"
    return _OF_A_MAKER


def cms_code_of(words: str) -> int | None:
    """The code of a worded error, as modems left in AT+CMEE=2 give: 322 for `memory full`; None for unknown words."""
    return _CMS_WORDS.get(_words(words))


def cme_code_of(words: str) -> int | None:
    """The code of a worded +CME ERROR: 10 for `SIM not inserted`; None for unknown words."""
    return _CME_WORDS.get(_words(words))


# 23.040 §9.2.3.15: ranges of TP-ST, each closed by codes that a service centre may define for itself.
_SPECIFIC: Final = (
    (range(0x10, 0x20), Outcome.DELIVERED, "Done, for a reason of the message centre's own"),
    (range(0x30, 0x40), Outcome.PENDING, "Still trying, for a reason of the message centre's own"),
    (range(0x50, 0x60), Outcome.FAILED, "Failed for good, for a reason of the message centre's own"),
    (range(0x70, 0x80), Outcome.FAILED_TEMPORARILY, "Gave up, for a reason of the message centre's own"),
)
_OUTCOMES: Final = (Outcome.DELIVERED, Outcome.PENDING, Outcome.FAILED, Outcome.FAILED_TEMPORARILY)
_SERVICE_REJECTED: Final = 0x63


def describe_status(tp_st: int) -> DeliveryStatus:
    """What TP-ST says of a message sent. Reserved codes mean "service rejected", 99 (§9.2.3.15)."""
    for codes, outcome, meaning in _SPECIFIC:
        if tp_st in codes:
            return DeliveryStatus(code=tp_st, outcome=outcome, meaning=f"{meaning} ({tp_st})", confirmed=False)
    meanings: dict[str, str] = _LISTS["tp_status"]
    standard = tp_st if str(tp_st) in meanings else _SERVICE_REJECTED
    reserved = "" if standard == tp_st else f" (reserved code {tp_st})"
    return DeliveryStatus(
        code=tp_st,
        outcome=_OUTCOMES[standard >> 5],
        meaning=meanings[str(standard)] + reserved,
        confirmed=standard == 0,
    )
