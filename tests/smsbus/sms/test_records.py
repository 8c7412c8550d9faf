"""A quicker `__init__` changes nothing else of a frozen dataclass."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace

import pytest

from smsbus.sms.records import quick_init


@quick_init
@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere."""

    name: str
    floor: int = 0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """The same without."""

    name: str
    floor: int = 0
    tags: tuple[str, ...] = ()


def test_it_is_made_with_its_defaults_and_compares_and_prints_as_before() -> None:
    place = Place(name="cellar", floor=-1)
    assert (place.name, place.floor, place.tags) == ("cellar", -1, ())
    assert place == Place(name="cellar", floor=-1, tags=())
    assert place != Place(name="cellar")
    assert hash(place) == hash(Place(name="cellar", floor=-1))
    assert repr(place) == repr(Plain(name="cellar", floor=-1)).replace("Plain", "Place")
    assert [field.name for field in fields(place)] == ["name", "floor", "tags"]
    assert replace(place, floor=2) == Place(name="cellar", floor=2)


def test_it_cannot_be_changed_and_has_no_other_fields() -> None:
    place = Place(name="cellar")
    with pytest.raises(FrozenInstanceError):
        place.floor = 1  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del place.floor
    assert type(place) is Place
    assert not hasattr(place, "__dict__")


def test_it_is_copied_and_stored_as_before() -> None:
    place = Place(name="cellar", tags=("wet",))
    assert copy.copy(place) == copy.deepcopy(place) == pickle.loads(pickle.dumps(place)) == place


@pytest.mark.parametrize("wrong", [{}, {"name": "x", "other": 1}])
def test_a_missing_and_an_unknown_field_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Place(**wrong)  # type: ignore[arg-type]


def test_fields_have_no_positions() -> None:
    with pytest.raises(TypeError):
        Place("cellar")  # type: ignore[call-arg, misc]
