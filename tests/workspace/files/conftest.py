"""Northside with Acme and Borg, Southside with its own Acme; a storage of their own on disk; everybody signed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from foundation import storage as storage_package
from foundation.settings import settings
from tests import cast

HIRED = {
    "side": "seller",
    "name": "Hired hand",
    "can": {"order.read": "assigned", "order.move": "assigned", "message.write": "assigned"},
}


@pytest.fixture(scope="module")
def portal(_cloned: Any) -> Flask:
    from portico import apps

    assert _cloned
    return apps.portal_app()


@pytest.fixture(scope="module")
def builder(_cloned: Any) -> Flask:
    from portico import apps

    assert _cloned
    return apps.builder_app()


@pytest.fixture(scope="module")
def north(portal: Flask, builder: Flask, _cloned: Any) -> Iterator[cast.Site]:
    assert portal and builder
    cast.forget_everything()
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(cast.EXTRA_ROLES, "rol_hired", HIRED)
        made = cast.make_site(
            "northside",
            "North Studio",
            {
                "owner": ("Olga Owner", True, ("rol_owner",)),
                "mover": ("Jonas Mover", False, ("rol_pm",)),
                "looker": ("Lena Looker", False, ("rol_looker",)),
                "hired": ("Hanna Hired", False, ("rol_hired",)),
            },
        )
    cast.add_company(made, "acme", "Acme Pumps")
    cast.add_company(made, "borg", "Borg Valves")
    for key in ("acme", "borg"):
        cast.add_orders(made, key)
    yield made
    cast.forget_everything()
    _cloned.clean()


@pytest.fixture(scope="module")
def south(north: cast.Site) -> cast.Site:
    assert north
    made = cast.make_site("southside", "South Studio", {"owner": ("Otto Other", True, ("rol_owner",))})
    cast.add_company(made, "acme", "Acme Pumps")
    cast.add_orders(made, "acme")
    return made


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[storage_package.LocalStorage]:
    """The storage of the process, in a folder of this test."""
    made = storage_package.LocalStorage(tmp_path / "files", settings().secret_key)
    storage_package.storage.cache_clear()
    monkeypatch.setattr("foundation.storage.LocalStorage", lambda *_: made)
    yield made
    storage_package.storage.cache_clear()
