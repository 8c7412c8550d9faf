"""What a modem lost without a word is asked for, and given back."""

from modemd.simulator.faults import LostSmsc
from smsbus.messages import ModemCondition
from tests.modemd.troubled import Troubled, house


def without_centre(troubled: Troubled) -> Troubled:
    troubled.order(LostSmsc())
    assert troubled.far_end.core.state.smsc == ""
    return troubled


def test_a_service_centre_that_is_gone_is_written_again_before_anybody_sends() -> None:
    troubled = without_centre(house())
    troubled.run(301 + 31)
    assert troubled.far_end.core.state.smsc == "+33639980099"
    assert troubled.written.count(b'AT+CSCA="+33639980099",145\r') == 1
    assert [state for state, _ in troubled.states[-1:]] == ["ready"]


def test_it_is_on_a_modem_that_announces_nothing_too() -> None:
    troubled = without_centre(house("poll-only"))
    troubled.run(301 + 31)
    assert troubled.far_end.core.state.smsc == "+33639980099"


def test_the_one_of_the_settings_is_written() -> None:
    troubled = without_centre(house(modem={"smsc": "+33639980077"}))
    troubled.run(301 + 31)
    assert troubled.far_end.core.state.smsc == "+33639980077"


def test_one_that_is_there_is_left_alone() -> None:
    troubled = house()
    before = troubled.written
    troubled.run(400)
    assert b"AT+CSCA?\r" in troubled.written[len(before) :]
    assert b"AT+CSCA=" not in troubled.written[len(before) :]


def test_setting_up_ends_with_a_look_at_the_network() -> None:
    troubled = house()
    assert troubled.modem.condition is ModemCondition.READY
    assert troubled.written.index(b"AT+CREG?\r") > troubled.written.index(b"AT+CSCA?\r")
