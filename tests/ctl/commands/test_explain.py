from __future__ import annotations

import json

import pytest

from tests.ctl.conftest import FakeRouterd, Smsctl


def test_a_number_is_explained_by_routerd(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["policy.explain"] = {"number": "+33639980001", "decision": "accepted", "asks": True}
    assert smsctl("explain", "0639980001").out == "number    +33639980001\ndecision  accepted\nasks      yes\n"
    assert routerd.asked[0].number == "0639980001"


@pytest.mark.parametrize(
    ("source", "code"), [("cms", "330"), ("CMS", "330"), ("cme", "14"), ("rp", "38"), ("fcs", "208"), ("tp-st", "70")]
)
def test_error_codes_are_explained_without_any_daemon(smsctl: Smsctl, source: str, code: str) -> None:
    done = smsctl("--json", "explain", source, code)
    assert done.code == 0
    document = json.loads(done.out)
    assert (document["source"], document["code"]) == (source.lower(), int(code))
    assert document["meaning"]


@pytest.mark.parametrize(
    "words", [["cms"], ["cms", "x"], ["rp", "128"], ["tp-st", "256"], ["fcs"], ["+33639980001", "330"], ["cme", "-1"]]
)
def test_half_a_code_is_a_usage_error(smsctl: Smsctl, words: list[str]) -> None:
    assert smsctl("explain", *words).code == 2


def test_a_code_is_explained_in_lines_for_people(smsctl: Smsctl) -> None:
    out = smsctl("explain", "cms", "330").out
    assert "meaning   SMSC address unknown\n" in out
    assert "handling  not sent again through this modem" in out
