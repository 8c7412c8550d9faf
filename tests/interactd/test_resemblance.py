"""What may be a slip of the pen, and what may not."""

import pytest

from interactd import lists
from interactd.recognition import Effort, Exhausted
from interactd.resemblance import SENTENCE_FLOORS, SLOT_FLOORS, Guesser, difference, floor, score, slip

VOCABULARY = frozenset(
    {"what", "is", "the", "temperature", "of", "kitchen", "light", "lights", "salon", "active", "alarme"}
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("temprature", "temperature"),
        ("kichen", "kitchen"),
        ("ful", "full"),
        ("lalarme", "alarme"),
        ("actve", "active"),
        ("fermes", "ferme"),
        ("verouille", "verrouille"),
    ],
)
def test_a_slip_of_the_pen_is_one(said: str, meant: str) -> None:
    assert slip(said, meant, VOCABULARY) is None


@pytest.mark.parametrize(
    ("said", "meant", "reason"),
    [
        ("lights", "light", '"lights" is a word of its own'),
        ("off", "on", '"off" is a word of its own'),
        ("desactive", "active", '"desactive" is a word of its own'),
        ("desactiver", "activer", '"desactiver" is a word of its own'),
        ("unblock", "block", '"unblock" begins unlike "block"'),
        ("dsactive", "active", '"dsactive" begins unlike "active"'),
        ("deverouille", "verrouille", '"deverouille" begins unlike "verrouille"'),
        ("fo", "of", '"fo" is too short to be a slip of "of"'),
        ("onf", "on", '"onf" is too short to be a slip of "on"'),
        ("ope", "open", '"ope" is too short to be a slip of "open"'),
        ("thre", "three", '"three" must be exact'),
        ("bedroom2", "bedroom3", '"bedroom3" must be exact'),
        ("nott", "not", '"not" must be exact'),
        ("inside", "outside", '"inside" is a word of its own'),
        ("garden", "gate", '"garden" is not "gate"'),
    ],
)
def test_what_may_be_another_word_is_no_slip(said: str, meant: str, reason: str) -> None:
    assert slip(said, meant, VOCABULARY) == reason


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("wat is temprature of kichen", "what is the temperature of the kitchen"),
        ("whatis the temperature", "what is the temperature"),
        ("la temperature du salon", "temperature de salon"),
        ("temperature de l entre", "temperature de l entree"),
        ("la porte de l entree", "la porte d entree"),
    ],
)
def test_little_words_may_be_missing_or_others(said: str, meant: str) -> None:
    assert difference(said, meant, VOCABULARY) is None


@pytest.mark.parametrize(
    ("said", "meant", "reason"),
    [
        ("set it to 12", "set it to 21", "the numbers differ"),
        ("set it to -5", "set it to 5", "the numbers differ"),
        ("active pas l alarme", "active l alarme", '"pas" turns it round'),
        ("do not open the gate", "open the gate", '"not" turns it round'),
        ("de active l alarme", "active l alarme", '"de" before "active" may turn it round'),
        ("d verrouille la porte", "verrouille la porte", '"d" before "verrouille" may turn it round'),
        ("un lock the door", "lock the door", '"un" before "lock" may turn it round'),
        ("temperature of the pool in the kitchen", "temperature of the kitchen", '"pool" is too much'),
        ("temperature of the", "temperature of the kitchen", '"kitchen" is missing'),
        ("turn it of", "turn it off", '"off" is missing'),
        ("turnof the heating", "turn off the heating", '"off" must be exact'),
        ("the living room is nice today", "the kitchen", "too many words differ"),
    ],
)
def test_what_may_change_the_meaning_is_never_bridged(said: str, meant: str, reason: str) -> None:
    assert difference(said, meant, VOCABULARY) == reason


def test_opposites_would_be_bridged_by_the_score_alone() -> None:
    assert score("active l alarme", "desactive l alarme") > 90


def test_the_shorter_a_text_the_nearer_it_must_be() -> None:
    assert floor(SENTENCE_FLOORS, "alarm") > 100
    assert [floor(SENTENCE_FLOORS, "a b"), floor(SENTENCE_FLOORS, "a b c d")] == [93.0, 90.0]
    assert [floor(SLOT_FLOORS, "a b"), floor(SLOT_FLOORS, "a b c")] == [85.0, 75.0]


ROOMS = lists.read("room", ["kitchen", "bedroom 1", "bedroom 2", "bathroom", "inside", "outside", "on", "off"])


def guesser(steps: int = 1000) -> Guesser:
    return Guesser(frozenset({"inside", "outside"}), 75.0, Effort(steps))


@pytest.mark.parametrize(
    ("said", "out"),
    [
        ("kichen", "kitchen"),
        ("the kitchen", "kitchen"),
        ("bedrom 2", "bedroom 2"),
        ("bedroom2", "bedroom 2"),
        ("bathrooom", "bathroom"),
        ("bedroom", None),
        ("bedroom 3", None),
        ("bedrom", None),
        ("ouside", "outside"),
        ("onn", None),
        ("of", None),
        ("cellar", None),
    ],
)
def test_a_value_is_guessed_where_only_one_can_be_meant(said: str, out: str | None) -> None:
    guess = guesser()(said, ROOMS)
    assert (guess and guess.out) == out


def test_a_refused_guess_says_why() -> None:
    guess = guesser()
    assert guess("bedroom 3", ROOMS) is None
    assert guess.refused == {"bedroom 3": '"bedroom 3" is 89 like "bedroom 1" of room: "bedroom 2" is as near'}


def test_guesses_are_counted_and_given_up() -> None:
    guess = guesser(steps=10)
    guess("kichen", ROOMS)
    guess("kichen", ROOMS)
    with pytest.raises(Exhausted):
        guess("bathrom", ROOMS)
