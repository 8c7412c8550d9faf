"""What is known of a modem."""

import pytest

from modemd.session import Session, Slot
from smsbus.messages import Registration, Storage


def test_a_slot_reads_as_its_storage_and_index() -> None:
    assert str(Slot(storage="SM", index=3)) == "SM:3"


@pytest.mark.parametrize("registration", Registration)
def test_only_at_home_and_roaming_messages_pass(registration: Registration) -> None:
    session = Session(modem="sim", registration=registration)
    assert session.registered == (registration in (Registration.HOME, Registration.ROAMING))


def test_the_fill_of_a_storage_is_noted_by_its_name() -> None:
    session = Session(modem="sim")
    session.filled("SM", 1, 30)
    session.filled("SM", 2, 30)
    assert session.fills == {"SM": Storage(name="SM", used=2, total=30)}
