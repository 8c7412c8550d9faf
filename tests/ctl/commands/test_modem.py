from __future__ import annotations

import json
from pathlib import Path

import pytest

from smsbus.messages import ModemFacts
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl
from tests.modemd.sysfs import Tree


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


def test_info_shows_what_a_person_should_see_to(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["modem.info"] = documents.modem(
        facts=ModemFacts(modem="main", port="/dev/ttyUSB0", problems=["messages in SM:3 cannot be deleted"])
    )
    assert "problem       messages in SM:3 cannot be deleted\n" in smsctl("modem", "info", "main").out


def test_info_of_a_modem_that_never_answered_shows_what_there_is(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["modem.info"] = documents.modem(facts=None, signal=None, network=None)
    assert "port          -\n" in smsctl("modem", "info", "main").out


@pytest.fixture
def plugged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A computer with a stick in storage mode and a modem that another program has."""
    tree = Tree(tmp_path / "root")
    tree.plug("1-1", "12d1:1446")
    tree.plug("1-2", "2c7c:0125", ttys={2: "ttyUSB2"})
    tree.hold(tree.root / "dev/ttyUSB2", process=17, program="Modem\x1bManager")
    monkeypatch.setenv("SMSBUS_ROOT", str(tree.root))
    return tree


def test_detect_says_what_is_plugged_in_without_any_daemon_or_settings(
    smsctl: Smsctl, plugged: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMSBUS_CONFIG", raising=False)
    done = smsctl("modem", "detect")
    assert (done.code, done.err) == (0, "")
    assert "Quectel" in done.out
    assert "not touched: in use by Modem\\x1bManager (process 17)" in done.out
    assert "install usb-modeswitch" in done.out
    report = json.loads(smsctl("--json", "modem", "detect").out)
    assert report["found"] is None
    assert [entry["verdict"] for entry in report["ports"]] == ["untouched"]


def test_a_command_prints_what_the_modem_said(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["modem.command"] = {"lines": ["+CSQ: 21,99"], "result": "OK"}
    assert smsctl("modem", "at", "main", "AT+CSQ").out == "+CSQ: 21,99\nOK\n"
    assert (routerd.asked[0].modem, routerd.asked[0].command, routerd.asked[0].force) == ("main", "AT+CSQ", False)
    smsctl("modem", "at", "main", "AT+CMGD=1", "--force")
    assert routerd.asked[1].force
    assert json.loads(smsctl("--json", "modem", "at", "main", "AT+CSQ").out)["result"] == "OK"


def test_a_code_prints_what_the_network_said_and_the_only_modem_need_not_be_named(
    routerd: FakeRouterd, smsctl: Smsctl
) -> None:
    routerd.answers["modem.ussd"] = {"text": "5.00 EUR"}
    routerd.answers["modem.list"] = [documents.modem()]
    assert smsctl("modem", "ussd", "*100#").out == "5.00 EUR\n"
    assert (routerd.asked[-1].modem, routerd.asked[-1].code) == ("main", "*100#")
    routerd.answers["modem.list"] = [documents.modem(), documents.modem(name="spare")]
    done = smsctl("modem", "ussd", "*100#")
    assert done.code == 2
    assert "main, spare" in done.err
    assert smsctl("modem", "at", "main", "AT", "AT").code == 2


def test_what_is_refused_ends_with_5(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["modem.command"] = Refusal("refused", "this could delete")
    assert smsctl("modem", "at", "main", "AT+CMGD=1").code == 5
