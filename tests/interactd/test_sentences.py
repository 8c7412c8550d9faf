"""interactions.toml: what it may say, and what is refused with file, line and template."""

from pathlib import Path

import pytest

from interactd import sentences
from interactd.connectors import jeedom, mqtt, servers
from interactd.connectors.command import CommandSource
from interactd.connectors.file import FileSource
from interactd.errors import SentencesError
from interactd.matching import understand
from interactd.replies import Display
from tests.interactd.conftest import Load

SAMPLE = Path(__file__).parents[2] / "etc" / "interactions.toml"

GOOD = """\
[lists]
room = [ { in = "(living room|lounge|salon)", out = "living" }, { in = "bedroom", out = "bed" } ]

[[interaction]]
name = "temperature"
sentences = ["what is the temperature of [the] {room}", "quelle est la température (du|de la) {room}"]
value = { file = "/run/sensors/{room}" }
reply = "{{ value }} °C"
users = ["alice"]
"""


def test_the_sample_loads_without_a_warning() -> None:
    interactions = sentences.load(SAMPLE)
    assert "temperature" in interactions.by_name
    assert interactions.warnings == ()


def test_an_interaction_is_read_as_declared(load: Load) -> None:
    temperature = load(GOOD).by_name["temperature"]
    assert temperature.steps[0].source == FileSource(path="/run/sensors/{room}")
    assert temperature.users == {"alice"}
    assert [reply.written for reply in temperature.replies] == ["{{ value }} °C"]
    assert temperature.slots == {"room": ("room",)}


def test_paths_are_relative_to_the_folder_of_the_file(load: Load, tmp_path: Path) -> None:
    interactions = load(
        '[[interaction]]\nname = "a"\nsentences = "a"\nvalue = { file = "sensors/a" }\n'
        '[[interaction]]\nname = "b"\nsentences = "b"\nvalue = { command = ["./b", "-x"] }\n'
    )
    assert interactions.by_name["a"].steps[0].source == FileSource(path=str(tmp_path / "sensors/a"))
    assert interactions.by_name["b"].steps[0].source == CommandSource(
        argv=(str(tmp_path / "b"), "-x"), folder=str(tmp_path)
    )


def test_unit_decimals_and_map_stand_in_the_value_or_beside_it(load: Load) -> None:
    interactions = load(
        '[[interaction]]\nname = "a"\nsentences = "a"\nunit = "%"\nvalue = { text = "1", decimals = 1 }\n'
        '[[interaction]]\nname = "b"\nsentences = "b"\nvalue = { text = "1", map = { "0" = "closed" } }\n'
    )
    assert interactions.by_name["a"].steps[0].display == Display(unit="%", decimals=1)
    assert interactions.by_name["a"].replies[0].written == "{{ value }} {{ unit }}"
    assert interactions.by_name["b"].steps[0].display == Display(map={"0": "closed"})
    assert interactions.by_name["b"].replies[0].written == "{{ value }}"


def test_an_unused_list_and_a_repeated_sentence_are_warnings(load: Load, tmp_path: Path) -> None:
    interactions = load(
        '[lists]\nspare = ["x"]\n[[interaction]]\nname = "a"\nsentences = ["hello"]\nreply = "b"\n'
        '[[interaction]]\nname = "b"\nsentences = ["Hello!"]\nreply = "b"\n'
    )
    path = tmp_path / "interactions.toml"
    assert interactions.warnings == (
        f'{path}:9: "Hello!" stands in the file more than once',
        f"{path}:2: no sentence uses the list spare",
    )


