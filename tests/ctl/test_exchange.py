from __future__ import annotations

import pytest

from ctl.exchange import await_event
from ctl.exits import Exit, Failure
from ctl.invocation import Invocation
from tests.ctl.conftest import FakeRouterd


def test_it_waits_for_what_happens_and_not_for_a_while(routerd: FakeRouterd, settings_path: object) -> None:
    with Invocation(str(settings_path), {}, json=False).client() as client:
        refusals = client.events(("sms.refused",))
        routerd.event("sms.refused", message=1)
        await_event(refusals, 10)
        with pytest.raises(Failure, match=r"no notice of the text within 0.05 s") as caught:
            await_event(refusals, 0.05)
    assert caught.value.exit_code is Exit.TIME_OUT
