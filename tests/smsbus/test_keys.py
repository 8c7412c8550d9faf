"""Key files that only their owner reads, and the list of keys that may connect."""

from pathlib import Path

import pytest

from smsbus import config, keys
from smsbus.errors import ConfigError
from smsbus.keys import Allowed, KeyPair, Role

# The pair of RFC 26's and zmq_curve's examples, printed in their documentation: nobody uses it.
PUBLIC = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
SECRET = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"
OTHER = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"

PAIR = KeyPair(name="garage", public=PUBLIC, secret=SECRET)
GARAGE = f"garage  modem,client  {PUBLIC}\n"


def test_a_pair_is_written_for_its_owner_alone_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "this.key"
    keys.write_pair(path, PAIR, replace=False)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert keys.read_pair(path) == PAIR
    assert list(path.parent.iterdir()) == [path]


def test_a_pair_is_never_overwritten_unless_it_shall_be(tmp_path: Path) -> None:
    path = tmp_path / "this.key"
    path.write_text("precious")
    with pytest.raises(FileExistsError):
        keys.write_pair(path, PAIR, replace=False)
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]
    keys.write_pair(path, PAIR, replace=True)
    assert keys.read_pair(path) == PAIR
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_pair_that_others_may_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "this.key"
    keys.write_pair(path, PAIR, replace=False)
    path.chmod(mode)
    with pytest.raises(ConfigError, match=r"others may read this key.*chmod 600"):
        keys.read_pair(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secret",
        f'name = "garage"\npublic = "{PUBLIC}"\n',
        f'name = "garage"\npublic = "{OTHER}"\nsecret = "{SECRET}"\n',
        f'name = "garage"\npublic = "{PUBLIC}"\nsecret = "{SECRET[:-1]}"\n',
        f'name = "garage"\npublic = "{PUBLIC}"\nsecret = 7\n',
        f'name = "a b"\npublic = "{PUBLIC}"\nsecret = "{SECRET}"\n',
        "\udcff",
    ],
)
def test_a_damaged_pair_is_refused_and_nothing_of_it_is_shown(tmp_path: Path, text: str) -> None:
    path = tmp_path / "this.key"
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ConfigError, match="damaged") as caught:
        keys.read_pair(path)
    assert SECRET[:-1] not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_missing_pair_says_how_to_make_one_and_a_folder_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="smsctl keys new"):
        keys.read_pair(tmp_path / "none")
    with pytest.raises(ConfigError, match="cannot be read"):
        keys.read_pair(tmp_path)


def test_a_pair_hides_its_secret_where_values_are_printed() -> None:
    assert SECRET not in repr(PAIR)


def test_what_is_shown_to_a_router_elsewhere_comes_from_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text("")
    assert keys.credentials(config.load(path)) is None
    keys.write_pair(tmp_path / "keys" / "this.key", PAIR, replace=False)
    path.write_text(f'[bus]\nserver_key = "{OTHER}"\nmodems = "tcp://house:5551"\n')
    shown = keys.credentials(config.load(path))
    assert shown is not None
    assert (shown.name, shown.public, shown.secret, shown.server) == ("garage", PUBLIC, SECRET, OTHER)


def test_each_endpoint_has_the_role_that_opens_it() -> None:
    assert {name: keys.role_for(name) for name in config.ENDPOINTS} == {
        "modems": Role.MODEM,
        "interactions": Role.INTERACTIONS,
        "clients": Role.CLIENT,
        "events": Role.CLIENT,
    }


def test_a_line_allows_a_key_what_it_says_and_no_more() -> None:
    text = f"# ours\n\n{GARAGE}  shed modem {OTHER}"
    garage, shed = keys.parse_allowed(text, Path("allowed"))
    assert garage == Allowed(name="garage", roles=(Role.MODEM, Role.CLIENT), public=PUBLIC)
    assert [name for name in config.ENDPOINTS if garage.may(name)] == ["modems", "clients", "events"]
    assert [name for name in config.ENDPOINTS if shed.may(name)] == ["modems"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("garage", "line 1: expected a name"),
        (f"garage {PUBLIC}", "line 1: expected"),
        (f"\ngarage root {PUBLIC}", "line 2: expected"),
        (f"garage modem, client {PUBLIC}", "line 1: expected"),
        (f"garage modem {PUBLIC[:-1]}", "line 1: expected"),
        (f"garage modem {PUBLIC} # ours", "line 1: expected"),
        (f"gar/age modem {PUBLIC}", "line 1: expected"),
        (f"{GARAGE}garage modem {OTHER}", "line 2: the same name or key as that of garage"),
        (f"{GARAGE}shed modem {PUBLIC}", "line 2: the same name or key as that of garage"),
    ],
)
def test_a_line_that_is_not_understood_is_an_error_that_names_it(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        keys.parse_allowed(text, Path("allowed"))


def test_allowing_and_revoking_touch_one_line_and_keep_the_others_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "allowed"
    assert keys.read_allowed(path) == ()
    keys.allow(path, Allowed(name="garage", roles=(Role.MODEM,), public=PUBLIC))
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text(path.read_text() + f"# the shed, since May\nshed   modem   {OTHER}")
    keys.allow(path, Allowed(name="garage", roles=(Role.MODEM, Role.CLIENT), public=PUBLIC))
    header = path.read_text().splitlines()[0]
    assert path.read_text() == f"{header}\n{GARAGE}# the shed, since May\nshed   modem   {OTHER}"
    keys.revoke(path, "garage")
    assert path.read_text() == f"{header}\n# the shed, since May\nshed   modem   {OTHER}"
    keys.allow(path, Allowed(name="garage", roles=(Role.MODEM, Role.CLIENT), public=PUBLIC))
    assert path.read_text() == f"{header}\n# the shed, since May\nshed   modem   {OTHER}\n{GARAGE}"


def test_a_key_that_is_allowed_already_under_another_name_is_not_written_twice(tmp_path: Path) -> None:
    path = tmp_path / "allowed"
    path.write_text(GARAGE)
    with pytest.raises(ConfigError, match="garage"):
        keys.allow(path, Allowed(name="shed", roles=(Role.MODEM,), public=PUBLIC))
    assert path.read_text() == GARAGE


@pytest.mark.parametrize("name", ["", "-x", "#x", "a b", "a\nb", "ä", "x" * 65])
def test_odd_names_are_none(name: str) -> None:
    assert not keys.is_name(name)