def interaction(*lines: str) -> str:
    return "\n".join(["[[interaction]]", 'name = "a"', 'sentences = ["say [the] word"]', *lines])


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "there is no [[interaction]]"),
        ("interaction = 5", 1, "must be tables headed [[interaction]]"),
        ("lists = 5\n", 1, "lists must be a table"),
        ("[[interaction]]\nname = a\n", 2, "not valid TOML"),
        ("[[interaction]]\nsentences = ['a']\nreply = 'b'", 1, "needs a name"),
        ("[[interaction]]\nname = 'a'\nreply = 'b'", 1, "sentences must be a list of texts"),
        ("[[interaction]]\nname = 'a'\nsentences = [5]\nreply = 'b'", 3, "sentences must be a list of texts"),
        (interaction(), 1, "needs a reply, or one value that is the reply"),
        (interaction('reply = ""'), 4, "reply must be a list of texts"),
        (interaction('reply = " "'), 1, "a reply may not be empty"),
        (interaction('reply = "b"', "usres = []"), 5, "unknown key usres"),
        (interaction('reply = "b"', "users = []"), 5, "users must be a list of texts"),
        (interaction('reply = "b"', 'action = { text = "x" }'), 5, "unknown key text"),
        (interaction('reply = "b"', "action = 5"), 5, "action must be a table or a list of tables"),
        (interaction('reply = "b"', "action = []"), 5, "action is empty"),
        (interaction('reply = "b"', 'action = { as = "x" }'), 5, "action needs one of command"),
        (interaction('reply = "b"', 'action = { command = ["x"], unit = "x" }'), 5, "unknown key unit"),
        (interaction('reply = "b"', 'value = { text = "x", as = "a b" }'), 5, "as must be a name"),
        (interaction('reply = "b"', 'value = [{ text = "x", as = "a" }, { text = "y", as = "a" }]'), 5, "are named a"),
        (interaction('reply = "b"', 'value = [{ text = "x" }, { text = "y" }]', 'unit = "m"'), 6, "write it inside"),
        (interaction('value = [{ text = "x" }, { text = "y" }]'), 1, "needs a reply, or one value"),
        (interaction('reply = "b"', "confirm = 1"), 5, "confirm must be true or false"),
        (interaction('reply = "b"', "wait = -1"), 5, "wait must be a number of seconds"),
        (interaction('reply = "b"', "max_age = true"), 5, "max_age must be a number of seconds"),
        (interaction('value = { unit = "x" }'), 4, "value needs one of text, file, command"),
        (interaction('value = { text = "x", file = "y" }'), 4, "one step may have one of file, text"),
        (interaction('value = "x"'), 4, "value must be a table or a list of tables"),
        (interaction('value = { text = "" }'), 4, "text must be a text"),
        (interaction('value = { file = 5 }'), 4, "file must be the path"),
        (interaction('value = { command = "ls -l" }'), 4, "there is no shell"),
        (interaction('value = { file = "/s/{room}" }'), 3, "does not always give {room}"),
        (interaction('value = { text = "x", unit = "%" }', 'unit = "%"'), 4, "unit is given twice"),
        (interaction('value = { text = "x" }', "decimals = 9"), 5, "decimals must be a number from 0 to 6"),
        (interaction('value = { text = "x" }', "decimals = true"), 5, "decimals must be"),
        (interaction('value = { text = "x" }', "map = { a = 1 }"), 5, "map must be a table of texts"),
        (interaction('value = { text = "x" }', 'reply = "{{ valeu }}"'), 5, "names valeu, which is none of"),
        (interaction('value = { text = "x" }', 'reply = "{% if %}"'), 5, "is not a reply template"),
        (interaction('reply = "b"') + "\n" + interaction('reply = "b"'), 5, "another interaction named a, in line 1"),
        ("[lists]\n\nroom = [{ in = '(a|b)' }]\n" + interaction('reply = "b"'), 3, "needs an `out`"),
        ("[lists]\n'a b' = ['x']\n" + interaction('reply = "b"'), 2, "needs a name of letters"),
        ("fallback = 'x'\n" + interaction('reply = "b"'), 1, "fallback must be one of jeedom, homeassistant"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_line(
    load: Load, tmp_path: Path, text: str, line: int, reason: str
) -> None:
    with pytest.raises(SentencesError) as caught:
        load(text)
    assert reason in caught.value.reason
    assert (caught.value.path, caught.value.line) == (tmp_path / "interactions.toml", line)


def house(*tables: str, sentences: str = '["say [the] word"]', more: str = "") -> str:
    return "\n".join([*tables, "[[interaction]]", 'name = "a"', f"sentences = {sentences}", 'reply = "b"', more])


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (house("[rules]", 'x = "y"', 'a = "b <a>"'), 3, "the rule a holds itself: a -> a"),
        (house("[rules]", 'x = "y"', 'a = "(b"'), 3, "the rule a: '(' is never closed"),
        (house("rules = 5"), 1, "rules must be a table"),
        (house("[groups]", 'family = "alice"'), 2, "the group family must be a list of users"),
        (house("[groups]", 'family = ["alice"]', more='users = ["@famliy"]'), 7, "there is no group named famliy"),
        (house("[synonyms]", 'a = "b"'), 2, "the synonyms of a must be a list"),
        (house("[lists]", 'a = ["x"]', 'b = { file = "missing.txt" }'), 3, "the list b could not be read"),
        (house("[lists]", 'a = ["x"]', 'b = { command = ["false"] }'), 3, "false: ended with status 1"),
        (house("[lists]", 'b = { file = "rooms.txt" }'), 2, 'has "bed" twice (in rooms.txt)'),
        (house("[lists]", "b = { wildcard = false }"), 2, "wildcard must be true"),
        (house(more='language = "de"'), 5, "language must be one of en, fr"),
        (house(sentences='{ de = ["a"] }'), 3, "sentences may be in en, fr, not in de"),
        (house(sentences='{ en = ["a"] }', more='language = "en"'), 5, "leave language out"),
        (house(sentences="{}"), 3, "sentences must be a list of texts"),
        (house(sentences="{ en = [] }"), 3, "en must be a list of texts"),
        (house(more='requires = "?"'), 5, "requires has a text without a word in it"),
        (house(more="excludes = [5]"), 5, "excludes must be a list of texts"),
        (house(sentences='["say <nothing>"]'), 3, "there is no rule named nothing"),
    ],
)
def test_what_sentences_share_is_refused_with_its_line(
    load: Load, tmp_path: Path, text: str, line: int, reason: str
) -> None:
    (tmp_path / "rooms.txt").write_text("bed\nBed!\n")
    with pytest.raises(SentencesError) as caught:
        load(text)
    assert reason in caught.value.reason
    assert caught.value.line == line


