"""A portal with the starter document as its draft, and two people who build in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import portal_config
from foundation.db import transaction
from foundation.revisions.actions import save_draft
from foundation.revisions.log import Author
from foundation.revisions.queries import draft_document
from foundation.tenancy import Scope, entered
from portico.kinds import discover_kinds
from tests.foundation.conftest import MadePortal

STARTER = Path(__file__).parents[3] / "builder" / "library" / "northlight.json"
MIA = Author("staff:mia", "Mia Berg")
JONAS = Author("staff:jonas", "Jonas Vogt")

discover_kinds()


@dataclass
class Workshop:
    """The portal's two tenants, and its draft as JSON."""

    live: Scope
    sandbox: Scope

    @contextmanager
    def draft(self) -> Iterator[None]:
        with entered(self.sandbox), transaction():
            yield

    def document(self) -> dict[str, Any]:
        with self.draft():
            return portal_config.load(draft_document()[1])

    def number(self) -> int:
        with self.draft():
            return draft_document()[0]


@pytest.fixture
def workshop(make_portal: Callable[..., MadePortal]) -> Workshop:
    portal = make_portal("workshop")
    made = Workshop(portal.live, portal.sandbox)
    with made.draft():
        save_draft(portal_config.load(STARTER.read_bytes()), base=None, author=MIA.actor)
    return made


Draft = Callable[[], AbstractContextManager[None]]
