"""The decision table of the design, row by row."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerd.directory import Contact, Directory, Equipment, build
from routerd.policy import Decision, PendingAsk, Reason, Received, Response, decide
from smsbus.numbers import Number, NumberKind

ALICE = Number(kind=NumberKind.INTERNATIONAL, value="+33639980001")
STRANGER = Number(kind=NumberKind.INTERNATIONAL, value="+33639980099")
SHORT = Number(kind=NumberKind.SHORT, value="36105")
NAMED = Number(kind=NumberKind.ALPHANUMERIC, value="+33639980001")


def equipment(name: str = "home", *, knows: bool = True, **settings: bool) -> Equipment:
    contacts = (Contact(id=1, name="Alice", user="alice", numbers=(ALICE,)),) if knows else ()
    return Equipment(id=1, name=name, contacts=contacts, **settings)


@dataclass(frozen=True, kw_only=True)
class Row:
    """Who texts which equipments, and what must come of it."""

    name: str
    sender: Number
    equipments: tuple[Equipment, ...]
    reason: Reason
    updates: tuple[tuple[str, str], ...] = ()
    asks: tuple[str, str] | None = None
    added_to: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    is_text: bool = True
    whole: bool = True
    pending: tuple[PendingAsk, ...] = ()
    text: str = "Yes!"
    response: Response | None = None
    mechanical: bool = False

    @property
    def accepted(self) -> bool:
        return self.reason is not Reason.UNKNOWN


OFF = equipment(disable_interactions=True)
OPEN = equipment(allow_unknown=True)
ADDING = equipment(allow_unknown=True, add_unknown=True)
DISABLED = equipment(enabled=False, allow_unknown=True, add_unknown=True)
HOME = ("home", "Alice")
AS_NUMBER = ("home", STRANGER.value)
ASKED = PendingAsk(id=7, contact=1, answers=("no", "yes"))
LATER = PendingAsk(id=8, contact=1, answers=("yes", "no"))
OF_BOB = PendingAsk(id=6, contact=2)
ANY = PendingAsk(id=9, contact=1)

TABLE = [
    Row(
        name="a contact asks", sender=ALICE, equipments=(equipment(),), reason=Reason.KNOWN, updates=(HOME,), asks=HOME
    ),
    Row(name="interactions off", sender=ALICE, equipments=(OFF,), reason=Reason.INTERACTIONS_OFF, updates=(HOME,)),
    Row(
        name="unknown allowed", sender=STRANGER, equipments=(OPEN,), reason=Reason.UNKNOWN_ALLOWED, updates=(AS_NUMBER,)
    ),
    Row(
        name="unknown added, this message included",
        sender=STRANGER,
        equipments=(ADDING,),
        reason=Reason.UNKNOWN_ADDED,
        updates=(AS_NUMBER,),
        asks=AS_NUMBER,
        added_to=("home",),
    ),
    Row(
        name="added to an equipment without interactions",
        sender=STRANGER,
        equipments=(equipment(allow_unknown=True, add_unknown=True, disable_interactions=True),),
        reason=Reason.INTERACTIONS_OFF,
        updates=(AS_NUMBER,),
        added_to=("home",),
    ),
    Row(name="unknown", sender=STRANGER, equipments=(equipment(),), reason=Reason.UNKNOWN),
    Row(name="nothing declared", sender=ALICE, equipments=(), reason=Reason.UNKNOWN),
    Row(name="only a disabled equipment knows it", sender=ALICE, equipments=(DISABLED,), reason=Reason.UNKNOWN),
    Row(
        name="several know it: each is updated, the first by name asks",
        sender=ALICE,
        equipments=(equipment("work"), equipment("home")),
        reason=Reason.KNOWN,
        updates=(HOME, ("work", "Alice")),
        asks=HOME,
    ),
    Row(
        name="several know it: the first with interactions asks",
        sender=ALICE,
        equipments=(equipment("attic", disable_interactions=True), equipment("home"), equipment("work")),
        reason=Reason.KNOWN,
        updates=(("attic", "Alice"), HOME, ("work", "Alice")),
        asks=HOME,
    ),
    Row(
        name="known here, so no stranger there",
        sender=ALICE,
        equipments=(equipment("garage", knows=False, allow_unknown=True, add_unknown=True), equipment("home")),
        reason=Reason.KNOWN,
        updates=(HOME,),
        asks=HOME,
    ),
    Row(
        name="known to a disabled one: a stranger to the others",
        sender=ALICE,
        equipments=(equipment("attic", enabled=False), equipment("home", knows=False, allow_unknown=True)),
        reason=Reason.UNKNOWN_ALLOWED,
        updates=(("home", ALICE.value),),
    ),
    Row(
        name="one adds, another only allows",
        sender=STRANGER,
        equipments=(ADDING, equipment("work", allow_unknown=True)),
        reason=Reason.UNKNOWN_ADDED,
        updates=(AS_NUMBER, ("work", STRANGER.value)),
        asks=AS_NUMBER,
        added_to=("home",),
    ),
    Row(name="short code, refused", sender=SHORT, equipments=(equipment(),), reason=Reason.UNKNOWN),
    Row(
        name="short code, never added nor asked",
        sender=SHORT,
        equipments=(ADDING,),
        reason=Reason.UNKNOWN_ALLOWED,
        updates=(("home", "36105"),),
    ),
    Row(
        name="alphanumeric that spells a contact's number",
        sender=NAMED,
        equipments=(equipment(),),
        reason=Reason.UNKNOWN,
    ),
    Row(
        name="alphanumeric, never added nor asked",
        sender=NAMED,
        equipments=(ADDING,),
        reason=Reason.UNKNOWN_ALLOWED,
        updates=(("home", NAMED.value),),
    ),
    Row(
        name="muted",
        sender=ALICE,
        equipments=(equipment(),),
        muted=(ALICE.value,),
        reason=Reason.MUTED,
        updates=(HOME,),
    ),
    Row(
        name="one of our own numbers",
        sender=ALICE,
        equipments=(equipment(),),
        own=(ALICE.value,),
        reason=Reason.OWN_NUMBER,
        updates=(HOME,),
    ),
    Row(name="not a text", sender=ALICE, equipments=(equipment(),), is_text=False, reason=Reason.NOT_TEXT),
    Row(name="not a text, stranger", sender=STRANGER, equipments=(equipment(),), is_text=False, reason=Reason.UNKNOWN),
    Row(name="not a text adds nobody", sender=STRANGER, equipments=(ADDING,), is_text=False, reason=Reason.NOT_TEXT),
    Row(name="with a gap", sender=ALICE, equipments=(equipment(),), whole=False, reason=Reason.GAP, updates=(HOME,)),
    Row(
        name="a pending ask: the text answers it and is not a question",
        sender=ALICE,
        equipments=(equipment(),),
        pending=(ASKED,),
        reason=Reason.ANSWER,
        updates=(HOME,),
        response=Response(ask=7, answers=True, choice=2),
    ),
    Row(
        name="several pending asks: the oldest",
        sender=ALICE,
        equipments=(equipment(),),
        pending=(ASKED, LATER),
        reason=Reason.ANSWER,
        updates=(HOME,),
        response=Response(ask=7, answers=True, choice=2),
    ),
    Row(
        name="a pending ask of somebody else",
        sender=ALICE,
        equipments=(equipment(),),
        pending=(OF_BOB,),
        reason=Reason.KNOWN,
        updates=(HOME,),
        asks=HOME,
    ),
    Row(
        name="a pending ask that allows any answer",
        sender=ALICE,
        equipments=(equipment(),),
        pending=(ANY,),
        reason=Reason.ANSWER,
        updates=(HOME,),
        response=Response(ask=9, answers=True),
    ),
    Row(
        name="a pending ask and a text that is none of its answers",
        sender=ALICE,
        equipments=(equipment(),),
        pending=(ASKED,),
        text="What is the temperature ?",
        reason=Reason.NOT_AN_ANSWER,
        updates=(HOME,),
        response=Response(ask=7, answers=False),
    ),
    Row(
        name="a pending ask and a text of nothing but blanks",
        sender=ALICE,
        equipments=(equipment(),),
        pending=(ANY,),
        text=" \n",
        reason=Reason.NOT_AN_ANSWER,
        updates=(HOME,),
        response=Response(ask=9, answers=False),
    ),
    Row(
        name="a pending ask works without interactions, and with a muted number",
        sender=ALICE,
        equipments=(OFF, equipment("work")),
        muted=(ALICE.value,),
        pending=(ASKED,),
        reason=Reason.ANSWER,
        updates=(HOME, ("work", "Alice")),
        response=Response(ask=7, answers=True, choice=2),
    ),
    Row(
        name="a pending ask and one of our own numbers",
        sender=ALICE,
        equipments=(equipment(),),
        own=(ALICE.value,),
        pending=(ASKED,),
        reason=Reason.OWN_NUMBER,
        updates=(HOME,),
    ),
    Row(
        name="a pending ask and half a reply",
        sender=ALICE,
        equipments=(equipment(),),
        whole=False,
        pending=(ASKED,),
        reason=Reason.GAP,
        updates=(HOME,),
    ),
    Row(
        name="a pending ask and a picture",
        sender=ALICE,
        equipments=(equipment(),),
        is_text=False,
        pending=(ASKED,),
        reason=Reason.NOT_TEXT,
    ),
    Row(
        name="a pending ask and a sender that spells the contact's number",
        sender=NAMED,
        equipments=(equipment(),),
        pending=(ASKED,),
        reason=Reason.UNKNOWN,
    ),
    Row(
        name="a pending ask of an equipment that was disabled since",
        sender=ALICE,
        equipments=(DISABLED,),
        pending=(ASKED,),
        reason=Reason.UNKNOWN,
    ),
    Row(
        name="texts like a machine",
        sender=ALICE,
        equipments=(equipment(),),
        mechanical=True,
        reason=Reason.MACHINE,
        updates=(HOME,),
    ),
]


def decided(row: Row) -> Decision:
    directory = build(row.equipments, muted=row.muted, own=row.own)
    received = Received(
        sender=row.sender, text=row.text, is_text=row.is_text, whole=row.whole, mechanical=row.mechanical
    )
    return decide(received, directory, row.pending)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_the_table(row: Row) -> None:
    decision = decided(row)
    assert (decision.accepted, decision.reason) == (row.accepted, row.reason)
    assert tuple((update.equipment, update.sender) for update in decision.updates) == row.updates
    assert (decision.asks and (decision.asks.equipment, decision.asks.contact)) == row.asks
    assert tuple(addition.equipment for addition in decision.additions) == row.added_to
    assert decision.response == row.response


def test_a_text_that_is_not_known_yet_would_answer_the_ask() -> None:
    decision = decide(Received(sender=ALICE), build([equipment()]), [ASKED])
    assert (decision.reason, decision.response) == (Reason.ANSWER, Response(ask=7, answers=True))


def test_every_reason_has_a_row() -> None:
    assert {row.reason for row in TABLE} == set(Reason)


def test_the_question_is_asked_as_the_contacts_user() -> None:
    decision = decided(TABLE[0])
    assert decision.asks is not None
    assert decision.asks.user == "alice"


def test_an_added_contact_gets_a_free_name_when_its_number_is_somebodys_name() -> None:
    odd = Contact(id=1, name=STRANGER.value, user=None, numbers=(ALICE,))
    directory = build([Equipment(id=1, name="home", allow_unknown=True, add_unknown=True, contacts=(odd,))])
    decision = decide(Received(sender=STRANGER), directory)
    assert [addition.name for addition in decision.additions] == [f"{STRANGER.value} (2)"]


numbers = st.builds(
    Number,
    kind=st.sampled_from(NumberKind),
    value=st.one_of(st.sampled_from([ALICE.value, STRANGER.value, "36105"]), st.text(min_size=1, max_size=15)),
)


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    names = draw(st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True))
    flags = st.booleans()
    return build(
        [
            equipment(
                name,
                knows=draw(flags),
                enabled=draw(flags),
                disable_interactions=draw(flags),
                allow_unknown=draw(flags),
                add_unknown=draw(flags),
            )
            for name in names
        ],
        muted=draw(st.lists(st.sampled_from([ALICE.value]))),
    )


pending_asks = st.lists(
    st.builds(PendingAsk, id=st.integers(1, 9), contact=st.integers(0, 2), answers=st.just(("yes", "no")))
)


@given(numbers, directories(), st.booleans(), st.booleans(), pending_asks, st.text(max_size=5))
def test_whatever_comes_is_decided_and_only_contacts_ever_ask(
    sender: Number, directory: Directory, is_text: bool, whole: bool, pending: list[PendingAsk], text: str
) -> None:
    decision = decide(Received(sender=sender, text=text, is_text=is_text, whole=whole), directory, pending)
    if decision.response is not None:
        assert decision.accepted
        assert decision.asks is None, "a reply is never a question"
        assert sender.value == ALICE.value
        assert sender.kind is NumberKind.INTERNATIONAL
    if decision.asks is not None:
        assert decision.accepted
        assert sender.kind is NumberKind.INTERNATIONAL
        assert is_text
        assert whole
    if not decision.accepted:
        assert not decision.updates
        assert not decision.additions