def test_rules_synonyms_and_lists_from_elsewhere_make_one_sentence(load: Load, tmp_path: Path) -> None:
    (tmp_path / "rooms.txt").write_text("bedroom = bed\n")
    interactions = load(
        house(
            "[rules]", 'of = "(of|in) [the]"', 'degrees = "{5..30:degrees}"',
            "[synonyms]", 'warm = ["hot"]', 'bedroom = ["bed chamber"]',
            "[lists]", 'room = { file = "rooms.txt" }', 'door = { command = ["echo", "front = f"] }',
            sentences='["how warm is it <of> {room} at {door} to <degrees>"]',
        )
    )  # fmt: skip
    found = understand("How hot is it in the bed chamber at front to 21 ?", interactions, None).match
    assert found is not None
    assert found.slots == {"room": "bed", "door": "f", "degrees": "21"}
    assert interactions.warnings == ()


def test_sentences_have_the_language_that_the_file_gives_them(load: Load) -> None:
    interactions = load(
        house(sentences='{ fr = ["Été"], en = ["summer"] }')
        + '\n[[interaction]]\nname = "b"\nlanguage = "fr"\nsentences = ["hiver"]\nreply = "b"\n'
        + '[[interaction]]\nname = "c"\nsentences = ["x"]\nreply = "b"\n'
    )
    assert [(one.written, one.example, one.language) for one in interactions.by_name["a"].sentences] == [
        ("summer", "summer", "en"),
        ("Été", "Été", "fr"),
    ]
    found = [understand(text, interactions, None).match for text in ("ete", "summer", "hiver", "x")]
    assert [one.language for one in found if one] == ["fr", "en", "fr", None]


def test_required_and_excluded_words_decide_at_every_stage(load: Load) -> None:
    interactions = load(
        house(sentences='["is it warm [right] [now|tomorrow]"]', more='requires=["now"]\nexcludes=["right"]')
    )
    for text, understood in [
        ("is it warm now", True),
        ("is it wram now", True),
        ("is it warm", False),
        ("is it wram", False),
        ("is it warm right now", False),
        ("is it wram right now", False),
        ("is it warm tomorrow", False),
    ]:
        assert (understand(text, interactions, None).match is not None) == understood, text


def test_groups_are_their_users(load: Load) -> None:
    interactions = load(house("[groups]", 'family = ["alice", "bob"]', more='users = ["@family", "carol"]'))
    assert interactions.by_name["a"].users == {"alice", "bob", "carol"}


