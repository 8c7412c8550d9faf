"""One procedure at a time over the engine; and whatever octets come, the core stays whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from modemd import events
from modemd.agenda import Kind, Task
from modemd.at import commands
from modemd.at.engine import SETTLE_S
from modemd.at.events import Received, TimePassed, Write
from modemd.at.signal_commands import ReadSignal
from modemd.procedure import Breathe, CannotStart, NoAnswer, Pause, Procedure, ask
from modemd.runner import CutOff, Ended, Output, Runner, Unusable
from tests.modemd.simulated import Simulator
from tests.modemd.wired import Wired


def read_twice() -> Procedure[int]:
    first = yield from ask(ReadSignal())
    yield Pause(seconds=1.0)
    second = yield from ask(ReadSignal())
    return len(first.lines) + len(second.lines)


def give_up() -> Procedure[None]:
    yield from ask(ReadSignal())
    raise CannotStart("it says no")


def insist() -> Procedure[str]:
    try:
        yield from ask(ReadSignal())
    except NoAnswer:
        yield from ask(commands.MODEL)
    return "done"


class Bench:
    """A runner on a line that answers when the test says so."""

    def __init__(self, procedure: Procedure[object]) -> None:
        self.runner = Runner(timeout_s=10.0)
        self.task = Task(kind=Kind.OBSERVE, procedure=procedure)
        self.now = 0.0
        self.outputs: list[Output] = self.runner.begin(self.task, 0.0)
        self.synchronise()

    def synchronise(self) -> None:
        self.says("\r\nOK\r\n")
        self.waits(SETTLE_S)

    def says(self, text: str) -> None:
        self.outputs += self.runner.handle(Received(octets=text.encode()), self.now)

    def waits(self, seconds: float) -> None:
        self.now += seconds
        self.outputs += self.runner.handle(TimePassed(), self.now)

    @property
    def written(self) -> bytes:
        return b"".join(output.octets for output in self.outputs if isinstance(output, Write))


def test_a_procedure_gets_its_answers_and_its_end_is_told() -> None:
    bench = Bench(read_twice())
    bench.says("\r\n+CSQ: 18,99\r\n\r\nOK\r\n")
    assert bench.runner.deadline == bench.now + 1.0
    bench.waits(1.0)
    bench.says("\r\n+CSQ: 18,99\r\n\r\nOK\r\n")
    assert bench.outputs[-1] == Ended(task=bench.task, value=2)
    assert bench.runner.free


def test_a_deadline_missed_once_cuts_the_procedure_off() -> None:
    bench = Bench(read_twice())
    bench.waits(10.0)
    assert bench.outputs[-1] == CutOff(task=bench.task)


def test_a_procedure_may_go_on_after_a_missed_deadline_but_not_after_a_second() -> None:
    bench = Bench(insist())
    bench.waits(10.0)
    bench.synchronise()
    assert bench.written.endswith(b"AT+CGMM\r")
    bench.waits(10.0)
    assert bench.outputs[-1] == Unusable(reason="the modem does not answer (no answer to AT+CGMM)")
    assert bench.runner.free


def test_an_answer_in_between_forgives_a_missed_deadline() -> None:
    bench = Bench(insist())
    bench.waits(10.0)
    bench.synchronise()
    bench.says("\r\nE220\r\n\r\nOK\r\n")
    assert bench.outputs[-1] == Ended(task=bench.task, value="done")


def slowly() -> Procedure[None]:
    yield Breathe(seconds=0.1)
    yield from ask(ReadSignal())
    yield from ask(commands.MODEL)


def test_an_old_modem_is_given_time_between_an_answer_and_the_next_command() -> None:
    bench = Bench(slowly())
    bench.says("\r\n+CSQ: 18,99\r\n\r\nOK\r\n")
    assert bench.written.endswith(b"AT+CSQ\r")
    bench.waits(0.05)
    bench.says('\r\n+CMTI: "SM",3\r\n')
    assert bench.written.endswith(b"AT+CSQ\r")
    bench.waits(0.05)
    assert bench.written.endswith(b"AT+CGMM\r")
    bench.says("\r\nMC35i\r\n\r\nOK\r\n")
    assert isinstance(bench.outputs[-1], Ended)


def test_what_is_held_back_for_a_breath_goes_with_what_is_abandoned() -> None:
    bench = Bench(slowly())
    bench.says("\r\n+CSQ: 18,99\r\n\r\nOK\r\n")
    bench.runner.abandon()
    assert bench.runner.free
    bench.waits(1.0)
    assert bench.written.endswith(b"AT+CSQ\r")


def test_a_modem_that_cannot_be_used_is_told_with_the_reason() -> None:
    bench = Bench(give_up())
    bench.says("\r\nOK\r\n")
    assert bench.outputs[-1] == Unusable(reason="it says no")


PIECES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(
        [
            b"\r\nOK\r\n",
            b"\r\nERROR\r\n",
            b"\r\n+CME ERROR: 14\r\n",
            b"\r\n> ",
            b'\r\n+CMTI: "SM",3\r\n',
            b"\r\n+CMGR: 0,,24\r\n",
            b"\r\n+CMT: ,24\r\n0011\r\n",
            b"\r\n+CMGS: 5\r\n",
            b"\r\nRDY\r\n",
            b"\r\nRING\r\n",
            b"\r\n+CPIN: SIM PUK\r\n",
            b"\r\n+CREG: 2\r\n",
        ]
    ),
)


@settings(max_examples=60)
@given(st.lists(st.one_of(PIECES, st.floats(0.0, 100.0)), max_size=30))
def test_whatever_the_modem_says_the_core_neither_fails_nor_stops_working(steps: list[bytes | float]) -> None:
    simulator = Simulator()
    house = Wired(far_end=simulator).start().run(1)
    house.submit("first")
    for step in steps:
        if isinstance(step, bytes):
            house.feed(events.Received(octets=step))
        else:
            house.run(step)
    # Whatever it was told: after a while it works again.
    house.run(400)
    house.submit("last")
    house.run(400)
    assert simulator.submitted[-1].text == "Hello"
