"""The status document as a page for people: which paragraphs, in which order, in which words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ctl.health import Status, judge, visible
from ctl.output import cell, local_time
from smsbus.codec import Body

MESSAGES_SHOWN = 5
LONGEST_TEXT = 80
"""Characters of a text here; the inbox has the whole of it."""

BARS = "▂▄▆█"
_OFF = "·"


class Paragraph(NamedTuple):
    """A table; without `headers`, lines of text, each with the word of a state that may colour it."""

    headers: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def paragraphs(status: Status, messages: Sequence[Body] = (), *, bars: bool = True) -> list[Paragraph]:
    """What there is to show, worst things first. `messages` as `latest` gives them; `bars`: of signals, too."""
    health = judge(status).name.lower()
    found = [
        Paragraph((), [(f"settings  {cell(status['config'])}", ""), (f"health    {health}", health)]),
        Paragraph((), _alerts(status)),
        Paragraph(("modem", "state", "signal", "network", "SIM", "storage", "reason"), _modems(status, bars=bars)),
        Paragraph(("object", "equipment", "value", "is"), _equipments(status)),
        Paragraph(("message", "when", "who", "state", "text"), [_message(message) for message in messages]),
        Paragraph((), _queues(status)),
        Paragraph(("daemon", "state", "pid"), _daemons(status)),
    ]
    return [paragraph for paragraph in found if paragraph.rows]


def latest(inbox: Iterable[Body], outbox: Iterable[Body]) -> list[Body]:
    """The last messages of both boxes, newest first."""
    both = sorted([*inbox, *outbox], key=_moment, reverse=True)
    return both[:MESSAGES_SHOWN]


def state(modem: Mapping[str, Any]) -> str:
    """Its state, or that its modemd does not answer: then the state is the last one known."""
    known: str = modem["state"]
    return known if modem["connected"] else f"{known} (its modemd does not answer)"


def signal(modem: Mapping[str, Any], *, bars: bool = False) -> str | None:
    """`▂▄▆· -71 dBm (68 %)`; None while unknown."""
    strength = modem["signal"]
    if strength is None or strength["dbm"] is None:
        return None
    shown = f"{strength['dbm']} dBm ({strength['percent']} %)"
    return f"{signal_bars(strength['percent'])} {shown}" if bars else shown


def signal_bars(percent: int) -> str:
    """Four bars, those that are off as dots: a telephone shows the same."""
    lit = min(len(BARS), -(-max(percent, 0) * len(BARS) // 100))
    return BARS[:lit] + _OFF * (len(BARS) - lit)


def network(modem: Mapping[str, Any]) -> str | None:
    """Operator and registration; None while unknown."""
    known = modem["network"]
    if known is None:
        return None
    return f"{known['operator'] or known['plmn'] or 'unknown operator'} ({known['registration']})"


def sim(modem: Mapping[str, Any]) -> str | None:
    """`ready`, `locked`, or what is wrong with it; None while unknown."""
    if modem["state"] == "sim-locked":
        return str(modem.get("sim_trouble") or "locked")
    return "ready" if modem["facts"] and modem["facts"]["sim"] else None


def storage(modem: Mapping[str, Any]) -> str | None:
    """`SM 2/30, ME 0/255`; None while unknown."""
    storages = modem["facts"]["storages"] if modem["facts"] else []
    return ", ".join(f"{each['name']} {each['used']}/{each['total']}" for each in storages) or None


def _alerts(status: Status) -> list[tuple[str, str]]:
    return [
        (
            f"{alert['severity']}: {cell(alert['message'])}"
            + (f" (since {local_time(alert['at'])})" if alert["at"] else ""),
            alert["severity"],
        )
        for alert in sorted(status["alerts"], key=lambda alert: alert["severity"])  # critical before warning
    ]


def _modems(status: Status, *, bars: bool) -> list[tuple[Any, ...]]:
    return [
        (
            modem["name"],
            state(modem),
            signal(modem, bars=bars),
            network(modem),
            sim(modem),
            storage(modem),
            modem["reason"],
        )
        for modem in status["modems"]
    ]


def _equipments(status: Status) -> list[tuple[Any, ...]]:
    """One row per value; the object and the equipment stand where they begin."""
    rows: list[tuple[Any, ...]] = []
    last_object: object = object()
    for equipment in visible(status["equipments"]):
        name = equipment["name"] + ("" if equipment["enabled"] else " (disabled)")
        for index, (value_name, value) in enumerate(_values(equipment)):
            group = "" if equipment["parent_object"] == last_object else equipment["parent_object"]
            last_object = equipment["parent_object"]
            rows.append((group, "" if index else name, value_name, value))
    return rows


def _values(equipment: Mapping[str, Any]) -> Iterator[tuple[str | None, Any]]:
    if not equipment["values"]:
        yield None, None
    for name, value in equipment["values"].items():
        # A value may carry the moment it was set at.
        plain = value["value"] if isinstance(value, dict) and "value" in value else value
        yield name, f"{plain} %" if name == "signal" and plain is not None else _cut(plain)


def _message(message: Body) -> tuple[Any, ...]:
    incoming = "received_at" in message
    who = message["contact"] or (message["sender"] if incoming else message["to"])
    what = f"{'in' if incoming else 'out'} {message['id']}"
    return what, local_time(_moment(message)), who, message["state"], _cut(message["text"])


def _moment(message: Body) -> int:
    return int(message["received_at"] if "received_at" in message else message["queued_at"])


def _queues(status: Status) -> list[tuple[str, str]]:
    queues = status["queues"]
    if queues is None:
        return []
    told = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in queues.items())
    return [(f"queues    {told}", "")]


def _daemons(status: Status) -> list[tuple[Any, ...]]:
    return [
        (daemon["name"], "answers" if daemon["answering"] else "does not answer", daemon["pid"])
        for daemon in status["daemons"]
    ]


def _cut(value: Any) -> Any:
    if not isinstance(value, str) or len(value) <= LONGEST_TEXT:
        return value
    return value[: LONGEST_TEXT - 1] + "…"
