"""A portal signs people in only in the ways its document names."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from foundation import clock
from foundation.db import statements, transaction
from foundation.identity import accounts, limits, tokens
from foundation.tenancy import entered
from runtime.pages.portal import SESSION_COOKIE
from tests.commerce import cast

DANA = "dana@acme.example"


def house_with(login: list[str]) -> cast.House:
    source = cast.document()
    source["access"]["login"] = login
    house = cast.build("northlight", source=source)
    cast.add_client(house, "Acme Industries", {"dana": "rol_buyer"})
    return house


def token_of(page) -> str:
    return re.search(r'name="_csrf" value="(\w+)"', page.text).group(1)


@pytest.mark.parametrize(("login", "status", "mails"), [(["password"], 403, 0), (["password", "email_link"], 200, 1)])
def test_a_link_is_mailed_only_where_links_sign_in(clean_caches, browse, look, login, status, mails) -> None:
    house = house_with(login)
    visitor = browse(house)
    token = token_of(visitor.get("/sign-in"))
    assert visitor.post("/sign-in", {"_csrf": token, "email": DANA}).status == status
    assert look("select count(*) from mail_outbox where to_email = %s", DANA) == [(mails,)]


@pytest.mark.parametrize(("login", "status"), [(["password"], 403), (["password", "email_link"], 302)])
def test_a_link_mailed_before_links_were_switched_off_does_not_sign_in(clean_caches, browse, login, status) -> None:
    house = house_with(login)
    with entered(house.live), transaction():
        secret = tokens.issue("sign_in", DANA, {}, tokens.SIGN_IN)
    visitor = browse(house)
    token = token_of(visitor.get("/sign-in"))
    assert visitor.post(f"/sign-in/link/{secret}", {"_csrf": token}).status == status
    assert (visitor.get("/account").status == 200) is (status == 302)


def test_signing_out_ends_a_session_that_was_idle_for_too_long(house, browse, look) -> None:
    dana = browse(house, "dana")
    cookie = dana.client.get_cookie(f"__Host-{SESSION_COOKIE}", domain="northlight.localhost")
    assert cookie is not None
    later = clock.real_now() + timedelta(minutes=house.compiled.access.session_minutes + 1)
    with clock.frozen(later):
        token = token_of(dana.get("/sign-in"))
        assert dana.post("/sign-out", {"_csrf": token}).status == 302
    assert look("select count(*) from sessions") == [(0,)]


def test_the_present_password_cannot_be_guessed_from_an_open_session(house, browse) -> None:
    dana = browse(house, "dana")
    new = "a lantern over copper hills"
    token = token_of(dana.get("/account"))
    tries = [
        dana.post("/account/password", {"_csrf": token, "current": "wrong", "new": new}).status
        for _ in range(limits.SIGN_IN_PER_ACCOUNT)
    ]
    assert set(tries) == {422}
    assert dana.post("/account/password", {"_csrf": token, "current": cast.PASSWORD, "new": new}).status == 429
    kim = browse(house, "kim")
    token = token_of(kim.get("/account"))
    assert kim.post("/account/password", {"_csrf": token, "current": cast.PASSWORD, "new": new}).status == 302


def test_a_link_used_by_two_browsers_at_once_signs_in_one(house) -> None:
    """The second waits for the first and finds the link used up."""
    import threading

    from foundation.errors import Refused

    with entered(house.live), transaction():
        secret = tokens.issue("sign_in", DANA, {}, tokens.SIGN_IN)
    together, outcomes = threading.Barrier(2), []

    def use() -> None:
        with entered(house.live), transaction():
            together.wait(5)
            try:
                accounts.sign_in_with_link(secret, device="test")
                outcomes.append("in")
            except Refused as refused:
                outcomes.append(refused.code)

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "link_used_up"]


def test_asking_for_a_link_is_the_same_work_for_every_address(house, browse, look) -> None:
    visitor = browse(house)
    token = token_of(visitor.get("/sign-in"))

    def work(email: str) -> list[str]:
        with statements() as sent:
            assert visitor.post("/sign-in", {"_csrf": token, "email": email}).status == 200
        return sorted(sql.split("(")[0] for sql in sent if "SAVEPOINT" not in sql)

    work(DANA)
    assert work("nobody@acme.example") == work(DANA)
    assert look(
        "select count(*), count(distinct to_email) from mail_outbox where to_email like '%%@acme.example'"
        " and template = 'notice' and subject like 'Sign in%%'"
    ) == [(2, 1)]
    assert look("select distinct subject from tokens where purpose = 'sign_in'") == [(DANA,)]


@pytest.mark.parametrize(("login", "signed_in"), [(["password"], False), (["password", "email_link"], True)])
def test_a_guests_link_asks_for_the_password_where_only_passwords_sign_in(
    clean_caches, browse, look, login, signed_in
) -> None:
    """The order moves to Dana's company either way; who holds her mailbox gets no further where the portal wants her password."""
    house = house_with(login)
    visitor = browse(house)
    answers = {key: list(values) for key, values in cast.filled(house, "svc_audit").items()}
    contact = {"name": "Dana Whitfield", "email": DANA, "accept_leg_terms": "2026-10"}
    assert visitor.get("/services/audit").send("/services/audit", **answers, **contact).status == 303
    cast.deliver_later(house)
    link = "/sign-in/order/" + cast.link_in(cast.letters(house, DANA)[-1], "/sign-in/order/")
    opened = visitor.get(link).send(link)
    assert look("select c.name from orders o join clients c on c.id = o.client_id") == [("Acme Industries",)]
    number = look("select number from orders")[0][0]
    if signed_in:
        assert number in opened.follow().words
    else:
        assert opened.location == f"/sign-in/password?next=/orders/{number}"
        assert visitor.get(f"/orders/{number}").status == 302
        token = token_of(visitor.get("/sign-in/password"))
        right = {"_csrf": token, "email": DANA, "password": cast.PASSWORD, "next": f"/orders/{number}"}
        assert number in visitor.post("/sign-in/password", right).follow().words
