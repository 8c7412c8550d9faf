"""What is remembered of PINs, on disk: one small file per modem in state_dir, and the key of their fingerprints.

The PIN itself is read from the settings or from pin_file when a SIM asks for it, and kept no longer than needed. Only
the latest value is remembered: a value that was set, refused, replaced and set again may be tried again, because a
person chose so.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from modemd.events import PinFetched, PinRecorded
from modemd.pin import Attempt, Outcome, fingerprint
from smsbus.config import ModemSettings

KEY_OCTETS = 32


class LedgerError(Exception):
    """The ledger cannot be read or written; the message says which file and why."""


class Ledger:
    """The ledger of one modem. `recall` and `record` raise `LedgerError`; `fetch` and `keep` turn it into an answer."""

    def __init__(self, state_dir: Path, modem: str) -> None:
        self._key_path = state_dir / "pin.key"
        self._path = state_dir / f"pin-{modem}.json"
        self._modem = modem
        self._fetched = ""

    def fetch(self, settings: ModemSettings) -> PinFetched:
        """The configured PIN and what came of it so far."""
        try:
            self._fetched = _configured(settings)
            history = self.recall(self._fetched) if self._fetched else None
        except LedgerError as error:
            return PinFetched(pin=None, problem=str(error))
        return PinFetched(pin=self._fetched or None, history=history)

    def keep(self, attempt: Attempt) -> PinRecorded:
        """Remembers what came of the PIN that was fetched last."""
        try:
            self.record(self._fetched, attempt)
        except LedgerError:
            return PinRecorded(ok=False)
        return PinRecorded(ok=True)

    def recall(self, pin: str) -> Attempt | None:
        """What came of the attempt with this value; None: it was never tried."""
        try:
            entry = json.loads(self._path.read_text(encoding="utf-8"))
            attempt = Attempt(outcome=Outcome(entry["outcome"]), remaining=entry["remaining"])
            known = str(entry["fingerprint"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LedgerError(f"{self._path} cannot be read ({error}); delete it to have the PIN tried again") from None
        return attempt if secrets.compare_digest(known, self._fingerprint(pin)) else None

    def record(self, pin: str, attempt: Attempt) -> None:
        """Remembers it; on return it is on disk."""
        entry = {"fingerprint": self._fingerprint(pin), "outcome": attempt.outcome, "remaining": attempt.remaining}
        try:
            write_durably(self._path, json.dumps(entry).encode())
        except OSError as error:
            raise LedgerError(f"{self._path} cannot be written: {error.strerror}") from None

    def _fingerprint(self, pin: str) -> str:
        return fingerprint(self._key(), self._modem, pin)

    def _key(self) -> bytes:
        try:
            key = self._key_path.read_bytes()
            if len(key) != KEY_OCTETS:
                raise LedgerError(f"{self._key_path} is damaged; delete it to have the PIN tried again")
        except FileNotFoundError:
            return self._new_key()
        except OSError as error:
            raise LedgerError(f"{self._key_path} cannot be read: {error.strerror}") from None
        return key

    def _new_key(self) -> bytes:
        try:
            self._key_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(self._key_path, secrets.token_bytes(KEY_OCTETS), replace=False)
            return self._key_path.read_bytes()  # that of whoever came first: several modemd share it
        except OSError as error:
            raise LedgerError(f"{self._key_path} cannot be written: {error.strerror}") from None


def _configured(settings: ModemSettings) -> str:
    if not settings.pin_file:
        return settings.pin
    try:
        return Path(settings.pin_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(f"pin_file {settings.pin_file} cannot be read: {error}") from None


def write_durably(path: Path, octets: bytes, *, replace: bool = True) -> None:
    """The whole file or none of it, also after a power cut. Without `replace` an existing file stays."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, octets)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if replace:
        temporary.replace(path)
    else:
        _link(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _link(temporary: Path, path: Path) -> None:
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return  # another process was faster, and its file is as good
    finally:
        temporary.unlink()
