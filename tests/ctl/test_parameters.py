from __future__ import annotations

import click
import pytest

from ctl.parameters import ListingGroup, duration_s, moment_ms


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("90s", 90),
        (" 10m ", 600),
        ("2h", 7200),
        ("3d", 259_200),
        ("1w", 604_800),
        *((wrong, None) for wrong in ("", "0", "0m", "-5", "1.5h", "h", "10 m", "1y", "9999999999", "999999999w", "٣")),
    ],
)
def test_durations(text: str, seconds: int | None) -> None:
    assert duration_s(text) == seconds


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("2026-11-22T17:30:00+01:00", 1_795_365_000_000),
        ("2026-11-22T16:30:00Z", 1_795_365_000_000),
        ("2026-11-22T16:30:00.5Z", 1_795_365_000_500),
        *((wrong, None) for wrong in ("2026-11-22T17:30:00", "2026-11-22", "17:30", "soon", "")),
    ],
)
def test_moments_need_a_zone(text: str, milliseconds: int | None) -> None:
    assert moment_ms(text) == milliseconds


def test_a_listing_group_without_a_command_lists() -> None:
    @click.group("things", cls=ListingGroup)
    def things() -> None:
        """Things."""

    @things.command("list")
    @click.option("--limit", type=int)
    def listing(limit: int | None) -> str:
        return f"listed {limit}"

    assert things.main([], standalone_mode=False) == "listed None"
    assert things.main(["--limit", "3"], standalone_mode=False) == "listed 3"
    assert things.main(["list", "--limit=3"], standalone_mode=False) == "listed 3"
    with pytest.raises(click.UsageError, match="No such command"):
        things.main(["lst"], standalone_mode=False)
