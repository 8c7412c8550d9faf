from smsbus import codec
from smsbus.messages import ModemCondition, ModemState
from smsbus.sim_trouble import SimTrouble


def test_it_is_a_word_on_the_wire_and_an_older_modemd_that_knows_none_is_understood() -> None:
    state = ModemState(
        modem="m", state=ModemCondition.SIM_LOCKED, reason="r", since_at=1, sim_trouble=SimTrouble.PIN_LAST
    )
    body = codec.to_body(state)
    assert body["sim_trouble"] == "pin-last"
    assert codec.from_body(body, ModemState) == state
    del body["sim_trouble"]
    assert codec.from_body(body, ModemState).sim_trouble is None
