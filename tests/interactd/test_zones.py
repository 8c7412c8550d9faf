"""The computer's zone, wherever it is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import TZPATH

import pytest

from interactd import zones

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
ZONE_FILES = [Path(folder) / "Europe/Paris" for folder in TZPATH]
PARIS = next((path for path in ZONE_FILES if path.exists()), None)

needs_zones = pytest.mark.skipif(PARIS is None, reason="no zone files on this computer (Debian: tzdata)")


@needs_zones
def test_the_environment_comes_first() -> None:
    zone = zones.local({"TZ": "Europe/Paris"}, Path("/nowhere"))
    assert SUMMER.astimezone(zone).utcoffset() == timedelta(hours=2)
    assert SUMMER.astimezone(zones.local({"TZ": f":{PARIS}"}, Path("/nowhere"))).hour == 14


@needs_zones
def test_else_the_file_of_the_computer_with_its_summer_time() -> None:
    assert PARIS is not None
    zone = zones.local({}, PARIS)
    assert SUMMER.astimezone(zone).utcoffset() == timedelta(hours=2)
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("name", ["", "Nowhere/Atlantis", "../../etc/passwd", "/nowhere"])
def test_where_nothing_tells_it_is_utc(name: str, tmp_path: Path) -> None:
    broken = tmp_path / "localtime"
    broken.write_bytes(b"not a zone")
    assert zones.local({"TZ": name}, broken) is UTC
