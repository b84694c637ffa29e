"""One cast for each module of contract tests: two portals, two clients, everybody signed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import cast
from tests.contract.policy import House, Places, discover


@pytest.fixture(scope="module")
def house(_cloned: Any) -> Iterator[House]:
    from portico import apps

    portal, builder = apps.portal_app(), apps.builder_app()
    cast.forget_everything()
    north = cast.make_site(
        "northside",
        "North Studio",
        {
            "owner": ("Olga Owner", True, ("rol_owner",)),
            "mover": ("Jonas Mover", False, ("rol_pm",)),
            "designer": ("Petra Designer", False, ("rol_design",)),
            "looker": ("Lena Looker", False, ("rol_looker",)),
            "idle": ("Ida Idle", False, ()),
        },
    )
    south = cast.make_site("southside", "South Studio", {"owner": ("Otto Other", True, ("rol_owner",))})
    cast.add_company(north, "acme", "Acme Pumps")
    cast.add_company(north, "borg", "Borg Valves", locale="de")
    cast.add_company(south, "acme", "Acme Pumps")
    for site, key in ((north, "acme"), (north, "borg"), (south, "acme")):
        cast.add_orders(site, key, quantity=2 if key == "acme" else 9)
        company = site.companies[key]
        cast.file_of(site, company, company.people["buyer"], name=f"brief of {key}.png")
        cast.talk(site, key)
    yield House(portal, builder, north, south)
    cast.forget_everything()
    _cloned.clean()


@pytest.fixture(scope="module")
def places(house: House) -> Places:
    """Everything in the house that has an id."""
    return discover(house)