@pytest.mark.parametrize(
    "step",
    [
        'value = { file = "/s/{note}" }',
        'value = { command = ["x", "{note}"] }',
        'action = { command = ["x", "{note}"] }',
        'value = { jeedom = { cmd = "{note}" } }',
        'value = { homeassistant = { state = "light.{note}" } }',
        'action = { homeassistant = { service = "tts.speak", data = { media_player_entity_id = "{note}" } } }',
        'value = { mqtt = { topic = "house/{note}" } }',
        'action = { mqtt = { topic = "house/{note}", payload = "x" } }',
        'value = { http = { url = "http://localhost/{note}" } }',
    ],
)
def test_what_somebody_texts_freely_never_chooses_what_is_read_or_done(load: Load, step: str) -> None:
    with pytest.raises(SentencesError, match=r"gives \{note\} from a wildcard, by which nobody may choose what"):
        load(noting(step))


@pytest.mark.parametrize(
    "step",
    [
        'value = { text = "{note}" }',
        'value = { jeedom = { interact = "{note}" } }',
        'value = { homeassistant = { conversation = "{note}" } }',
        'action = { homeassistant = { service = "notify.all", data = { message = "{note}" } } }',
        'action = { mqtt = { topic = "house/notes", payload = "{note}" } }',
        'action = { http = { url = "http://localhost/", method = "POST", json = { note = "{note}" } } }',
    ],
)
def test_what_somebody_texts_freely_may_be_said_or_sent_and_holds_no_signs(load: Load, step: str) -> None:
    free = load(noting(step))
    found = understand("Note: ../../etc/passwd -rf `id` {{ 7 }}", free, None).match
    assert found is not None
    assert found.slots == {"note": "etc passwd rf id 7"}


def noting(step: str) -> str:
    return house(
        "[lists]",
        "note = { wildcard = true }",
        "[jeedom]",
        'url = "http://localhost"',
        'key_file = "key"',
        "[homeassistant]",
        'url = "http://localhost"',
        'token_file = "token"',
        sentences='["note {note}"]',
        more=step,
    )


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("what is {nothing}", "there is no list named nothing"),
        ("what is [the", "'[' is never closed"),
        ("in {room} and {room}", "gives {room} twice"),
        ("what [is] (|)", "does not match"),
        ("the {value}", "may not be named value"),
    ],
)
def test_a_template_is_named_in_the_error_with_its_own_line(load: Load, template: str, reason: str) -> None:
    with pytest.raises(SentencesError) as caught:
        load(
            '[lists]\nroom = ["a"]\nvalue = ["a"]\n[[interaction]]\nname = "a"\n'
            f'sentences = [\n  "hello",\n  "{template}",\n]\nreply = "b"\n'
        )
    assert reason in caught.value.reason
    if caught.value.template:
        assert (caught.value.line, caught.value.template) == (8, template)


def test_a_value_that_would_be_a_path_is_refused_before_anybody_asks(load: Load) -> None:
    with pytest.raises(SentencesError, match=r"may not be part of a path: '\.\./secret'"):
        load(GOOD.replace('out = "bed"', 'out = "../secret"'))


def test_a_slot_the_value_needs_may_not_be_optional(load: Load) -> None:
    with pytest.raises(SentencesError, match=r"does not always give \{room\}"):
        load(GOOD.replace("of [the] {room}", "[of {room}]"))


def test_the_program_may_not_come_from_a_slot(load: Load) -> None:
    with pytest.raises(SentencesError, match="may not come from a slot"):
        load(GOOD.replace('{ file = "/run/sensors/{room}" }', '{ command = ["/bin/{room}"] }'))


@pytest.mark.parametrize(
    ("octets", "reason"),
    [(b"# \xff\n", "1: is not UTF-8"), (b"#" * (1024 * 1024 + 1), "longer than 1048576 octets")],
)
def test_a_file_that_is_no_text_or_too_long_is_refused(tmp_path: Path, octets: bytes, reason: str) -> None:
    path = tmp_path / "interactions.toml"
    path.write_bytes(octets)
    with pytest.raises(SentencesError) as caught:
        sentences.load(path)
    assert reason in str(caught.value)


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SentencesError, match="no such file; create it from the sample"):
        sentences.load(tmp_path / "interactions.toml")
    with pytest.raises(SentencesError, match="cannot be read"):
        sentences.load(tmp_path)


