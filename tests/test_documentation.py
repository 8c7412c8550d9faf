"""The documents say what the code does: every kind and field, error code, topic, setting, command."""

import ast
import enum
import json
import re
import types
import typing
from pathlib import Path

import click
import msgspec
import pytest

from smsbus import (
    documents,
    errands,
    messages,
    questions,
    requests,
    requests_ask,
    requests_directory,
    requests_errands,
    requests_history,
    requests_watch,
)
from smsbus.errors import Code

ROOT = Path(__file__).parents[1]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")

LINKS: dict[str, messages.Kinds] = {
    "modemd to routerd": messages.FROM_MODEMD,
    "routerd to modemd": messages.TO_MODEMD,
    "interactd to routerd": questions.FROM_INTERACTD,
    "routerd to interactd": questions.TO_INTERACTD,
    "Requests": {**requests.FROM_CLIENTS, "reply": requests.Reply},
    "Events": {"event": requests.Event},
}
DOCUMENTS: list[type[msgspec.Struct]] = [
    declared
    for module in (
        documents,
        errands,
        messages,
        questions,
        requests,
        requests_ask,
        requests_directory,
        requests_errands,
        requests_history,
        requests_watch,
    )
    for declared in vars(module).values()
    if isinstance(declared, type)
    and issubclass(declared, msgspec.Struct)
    and not issubclass(declared, messages.Message)
    and declared is not msgspec.Struct
    and declared.__module__ == module.__name__
]


def chapter(heading: str) -> str:
    return PROTOCOL.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def section(text: str, heading: str) -> str:
    return (text + "\n").partition(f"\n### {heading}\n")[2].partition("\n### ")[0]


def documented_fields(text: str) -> list[tuple[str, str, str]]:
    """(name, type, default) of the rows of the first table in `text`."""
    return re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| .*\|$", text, re.MULTILINE)


def declared_fields(declared: type[msgspec.Struct]) -> list[tuple[str, str, str]]:
    hints = typing.get_type_hints(declared)
    return [
        (field.name, type_words(hints[field.name]), default_words(field)) for field in msgspec.structs.fields(declared)
    ]


