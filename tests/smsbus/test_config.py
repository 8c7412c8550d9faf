"""smsbus.toml: defaults, paths, and errors that name file, key and remedy."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from smsbus import config
from smsbus.errors import ConfigError

KEY = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
SAMPLE = Path(__file__).parents[2] / "etc" / "smsbus.toml"


def load(folder: Path, text: str) -> config.Settings:
    path = folder / "smsbus.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path)


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path, "")
    assert settings.router == config.RouterSettings()
    assert settings.modems == {}
    assert settings.endpoint("clients") == "ipc:///run/smsbus/clients"


def test_relative_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, '[service]\nrun_dir = "run"\n[modems.a]\nport = "/dev/x"\npin_file = "pin"')
    assert settings.run_dir == tmp_path / "run"
    assert settings.modems["a"].pin_file == str(tmp_path / "pin")
    assert settings.interactions.file == str(tmp_path / "interactions.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = ", ["not valid TOML"]),
        ("[gsm]", ["gsm", "unknown table"]),
        ("[service]\ncolour = 1", ["service", "unknown key colour"]),
        ('[service]\nlog_level = "loud"', ["service.log_level", "loud"]),
        ("[modems.a]\nbaudrate = 9600", ["modems.a", "port", "missing"]),
        ('[modems.a]\nport = ""', ["modems.a.port", "empty"]),
        ('[modems.a]\nport = "/dev/x"\npin_flie = "1"', ["modems.a", "unknown key pin_flie"]),
        ('[modems.a]\nport = "/dev/x"\nbaudrate = 1234', ["modems.a.baudrate", "115200"]),
        ('[modems.a]\nport = "/dev/x"\nbaudrate = "fast"', ["modems.a.baudrate"]),
        ('[modems.a]\nport = "/dev/x"\npin = "12"', ["modems.a.pin", "4 to 8 digits"]),
        ('[modems.a]\nport = "/dev/x"\npin = "1234"\npin_file = "f"', ["modems.a.pin", "not both"]),
        ('[modems.a]\nport = "/dev/x"\nsmsc = "112"', ["modems.a.smsc", "emergency"]),
        ('[modems.a]\nport = "/dev/x"\nnumber = "36105"', ["modems.a.number", "short code"]),
        ('[modems.a]\nport = "/dev/x"\ncycle = 0', ["modems.a.cycle", "more than 0"]),
        ('[modems.a]\nport = "/dev/x"\nmax_chars = -1', ["modems.a.max_chars"]),
        ('[modems."a b"]\nport = "/dev/x"', ["modems.a b", "letters, digits"]),
        ("modems = 3", ["modems", "one table"]),
        ('[numbers]\ndefault_region = "fr"', ["numbers.default_region", "capitals"]),
        ('[bus]\nclients = "tcp://*:5555"', ["bus.clients", "ipc://", "server_key", "[bus.listen]"]),
        ('[bus.listen]\nmodems = "tcp://*:5551"', ["bus.key_file", "no key, no tcp", "smsctl keys new"]),
        ('[bus.listen]\nmodems = "ipc:///run/x"', ["bus.listen.modems", "tcp://ADDRESS:PORT"]),
        ('[bus.listen]\nmodems = "tcp://10.0.0.1"', ["bus.listen.modems", "tcp://ADDRESS:PORT"]),
        ('[bus.listen]\nmodems = "tcp://10.0.0.1:0"', ["bus.listen.modems"]),
        ('[bus.listen]\nmodems = "tcp://10.0.0.1:65536"', ["bus.listen.modems"]),
        ('[bus.listen]\nmodems = "tcp://a b:1"', ["bus.listen.modems"]),
        ('[bus.listen]\nmodems = "tcp://a:1"\nclients = "tcp://a:1"', ["bus.listen", "port of its own"]),
        ('[bus.listen]\nmodem = "tcp://a:1"', ["bus.listen", "unknown key modem"]),
        (f'[bus]\nserver_key = "{KEY}"\nmodems = "ipc:///run/x"', ["bus.modems", "tcp://HOST:PORT"]),
        (f'[bus]\nserver_key = "{KEY}"\nmodems = "tcp://*:5551"', ["bus.modems", "tcp://HOST:PORT"]),
        (f'[bus]\nserver_key = "{KEY}"\nclients = "tcp://a:1"', ["bus.clients", "events", "both"]),
        (f'[bus]\nserver_key = "{KEY}"\n[bus.listen]\nmodems = "tcp://a:1"', ["bus.listen", "another host"]),
        (f'[bus]\nserver_key = "{KEY}"\nmodems = "tcp://a:1"', ["bus.key_file", "smsctl keys new"]),
        ('[bus]\nserver_key = "short"\nmodems = "tcp://a:1"', ["bus.server_key", "smsctl keys"]),
        ("[router]\nanswers_per_minute = 0", ["router.answers_per_minute", "more than 0"]),
        ("[router]\nmessages_max_age = 3600", ["router.messages_max_age", "0 (for ever)", "86400"]),
        ("[router]\nmessages_max_age = -1", ["router.messages_max_age", "86400"]),
        ("[router]\nkeys_max_age = 86400", ["router.keys_max_age", "2592000"]),
        ("[router]\nuncertain_retries = -1", ["router.uncertain_retries", "negative"]),
        ("[router]\nmodem_per_day = -1", ["router.modem_per_day", "negative"]),
        ("[router]\nfailover_after = -1", ["router.failover_after", "negative"]),
        ("[interactions]\ntimeout = -1", ["interactions.timeout", "more than 0"]),
        ('[router]\nuncertain_wait = "long"', ["router.uncertain_wait", "expected float, got str"]),
    ],
)
def test_a_wrong_setting_is_named_with_its_file_and_key(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(str(tmp_path / "smsbus.toml") + ": ")
    assert "\n" not in message
    for word in words:
        assert word in message


def test_a_pin_in_an_error_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, '[modems.a]\nport = "/dev/x"\npin = "12ab"')
    assert "12ab" not in str(caught.value)


def test_settings_shown_in_a_traceback_hide_the_pin() -> None:
    assert "4321" not in repr(config.ModemSettings(port="/dev/x", pin="4321"))


def test_numbers_in_the_settings_may_be_written_as_people_do(tmp_path: Path) -> None:
    settings = load(tmp_path, '[modems.a]\nport = "/dev/x"\nsmsc = "06 39 98 00 99"\nnumber = "0033639980000"')
    assert (settings.modems["a"].smsc, settings.modems["a"].number) == ("+33639980099", "+33639980000")


def with_key(folder: Path, text: str) -> config.Settings:
    (folder / "keys").mkdir(exist_ok=True)
    (folder / "keys" / "this.key").touch()
    return load(folder, text)


def test_routerd_serves_this_host_and_others_from_one_file(tmp_path: Path) -> None:
    settings = with_key(tmp_path, '[bus.listen]\nmodems = "tcp://192.168.1.5:5551"\nclients = "tcp://[fe80::1%eth0]:5"')
    assert settings.endpoint("modems") == "ipc:///run/smsbus/modems"
    assert settings.listens("modems") == "tcp://192.168.1.5:5551"
    assert settings.listens("clients") == "tcp://[fe80::1%eth0]:5"
    assert settings.listens("events") == ""
    assert not settings.remote
    assert settings.bus.key_file == str(tmp_path / "keys" / "this.key")
    assert settings.bus.allow_file == str(tmp_path / "keys" / "allowed")


def test_with_a_server_key_routerd_is_on_another_host_and_only_what_is_named_is_used(tmp_path: Path) -> None:
    settings = with_key(tmp_path, f'[bus]\nserver_key = "{KEY}"\nmodems = "tcp://house.lan:5551"')
    assert settings.remote
    assert settings.endpoint("modems") == "tcp://house.lan:5551"
    with pytest.raises(ConfigError, match=r"bus\.clients: routerd is on another host: set this to tcp://HOST:PORT"):
        settings.endpoint("clients")


def test_a_modem_needs_to_know_where_a_routerd_on_another_host_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"bus\.modems"):
        with_key(tmp_path, f'[bus]\nserver_key = "{KEY}"\n[modems.a]\nport = "/dev/x"')


def test_a_modem_on_another_host_is_known_but_not_driven_here(tmp_path: Path) -> None:
    settings = load(tmp_path, '[modems.a]\nport = "remote:"\nnumber = "+33639980000"\n[modems.b]\nport = "/dev/x"')
    assert settings.local_modems == ["b"]
    assert settings.modems["a"].number == "+33639980000"


def test_where_keys_are_kept_is_known_before_there_are_any(tmp_path: Path) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text('[bus]\nkey_file = "k"\n[bus.listen]\nmodems = "tcp://*:5551"\n[modems.a]\ncolour = 1\n')
    assert config.load_bus(path).key_file == str(tmp_path / "k")


def test_the_service_table_can_be_read_when_another_one_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "smsbus.toml"
    path.write_text('[service]\nrun_dir = "run"\n[modems.a]\ncolour = 1\n')
    assert config.load_service(path).run_dir == tmp_path / "run"
    path.write_text("[service]\ncolour = 1\n")
    with pytest.raises(ConfigError, match="colour"):
        config.load_service(path)


def test_a_missing_file_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such file.*--config"):
        config.load(tmp_path / "none.toml")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "smsbus.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(tmp_path / "smsbus.toml")


def test_the_option_comes_before_the_environment_and_that_before_etc() -> None:
    environment = {"SMSBUS_CONFIG": "/a/smsbus.toml"}
    assert config.find("/b/smsbus.toml", environment) == Path("/b/smsbus.toml")
    assert config.find(None, environment) == Path("/a/smsbus.toml")
    assert config.find(None, {}) == Path("/etc/smsbus/smsbus.toml")


SECTIONS: dict[str, type[config.Section]] = {
    "service": config.ServiceSettings,
    "bus": config.BusSettings,
    "numbers": config.NumbersSettings,
    "router": config.RouterSettings,
    "interactions": config.InteractionsSettings,
}


def sample() -> dict[str, Any]:
    return tomllib.loads(SAMPLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_the_sample_states_every_setting_with_its_default(section: str) -> None:
    defaults = msgspec.json.decode(msgspec.json.encode(SECTIONS[section]()))
    assert sample()[section] == defaults


def test_the_sample_modem_states_every_setting_with_its_default() -> None:
    (table,) = sample()["modems"].values()
    defaults = msgspec.to_builtins(config.ModemSettings(port=table["port"]))
    assert table == {**defaults, "init": list(defaults["init"])}


def test_the_sample_file_loads() -> None:
    assert config.load(SAMPLE).modems
