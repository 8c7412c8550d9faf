"""What commands look at and change."""

from __future__ import annotations

from modemd.simulator.settings import Conditions
from modemd.simulator.state import State
from modemd.simulator.storage import Status, StoredMessage

from .playing import settings


def test_a_power_up_sets_back_the_profile_and_locks_the_sim_but_empties_nothing() -> None:
    state = State.fresh(settings(pin="4821"))
    state.sim.enter("4821", None)
    state.profile.text_mode = True
    state.receive_in = "ME"
    state.functionality = 4
    state.smsc = "+33639980077"
    state.next_mr = 9
    state.storages["SM"].store(StoredMessage(status=Status.RECEIVED_UNREAD, pdu=b"\x00\x04"))
    state.power_up()
    assert (state.profile.text_mode, state.receive_in, state.functionality) == (False, "SM", 1)
    assert state.sim.condition == "SIM PIN"
    # On the card, and in the modem's own counter.
    assert (state.smsc, state.storages["SM"].used, state.next_mr) == ("+33639980077", 1, 9)


def test_messages_pass_only_with_radio_sim_and_network() -> None:
    state = State.fresh(settings(pin="4821"))
    assert (state.online, state.registration) == (False, 0)
    state.sim.enter("4821", None)
    assert (state.online, state.registration) == (True, 1)
    state.functionality = 4
    assert (state.online, state.registration) == (False, 0)
    state.functionality = 1
    state.conditions = Conditions(registration=3)
    assert (state.online, state.registration) == (False, 3)
