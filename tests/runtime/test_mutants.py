"""Rendering what is published never fails: generated documents that check, published one after the other and opened by a member and a guest.

MUTANTS scales their number with the mutations of ``tests/portal_config/test_fuzz.py``, one for a hundred; SEED repeats a run.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

import portal_config
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from portal_config import DocumentRefused
from portal_config.compiled import Compiled
from tests import cast
from tests.portal_config.test_fuzz import MUTANTS, SEED, WORDS, mutated, places

PUBLISHED = max(20, MUTANTS // 100)
UNAVAILABLE = "not available right now"
NEW: list[Any] = [*WORDS, True, False, 0, 1, 2, 24, [], {}, None]
"""What is put in: short values that some setting takes."""


@pytest.fixture(scope="module")
def site(_cloned: Any) -> Iterator[cast.Site]:
    cast.forget_everything()
    made = cast.make_site("mutants", "Mutants Studio", {"owner": ("Olga Owner", True, ("rol_owner",))})
    cast.add_company(made, "acme", "Acme Pumps")
    cast.add_orders(made, "acme")
    yield made
    cast.forget_everything()
    _cloned.clean()


def mutants(chooser: random.Random, base: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Compiled]]:
    """Documents that differ from ``base`` and may be published, without end."""
    among, before = places(base), portal_config.digest(base)
    while True:
        document = mutated(chooser, chooser.choice(NEW), base, among)
        try:
            compiled = portal_config.compile(document, strict=True, bound=())
        except DocumentRefused:
            continue
        if compiled.digest != before:
            yield copy.deepcopy(document), compiled


def addresses(compiled: Compiled) -> list[str]:
    """The first page, each tab, the catalogue, each service and each page."""
    return [
        "/",
        *(f"/t/{tab.slug}" for tab in compiled.tabs),
        "/services",
        *(f"/services/{service.slug}" for service in compiled.services.values()),
        *(f"/pages/{page.slug}" for page in compiled.pages.values()),
    ]


def test_what_is_published_is_drawn(site: cast.Site) -> None:
    from portico import apps

    app, chooser = apps.portal_app(), random.Random(SEED)
    readers = (site.companies["acme"].people["buyer"], cast.GUEST)
    number, drawn = 1, {person.name: 0 for person in readers}
    made = mutants(chooser, cast.document())
    for mutant in range(PUBLISHED):
        document, compiled = next(made)
        with site.at(site.sandbox):
            number = save_draft(document, base=number, author="staff:test")
            publish(author="staff:test")
        cast.forget_everything()
        for path in addresses(compiled):
            for person in readers:
                answer = cast.ask(app, person, site.host, path)
                told = f"mutant {mutant} of seed {SEED}: {path} as {person.name}: {answer.status_code}"
                assert answer.status_code < 500, told
                # A part that fails is drawn as one that cannot be used: nothing that may be published is.
                assert UNAVAILABLE not in answer.get_data(as_text=True), told
                drawn[person.name] += answer.status_code == 200
    assert all(times >= PUBLISHED for times in drawn.values()), f"hardly a page was there: {drawn}"
