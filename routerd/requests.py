"""What clients may ask, one function per kind; those about the directory are in `requests_directory` and
`requests_apply`, those about messages in `requests_messages`, those about asks in `requests_asks`, those about errands
in `requests_errands`, those about all that is kept of a person in `requests_history`, those of whoever looks after the
daemons in `requests_watch`.

A function returns the result of the reply. It raises `RequestRefused` with what is wrong and what to do: then nothing
it wrote is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from routerd import (
    asks,
    documents,
    modems,
    policy,
    requests_apply,
    requests_history,
    requests_watch,
    store_events,
    values,
)
from routerd import requests_asks as ask_requests
from routerd import requests_directory as directory
from routerd import requests_errands as errand_requests
from routerd import requests_messages as messages
from routerd import status as statuses
from routerd.paging import fitting
from routerd.policy import Received
from routerd.work import Work
from smsbus import requests as wire
from smsbus import requests_ask as wire_ask
from smsbus import requests_directory as wire_directory
from smsbus import requests_errands as wire_errands
from smsbus import requests_history as wire_history
from smsbus import requests_watch as wire_watch
from smsbus.codec import MAX_OCTETS, encode, plain
from smsbus.documents import EventsDocument, ModemDocument, StatusDocument, ValueDocument
from smsbus.errors import Code, RequestRefused
from smsbus.numbers import InvalidNumber, from_network, parse
from smsbus.requests import ErrorBody, Reply, Request

MOST_EVENTS = 500


def ping(work: Work, request: wire.PingRequest) -> dict[str, Any]:
    """The main loop answers."""
    return {"service": "routerd", "pid": work.memory.pid}


def status(work: Work, request: wire.StatusRequest) -> StatusDocument:
    """Everything at a glance."""
    return statuses.document(work)


def stats(work: Work, request: wire.StatsRequest) -> dict[str, int]:
    """Counters since start."""
    return dict(sorted(work.memory.stats.items()))


def policy_explain(work: Work, request: wire.PolicyExplainRequest) -> dict[str, Any]:
    """What a text from the number would meet."""
    region = work.settings.numbers.default_region
    try:
        number = parse(request.number, region)
    except InvalidNumber:
        number = from_network(request.number.strip(), "unknown", region)
    decision = policy.decide(Received(sender=number), work.directory, asks.pending(work, number))
    return {
        "number": number.value,
        "decision": "accepted" if decision.accepted else "refused",
        "reason": decision.reason.value,
        "equipment": decision.equipment,
        "contact": decision.contact,
        "asks": decision.asks is not None,
        "ask": decision.response.ask if decision.response else None,
    }


def value_get(work: Work, request: wire.ValueGetRequest) -> ValueDocument:
    """A value of an equipment."""
    equipment = directory.equipment_named(work, request.equipment)
    if request.name not in values.NAMES:
        raise RequestRefused(
            Code.NOT_FOUND, f"{request.name!r} is no value of an equipment: there are {', '.join(values.NAMES)}"
        )
    return documents.value(work, equipment, request.name)


def modem_list(work: Work, request: wire.ModemListRequest) -> list[ModemDocument]:
    """All modems, configured or connected."""
    return [modems.document(work, name) for name in modems.names(work)]


def modem_info(work: Work, request: wire.ModemInfoRequest) -> ModemDocument:
    """One modem."""
    directory.check_modem(work, request.modem)
    return modems.document(work, request.modem)


def events_since(work: Work, request: wire.EventsSinceRequest) -> EventsDocument:
    """Events a client missed, as many as fit one reply."""
    last = store_events.last(work.store)
    if request.seq < 0:
        return EventsDocument(events=[], lost=False, last=last)
    events = store_events.since(work.store, request.seq, max(1, min(request.limit, MOST_EVENTS)))
    oldest = store_events.oldest(work.store)
    first_kept = last + 1 if oldest is None else oldest
    # A seq from before the store was replaced lies ahead of it: everything may be new to that client.
    lost = request.seq + 1 < first_kept if request.seq <= last else True
    return EventsDocument(events=fitting(events), lost=lost, last=last)


Function = Callable[[Work, Any], Any]

FUNCTIONS: Mapping[type[Request], Function] = {
    wire.PingRequest: ping,
    wire.StatusRequest: status,
    wire.StatsRequest: stats,
    wire.SendRequest: messages.send,
    wire_ask.AskRequest: ask_requests.ask,
    wire_ask.AskShowRequest: ask_requests.ask_show,
    wire_ask.AskListRequest: ask_requests.ask_list,
    wire_ask.AskCancelRequest: ask_requests.ask_cancel,
    wire.MessageListRequest: messages.message_list,
    wire.MessageShowRequest: messages.message_show,
    wire.MessageCancelRequest: messages.message_cancel,
    wire.MessageRetryRequest: messages.message_retry,
    wire.EquipmentListRequest: directory.equipment_list,
    wire.EquipmentShowRequest: directory.equipment_show,
    wire.EquipmentAddRequest: directory.equipment_add,
    wire.EquipmentSetRequest: directory.equipment_set,
    wire.EquipmentRemoveRequest: directory.equipment_remove,
    wire.ContactListRequest: directory.contact_list,
    wire.ContactAddRequest: directory.contact_add,
    wire.ContactSetRequest: directory.contact_set,
    wire.ContactRemoveRequest: directory.contact_remove,
    wire.ContactUnmuteRequest: directory.contact_unmute,
    wire_directory.ContactShowRequest: directory.contact_show,
    wire_directory.DirectoryApplyRequest: requests_apply.directory_apply,
    wire_directory.DirectoryCompareRequest: requests_apply.directory_compare,
    wire_directory.DirectoryExportRequest: requests_apply.directory_export,
    wire_errands.InteractionScheduledRequest: errand_requests.interaction_scheduled,
    wire_errands.InteractionCancelRequest: errand_requests.interaction_cancel,
    wire_history.ContactHistoryRequest: requests_history.contact_history,
    wire_history.ContactPurgeRequest: requests_history.contact_purge,
    wire_history.MessagePurgeRequest: requests_history.message_purge,
    wire_watch.DaemonsRequest: requests_watch.daemons,
    wire_watch.AlertRaiseRequest: requests_watch.alert_raise,
    wire_watch.AlertClearRequest: requests_watch.alert_clear,
    wire.PolicyExplainRequest: policy_explain,
    wire.ValueGetRequest: value_get,
    wire.ModemListRequest: modem_list,
    wire.ModemInfoRequest: modem_info,
    wire.EventsSinceRequest: events_since,
}
"""Every kind that is answered at once; `awaited` has those that wait for an interactd or a modemd."""


def answer(work: Work, request: Request) -> Reply:
    """The reply of a request that went well. Raises `RequestRefused`."""
    reply = Reply(id=request.id, ok=True, result=plain(FUNCTIONS[type(request)](work, request)))
    if isinstance(reply.result, list | dict) and len(encode(reply)[2]) > MAX_OCTETS:
        raise RequestRefused(Code.REFUSED, "the result is too long for one message: ask for less at a time")
    return reply


def refusal(request_id: str | int | None, error: RequestRefused) -> Reply:
    """The reply of one that did not."""
    body = ErrorBody(code=str(error.code), message=error.message, details=error.details)
    return Reply(id=request_id, ok=False, error=body)
