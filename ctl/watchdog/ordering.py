"""What the watchdog has supervisord do. Imported only when that is due: it takes 10 MiB, and few ever need it.

`ctl.supervision` is for `smsctl`, and needs settings that are right; this must work when they are not.
"""

from __future__ import annotations

from http.client import HTTPException
from typing import Any
from xmlrpc.client import Error, Fault, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from ctl.watchdog.exchange import NotPutRight, PutInOrder, PutRight
from ctl.watchdog.program import remedy

_FASTER = (Faults.NOT_RUNNING, Faults.ALREADY_STARTED, Faults.SHUTDOWN_STATE)
"""Somebody else was; what the program is now, supervisord tells by itself."""


def put_in_order(server_url: str, order: PutInOrder) -> PutRight | NotPutRight:
    """Kills a program that is deaf, starts one that has ended for good, as supervisord says it is at this moment.

    `server_url` is what supervisord tells its children ($SUPERVISOR_SERVER_URL).
    """
    program, state, pid = order.program, "stopping", None
    try:
        info = _ask(server_url, "getProcessInfo", program)
        state, pid = str(info["statename"]).lower(), info["pid"] or None
        match remedy(order, state, pid):
            case "kill":
                _ask(server_url, "signalProcess", program, "KILL")
                return PutRight(program=program, state=state, pid=pid, done="killed")
            case "start":
                _ask(server_url, "startProcess", program, False)
                return PutRight(program=program, state=state, pid=pid, done="started")
            case "nothing":
                return PutRight(program=program, state=state, pid=pid, done="nothing")
    except Fault as fault:
        if fault.faultCode == Faults.BAD_NAME:
            return PutRight(program=program, state=None, pid=None, done="nothing")
        if fault.faultCode in _FASTER:
            return PutRight(program=program, state=state, pid=pid, done="nothing")
        return NotPutRight(program=program, reason=f"supervisord says {fault.faultString}")
    except (OSError, HTTPException, Error) as error:
        return NotPutRight(program=program, reason=f"supervisord cannot be asked: {error}")


def _ask(server_url: str, method: str, *arguments: Any) -> Any:
    proxy = ServerProxy("http://localhost", transport=SupervisorTransport(None, None, server_url))
    return getattr(proxy.supervisor, method)(*arguments)
