"""What questions of a form choose from: one's own company, the orders one may read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from commerce.checkout.lookups import lookups_of
from foundation.db import transaction
from foundation.identity.viewer import GUEST
from foundation.tenancy import entered
from tests.commerce import cast


def asked(**settings: Any) -> Any:
    return SimpleNamespace(settings=settings)


def entries(house: cast.House, who: str, kind: str, **settings: Any) -> list[str]:
    viewer = house.viewer(who)
    with entered(house.live), transaction():
        return [each.label for each in lookups_of(viewer)[kind].entries(asked(**settings))]


def entry(house: cast.House, who: str, kind: str, value: str, **settings: Any) -> Any:
    viewer = house.viewer(who)
    with entered(house.live), transaction():
        return lookups_of(viewer)[kind].entry(asked(**settings), value)


def test_people_of_ones_own_company_and_nobody_else(house: cast.House) -> None:
    assert entries(house, "dana", "person") == ["Dana", "Fiona", "Lee", "Vic"]
    assert "Dana" not in entries(house, "kim", "person")
    dana, kim = str(house.members["dana"]), str(house.members["kim"])
    assert entry(house, "lee", "person", dana).label == "Dana"
    assert entry(house, "lee", "person", kim) is None
    for stray in ("", "x", dana.upper().replace("-", ""), f"{{{dana}}}", "\ud800"):
        assert entry(house, "lee", "person", stray) is None


def test_roles_narrow_who_can_be_chosen(house: cast.House) -> None:
    role = "rol_buyer"
    assert entries(house, "lee", "person", roles=(role,)) == ["Dana"]
    assert entries(house, "lee", "person", roles=(role, "rol_viewer")) == ["Dana", "Vic"]
    assert entries(house, "dana", "person", roles=("rol_nobody",)) == []
    dana = str(house.members["dana"])
    assert entry(house, "dana", "person", dana, roles=(role,))
    assert entry(house, "dana", "person", dana, roles=("rol_nobody",)) is None


def test_orders_one_may_read_and_no_others(house: cast.House) -> None:
    placed = cast.order(house, "dana", method_id="pmt_bank")
    assert entries(house, "dana", "record") == [placed.number]
    found = entry(house, "dana", "record", str(placed.order_id))
    assert (found.label, found.more["number"]) == (placed.number, placed.number)
    assert entries(house, "kim", "record") == []
    assert entry(house, "kim", "record", str(placed.order_id)) is None
    assert entry(house, "dana", "record", str(UUID(int=1))) is None


def test_guests_and_staff_choose_from_nothing(house: cast.House) -> None:
    assert lookups_of(GUEST) == {}
    assert lookups_of(house.manager) == {}
    assert set(lookups_of(house.viewer("dana"))) == {"person", "record"}