WEB = """\
[jeedom]
url = "http://jeedom.local"
key_file = "jeedom.key"

[lists]
lamp = [ { in = "kitchen", out = "12" }, { in = "hall", out = "13" } ]
color = [ { in = "red", out = "ff0000" } ]
level = { from = 0, to = 100 }

[[interaction]]
name = "lamp"
sentences = ["set the {lamp} lamp to {color} at {level}"]
action = { jeedom = { cmd = "{lamp}", color = "{color}", slider = "{level}" } }
reply = "Done."
"""


def test_servers_stand_at_the_top_and_files_are_beside_the_file(load: Load, tmp_path: Path) -> None:
    (step,) = load(WEB).by_name["lamp"].steps
    table = {"jeedom": {"url": "http://jeedom.local", "key_file": "jeedom.key"}}
    declared = {"cmd": "{lamp}", "color": "{color}", "slider": "{level}"}
    assert step.source == jeedom.declare_action(declared, tmp_path, servers.read(table, tmp_path))


def test_a_key_that_would_not_be_used_is_a_warning(load: Load, tmp_path: Path) -> None:
    key = tmp_path / "jeedom.key"
    assert load(WEB).warnings == (f"{tmp_path}/interactions.toml:1: {key}: No such file or directory",)
    key.write_text("t0psecret")
    key.chmod(0o644)
    (warning,) = load(WEB).warnings
    assert "others may read it" in warning
    assert "t0psecret" not in warning
    key.chmod(0o600)
    assert load(WEB).warnings == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('key_file = "jeedom.key"', "", 1, "jeedom needs key_file"),
        ('url = "http://jeedom.local"', 'url = "jeedom.local"', 1, "jeedom: url must be an address"),
        ("[jeedom]", "[homeassistant]", 1, "homeassistant: unknown key key_file"),
        ('out = "13"', 'out = "the hall"', 13, "a slot may not stand as id .* 'the hall' of the list lamp"),
        ('out = "ff0000"', 'out = "red"', 13, "a slot may not stand as color .* 'red' of the list color"),
        ("slider", "dimmer", 13, "jeedom: unknown key dimmer"),
    ],
)
def test_what_is_wrong_with_a_server_or_its_slots_is_found_at_load(
    load: Load, old: str, new: str, line: int, reason: str
) -> None:
    with pytest.raises(SentencesError, match=reason) as caught:
        load(WEB.replace(old, new))
    assert caught.value.line == line


MQTT = """
[mqtt]
host = "broker"
version = "3.1.1"

[lists]
room = ["kitchen", "bedroom"]

[[interaction]]
name = "light"
sentences = ["light of {room}"]
action = { mqtt = { topic = "house/{room}/set", payload = "on" } }
value = { mqtt = "house/{room}" }
"""


def test_mqtt_is_of_the_broker_that_the_file_names(load: Load, tmp_path: Path) -> None:
    known = servers.read({"mqtt": {"host": "broker", "version": "3.1.1"}}, tmp_path)
    action, value = load(MQTT).by_name["light"].steps
    assert action.source == mqtt.declare_action({"topic": "house/{room}/set", "payload": "on"}, tmp_path, known)
    assert value.source == mqtt.declare("house/{room}", tmp_path, known)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "reason"),
    [
        ('host = "broker"', 'hosts = "broker"', 2, "unknown key hosts in mqtt"),
        ("[mqtt]", "[mqt]", 2, "unknown key mqt"),
        ('"house/{room}/set"', '"house/#"', 12, "no wildcard"),
        ('["kitchen", "bedroom"]', '["kitchen", "bed/room"]', 12, "'bed/room' of the list room"),
    ],
)
def test_what_is_wrong_with_mqtt_is_told_with_its_line(
    load: Load, right: str, wrong: str, line: int, reason: str
) -> None:
    with pytest.raises(SentencesError, match=reason) as caught:
        load(MQTT.replace(right, wrong))
    assert caught.value.line == line


def test_files_of_the_broker_that_would_not_be_used_are_warnings(load: Load, tmp_path: Path) -> None:
    table = '[mqtt]\nusername = "smsbus"\npassword_file = "password"\nca_file = "ca.pem"\n'
    assert load(MQTT.replace("[mqtt]\n", table)).warnings == (
        f"{tmp_path}/interactions.toml:2: {tmp_path}/password: No such file or directory",
        f"{tmp_path}/interactions.toml:2: {tmp_path}/ca.pem: cannot be read, or holds no certificates in PEM",
    )
