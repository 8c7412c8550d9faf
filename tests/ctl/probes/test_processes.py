from __future__ import annotations

import os
from pathlib import Path

from ctl.probes.processes import named, owner_of, owners_of, suspended


def process(root: Path, number: int, comm: str, cmdline: str = "", **files: str) -> Path:
    folder = root / "proc" / str(number)
    (folder / "fd").mkdir(parents=True)
    (folder / "comm").write_text(f"{comm}\n")
    (folder / "cmdline").write_text(cmdline)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def test_a_program_that_python_runs_is_named_after_its_module(tmp_path: Path) -> None:
    process(tmp_path, 17, "ModemManager")
    process(tmp_path, 18, "python3", "python3\0-P\0-m\0routerd\0--config\0/x\0")
    assert named(17, root=tmp_path) == "ModemManager (process 17)"
    assert named(18, root=tmp_path) == "routerd (process 18)"
    assert named(19, root=tmp_path) == "a program (process 19)"


def test_a_process_that_was_stopped_is_suspended(tmp_path: Path) -> None:
    process(tmp_path, 17, "x", stat="17 (a ) S b) T 1 17")
    process(tmp_path, 18, "x", stat="18 (x) S 1 18")
    assert [suspended(number, root=tmp_path) for number in (17, 18, 19)] == [True, False, False]


def test_the_effective_user_counts_and_all_groups(tmp_path: Path) -> None:
    process(tmp_path, 17, "x", status="Name:\tx\nUid:\t1000\t1001\t1000\t1000\nGid:\t5\t6\t5\t5\nGroups:\t20 44 \n")
    process(tmp_path, 18, "x", status="nonsense")
    assert owner_of(17, root=tmp_path) == (1001, frozenset({6, 20, 44}))
    assert owner_of(18, root=tmp_path) is None
    assert owner_of(19, root=tmp_path) is None


def test_this_process_is_seen_as_it_is() -> None:
    owner = owner_of(os.getpid(), root=Path("/"))
    assert owner is not None
    assert owner[0] == os.geteuid()
    assert os.getegid() in owner[1]


def test_who_has_a_socket_open_is_found_by_its_inode(tmp_path: Path) -> None:
    for number, inode in ((17, 5), (18, 5), (19, 6)):
        (process(tmp_path, number, "x") / "fd" / "3").symlink_to(f"socket:[{inode}]")
    (tmp_path / "proc" / "20").mkdir()  # whose descriptors this user may not see
    assert owners_of([5, 7], root=tmp_path) == {5: (17, 18)}
    assert owners_of([], root=tmp_path) == {}
