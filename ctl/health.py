"""Is all well? The status document judged: good, warning or critical. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

Status = Mapping[str, Any]


class Health(IntEnum):
    """Also the exit code of `smsctl status`."""

    GOOD = 0
    WARNING = 1
    CRITICAL = 2


# A locked SIM and a missing modem need a person; the other states pass by themselves.
_HEALTH_OF_STATE = {"ready": Health.GOOD, "absent": Health.CRITICAL, "sim-locked": Health.CRITICAL}
_HEALTH_OF_SEVERITY = {"warning": Health.WARNING, "critical": Health.CRITICAL}


def judge(status: Status) -> Health:
    """The worst of daemons, modems and alerts."""
    found = [Health.GOOD]
    found += [Health.CRITICAL for daemon in status["daemons"] if not daemon["answering"]]
    found += [_of_modem(modem) for modem in status["modems"]]
    found += [_HEALTH_OF_SEVERITY.get(alert["severity"], Health.WARNING) for alert in status["alerts"]]
    return max(found)


def without_routerd(path: str, reason: str) -> dict[str, Any]:
    """The status document of a set whose routerd does not answer: all that is known then."""
    return {
        "config": path,
        "daemons": [{"name": "routerd", "answering": False, "pid": None, "seen_at": None, "busy_ms": 0}],
        "modems": [],
        "equipments": [],
        "queues": None,
        "alerts": [{"severity": "critical", "message": reason, "at": None}],
    }


def visible(equipments: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What people look at: hidden equipment left out, grouped by parent object, those without one last."""
    shown = [equipment for equipment in equipments if equipment["visible"]]
    return sorted(
        shown,
        key=lambda each: (each["parent_object"] is None, each["parent_object"] or "", each["name"]),
    )


def _of_modem(modem: Mapping[str, Any]) -> Health:
    if not modem["connected"]:
        return Health.CRITICAL
    return _HEALTH_OF_STATE.get(modem["state"], Health.WARNING)
