from __future__ import annotations

import re
from pathlib import Path

import pytest

from ctl.findings.finding import KINDS, Severity, Step, found


def test_every_key_is_a_word_that_may_stay_and_says_why_it_matters() -> None:
    for key, kind in KINDS.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", key)
        assert kind.why.endswith(".")


def test_a_finding_has_the_severity_of_its_kind_unless_it_is_less_bad_here() -> None:
    assert found("disk-full", "disk", "0 MB are left").severity is Severity.CRITICAL
    assert found("stick-disk", "USB", "x", severity=Severity.WARNING).severity is Severity.WARNING


def test_a_kind_that_nobody_declared_is_refused() -> None:
    with pytest.raises(KeyError):
        found("no-such-key", "x", "y", Step(do="nothing"))


def test_every_kind_is_found_by_some_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [key for key in KINDS if f'"{key}"' not in tests] == []
