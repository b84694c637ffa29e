"""The nightly upgrade: what is stored of an earlier schema is written in the present one, and history stays as it was."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import portal_config
from foundation import revisions
from foundation.db import execute, rows, transaction, value
from foundation.revisions import history
from foundation.revisions.actions import save_draft, undo
from foundation.revisions.publishing import publish
from foundation.revisions.queries import draft_document, forget_pointers
from foundation.revisions.upgrading import Upgraded, upgrade_all, upgrade_stored
from foundation.tenancy import entered
from portal_config.upgrades import chain
from tests.foundation.revisions.conftest import JONAS, MIA, Workshop
from tests.foundation.revisions.test_edit_draft import label, save

SHIPPED = sorted((Path(__file__).parents[2] / "portal_config" / "upgrades" / "shipped").glob("*.json"))


def up_2(document: dict[str, Any]) -> dict[str, Any]:
    """A step of the tests: since schema 2 every tab says that it is new."""
    for tab in document["tabs"].values():
        tab["label"] = f"{tab['label']} (2)"
    return document


@pytest.fixture
def schema_2(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(chain, "CURRENT", 2)
    monkeypatch.setattr(chain, "STEPS", {2: up_2})
    yield
    forget_pointers()


def stored(workshop: Workshop) -> tuple[dict[str, Any], dict[str, Any]]:
    """The draft and what is live, as they stand in the database."""
    with workshop.draft():
        draft = value("select document from drafts")
        live = value("select r.document from heads h join revisions r on r.id = h.revision_id")
    return json.loads(draft), json.loads(live)


def home(document: dict[str, Any]) -> str:
    return str(document["tabs"]["tab_home"]["label"])


def released(workshop: Workshop) -> None:
    with workshop.draft():
        publish(author=MIA, note="First")
    save(workshop, JONAS, label("Begin"))


def test_with_nothing_old_nothing_is_written(workshop: Workshop) -> None:
    released(workshop)
    before = stored(workshop)
    assert upgrade_all() == Upgraded()
    assert stored(workshop) == before


@pytest.mark.usefixtures("schema_2")
def test_drafts_and_what_is_live_are_upgraded_and_history_is_not(
    workshop: Workshop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(chain, "CURRENT", 1)
        released(workshop)
    with workshop.draft():
        draft, first = history.draft(), rows("select id, document, hash from revisions")
    with caplog.at_level(logging.INFO, logger="foundation.revisions.upgrading"):
        upgrade_stored()
    assert "schema 2: 1 drafts and 1 live portals upgraded, 0 left" in caplog.text
    now, live = stored(workshop)
    assert (now["schema"], home(now)) == (2, "Begin (2)")
    assert (live["schema"], home(live)) == (2, "Home (2)")
    with workshop.draft():
        after = history.draft()
        assert (after.number, after.base) == (draft.number, 2), (
            "nobody saved anything, and nothing went live since it began"
        )
        assert rows("select id, document, hash from revisions where number = 1") == first
        newest = history.history()[0]
        assert (newest.kind, newest.note, newest.changes, newest.live) == ("upgrade", "Written in schema 2", 0, True)
        assert value("select hash from drafts") == portal_config.digest(now)
    forget_pointers()
    with entered(workshop.live), transaction():
        assert revisions.compiled(revisions.pointer()).tabs[0].label == "Home (2)", "as it was read before the night"
    assert upgrade_all() == Upgraded(), "the next night there is nothing to do"

    # Whoever was editing goes on, and takes their own step back.
    save(workshop, JONAS, label("Start"))
    with workshop.draft():
        undo(JONAS)
        assert home(json.loads(draft_document()[1])) == "Begin (2)"


@pytest.mark.usefixtures("schema_2")
def test_what_cannot_be_upgraded_stays_and_stops_nobody_else(
    workshop: Workshop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(chain, "CURRENT", 1)
        released(workshop)
    with workshop.draft():
        execute("update drafts set document = jsonb_set(document::jsonb, '{schema}', '3')::text")
    with caplog.at_level(logging.WARNING, logger="foundation.revisions.upgrading"):
        assert upgrade_all() == Upgraded(live=1, left=1)
    assert "the sandbox document of workshop is not upgraded" in caplog.text
    now, live = stored(workshop)
    assert (now["schema"], home(now), live["schema"]) == (3, "Begin", 2)

    def broken(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "tabs": {"tab_home": {"type": "page", "label": "Home"}}}

    monkeypatch.setattr(chain, "CURRENT", 3)
    monkeypatch.setattr(chain, "STEPS", {2: up_2, 3: broken})
    assert upgrade_all().left == 1, "what is live goes live only when it checks"
    assert stored(workshop)[1] == live


@pytest.mark.usefixtures("schema_2")
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_document_that_was_ever_shipped_is_upgraded_in_place(workshop: Workshop, path: Path) -> None:
    old = portal_config.load(path.read_bytes())
    with workshop.draft():
        save_draft(old, base=value("select number from drafts"), author=MIA.actor)
    assert upgrade_all() == Upgraded(drafts=1)
    with workshop.draft():
        written = json.loads(value("select document from drafts"))
    assert written == {**up_2(copy.deepcopy(old)), "schema": 2}
