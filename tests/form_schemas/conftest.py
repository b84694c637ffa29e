"""The forms of the starter portal, and a context to answer them in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import portal_config
from form_schemas import FormContext
from portal_config.compiled import Compiled
from portico.kinds import discover_kinds

discover_kinds()
STARTER = Path(__file__).parents[2] / "builder" / "library" / "northlight.json"


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    return portal_config.compile(portal_config.load(STARTER.read_bytes()), strict=True)


@pytest.fixture
def context(compiled: Compiled) -> FormContext:
    return FormContext(
        now=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
        today=date(2026, 11, 20),
        locale="en",
        legal=compiled.legal,
        legal_links={"leg_privacy": "/t/privacy"},
    )
