"""What an interactd says is wrong with it, such as a file that it could not use."""

from __future__ import annotations

from collections.abc import Sequence

from routerd.peers import Peer
from routerd.work import Work

MOST_PROBLEMS = 10
LONGEST_PROBLEM = 500


def tell_problems(work: Work, peer: Peer, problems: Sequence[str]) -> None:
    """Keeps what a hello names, for `status`; an alert for each that the one of that name had not named before."""
    before = work.memory.peers.named(peer.link, peer.name)
    known = () if before is None else before.problems
    peer.problems = tuple(" ".join(problem.split())[:LONGEST_PROBLEM] for problem in problems[:MOST_PROBLEMS])
    for problem in peer.problems:
        if problem not in known:
            work.event("alert", message=f"{peer.name}: {problem}", subject="interactd")
            work.log("warning", "problem", name=peer.name, reason=problem)
