from __future__ import annotations

import json

from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Smsctl


def test_it_lists_state_signal_and_network(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    bare = documents.modem(name="spare", connected=False, state="absent", signal=None, network=None, since_at=None)
    routerd.answers["modem.list"] = [documents.modem(), bare]
    first, second = smsctl("modem").out.splitlines()[1:]
    assert first.split("  ")[0] == "main"
    assert "-71 dBm (68 %)" in first
    assert "Simulated (home)" in first
    assert "absent (its modemd does not answer)" in second


def test_info_shows_storages_and_recoveries(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["modem.info"] = documents.modem()
    out = smsctl("modem", "info", "main").out
    assert "storage SM           2 of 30\n" in out
    assert "recovered by reopen  3\n" in out
    assert routerd.asked[0].modem == "main"
    assert json.loads(smsctl("modem", "info", "main", "--json").out)["facts"]["port"] == "/dev/ttyUSB0"


def test_info_of_a_modem_that_never_answered_shows_what_there_is(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["modem.info"] = documents.modem(facts=None, signal=None, network=None)
    assert "port          -\n" in smsctl("modem", "info", "main").out
