"""All sentences, indexed."""

from interactd import catalogue
from interactd.catalogue import MAX_SAMPLES_EACH
from tests.interactd.conftest import Load

HOUSE = """\
[lists]
room = ["kitchen", "bed room"]
words = { wildcard = true }
level = { from = 0, to = 9 }
[[interaction]]
name = "warm"
sentences = ["the state of the heating in {room}", "{room}", "{level}"]
reply = "b"
[[interaction]]
name = "light"
sentences = ["the state of the light", "light[s] in {room}", "say {words}"]
reply = "b"
"""


def names(found: catalogue.Catalogue, text: str, *, guessing: bool = False) -> list[str]:
    return [entry.sentence.written for entry in found.possible(set(text.split()), guessing=guessing)]


def test_a_text_is_compared_only_with_sentences_whose_words_it_has(load: Load) -> None:
    found = load(HOUSE).catalogue
    assert names(found, "the state of the light") == ["{level}", "the state of the light"]
    assert names(found, "the state of the heating in kitchen") == [
        "the state of the heating in {room}", "{room}", "{level}", "light[s] in {room}",
    ]  # fmt: skip
    assert names(found, "say it") == ["{level}", "say {words}"]
    assert names(found, "bed bugs") == ["{room}", "{level}"]


def test_where_a_value_is_guessed_its_words_do_not_count(load: Load) -> None:
    found = load(HOUSE).catalogue
    assert names(found, "the state of the heating in kichen", guessing=True) == [
        "the state of the heating in {room}", "light[s] in {room}",
    ]  # fmt: skip


def test_the_rarest_words_are_the_keys(load: Load) -> None:
    found = load(HOUSE).catalogue
    assert "heating" in found.by_word
    assert "state" not in found.by_word


def test_samples_are_bounded_and_leave_wildcards_out(load: Load) -> None:
    found = load(HOUSE.replace("light[s] in {room}", "(a|b|c) (d|e|f) (g|h|i) (j|k) in {room}")).catalogue
    of_each = [list(found.sample_of).count(index) for index in range(len(found.entries))]
    assert of_each == [1, 1, 1, 1, MAX_SAMPLES_EACH, 0]
    assert found.samples[0] == "the state of the heating in {room}"


def test_the_vocabulary_is_of_sentences_and_values_and_short_words_have_no_slips(load: Load) -> None:
    found = load(HOUSE).catalogue
    assert {"heating", "bed", "kitchen", "in"} <= found.vocabulary
    assert {"heating", "kitchen"} <= set(found.spellings)
    assert not {"bed", "in"} & set(found.spellings)
