"""What people order of the modem."""

import pytest

from modemd import events
from modemd.orders import Orders
from modemd.simulator.faults import Mute
from modemd.simulator.personalities import PERSONALITIES
from modemd.simulator.settings import Settings as SimulatedSettings
from smsbus.messages import ModemCondition, Order, OrderResult
from tests.modemd.simulated import Simulator
from tests.modemd.wired import Wired

READY = ModemCondition.READY


class WithUssd(Simulator):
    """A modem with a network that knows *100#, written in one way only."""

    accepts = 'AT+CUSD=1,"*100#",15'
    says = '+CUSD: 0,"5.00 EUR",15'

    def hear(self, octets: bytes, now: float) -> list[bytes]:
        if octets.startswith(b"AT+CUSD=1") and octets.strip().decode() == self.accepts:
            return [f"\r\nOK\r\n\r\n{self.says}\r\n".encode()]
        return super().hear(octets, now)


def ready(simulator: Simulator) -> Wired:
    return Wired(far_end=simulator).start().until(READY).run(1)


def ordered(house: Wired, **order: object) -> OrderResult:
    house.feed(events.FromRouter(message=Order(order="o", **order)))  # type: ignore[arg-type]
    house.run(1)
    return house.heard(OrderResult)[-1]


def test_a_command_is_run_and_its_lines_are_told() -> None:
    result = ordered(ready(Simulator()), command="AT+CSQ")
    assert (result.lines, result.result, result.error) == (["+CSQ: 21,99"], "OK", None)


def test_what_the_modem_refuses_is_an_answer_too() -> None:
    result = ordered(ready(Simulator()), command="AT+NOSUCH?")
    assert (result.lines, result.error) == ([], None)
    assert result.result in ("ERROR", "+CME ERROR: 3", "+CME ERROR: 4", "+CME ERROR: 100")


def test_a_message_that_is_read_is_told_with_its_pdu() -> None:
    house = ready(Simulator())
    house.acknowledge = False
    simulator = house.far_end
    assert isinstance(simulator, Simulator)
    house.said(simulator.text("+33639980001", "Hello", house.now))
    lines = ordered(house, command="AT+CMGR=1").lines
    assert lines[0].startswith("+CMGR: 1,,")
    assert lines[1].startswith("07")


def test_what_could_delete_or_reset_needs_force() -> None:
    house = ready(Simulator())
    refused = ordered(house, command="AT+CMGD=1")
    assert refused.error == "refused"
    assert b"CMGD" not in house.written
    assert ordered(house, command="AT+CMGD=1", force=True).result == "OK"


@pytest.mark.parametrize("order", [{"command": 'AT+CPIN="1234"', "force": True}, {"command": "x"}, {"ussd": "credit"}])
def test_what_is_no_order_is_invalid(order: dict[str, object]) -> None:
    assert ordered(ready(Simulator()), **order).error == "invalid"


def test_an_order_that_changed_settings_makes_modemd_set_the_modem_up_again() -> None:
    house = ready(Simulator())
    assert ordered(house, command="AT+CNMI=0,0,0,0,0", force=True).result == "OK"
    house.until(READY).run(1)
    simulator = house.far_end
    assert isinstance(simulator, Simulator)
    assert simulator.core.state.profile.notices.mt == 1


def test_orders_and_submissions_take_turns() -> None:
    house = ready(Simulator())
    for number in range(3):
        house.feed(events.FromRouter(message=Order(order=f"o{number}", command="AT+CSQ")))
        house.submit(str(number))
    house.run(1)
    assert [result.order for result in house.heard(OrderResult)] == ["o0", "o1", "o2"]


def test_a_modem_that_cannot_be_used_says_so_at_once() -> None:
    simulator = Simulator()
    house = ready(simulator)
    simulator.misbehave(Mute(), house.now)
    house.feed(events.FromRouter(message=Order(order="o", command="AT+CSQ")))
    house.feed(events.PortLost(reason="unplugged"))
    (lost,) = house.heard(OrderResult)
    assert lost.error == "unavailable"
    assert ordered(house, command="AT+CSQ").problem == "the modem cannot be used now: unplugged"


def test_a_modem_that_does_not_answer_in_time_is_said() -> None:
    house = ready(Simulator())
    simulator = house.far_end
    assert isinstance(simulator, Simulator)
    simulator.misbehave(Mute(for_s=61), house.now)
    house.feed(events.FromRouter(message=Order(order="o", command="AT+CSQ")))
    house.run(70)
    assert house.heard(OrderResult)[-1].problem == "the modem did not answer in time"


@pytest.mark.parametrize(
    ("accepts", "says"),
    [
        ('AT+CUSD=1,"*100#",15', '+CUSD: 0,"5.00 EUR",15'),
        ('AT+CUSD=1,"AA180C3602",15', '+CUSD: 0,"B5170C0615A9A500",15'),
        ('AT+CUSD=1,"002A0031003000300023",15', '+CUSD: 0,"0035002E003000300020004500550052",72'),
    ],
)
def test_a_code_is_written_as_the_modem_takes_it(accepts: str, says: str) -> None:
    simulator = WithUssd()
    simulator.accepts, simulator.says = accepts, says
    assert ordered(ready(simulator), ussd="*100#").text is not None


def test_a_huawei_is_asked_in_packed_septets_first() -> None:
    simulator = WithUssd(SimulatedSettings(personality=PERSONALITIES["huawei"]))
    simulator.accepts, simulator.says = 'AT+CUSD=1,"AA180C3602",15', '+CUSD: 0,"C8329BFD06",15'
    house = ready(simulator)
    assert ordered(house, ussd="*100#").text == "Hello"
    assert house.written.count(b"AT+CUSD=1") == 1


def test_a_question_of_the_network_is_not_left_open() -> None:
    simulator = WithUssd()
    simulator.says = '+CUSD: 1,"1 Credit\r\n2 Help",15'
    house = ready(simulator)
    assert ordered(house, ussd="*100#").text == "1 Credit\n2 Help"
    assert b"AT+CUSD=2\r" in house.written


@pytest.mark.parametrize(("says", "words"), [("+CUSD: 4", "does not offer"), ("+CUSD: 2", "ended it")])
def test_no_answer_of_the_network_is_a_problem(says: str, words: str) -> None:
    simulator = WithUssd()
    simulator.says = says
    assert words in (ordered(ready(simulator), ussd="*100#").problem or "")


def test_only_so_many_wait() -> None:
    orders = Orders(modem="sim")
    for number in range(20):
        assert orders.accept(Order(order=str(number), command="AT"), READY, "") is None
    refused = orders.accept(Order(order="x", command="AT"), READY, "")
    assert refused is not None
    assert refused.error == "refused"


def test_after_a_command_that_selects_another_storage_the_right_one_is_selected_again_before_anything_is_read() -> None:
    house = ready(Simulator())
    ordered(house, command='AT+CPMS="ME","ME","SM"', force=True)
    simulator = house.far_end
    assert isinstance(simulator, Simulator)
    house.said(simulator.text("+33639980001", "Hello", house.now))
    assert house.texts == ["Hello"]
