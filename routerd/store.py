"""The SQLite file: opening, migrations, and the one transaction of a turn; the only module that imports sqlite3.

WAL with synchronous=FULL: what `commit` returned for survives a power cut. A transaction begins with the first write
after a commit, so that a turn that only reads works on a full or read-only disk too. Queries by subject are in the
`store_*` modules, as functions of a `Store`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from smsbus.errors import SmsbusError

FILE_NAME = "smsbus.sqlite3"
MIGRATION_FILES = ("schema.sql", *(f"schema_{number}.sql" for number in range(2, 8)))
"""Scripts beside this module: the n-th takes a store from version n-1 to n. Never change one that was released."""

CHECKED_AT_ONCE_OCTETS = 16 * 1024 * 1024
"""A larger file is checked beside the running daemon (`integrity`): with a million messages that takes seconds, from a
memory card minutes."""

BUSY_TIMEOUT_MS = 5000
WAL_LIMIT_OCTETS = 16 * 1024 * 1024

Row = sqlite3.Row
Value = str | int | float | bytes | None


class StorageTrouble(SmsbusError):
    """The disk is full, read-only or failing, or the file is gone from its path: the transaction must be rolled back;
    later it may work again."""


class Unstorable(SmsbusError):
    """A value that no row may hold: out of range, or against a constraint."""


class StoreUnusable(SmsbusError):
    """The file cannot be opened, is corrupt, or is of a newer version; the message says what to do."""


class Store:
    """An open store. Writes gather in one transaction until `commit` or `rollback`. `unchecked` is its path where it is
    so large that nobody has looked for damage yet.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, *, unchecked: Path | None = None) -> None:
        self.unchecked = unchecked
        self._connection = connection
        self._path = path
        self._file = _file_at(path)
        self._attempting = False
        self._marked = False
        self._sealed: str | None = None
        self.writes = 0

    @classmethod
    def open(cls, path: Path, migrations: Sequence[str] | None = None) -> Store:
        """The store at `path`, created or migrated where needed (by the released scripts). Raises `StoreUnusable`."""
        try:
            # Created here and not by SQLite, whose mode would follow the umask: texts and numbers are private.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            connection = sqlite3.connect(path, isolation_level=None)
        except OSError as error:
            raise StoreUnusable(f"{path}: cannot be opened: {error.strerror}") from None
        connection.row_factory = sqlite3.Row
        try:
            _configure(connection)
            large = path.stat().st_size > CHECKED_AT_ONCE_OCTETS
            if not large and (found := _damage(connection)):
                raise StoreUnusable(corrupt(path, found))
            _migrate(connection, path, _released() if migrations is None else migrations)
            # What an attempt may have to undo: above 64 KiB, which a single message reaches, SQLite would put it into a
            # file outside of the store, made and removed each time. Not before: migrations sort a million rows.
            connection.execute("PRAGMA temp_store = MEMORY")
        except sqlite3.Error as error:
            connection.close()
            raise StoreUnusable(
                f"{path}: cannot be used: {error}; make room or restore a copy, and start again"
            ) from None
        except StoreUnusable:
            connection.close()
            raise
        return cls(connection, path, unchecked=path if large else None)

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        """Carries out a statement that writes, within the current transaction; the id of an inserted row.

        Raises `StorageTrouble` or `Unstorable`.
        """
        if self._sealed is not None:
            raise StorageTrouble(self._sealed)
        try:
            if not self._connection.in_transaction:
                self._connection.execute("BEGIN IMMEDIATE")
            if self._attempting and not self._marked:
                self._connection.execute("SAVEPOINT attempt")
                self._marked = True
            cursor = self._connection.execute(sql, parameters)
        except _FOREIGN as error:
            raise _translated(error) from error
        self.writes += 1
        return cursor.lastrowid or 0

    def insert(self, table: str, **columns: Value) -> int:
        """Adds a row; its id. Names of columns come from our code only."""
        places = ", ".join("?" * len(columns))
        return self.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", tuple(columns.values()))

    def update(self, table: str, row_id: Value, **columns: Value) -> None:
        """Sets columns of one row."""
        settings = ", ".join(f"{name} = ?" for name in columns)
        self.execute(f"UPDATE {table} SET {settings} WHERE id = ?", (*columns.values(), row_id))

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """All rows of a query, with what the current transaction wrote."""
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except _FOREIGN as error:
            raise _translated(error) from error

    def row(self, sql: str, parameters: Sequence[Value] = ()) -> Row | None:
        """The first row of a query."""
        try:
            found: Row | None = self._connection.execute(sql, parameters).fetchone()
        except _FOREIGN as error:
            raise _translated(error) from error
        return found

    def give_back(self, pages: int) -> None:
        """Returns at most so many free pages to the file system, within the current transaction."""
        for _ in range(pages):  # sqlite3 carries out one step of a statement without columns, which is one page
            self.rows("PRAGMA incremental_vacuum(1)")

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is written inside is undone when an exception leaves it; earlier writes of the turn stay."""
        self._attempting = True
        try:
            yield
        except BaseException:
            self._end_attempt("ROLLBACK TO attempt", "RELEASE attempt")
            raise
        self._end_attempt("RELEASE attempt")

    def _end_attempt(self, *statements: str) -> None:
        # Where a full disk made SQLite roll back by itself, there is nothing left to end.
        marked = self._marked and self._connection.in_transaction
        self._attempting = self._marked = False
        for statement in statements if marked else ():
            self._control(statement)

    def commit(self) -> None:
        """Makes the turn's writes durable. Raises `StorageTrouble`: then nothing of them is, and `rollback` is due."""
        if self._connection.in_transaction:
            # SQLite would go on writing into a file that was removed; nobody finds again what is in there.
            if _file_at(self._path) != self._file:
                raise StorageTrouble(f"{self._path} was moved, removed or replaced while it was in use")
            self._control("COMMIT")

    def rollback(self) -> None:
        """Undoes the turn's writes."""
        if self._connection.in_transaction:
            self._control("ROLLBACK")

    def _control(self, statement: str) -> None:
        try:
            self._connection.execute(statement)
        except _FOREIGN as error:
            raise _translated(error) from error

    def seal(self, reason: str) -> None:
        """From now on nothing is written: each attempt raises `StorageTrouble` with this reason."""
        self._sealed = reason

    def close(self) -> None:
        """Closes the file; what was not committed is undone."""
        self._connection.close()


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file is at the path; None where there is none, or nobody may look."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


