"""Submitting in text mode: one message at a time, since what joins parts together cannot be written there.

routerd is told so (`Capabilities.max_chars`) and cuts a long text into messages of their own. A part that was cut
before goes as a message of its own too: its text is worth more than its place.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from modemd.at.commands import CTRL_Z, ESC
from modemd.at.events import Completed
from modemd.at.results import ERROR, FinalResult, ResultKind
from modemd.at.text_commands import SetTextParameters, SubmitText
from modemd.message_mode import MOST_SEPTETS, MOST_UNITS, keep_service_centre
from modemd.procedure import Procedure, ask
from modemd.session import Session, TextMode
from smsbus.config import ModemSettings
from smsbus.messages import SubmitJob
from smsbus.sms import dcs, gsm7, times
from smsbus.sms.dcs import Alphabet
from smsbus.sms.errors import EncodeError

_SUBMIT: Final = 0x11  # SMS-SUBMIT with a relative validity (23.040 §9.2.2.2)
_REPORT: Final = 0x20
_LONGEST_VALIDITY: Final = 255
"""63 weeks, which every service centre cuts to its own limit: what a PDU without validity means."""

# What a modem says to a number that it cannot read, before any prompt.
_NUMBER_REFUSED: Final = (
    ERROR,
    *(FinalResult(kind=ResultKind.CMS, code=code) for code in (302, 303, 304, 305)),
    *(FinalResult(kind=ResultKind.CME, code=code) for code in (3, 4, 50)),
)


def send_text(
    session: Session, text_mode: TextMode, settings: ModemSettings, job: SubmitJob, *, report: bool
) -> Procedure[Completed]:
    """Submits it, with its parameters first where they differ. Raises `EncodeError` and `BadArgument` before that."""
    alphabet, octets = written(job.text, job.alphabet, text_mode.charset)
    limit_s = max(settings.submit_timeout, session.profile.submit_s)
    coded = SubmitText(recipient=job.recipient, text=octets, coded=text_mode.coded, answer_within_s=limit_s)
    plain = SubmitText(recipient=job.recipient, text=octets, answer_within_s=limit_s)
    parameters = (
        _SUBMIT | (_REPORT if report else 0),
        _LONGEST_VALIDITY if job.validity_s is None else times.write_relative(timedelta(seconds=job.validity_s)),
        dcs.octet_for(alphabet, 0 if job.flash else None),
    )
    if parameters != text_mode.parameters:
        first_octet, validity, coding = parameters
        changed = yield from ask(SetTextParameters(first_octet=first_octet, validity=validity, coding=coding))
        if not changed.result.ok:
            return changed
        text_mode.parameters = parameters
        yield from keep_service_centre(session, settings)
    completed = yield from ask(coded)
    if text_mode.coded and completed.result in _NUMBER_REFUSED:
        completed = yield from ask(plain)
        text_mode.coded = not completed.result.ok
    return completed


def written(text: str, alphabet: str, charset: str) -> tuple[Alphabet, bytes]:
    """The alphabet the text goes in, and what is typed at the prompt. Raises `EncodeError` for what is too long."""
    if alphabet not in (Alphabet.GSM7.value, Alphabet.UCS2.value):
        raise EncodeError("alphabet", f"{alphabet!r} is no alphabet of a text")
    if alphabet == Alphabet.GSM7.value:
        septets = gsm7.encode(text)
        if len(septets) > MOST_SEPTETS:
            raise EncodeError("text", f"{len(septets)} septets, at most {MOST_SEPTETS} go in a message")
        typed = _typed(text, septets, charset)
        if typed is not None:
            return Alphabet.GSM7, typed
    units = text.encode("utf-16-be", "surrogatepass")
    if len(units) > 2 * MOST_UNITS:
        raise EncodeError("text", f"{len(units) // 2} characters of UCS2, at most {MOST_UNITS} go in a message")
    return Alphabet.UCS2, units.hex().upper().encode()


def _typed(text: str, septets: bytes, charset: str) -> bytes | None:
    """A text of the GSM alphabet in the character set; None where it cannot be typed: Ξ is Ctrl-Z there, € has ESC."""
    if charset == "UCS2":
        return text.encode("utf-16-be").hex().upper().encode()
    if charset == "GSM":
        return None if CTRL_Z in septets or ESC in septets else septets
    plain = all(character == "\n" or (" " <= character <= "~" and character != "`") for character in text)
    return text.encode("ascii") if plain and text.isascii() else None
