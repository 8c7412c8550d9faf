"""What is remembered of PINs survives, is private, and does not hold the PIN."""

from pathlib import Path

import pytest

from modemd.events import PinFetched, PinRecorded
from modemd.ledger import Ledger, LedgerError
from modemd.pin import Attempt, Outcome
from smsbus.config import ModemSettings

REFUSED = Attempt(outcome=Outcome.REFUSED, remaining=3)


def test_what_came_of_a_value_is_remembered_by_the_next_process(tmp_path: Path) -> None:
    Ledger(tmp_path, "sim").record("1234", REFUSED)
    assert Ledger(tmp_path, "sim").recall("1234") == REFUSED


def test_another_value_and_another_modem_are_not_known(tmp_path: Path) -> None:
    Ledger(tmp_path, "sim").record("1234", REFUSED)
    assert Ledger(tmp_path, "sim").recall("4321") is None
    assert Ledger(tmp_path, "other").recall("1234") is None


def test_the_files_are_private_and_do_not_hold_the_pin(tmp_path: Path) -> None:
    Ledger(tmp_path, "sim").record("12345678", REFUSED)
    files = list(tmp_path.iterdir())
    assert sorted(file.name for file in files) == ["pin-sim.json", "pin.key"]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert not any(b"12345678" in file.read_bytes() for file in files)


def test_a_damaged_ledger_is_no_reason_to_try_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "sim")
    ledger.record("1234", REFUSED)
    (tmp_path / "pin-sim.json").write_text("{")
    with pytest.raises(LedgerError, match=r"pin-sim\.json"):
        ledger.recall("1234")
    fetched = ledger.fetch(ModemSettings(port="x", pin="1234"))
    assert fetched.pin is None
    assert "pin-sim.json" in (fetched.problem or "")


def test_a_damaged_key_is_no_reason_to_try_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "sim")
    ledger.record("1234", REFUSED)
    (tmp_path / "pin.key").write_bytes(b"short")
    with pytest.raises(LedgerError, match=r"pin\.key"):
        ledger.recall("1234")


def test_a_pin_comes_from_the_settings_or_from_its_file_when_it_is_needed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "sim")
    assert ledger.fetch(ModemSettings(port="x", pin="1234")) == PinFetched(pin="1234")
    assert ledger.fetch(ModemSettings(port="x")) == PinFetched(pin=None)
    file = tmp_path / "pin"
    settings = ModemSettings(port="x", pin_file=str(file))
    assert "cannot be read" in (ledger.fetch(settings).problem or "")
    file.write_text("4321\n")
    assert ledger.fetch(settings) == PinFetched(pin="4321")


def test_what_came_of_the_fetched_pin_is_kept(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "sim")
    settings = ModemSettings(port="x", pin="1234")
    ledger.fetch(settings)
    assert ledger.keep(REFUSED) == PinRecorded(ok=True)
    assert ledger.fetch(settings).history == REFUSED


def test_a_ledger_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    ledger = Ledger(tmp_path / "state", "sim")
    assert ledger.fetch(ModemSettings(port="x", pin="1234")).problem
    assert ledger.keep(REFUSED) == PinRecorded(ok=False)