_FOREIGN = (sqlite3.DatabaseError, OverflowError)


def _translated(error: sqlite3.DatabaseError | OverflowError) -> Exception:
    if isinstance(error, sqlite3.IntegrityError | OverflowError):
        return Unstorable(str(error))
    if isinstance(error, sqlite3.ProgrammingError):
        return error  # a bug of ours
    return StorageTrouble(str(error))


def _configure(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    # Before the first page is written: lets `give_back` shorten the file. A store made without it only reuses pages.
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what was purged is not readable in the file either
    connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_OCTETS}")


def damage(path: Path) -> str | None:
    """What is wrong with the file at `path`, None when nothing is. Reads all of it, and writes nothing."""
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
        try:
            return _damage(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        return str(error)


def save(path: Path, copy: Path) -> str | None:
    """Copies the store at `path`, as of one moment, into the new file `copy`; why it could not, or None.

    routerd may run: it reads beside it and keeps nobody from writing. The copy is private, whole, checked, and on disk
    when this returns None; when it does not, there is none.
    """
    draft = copy.with_name(f"{copy.name}.part")
    try:
        # Created here for the user alone: it holds texts and numbers.
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600))
        source = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=10.0)
        target = sqlite3.connect(draft)
        try:
            # All pages in one step are of one moment. Not VACUUM INTO: on a connection that only reads, SQLite 3.40
            # fails over generated columns, such as outbox.lane.
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # so that the copy is one file
        finally:
            target.close()
            source.close()
        if found := damage(draft):
            raise sqlite3.DatabaseError(f"the copy is damaged: {found}")
        for folder_or_file in (draft, copy.parent):
            _sync(folder_or_file)
        draft.rename(copy)
        _sync(copy.parent)
    except (sqlite3.Error, OSError) as error:
        draft.unlink(missing_ok=True)
        return str(error)
    return None


def version(path: Path) -> int | None:
    """The version of the store at `path`; None where it cannot be read. Writes nothing."""
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
        try:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:
        return None


def corrupt(path: Path, damage: str) -> str:
    """What a person has to know of it and do."""
    return f"{path}: is corrupt ({damage}): move it aside and restore a copy, and start again"


def _damage(connection: sqlite3.Connection) -> str | None:
    verdict = " ".join(str(connection.execute("PRAGMA quick_check(1)").fetchone()[0]).split())
    return None if verdict == "ok" else verdict


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _released() -> list[str]:
    folder = resources.files(__package__)
    return [folder.joinpath(name).read_text("utf-8") for name in MIGRATION_FILES]


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise StoreUnusable(
            f"{path}: is of version {version}, newer than this routerd knows ({len(migrations)}): "
            "install the newer smsbus again, or restore the copy made before it"
        )
    if 0 < version < len(migrations):
        _copy(connection, path.with_name(f"{path.name}.version-{version}"))
    for number, script in enumerate(migrations[version:], start=version + 1):
        _apply(connection, script, number)


def _copy(connection: sqlite3.Connection, copy: Path) -> None:
    # VACUUM INTO refuses an existing file; an older attempt's copy is of the same version and as good.
    if not copy.exists():
        connection.execute("VACUUM INTO ?", (str(copy),))
        copy.chmod(0o600)


def _apply(connection: sqlite3.Connection, script: str, version: int) -> None:
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {version}; COMMIT;")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
