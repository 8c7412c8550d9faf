"""Lines of things in interactions.toml."""

from interactd.places import Places

SOURCE = """\
# a comment
[lists]
room = [
  "bedroom",
]

[[interaction]]
name = "one"
sentences = ["hello"]

[[ interaction ]]
name = "two"
sentences = [
  "good \\"morning\\"",
  "hello",
]
value = { file = "x", decimals = 1 }
"""


def test_interactions_are_found_by_their_headers() -> None:
    places = Places(SOURCE)
    assert [places.interaction(index) for index in range(3)] == [7, 11, 1]


def test_keys_are_found_at_or_below_a_line_also_in_inline_tables() -> None:
    places = Places(SOURCE)
    assert places.key("lists") == 2
    assert places.key("room", 2) == 3
    assert places.key("name", 11) == 12
    assert places.key("decimals", 11) == 17
    assert places.key("missing", 11) == 11


def test_a_text_is_found_in_its_own_interaction_only_and_as_toml_spells_it() -> None:
    places = Places(SOURCE)
    assert places.text("hello", 7) == 9
    assert places.text("hello", 11) == 15
    assert places.text('good "morning"', 11) == 14
    assert places.text('good "morning"', 7) == 7
