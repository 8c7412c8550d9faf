from __future__ import annotations

from ctl.screen import fitted


def test_a_page_that_is_too_long_says_how_much_is_missing() -> None:
    lines = [str(number) for number in range(10)]
    assert fitted(lines, 10) == lines
    assert fitted(lines, 4) == ["0", "1", "2", "... 7 more lines: make the window higher, or see smsctl status"]
