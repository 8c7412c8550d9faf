from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from ctl import directory_file, installation
from ctl.exits import Exit, Failure
from ctl.installation import Answers, Person, files, in_folder, of_system
from ctl.programs import sample
from smsbus import config

SAMPLES = {
    name: sample(name).read_text(encoding="utf-8") for name in ("smsbus.toml", "interactions.toml", "directory.toml")
}


def test_in_a_folder_everything_is_relative_to_it() -> None:
    places = in_folder(Path("/home/alice/house/smsbus.toml"))
    written = files(places, Answers(port="sim:", pin="1234"), SAMPLES)
    assert [str(file.path) for file in written] == [
        "/home/alice/house/smsbus.toml",
        "/home/alice/house/interactions.toml",
        "/home/alice/house/directory.toml",
        "/home/alice/house/pin",
    ]
    settings = config.parse(places.settings, written[0].text)
    assert (settings.run_dir, settings.modems["main"].port) == (Path("/home/alice/house/run"), "sim:")
    assert settings.modems["main"].pin_file == "/home/alice/house/pin"
    assert written[3].text == "1234\n"
    assert "1234" not in written[0].text and "1234" not in repr(written) + repr(Answers(pin="1234"))
    assert [str(folder) for folder in places.folders] == [
        f"/home/alice/house/{name}" for name in ("state", "run", "log")
    ]


def test_a_package_is_made_below_its_root_and_names_no_root() -> None:
    places = of_system(Path("/tmp/package"))
    written = files(places, Answers(), SAMPLES)
    assert str(written[0].path) == "/tmp/package/etc/smsbus/smsbus.toml"
    assert "/tmp/package" not in written[0].text
    assert [str(folder) for folder in places.folders] == [
        f"/tmp/package/{name}" for name in ("var/lib/smsbus", "run/smsbus", "var/log/smsbus")
    ]


def test_the_directory_declares_those_who_may_text(tmp_path: Path) -> None:
    people = (Person(name='Alice "A" B', number="+33639980001"), Person(name="Bob", number="+33639980002"))
    text = files(in_folder(tmp_path / "smsbus.toml"), Answers(people=people), SAMPLES)[2].text
    path = tmp_path / "directory.toml"
    path.write_text(text, encoding="utf-8")
    (house,) = directory_file.read(path).equipment
    assert house == {
        "name": "House",
        "contact": [
            {"name": 'Alice "A" B', "numbers": "+33639980001", "user": 'alice-"a"-b'},
            {"name": "Bob", "numbers": "+33639980002", "user": "bob"},
        ],
    }
    assert text.startswith("# directory.toml")


def test_without_anybody_no_invented_number_may_text(tmp_path: Path) -> None:
    text = files(in_folder(tmp_path / "smsbus.toml"), Answers(), SAMPLES)[2].text
    assert tomllib.loads(text) == {"equipment": [{"name": "House"}]}


@pytest.mark.parametrize(
    ("convert", "text", "expected"),
    [
        *(
            (installation.port, "auto", "auto"),
            (installation.port, "sim", "sim:"),
            (installation.port, " sim: ", "sim:"),
        ),
        (installation.port, "/dev/ttyUSB2", "/dev/ttyUSB2"),
        (installation.port, "socket://10.0.0.2:4001", "socket://10.0.0.2:4001"),
        (installation.region, "gb", "GB"),
        *((installation.pin, "", ""), (installation.pin, " 0000 ", "0000")),
    ],
)
def test_answers_are_taken_as_people_write_them(convert: Callable[[str], str], text: str, expected: str) -> None:
    assert convert(text) == expected


@pytest.mark.parametrize(
    ("convert", "text", "complaint"),
    [
        (installation.port, "ttyUSB2", "no port"),
        (installation.port, "", "no port"),
        (installation.region, "France", "no country"),
        (installation.pin, "12345678x", "a PIN has 4 to 8 digits"),
        (installation.pin, "١٢٣٤", "a PIN has 4 to 8 digits"),
    ],
)
def test_impossible_answers_are_told(convert: Callable[[str], str], text: str, complaint: str) -> None:
    with pytest.raises(Failure, match=complaint) as caught:
        convert(text)
    assert caught.value.exit_code is Exit.USAGE
    assert convert is not installation.pin or text not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["Alice", "=0639980001", "Alice=", "Alice=3663", "Alice=+336JEEDOM00", "A\x1b[2J=0639980001"]
)
def test_a_contact_is_a_name_and_a_telephone_number(text: str) -> None:
    with pytest.raises(Failure):
        installation.person(text, "FR")


def test_a_contact_s_number_is_read_in_its_country() -> None:
    assert installation.person(" Alice = 07700 900001", "GB") == Person(name="Alice", number="+447700900001")


@pytest.mark.parametrize(
    ("locale", "region"),
    [("fr_BE.UTF-8", "BE"), ("en_GB", "GB"), ("C.UTF-8", "FR"), ("", "FR"), ("en_ZZ.UTF-8", "FR"), ("POSIX", "FR")],
)
def test_the_country_is_guessed_from_the_locale(locale: str, region: str) -> None:
    assert installation.usual_region(locale) == region


@pytest.mark.parametrize(("speed", "expected"), [(9600, 9600), (None, 115200), (7, 115200)])
def test_the_speed_is_the_one_that_was_found(speed: object, expected: int) -> None:
    assert installation.baudrate(speed) == expected