def type_words(hint: object) -> str:
    """How the page writes a type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(type_words(argument) for argument in arguments)
    if origin is list:
        return f"list of {type_words(arguments[0])}"
    if origin is typing.Literal:
        return ", ".join(f"`{argument}`" for argument in arguments)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return ", ".join(f"`{member.value}`" for member in hint)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint.__name__
    simple = {str: "string", int: "integer", bool: "boolean", bytes: "octets", type(None): "null", typing.Any: "any"}
    return "map" if origin is dict else simple[typing.cast("type", hint)]


def default_words(field: msgspec.structs.FieldInfo) -> str:
    if field.default is not msgspec.NODEFAULT:
        return f"`{json.dumps(field.default if not isinstance(field.default, msgspec.Struct) else {})}`"
    if field.default_factory is not msgspec.NODEFAULT:
        return f"`{json.dumps(field.default_factory())}`"
    return ""


@pytest.mark.parametrize(
    ("link", "kind"), [(link, kind) for link, kinds in LINKS.items() for kind in kinds], ids=lambda value: str(value)
)
def test_every_kind_is_documented_with_exactly_its_fields(link: str, kind: str) -> None:
    text = section(chapter(link), f"`{kind}`")
    assert text, f"docs/protocol.md has no section `{kind}` under {link}"
    assert documented_fields(text) == declared_fields(LINKS[link][kind])


@pytest.mark.parametrize("link", LINKS)
def test_no_kind_is_documented_that_does_not_exist(link: str) -> None:
    assert set(re.findall(r"^### `([^`]+)`$", chapter(link), re.MULTILINE)) == set(LINKS[link])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.__name__)
def test_every_structure_is_documented_with_exactly_its_fields(document: type[msgspec.Struct]) -> None:
    text = section(PROTOCOL, document.__name__)
    assert text, f"docs/protocol.md has no section {document.__name__}"
    assert documented_fields(text) == declared_fields(document)


def test_every_error_code_is_documented() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", chapter("Error codes"), re.MULTILINE) == [code.value for code in Code]


def test_every_topic_is_documented() -> None:
    topics = chapter("Events").rpartition("Topics:")[2]
    assert tuple(re.findall(r"`([a-z.]+)`", topics)) == requests.TOPICS


def documented_data() -> dict[str, set[str]]:
    """The keys that `data` of a topic has, from the table of the page."""
    table = chapter("Events").partition("| topic |")[2]
    rows = re.findall(r"^\| (`[a-z.`, ]+) \| .* \| (.*) \|$", table, re.MULTILINE)
    return {
        topic: set(re.findall(r"`(\w+)`", keys))
        for topics, keys in rows
        for topic in re.findall(r"`([a-z.]+)`", topics)
    }


def told_data() -> dict[str, set[str]]:
    """The keys that routerd gives events whose topic stands in the call, as far as they stand there, too."""
    told: dict[str, set[str]] = {}
    for path in (ROOT / "routerd").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "event":
                topics = {leaf.value for leaf in ast.walk(node.args[0]) if isinstance(leaf, ast.Constant)}
                for topic in topics & set(requests.TOPICS):
                    keys = {keyword.arg for keyword in node.keywords if keyword.arg}
                    told.setdefault(topic, set()).update(keys)
    return told


def test_what_an_event_tells_is_documented() -> None:
    documented = documented_data()
    assert set(documented) == set(requests.TOPICS)
    undocumented = {topic: keys - documented[topic] for topic, keys in told_data().items() if keys - documented[topic]}
    assert undocumented == {}


def test_nothing_is_documented_that_no_event_tells() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "routerd").glob("*.py"))
    for topic, keys in documented_data().items():
        for key in keys:
            assert re.search(rf"\b{key}=|\"{key}\":", code), f"docs/protocol.md: {topic} has no {key}"


def test_the_page_names_the_version_of_the_wire() -> None:
    assert "Version on the wire: `smsbus/1`" in PROTOCOL


def commands(group: click.Group, path: str) -> list[str]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(f"{path} {name}")
        if isinstance(command, click.Group):
            found += commands(command, f"{path} {name}")
    return found


def test_every_command_is_in_the_table_of_the_readme_and_has_help_with_an_example() -> None:
    from ctl.__main__ import cli

    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        assert f"`smsctl {name}" in README, f"README.md does not mention smsctl {name}"
        assert "smsctl " in command.get_help(click.Context(command, info_name=name)), f"{name} has no example"


PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "examples").glob("*.md"),
    *(ROOT / "examples").glob("*/*.md"),
]


def links(page: Path) -> list[tuple[Path, str]]:
    """(file, anchor) that a page leads to."""
    found = re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8"))
    return [((page.parent / target).resolve() if target else page, anchor) for target, anchor in found]


def anchors(page: Path) -> set[str]:
    """What the headings of a page can be reached under."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_finding_of_the_doctor_is_documented_with_its_severity() -> None:
    from ctl.findings.finding import KINDS

    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (note|warning|critical) \| .+ \| .+ \|$", page, re.MULTILINE)
    assert len(rows) == len(dict(rows))
    assert dict(rows) == {key: kind.severity.name.lower() for key, kind in KINDS.items()}


def test_links_between_documents_lead_somewhere() -> None:
    for page in PAGES:
        for target, anchor in links(page):
            assert target.exists(), f"{page.relative_to(ROOT)}: {target}"
            assert not anchor or anchor in anchors(target), f"{page.relative_to(ROOT)}: {target}#{anchor}"


def test_every_page_is_reached_from_the_readme_and_from_the_index() -> None:
    for start in (ROOT / "README.md", ROOT / "docs" / "index.md"):
        reached, ahead = set(), [start]
        while ahead:
            page = ahead.pop()
            if page not in reached and page.suffix == ".md":
                reached.add(page)
                ahead += [target for target, _ in links(page)]
        assert [str(page.relative_to(ROOT)) for page in PAGES if page not in reached] == []


def test_the_index_lists_every_page_of_the_folder() -> None:
    index = ROOT / "docs" / "index.md"
    listed = {target for target, _ in links(index)}
    pages = set((ROOT / "docs").rglob("*.md"))
    assert sorted(str(page.relative_to(ROOT)) for page in pages - listed - {index}) == []


CITATION = re.compile(
    r"\b(?:2[1-9]|3[0-9])\.\d{3}(?= §| annex|\b)|\b[EVX]\.\d{2,4}\b|\bRFC \d+|\bISO (?:\d+|C\b)|\b[Aa]nnex \d+"
    r"|\bOMA [A-Z]+-\w+"
)


def test_every_standard_that_the_code_cites_is_in_the_list() -> None:
    standards = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")
    listed = {cited.lower() for cited in CITATION.findall(standards)}
    cited = {
        found.lower()
        for package in ("smsbus", "modemd", "routerd", "interactd", "ctl")
        for path in (ROOT / package).rglob("*")
        if path.suffix in (".py", ".sql", ".json")
        for found in CITATION.findall(path.read_text(encoding="utf-8"))
    }
    assert "23.040" in cited
    assert cited - listed == set()
