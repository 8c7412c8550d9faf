from __future__ import annotations

from pathlib import Path

from ctl.facts import Alert, Contact, Daemon, Fill
from ctl.probes import daemons
from smsbus import config
from tests.ctl import documents
from tests.ctl.conftest import SILENCE, FakeRouterd, Refusal


def test_a_status_becomes_facts_with_the_contacts_that_somebody_should_look_at() -> None:
    home = documents.equipment(
        contacts=[
            documents.contact(),
            documents.contact(name="Bob", muted=True),
            documents.contact(name="+33639980042", added_automatically=True),
        ]
    )
    status = daemons.status_of(
        documents.status(daemons=[documents.daemon()], equipments=[home], alerts=[documents.alert()])
    )
    assert status.config == "/etc/smsbus/smsbus.toml"
    assert status.daemons == (Daemon(name="interactd", answering=True, pid=4711),)
    assert status.alerts == (Alert(severity="warning", message="the SIM is nearly full"),)
    assert status.contacts == (
        Contact(equipment="House", name="Bob", muted=True),
        Contact(equipment="House", name="+33639980042", added=True),
    )


def test_where_contacts_were_left_out_nothing_is_known_of_them() -> None:
    assert daemons.status_of(documents.status(equipments=[documents.equipment(left_out=900)])).contacts is None


def test_a_modem_becomes_facts() -> None:
    modem = daemons.modem_of(documents.modem())
    assert (modem.name, modem.state, modem.port) == ("main", "ready", "/dev/ttyUSB0")
    assert (modem.registration, modem.dbm, modem.percent) == ("home", -71, 68)
    assert modem.storages == (Fill(name="SM", used=2, total=30),)
    assert modem.smsc == ""


def test_of_a_modem_that_was_never_set_up_the_centre_is_unknown() -> None:
    modem = daemons.modem_of(documents.modem(state="sim-locked", sim_trouble="puk-needed", signal=None, network=None))
    assert (modem.smsc, modem.sim_trouble, modem.registration, modem.dbm) == (None, "puk-needed", None, None)
    assert daemons.modem_of(documents.modem(facts=None)).port is None


def test_routerd_is_asked_for_status_and_newest_messages(routerd: FakeRouterd, settings_path: Path) -> None:
    gone = documents.modem(name="spare", connected=False)
    routerd.answers["status"] = documents.status(modems=[documents.modem(), gone])
    routerd.answers["message.list"] = [documents.inbox()]
    answer = daemons.ask(config.load(settings_path))
    assert answer.status is not None
    assert [modem.name for modem in answer.modems] == ["main"]  # what is known of the other is old news
    assert len(answer.inbox) == 1
    assert [request.kind for request in routerd.asked] == ["status", "message.list"]


def test_a_routerd_that_is_silent_or_refuses_is_no_status(routerd: FakeRouterd, settings_path: Path) -> None:
    routerd.answers["status"] = SILENCE
    assert daemons.ask(config.load(settings_path)).status is None
    routerd.answers["status"] = documents.status()
    routerd.answers["message.list"] = Refusal("internal", "no")
    answer = daemons.ask(config.load(settings_path))
    assert answer.status is not None
    assert answer.inbox == ()


def test_a_routerd_on_another_host_is_not_asked_without_a_way_or_a_key(settings_path: Path) -> None:
    key = settings_path.parent / "keys" / "this.key"
    key.parent.mkdir()
    key.touch(mode=0o600)
    bus = f'[bus]\nserver_key = "{"k" * 40}"\nmodems = "tcp://127.0.0.2:9"\n'
    settings_path.write_text(bus)
    assert daemons.ask(config.load(settings_path)) == daemons.Answer()
    settings_path.write_text(f'{bus}clients = "tcp://127.0.0.2:9"\nevents = "tcp://127.0.0.2:9"\n')
    assert daemons.ask(config.load(settings_path)) == daemons.Answer()


def test_without_a_supervisord_nothing_is_supervised(settings_path: Path) -> None:
    supervision = daemons.supervision(config.load(settings_path))
    assert (supervision.running, supervision.programs, supervision.leftovers) == (False, (), ())
