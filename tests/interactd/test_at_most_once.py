"""Every way by which something is done, and every moment at which somebody dies: it is done once, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from interactd.connectors.workers import Reading
from interactd.dialogue import Dialogue
from interactd.events import (
    Acknowledged,
    Asked,
    Believed,
    ClockJumped,
    Disown,
    Input,
    Output,
    Read,
    Reply,
    RouterReturned,
    Take,
    TimePassed,
)
from interactd.interactions import Interactions
from smsbus.config import InteractionsSettings
from smsbus.questions import Question
from tests.interactd.conftest import Load
from tests.interactd.talking import Contact

HOUSE = """\
fallback = "jeedom"

[jeedom]
url = "http://127.0.0.1:9"
key_file = "jeedom.key"

[lists]
room = ["kitchen", "bedroom"]

[[interaction]]
name = "light"
sentences = ["turn on the light of the {room}"]
action = { command = ["/bin/light", "{room}"] }
reply = "Done."

[[interaction]]
name = "gate"
sentences = ["open the gate"]
action = { command = ["/bin/gate"] }
confirm = true
reply = "It opens."
"""

Way = Callable[[Contact], Question]


def exact(alice: Contact) -> Question:
    return alice._question("turn on the light of the kitchen")


def confirmed(alice: Contact) -> Question:
    alice.texts("open the gate")
    return alice._question("4821")


def similar(alice: Contact) -> Question:
    alice.texts("turn on the lihgt of the kitchen")
    return alice._question("4821")


def followed(alice: Contact) -> Question:
    alice.texts("turn on the light of the kitchen")
    alice.texts("and the bedroom")
    alice.done.clear()
    return alice._question("4821")


def several(alice: Contact) -> Question:
    return alice._question("turn on the light of the kitchen and turn on the light of the bedroom")


def planned(alice: Contact) -> Question:
    alice.texts("turn on the light of the kitchen in 10 minutes")
    alice.later(600)
    return alice._question("turn on the light", errand=alice.errands[0], turn="due")


def passed_on(alice: Contact) -> Question:
    return alice._question("make it cosy in here")


WAYS: list[tuple[Way, int]] = [
    (exact, 1),
    (confirmed, 1),
    (similar, 1),
    (followed, 1),
    (several, 2),
    (planned, 1),
    (passed_on, 1),
]


class Play:
    """A dialogue of which the outputs are kept: what was begun, what was announced, what was answered."""

    def __init__(self, alice: Contact, question: Question) -> None:
        self.alice = alice
        self.asked = Asked(question=question, choice=0, code="9999")
        self.id = question.question
        self.begun = 0
        self.takes: list[Take] = []
        self.replies: list[Reply] = []
        self.open: list[int] = []

    def feed(self, incoming: Input) -> list[Output]:
        outputs = self.alice.dialogue.handle(incoming, self.alice.now)
        self.begun += sum(isinstance(output, Read) for output in outputs)
        self.open += [output.reading for output in outputs if isinstance(output, Read)]
        self.takes += [output for output in outputs if isinstance(output, Take)]
        self.replies += [one for one in outputs if isinstance(one, Reply) and one.message.question == self.id]
        return outputs

    def finish(self) -> None:
        """The programs end, one after the other."""
        while self.open:
            self.feed(Reading(reading=self.open.pop(), value="done"))

    def restart(self) -> None:
        """Another process: what this one knew is lost, not what routerd kept."""
        for take in self.takes:
            if take.message.memory is not None:
                self.alice.memory = take.message.memory
        self.alice.dialogue = Dialogue(self.alice._ground)
        self.open.clear()


@pytest.fixture
def alice(load: Load) -> Contact:
    return Contact(load(HOUSE), settings=InteractionsSettings(split_words=("and",)))


ways = pytest.mark.parametrize(("way", "steps"), WAYS, ids=[way.__name__ for way, _ in WAYS])


@ways
def test_nothing_is_begun_before_routerd_has_the_taking(alice: Contact, way: Way, steps: int) -> None:
    play = Play(alice, way(alice))
    play.feed(play.asked)
    play.feed(play.asked)
    play.feed(RouterReturned())
    play.feed(Acknowledged(question="another"))
    assert (play.begun, len(play.takes), play.replies) == (0, 3, [])
    assert all(take.message.acts for take in play.takes)


@ways
def test_asked_and_acknowledged_again_and_again_it_is_done_once(alice: Contact, way: Way, steps: int) -> None:
    play = Play(alice, way(alice))
    for incoming in (play.asked, Acknowledged(question=play.id), play.asked, Acknowledged(question=play.id)):
        play.feed(incoming)
    play.feed(RouterReturned())
    play.finish()
    for incoming in (play.asked, Acknowledged(question=play.id), RouterReturned(), play.asked):
        play.feed(incoming)
    assert play.begun == steps
    assert len({msgspec.json.encode(reply.message) for reply in play.replies}) == 1


@ways
def test_an_answer_that_is_lost_is_repeated_and_nothing_done_for_it(alice: Contact, way: Way, steps: int) -> None:
    play = Play(alice, way(alice))
    play.feed(play.asked)
    play.feed(Acknowledged(question=play.id))
    play.finish()
    assert not any(isinstance(output, Disown) for output in play.feed(Believed(questions=(play.id,))))
    assert [reply.repeated for reply in play.replies] == [False]
    play.feed(RouterReturned())
    assert ([reply.repeated for reply in play.replies], play.begun) == ([False, True], steps)


@ways
def test_a_process_that_died_before_the_acknowledgement_left_nothing_done_and_all_to_do(
    alice: Contact, way: Way, steps: int
) -> None:
    """routerd asks it again only when it never had the taking, so with the memory as it was."""
    play = Play(alice, way(alice))
    play.feed(play.asked)
    play.takes.clear()
    play.restart()
    play.feed(Acknowledged(question=play.id))
    assert play.begun == 0
    play.feed(play.asked)
    play.feed(Acknowledged(question=play.id))
    play.finish()
    assert play.begun == steps


@ways
def test_a_process_that_died_after_it_does_not_do_it_again(alice: Contact, way: Way, steps: int) -> None:
    """Whatever comes then: the acknowledgement, what routerd believes here, the same words texted again."""
    play = Play(alice, way(alice))
    play.feed(play.asked)
    play.feed(Acknowledged(question=play.id))
    play.restart()
    play.begun = 0
    play.feed(Acknowledged(question=play.id))
    assert play.feed(Believed(questions=(play.id,))) != []
    assert play.begun == 0


@ways
@pytest.mark.parametrize("seconds", [-86400.0, 86400.0])
def test_a_clock_that_jumps_between_asking_and_acknowledgement_changes_nothing(
    alice: Contact, way: Way, steps: int, seconds: float
) -> None:
    play = Play(alice, way(alice))
    play.feed(play.asked)
    alice.later(seconds)
    play.feed(ClockJumped(seconds=seconds))
    play.feed(TimePassed())
    assert play.replies == []
    play.feed(Acknowledged(question=play.id))
    play.finish()
    assert (play.begun, len(play.replies)) == (steps, 1)


@ways
@pytest.mark.parametrize("first", ["ack", "time"])
def test_at_the_deadline_an_acknowledgement_comes_too_late(alice: Contact, way: Way, steps: int, first: str) -> None:
    play = Play(alice, way(alice))
    play.feed(play.asked)
    assert alice.dialogue.deadline == alice.now + 10
    alice.later(10)
    both: list[Input] = [Acknowledged(question=play.id), TimePassed()]
    for incoming in both if first == "ack" else reversed(both):
        play.feed(incoming)
    assert (play.begun, len(play.replies)) == (0, 1)


@ways
def test_a_file_that_is_read_again_meanwhile_is_for_the_next_question(
    alice: Contact, way: Way, steps: int, load: Load
) -> None:
    """The sender was understood by the old file, and gets what that says, whole."""
    play = Play(alice, way(alice))
    play.feed(play.asked)
    ground = alice._ground
    alice.reload(load('[[interaction]]\nname = "hello"\nsentences = ["hello"]\nreply = "Hello."\n'))
    play.feed(Acknowledged(question=play.id))
    play.finish()
    assert (play.begun, len(play.replies)) == (steps, 1)
    assert ground.interactions is not alice._ground.interactions


@pytest.mark.parametrize("way", [confirmed, similar, followed, planned], ids=lambda way: way.__name__)
def test_what_the_file_does_not_know_any_more_is_not_done(alice: Contact, way: Way, load: Load) -> None:
    question = way(alice)
    alice.done.clear()
    gone: Interactions = load('[[interaction]]\nname = "hello"\nsentences = ["hello"]\nreply = "Hello."\n')
    alice.reload(gone)
    play = Play(alice, question)
    play.feed(play.asked)
    play.feed(Acknowledged(question=play.id))
    assert play.begun == 0
    [reply] = play.replies
    assert "can no longer be done as you asked" in (reply.message.text or "")


def test_a_trial_plans_nothing_does_nothing_and_leaves_nothing(alice: Contact) -> None:
    for text in ("turn on the light of the kitchen in 10 minutes", "open the gate", "make it cosy", "cancel all"):
        question = alice._question(text, trial=True)
        play = Play(alice, question)
        play.feed(play.asked)
        play.feed(Acknowledged(question=play.id))
        assert play.begun == 0
        [reply] = play.replies
        assert (reply.message.plans, reply.message.cancelled, reply.message.memory) == ([], [], None)
