"""Every route of both apps × everybody who may knock. A route without a row fails; so does a row that lets nobody in.

Each request is answered in full and then undone, so rows do not see one another's changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from foundation.db import value
from foundation.web import PorticoApp
from tests import cast
from tests.cast import GUEST, Person, ask
from tests.contract.policy import (
    BUILDER,
    BUILDER_PEOPLE,
    FORBIDDEN,
    GONE,
    MISSING,
    NEVER,
    OK,
    PORTAL,
    PORTAL_PEOPLE,
    SIGN_IN,
    House,
    Places,
    Row,
    builder_people,
    filled,
    portal_people,
)


def outcome(response: TestResponse) -> str:
    """What an answer amounts to."""
    status, where = response.status_code, response.headers.get("Location", "")
    if status == 401 or (status in (302, 303) and where.startswith("/sign-in?next=")):
        return SIGN_IN
    if status < 400:
        return OK
    return {403: FORBIDDEN, 404: MISSING, 410: GONE, 422: "wrong"}.get(status, str(status))


def walk(app: PorticoApp, host: str, each: Row, people: Mapping[str, Person], places: Places) -> dict[str, str]:
    """What everybody gets at one row."""
    got = {}
    for name, person in people.items():
        with cast.undone():
            sent = each.sent(app, person, each.form(places, person))
            response = ask(app, person, host, filled(each.address, places), method=each.method, **sent)
        got[name] = outcome(response)
    return got


@pytest.mark.parametrize("each", PORTAL, ids=lambda each: each.title)
def test_portal(house: House, places: Places, each: Row) -> None:
    wanted = {name: each.answers.get(name, each.rest) for name in PORTAL_PEOPLE}
    assert walk(house.portal, house.north.host, each, portal_people(house), places) == wanted


@pytest.mark.parametrize("each", BUILDER, ids=lambda each: each.title)
def test_builder(house: House, places: Places, each: Row) -> None:
    wanted = {name: each.answers.get(name, each.rest) for name in BUILDER_PEOPLE}
    assert walk(house.builder, cast.BUILDER_HOST, each, builder_people(house), places) == wanted


def unlisted(app: Flask, rows: tuple[Row, ...]) -> set[str]:
    """Routes of the app without a row, and rows without a route."""
    routes = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    return routes ^ {f"{each.method} {each.rule}" for each in rows}


def test_every_route_has_a_row(house: House) -> None:
    assert unlisted(house.portal, PORTAL) == set()
    assert unlisted(house.builder, BUILDER) == set()
    assert unlisted(house.builder, BUILDER[1:]) == {"GET /"}


ELSEWHERE = {
    "/-/brand/<name>": "tests/runtime/test_logo.py: there is a picture only once a logo was put up",
    "/forms/<form_id>": "tests/runtime/test_passes.py: only the studio's canvas shows it",
    "/p/<slug>/sandbox/<sandbox>/studio/logo/<path>": "tests/runtime/test_logo.py, as well",
}
"""Rules whose positive control is a test of its own."""


def test_every_refusal_has_its_positive_control() -> None:
    for rows, people in ((PORTAL, PORTAL_PEOPLE), (BUILDER, BUILDER_PEOPLE)):
        for each in rows:
            answers = {each.answers.get(name, each.rest) for name in people}
            if each.rule in ELSEWHERE:
                continue
            if OK not in answers and each.address not in NEVER:
                assert each.rule == "/sign-in" or "9999" in each.address, f"{each.title} lets nobody in"
            twins = {
                other.answers.get(name, other.rest)
                for other in rows
                if (other.rule, other.method) == (each.rule, each.method)
                for name in people
            }
            assert OK in twins or each.rule == "/sign-in", f"no row of {each.method} {each.rule} lets anybody in"


def test_staff_sign_in_lets_the_right_password_in(house: House) -> None:
    """The positive control of the one row that only refuses: the cast's staff have no password until now."""
    from foundation.identity import passwords
    from foundation.tenancy import unscoped

    with unscoped("test"), cast.transaction():
        cast.execute(
            "update staff set password_hash = %(hash)s where email = 'owner@northside.example'",
            hash=passwords.hash_password(cast.PASSWORD),
        )
    for password, status in ((cast.PASSWORD, 303), ("not the password at all", 422)):
        form = {"email": "owner@northside.example", "password": password}
        assert ask(house.builder, GUEST, cast.BUILDER_HOST, "/sign-in", method="POST", form=form).status_code == status


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_foreign_and_missing_are_the_same_nothing(house: House, places: Places, accept: str) -> None:
    """Byte by byte: whoever asks for somebody else's learns no more than for what does not exist."""
    acme = portal_people(house)
    missing_id = "019a0000-0000-7000-8000-000000000000"
    foreign_member = str(house.north.companies["borg"].members["buyer"])
    pairs = [
        ("other_client", "GET", "/orders/{}", places.confirmed, "NL-2026-9999"),
        ("own", "GET", "/orders/{}", places.confirmed, "NL-2026-9999"),
        (
            "buyer",
            "GET",
            "/orders/{}",
            house.south.companies["acme"].orders["own"].replace("0004", "9998"),
            "NL-2026-9999",
        ),
        ("other_client", "POST", "/orders/{}/status", places.review, "NL-2026-9999"),
        ("other_client", "POST", "/orders/{}/cancellation", places.submitted, "NL-2026-9999"),
        ("other_client", "GET", "/orders/{}/payment", places.submitted, "NL-2026-9999"),
        ("other_client", "POST", "/orders/{}/payment", places.submitted, "NL-2026-9999"),
        ("buyer", "POST", "/account/place/{}", foreign_member, missing_id),
        ("finance", "GET", "/services/{}", slug(house, "svc_social"), "nothing-like-it"),
        ("finance", "GET", "/t/{}", "shop", "nowhere"),
        ("guest", "GET", "/pay/{}", places.tokens["south_payment"], "nothing"),
        ("guest", "GET", "/checkout/thanks/{}", places.tokens["south_thanks"], "nothing"),
        ("guest", "GET", "/sign-in/link/{}", places.tokens["south_sign_in"], "nothing"),
        ("guest", "GET", "/invitation/{}", places.tokens["south_invitation"], "nothing"),
    ]
    for name, method, address, foreign, missing in pairs:
        bodies = [
            page(house.portal, acme[name], house.north.host, address.format(one), method, accept)
            for one in (foreign, missing)
        ]
        assert bodies[0] == bodies[1], f"{name} {method} {address}"
        assert bodies[0][0] in (404, 410), f"{name} {method} {address}"


