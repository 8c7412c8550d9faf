"""Who imports what, a test file for every module, sizes: the borders that keep code where a newcomer looks for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("smsbus", "modemd", "routerd", "interactd", "ctl")
MODULES = sorted(
    path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path.stat().st_size
)

SOLE_IMPORTERS = {
    "msgpack": {"smsbus/codec.py"},
    "zmq": {"smsbus/sockets.py"},
    "phonenumbers": {"smsbus/numbers.py"},
    "serial": {"modemd/port.py"},
    "sqlite3": {"routerd/store.py"},
    "hassil": {"interactd/templates.py"},
    "rapidfuzz": {"interactd/resemblance.py"},
    "jinja2": {"interactd/replies.py"},
    "paho": {"interactd/connectors/mqtt.py", "interactd/connectors/mqtt_session.py"},
    "supervisor": {"ctl/supervision.py", "ctl/watchdog/ordering.py"},
    "rich": {"ctl/terminal.py"},
    "tomlkit": {"ctl/settings_file.py"},
}

# Where waiting, opening and reading clocks may happen; everything else is a core or a function.
SHELLS = re.compile(
    r"(__main__|daemon|loop|port|sockets|store\w*|integrity|client|logs|config|codec|probes)\.py$"
    r"|^interactd/connectors/|^interactd/list_sources\.py$|^ctl/|^modemd/simulator/(pty|control|__main__)"
)
CLOCKS_AND_IO = {"time", "random", "socket", "subprocess", "threading", "select", "signal", "logging", "tempfile"}

WITHOUT_OWN_TEST = re.compile(r"(__init__|__main__|daemon)\.py$")
"""Shells are seen by the acceptance tests, which start them; an `__init__` is a tour."""

LONGEST = 500
LONGER: dict[str, str] = {}
"""Modules above that, each with its reason."""

LONGEST_SHELL = 150

FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base", "misc"}


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def packages_of(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_the_shared_package_imports_none_of_the_four_and_they_never_each_other(path: Path) -> None:
    own = path.parts[0]
    allowed = {"smsbus", own}
    assert packages_of(path) & set(PACKAGES) <= allowed


@pytest.mark.parametrize("library", sorted(SOLE_IMPORTERS))
def test_a_library_has_one_place(library: str) -> None:
    importers = {str(path) for path in MODULES if library in packages_of(path)}
    assert importers <= SOLE_IMPORTERS[library]
    assert importers, f"nobody imports {library}: correct this table"


@pytest.mark.parametrize("path", [path for path in MODULES if not SHELLS.search(str(path))], ids=str)
def test_a_core_reads_no_clock_and_does_no_input_or_output(path: Path) -> None:
    assert not packages_of(path) & CLOCKS_AND_IO


@pytest.mark.parametrize("path", [path for path in MODULES if not WITHOUT_OWN_TEST.search(str(path))], ids=str)
def test_every_module_has_its_test_file(path: Path) -> None:
    test = ROOT / "tests" / path.parent / f"test_{path.name}"
    assert test.exists(), f"{test.relative_to(ROOT)} is missing"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_has_one_subject_and_a_size_to_match(path: Path) -> None:
    lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST or str(path) in LONGER
    if path.name == "daemon.py":
        assert lines <= LONGEST_SHELL


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_says_what_it_knows(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    assert docstring
    assert len(docstring) > 20
    assert path.stem not in FORBIDDEN_NAMES


TOURS = [path for path in MODULES if path.name == "__init__.py"]
ONE_FILE_EACH = re.compile(r"^ctl/commands/|/store_\w+\.py$")
"""Families that a tour names as one."""


@pytest.mark.parametrize("path", TOURS, ids=str)
def test_a_package_tours_all_its_modules(path: Path) -> None:
    tour = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) or ""
    here = [each for each in MODULES if each.parent == path.parent and not each.stem.startswith("__")]
    named = set(re.findall(r"\w+", tour))
    assert [str(each) for each in here if each.stem not in named and not ONE_FILE_EACH.search(str(each))] == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_nothing_is_left_for_later(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError", text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler):
            assert not all(isinstance(line, ast.Pass) for line in node.body), f"{path}:{node.lineno} swallows an error"


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert all((folder / "__init__.py").exists() for folder in folders)


def test_each_checker_has_its_settings_in_one_file() -> None:
    # An empty mypy section in pyproject.toml silently switches off the one in setup.cfg.
    assert not re.search(r"^\[(mypy|tool:pytest|flake8|coverage)", (ROOT / "setup.cfg").read_text(), re.MULTILINE)
