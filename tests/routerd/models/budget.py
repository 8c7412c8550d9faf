"""How long hypothesis looks, and with which seed: a run that found something can be had again."""

from __future__ import annotations

import os
import random
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

TIMES = float(os.environ.get("SMSBUS_MODEL_TIMES", "1"))
SEED = int(os.environ.get("SMSBUS_MODEL_SEED") or random.SystemRandom().randrange(1 << 32))

SHRINKS = os.environ.get("SMSBUS_MODEL_SHRINK", "1") != "0"
PHASES = tuple(phase for phase in Phase if SHRINKS or phase is not Phase.shrink)

_MEMORY = Path("/dev/shm")


def look(machine: type[RuleBasedStateMachine], *, examples: int, steps: int) -> None:
    """Runs the machine for `examples` sequences, times `SMSBUS_MODEL_TIMES`."""
    sys.stdout.write(f"SMSBUS_MODEL_SEED={SEED} gives this run again\n")  # pytest shows it when the test fails
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        seed(SEED)(machine),
        settings=settings(
            max_examples=max(1, round(examples * TIMES)),
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=True,
            phases=PHASES,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for one store; in memory where there is such a place: no power is cut here, only processes end."""
    return tempfile.TemporaryDirectory(prefix="smsbus-model-", dir=_MEMORY if _MEMORY.is_dir() else None)