def test_a_portal_without_a_seat_is_the_same_nothing(house: House, places: Places) -> None:
    staff = builder_people(house)
    pairs = [
        ("staff_elsewhere", "GET", "/p/{}/desk/", "northside", "nowhere-at-all"),
        ("staff_elsewhere", "GET", "/p/{}/desk/orders", "northside", "nowhere-at-all"),
        ("owner", "GET", "/p/{}/desk/", "southside", "nowhere-at-all"),
        ("owner", "GET", "/p/northside/sandbox/{}/desk/", "other", "missing"),
        ("staff_elsewhere", "GET", "/mailbox/{}", "northside", "nowhere-at-all"),
        ("staff_elsewhere", "GET", f"/mailbox/{{}}/{places.letter}", "northside", "nowhere-at-all"),
        ("owner", "GET", "/mailbox/northside/{}", places.sandbox_letter, "019a0000-0000-7000-8000-000000000000"),
        ("owner", "GET", "/p/northside/desk/orders/{}", places.sandbox_orders["confirmed"], "NL-2026-9999"),
    ]
    for name, method, address, foreign, missing in pairs:
        bodies = [
            page(house.builder, staff[name], cast.BUILDER_HOST, address.format(one), method, "text/html")
            for one in (foreign, missing)
        ]
        assert bodies[0] == bodies[1], f"{name} {method} {address}"
        assert bodies[0][0] == 404, f"{name} {method} {address}"


