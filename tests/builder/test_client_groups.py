"""Clients in groups at the desk: put in, taken out, shown by rule, and a list narrowed to one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from foundation.db import rows, transaction, value
from foundation.revisions.actions import edit_draft
from foundation.revisions.log import Author
from foundation.revisions.publishing import publish
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import entered
from tests.builder.conftest import Browser
from tests.builder.test_bulk import post, undo_of
from tests.commerce import cast

DESK = "/p/northlight/desk"
BUSY = {"name": "Customers", "match": ["gt", ["ctx", "client.orders"], 0]}


@pytest.fixture
def acme(house: cast.House) -> str:
    return f"{DESK}/clients/{house.clients['Acme Industries']}"


@pytest.fixture
def busy(house: cast.House) -> None:
    """A second group, whom a rule puts clients into."""
    with entered(house.sandbox), transaction():
        edit_draft(
            Author("system", ""), [{"op": "insert", "ptr": "/groups/grp_busy", "value": BUSY}], base=1, key="busy"
        )
        publish(author="system")
    forget_pointers()


def card(page: str) -> str:
    return page.partition('id="groups"')[2].partition("</section>")[0]


def inside(page: str) -> list[str]:
    return re.findall(r'group=grp_\w+">([^<]+)</a>', card(page))


def happened(page: str) -> list[str]:
    """What happened at the client, newest first."""
    part = page.partition('id="h-happened"')[2].partition("</section>")[0]
    items = re.findall(r"<li.*?</li>", part, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in items]


def held(house: cast.House) -> list[str]:
    with entered(house.live), transaction():
        return [one.group_id for one in rows("select group_id from client_groups")]


def names(mia: Browser, query: str) -> list[str]:
    return re.findall(r'<a class="title"[^>]*>([^<]+)</a>', mia.look(f"{DESK}/clients{query}"))


def test_a_client_is_put_into_a_group_and_taken_out_with_a_way_back(mia: Browser, house: cast.House, acme: str) -> None:
    assert inside(mia.look(acme)) == []
    assert post(mia, f"{acme}/groups", [("group", "grp_key")]) == f"{acme}#groups"
    page = mia.look(acme)
    assert "Acme Industries is in Key accounts now." in page
    assert inside(page) == ["Key accounts"] and "Add to a group" not in card(page)
    post(mia, f"{acme}/groups", [("group", "grp_key")])
    assert held(house) == ["grp_key"], "who is in it already stays in it once"
    post(mia, f"{acme}/groups/grp_key/removal", [])
    page = mia.look(acme)
    assert inside(page) == [] and held(house) == []
    told = happened(page)
    assert [one.split(" · ")[0] for one in told[:2]] == [
        "Key accounts holds this client no more",
        "Key accounts holds this client now",
    ]
    assert all("· Mia Brandt " in one for one in told[:2]), told
    action, fields = undo_of(page)
    post(mia, action, list(fields.items(multi=True)))
    assert inside(mia.look(acme)) == ["Key accounts"]
    with entered(house.live), transaction():
        assert [
            one.action
            for one in rows(
                "select action from audit where action in ('client.group', 'client.group_remove') order by id"
            )
        ] == [
            "client.group",
            "client.group_remove",
            "client.group",
        ]
        facts = "select count(*) from events where name in ('client.entered_group', 'client.left_group')"
        assert value(facts) == 3


def test_a_rule_is_told_and_nobody_is_put_in_or_taken_out_by_hand(
    mia: Browser, house: cast.House, acme: str, busy: None
) -> None:
    cast.order(house, "dana")
    page = mia.look(acme)
    assert inside(page) == ["Customers"] and "By rule" in card(page)
    assert "grp_busy/removal" not in page and 'value="grp_busy"' not in page
    assert mia.post(f"{acme}/groups", {"group": "grp_busy"}).status_code == 422
    assert mia.post(f"{acme}/groups/grp_busy/removal").status_code == 422
    assert mia.post(f"{acme}/groups", {"group": "grp_none"}).status_code == 422
    assert mia.post(f"{acme}/groups/grp_none/removal").status_code == 404
    assert held(house) == []


def test_the_list_of_clients_is_narrowed_to_a_group(mia: Browser, house: cast.House, acme: str, busy: None) -> None:
    cast.order(house, "kim")
    assert names(mia, "?group=grp_key") == []
    assert "No client matches" in mia.look(f"{DESK}/clients?group=grp_key")
    post(mia, f"{acme}/groups", [("group", "grp_key")])
    assert names(mia, "?group=grp_key") == ["Acme Industries"]
    assert names(mia, "?group=grp_busy") == ["Kestrel"]
    assert names(mia, "?group=grp_busy&q=acme") == []
    assert names(mia, "?group=") == ["Acme Industries", "Kestrel"]
    assert '<option value="grp_busy" selected>' in mia.look(f"{DESK}/clients?group=grp_busy")
    assert mia.get(f"{DESK}/clients?group=grp_none").status_code == 400


def test_who_does_not_manage_clients_looks_and_changes_nothing(
    browser: Callable[..., Browser], mia: Browser, jonas: Browser, house: cast.House, acme: str
) -> None:
    post(mia, f"{acme}/groups", [("group", "grp_key")])
    page = jonas.look(acme)
    assert inside(page) == ["Key accounts"]
    assert "/groups/grp_key/removal" not in page
    assert jonas.post(f"{acme}/groups/grp_key/removal").status_code == 403
    kestrel = f"{DESK}/clients/{house.clients['Kestrel']}"
    assert "In no group." in card(jonas.look(kestrel))
    assert jonas.post(f"{kestrel}/groups", {"group": "grp_key"}).status_code == 403
    assert browser("nora@northlight.example").post(f"{kestrel}/groups", {"group": "grp_key"}).status_code == 403
    assert held(house) == ["grp_key"]


def test_a_portal_without_groups_has_no_card(mia: Browser, house: cast.House, acme: str) -> None:
    with entered(house.sandbox), transaction():
        gone = [{"op": "remove", "ptr": ptr} for ptr in ("/tabs/tab_key", "/groups/grp_key")]
        edit_draft(Author("system", ""), gone, base=1, key="gone")
        publish(author="system")
    forget_pointers()
    assert 'id="groups"' not in mia.look(acme)
    assert 'id="filter-group"' not in mia.look(f"{DESK}/clients")


def test_live_and_sandbox_have_groups_of_their_own(mia: Browser, house: cast.House, acme: str) -> None:
    post(mia, f"{acme}/groups", [("group", "grp_key")])
    with entered(house.sandbox), transaction():
        assert value("select count(*) from client_groups") == 0
    assert (
        mia.post(
            f"/p/northlight/sandbox/main/desk/clients/{house.clients['Acme Industries']}/groups", {"group": "grp_key"}
        ).status_code
        == 404
    )
