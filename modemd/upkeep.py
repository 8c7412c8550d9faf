"""A modem is set up and looked at; later it is asked for what it may have lost without a word: its settings, and its
service centre (an E169 after a day).
"""

from __future__ import annotations

from modemd import monitoring, startup
from modemd.at.message_commands import ReadServiceCentre
from modemd.message_mode import set_service_centre
from modemd.procedure import Procedure, ask_if_answered
from modemd.session import Session
from smsbus.config import ModemSettings


def set_up(session: Session, settings: ModemSettings) -> Procedure[startup.Locked | None]:
    """As `startup.start_up`, and how the modem stands with its network."""
    locked = yield from startup.start_up(session, settings)
    if locked is None:
        yield from monitoring.observe(session)
    return locked


def verify(session: Session, settings: ModemSettings) -> Procedure[bool]:
    """Whether settings were lost, so that the modem must be set up anew. A lost service centre is written again."""
    if (yield from startup.settings_lost(session)):
        return True
    centre = settings.smsc or session.smsc
    completed = yield from ask_if_answered(session, ReadServiceCentre())
    if centre and completed is not None and ReadServiceCentre().answer(completed.lines) is None:
        yield from set_service_centre(session, centre)
    return False