def page(app: Flask, person: Person, host: str, address: str, method: str, accept: str) -> tuple[int, str]:
    """Status and body, without the request's id, which differs every time."""
    with cast.undone():
        response = ask(app, person, host, address, method=method, headers={"Accept": accept})
    return response.status_code, re.sub(r'"request_id":"[0-9a-f]{16}"', "", response.get_data(as_text=True))


def slug(house: House, service: str) -> str:
    return house.north.compiled.services[service].slug


def test_a_session_counts_on_its_own_host_only(house: House) -> None:
    """The same cookie: somebody here, nobody there. The positive control is the host it was made for."""
    buyer = house.north.companies["acme"].people["buyer"]
    sample = house.north.companies["sample"].people["buyer"]
    assert ask(house.portal, buyer, house.north.host, "/account").status_code == 200
    for person, host in ((buyer, house.north.sandbox_host), (buyer, house.south.host), (sample, house.north.host)):
        assert outcome(ask(house.portal, person, host, "/account")) == SIGN_IN
    assert ask(house.portal, sample, house.north.sandbox_host, "/account").status_code == 200


def test_a_refused_request_changes_nothing(house: House, places: Places) -> None:
    """Beside the answer, what is stored: refusals of every writing route leave orders, payments, history and facts as they were."""

    def stored() -> str:
        with house.north.at():
            return str(
                value(
                    "select jsonb_build_object('orders', (select jsonb_agg(to_jsonb(o) order by id) from orders o),"
                    " 'payments', (select jsonb_agg(to_jsonb(p) order by id) from payments p), 'history', (select count(*) from order_history),"
                    " 'events', (select count(*) from events), 'audit', (select count(*) from audit), 'members', (select"
                    " jsonb_agg(to_jsonb(m) order by id) from members m), 'accounts', (select jsonb_agg(to_jsonb(a) order by id) from accounts a))"
                )
            )

    before = stored()
    for app, host, rows, people in (
        (house.portal, house.north.host, PORTAL, portal_people(house)),
        (house.builder, cast.BUILDER_HOST, BUILDER, builder_people(house)),
    ):
        for each in rows:
            if each.method != "POST" or each.rule.startswith(("/sign-", "/invitation", "/pay")):
                continue
            for name, person in people.items():
                if each.answers.get(name, each.rest) != OK:
                    ask(app, person, host, filled(each.address, places), method="POST", form=each.form(places, person))
    assert stored() == before
    buyer = portal_people(house)["buyer"]
    assert (
        ask(
            house.portal, buyer, house.north.host, "/account/name", method="POST", form={"name": "Bea Buyer"}
        ).status_code
        == 302
    )
    assert stored() != before


def test_every_role_of_the_document_is_somebody_here(house: House) -> None:
    sides = {
        side: {role.id for role in house.north.compiled.roles.values() if role.side == side}
        for side in ("client", "seller")
    }
    assert sides["client"] == set(cast.ROLE_IDS.values())
    seated = {role for person in house.north.staff.values() if person.viewer for role in person.viewer.roles}
    assert sides["seller"] == seated


def test_what_helps_developing_is_not_there_in_production(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mailbox and the style guide: shown by the rows above while developing, and to nobody otherwise."""
    from dataclasses import replace

    from builder.office import guide, mailbox
    from foundation.settings import settings

    production = replace(settings(), development=False)
    owner = house.north.staff["owner"]
    for module in (guide, mailbox):
        monkeypatch.setattr(module, "settings", lambda: production)
    for path in ("/styleguide", "/mailbox", "/mailbox/northside", "/mailbox/accounts"):
        assert ask(house.builder, owner, cast.BUILDER_HOST, path).status_code == 404
