"""docs/from-jeedom.md: what it names of ours exists, and no setting, command or FAQ entry of the plugin is left out."""

import re
import shlex
from pathlib import Path

import click
import msgspec
import pytest

from ctl.__main__ import cli
from smsbus import config
from smsbus.requests_directory import ContactDeclaration, EquipmentDeclaration

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "from-jeedom.md").read_text(encoding="utf-8")

TABLES: dict[str, type[msgspec.Struct]] = {
    "[service]": config.ServiceSettings,
    "[bus]": config.BusSettings,
    "[numbers]": config.NumbersSettings,
    "[modems.NAME]": config.ModemSettings,
    "[router]": config.RouterSettings,
    "[interactions]": config.InteractionsSettings,
    "[[equipment]]": EquipmentDeclaration,
    "[[equipment.contact]]": ContactDeclaration,
}

# The plugin's documentation, docs/fr_FR/index.md, and its forms: a word of each setting, command and entry.
CONFIGURATION = (
    "Port SMS",
    "Vitesse de communication",
    "Code pin",
    "Texte mode",
    "Découper les messages par paquet de caractères",
    "Passerelle SMS / SMS Gateway",
    "Force du signal",
    "Réseau",
    "Port socket interne",
    "Cycle (s)",
)
EQUIPMENTS = (
    "Nom de l'équipement",
    "Objet parent",
    "Activer",
    "Visible",
    "Désactiver les interactions",
    "Autoriser les messages de numéros inconnus",
    "Ajouter les numéros inconnus",
)
COMMANDS = ("Signal", "Message", "Expediteur", "Envoyer message à", "Nom", "Utilisateur", "Numéro")
FAQ = (
    "Huawei E160",
    "brltty",
    "after hours or days",
    "CME error",
    "X220L",
    "no SMS is received",
    '"timeout"',
    '"socket already in use"',
    "does not start",
    "several USB ports",
    "lost the network",
    "fill the SIM",
    "modem mode",
)


def chapter(heading: str) -> str:
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(heading: str) -> list[str]:
    """The first cells of the table in that chapter, without its head."""
    return re.findall(r"^\| (.+?) \|", chapter(heading), re.MULTILINE)[2:]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Configuration of the plugin", CONFIGURATION),
        ("Equipments", EQUIPMENTS),
        ("Commands", COMMANDS),
        ("FAQ", FAQ),
    ],
)
def test_every_setting_and_entry_of_the_plugin_has_its_row(heading: str, expected: tuple[str, ...]) -> None:
    assert [word for word in expected if not any(word in row for row in rows(heading))] == []


def test_every_setting_of_ours_that_the_page_names_exists() -> None:
    named = re.findall(r"`(\[+[\w.]+\]+) (\w+)`", PAGE)
    assert len(named) > 20
    unknown = [f"{table} {key}" for table, key in named if key not in TABLES[table].__struct_fields__]
    assert unknown == []


def test_every_command_that_the_page_names_exists_with_its_options() -> None:
    named = re.findall(r"smsctl((?: [^`'|]+)?)[`']", PAGE)
    assert len(named) > 20
    for words in named:
        command: click.Command = cli
        for word in shlex.split(words.replace("--config /etc/smsbus/smsbus.toml", "")):
            if isinstance(command, click.Group):
                found = command.get_command(click.Context(command), word)
                assert found is not None, f"smsctl{words}"
                command = found
            elif word.startswith("--"):
                assert any(word in option.opts for option in command.params), f"smsctl{words}"


def test_the_files_that_the_page_names_exist() -> None:
    assert (ROOT / "etc/usb_modeswitch.d/1bbb:f000").is_file()
    assert (ROOT / "tests/transcripts").is_dir()
