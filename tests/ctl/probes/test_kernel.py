from __future__ import annotations

import time
from pathlib import Path

import pytest

from ctl.probes import kernel


def records(root: Path, *ages_and_lines: tuple[float, str]) -> None:
    now_us = time.clock_gettime(time.CLOCK_MONOTONIC) * 1e6
    (root / "dev").mkdir()
    text = "".join(
        f"6,{number},{int(now_us - age_s * 1e6)},-;{line}\n SUBSYSTEM=usb\n DEVICE=c189:4\n"
        for number, (age_s, line) in enumerate(ages_and_lines)
    )
    (root / "dev/kmsg").write_text(text, encoding="utf-8")


def test_the_messages_are_told_without_what_goes_with_them(tmp_path: Path) -> None:
    records(tmp_path, (0.0, "usb 1-1.2: USB disconnect, device number 3"), (0.0, "a; b"))
    assert kernel.lines(tmp_path) == ["usb 1-1.2: USB disconnect, device number 3", "a; b"]


def test_what_is_older_than_a_day_is_left_out(tmp_path: Path) -> None:
    records(tmp_path, (2 * 86_400.0, "old"), (60.0, "new"))
    assert kernel.lines(tmp_path) == ["new"]


def test_whoever_may_not_read_it_is_told_who_may(tmp_path: Path) -> None:
    with pytest.raises(kernel.Unreadable, match="no such file or directory; root may read it"):
        kernel.lines(tmp_path)
