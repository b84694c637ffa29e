"""A published Northlight with clients and staff; browsers for clients and guests (``browse``) and for staff (``desk``)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from builder.app import create_builder
from tests.builder.conftest import Browser as DeskBrowser
from tests.builder.conftest import seat
from tests.commerce import cast
from tests.storefront.conftest import browse, clean_caches, look

__all__ = ["browse", "clean_caches", "desk", "house", "look"]


@pytest.fixture
def house(clean_caches: None) -> cast.House:
    """Northlight with Acme and Kestrel, Mia who owns it and Jonas who manages projects."""
    made = cast.northlight()
    seat("mia@northlight.example", "Mia Brandt", made.live, owner=True)
    seat("jonas@northlight.example", "Jonas Feld", made.live, roles=("rol_pm",))
    return made


@pytest.fixture
def desk(house: cast.House) -> Callable[[str], DeskBrowser]:
    """``desk("jonas")`` is Jonas's browser on the builder's host, signed in."""
    app = create_builder()

    def open_desk(who: str) -> DeskBrowser:
        made = DeskBrowser(app.test_client())
        made.read_token("/sign-in")
        answer = made.post("/sign-in", {"email": f"{who}@northlight.example", "password": cast.PASSWORD})
        assert answer.status_code == 303
        made.read_token("/")
        return made

    return open_desk
