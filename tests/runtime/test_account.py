"""Signing in and out, joining by invitation, and a person's own account, over HTTP."""

from __future__ import annotations

import re

from commerce.clients import actions as clients
from commerce.clients import joining
from foundation.db import rows, transaction, value
from foundation.identity.viewer import Viewer
from foundation.mail.delivery import message
from foundation.tenancy import entered
from tests.runtime.conftest import PASSWORD
from tests.runtime.test_bell import deliver


def test_a_wrong_password_and_an_unknown_address_look_alike(browser) -> None:
    wrong = browser().post("/sign-in/password", {"email": "dana@acme.example", "password": "not the password"})
    unknown = browser().post("/sign-in/password", {"email": "nobody@acme.example", "password": "not the password"})
    assert wrong.status_code == unknown.status_code == 422

    def words(answer) -> str:
        page = re.sub(r'name="_csrf" value="\w+"', "", answer.get_data(as_text=True))
        return page.replace("dana@acme.example", "x").replace("nobody@acme.example", "x")

    assert words(wrong) == words(unknown)


def test_a_mailed_link_signs_in_once(browser, northlight) -> None:
    guest = browser()
    asked = guest.post("/sign-in", {"email": "Dana@Acme.example"})
    assert asked.status_code == 200
    with entered(northlight.live), transaction():
        text = value(
            "select text from mail_outbox where to_email = 'dana@acme.example' order by created_at desc limit 1"
        )
    path = re.search(r"http://northlight\.localhost(?::\d+)?(/sign-in/link/\S+)", text).group(1)
    assert guest.get(path).status_code == 200
    assert guest.get("/t/orders").status_code == 302, "looking at the page of a link does not sign in"
    assert guest.post(path, {}).status_code == 302
    assert guest.get("/t/orders").status_code == 200
    assert browser().get(path).status_code == 410


def test_asking_for_a_link_tells_nobody_who_is_known(browser, northlight) -> None:
    known = browser().post("/sign-in", {"email": "dana@acme.example"}).get_data(as_text=True)
    unknown = browser().post("/sign-in", {"email": "dino@acme.example"}).get_data(as_text=True)
    assert known.replace("dana@", "x@") == unknown.replace("dino@", "x@")
    with entered(northlight.live), transaction():
        sent = [one.to_email for one in rows("select to_email from mail_outbox")]
    assert sent.count("dana@acme.example") == 1
    assert "dino@acme.example" not in sent


def test_too_many_tries_are_refused_for_a_while(browser) -> None:
    tries = [
        browser().post("/sign-in/password", {"email": "dana@acme.example", "password": "wrong"}).status_code
        for _ in range(11)
    ]
    assert tries == [422] * 10 + [429]


def test_a_person_joins_by_invitation_and_is_asked_for_what_is_missing(browser, northlight) -> None:
    with entered(northlight.live), transaction():
        member = joining.invite_member(
            northlight.owner, northlight.acme, email="nora@acme.example", name="Nora Berg", roles=("rol_viewer",)
        )
        token = joining.invitation_token(member)[1]
    guest = browser()
    path = f"/invitation/{token}"
    assert "Nora Berg" in guest.get(path).get_data(as_text=True)
    refused = guest.post(path, {"name": "Nora Berg", "password": "short"})
    assert refused.status_code == 422
    accepted = {"name": "Nora Berg", "password": "blue kettle on a hill", "leg_terms": "1", "leg_privacy": "1"}
    weak = guest.post(path, accepted | {"password": "password12"})
    assert weak.status_code == 422
    assert "easy to guess" in weak.get_data(as_text=True)
    assert guest.post(path, accepted).status_code == 302
    assert "Nora" in guest.get("/").get_data(as_text=True)
    assert browser().get(path).status_code == 410


def test_the_password_changes_only_with_the_present_one_and_signs_others_out(browser) -> None:
    dana, elsewhere = browser("dana"), browser("dana")
    wrong = dana.post("/account/password", {"current": "wrong", "new": "seven green boats sail"}, page="/account")
    assert wrong.status_code == 422
    assert elsewhere.get("/account").status_code == 200
    changed = dana.post("/account/password", {"current": PASSWORD, "new": "seven green boats sail"}, page="/account")
    assert changed.status_code == 302
    assert dana.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_a_name_brings_no_header_along(browser, northlight) -> None:
    dana = browser("dana")
    tricky = "Dana\r\nBcc: all@evil.example\r\n\r\n<script>alert(1)</script>"
    assert dana.post("/account/name", {"name": tricky}, page="/account").status_code == 302
    page = dana.get("/account").get_data(as_text=True)
    assert "Dana Bcc: all@evil.example" in page and "<script>alert" not in page
    wrong = "dana@acme.example\r\nBcc: all@evil.example"
    assert browser().post("/sign-in", {"email": wrong}).status_code == 422
    assert browser().post("/sign-in", {"email": "dana@acme.example"}).status_code == 200
    with entered(northlight.live), transaction():
        joining.invite_member(
            Viewer(kind="staff", name=tricky, owner=True),
            northlight.acme,
            email="new@acme.example",
            name=tricky,
            roles=("rol_viewer",),
        )
    deliver(northlight)
    with entered(northlight.live), transaction():
        letters = rows("select * from mail_outbox order by id")
    assert {"dana@acme.example", "new@acme.example"} <= {letter.to_email for letter in letters}
    for letter in letters:
        made = message(letter)
        assert made["Bcc"] is None and len(made["To"].addresses) == 1
        assert made["To"].addresses[0].addr_spec == letter.to_email


def test_signing_out_ends_the_session(browser) -> None:
    dana = browser("dana")
    cookie = dana.client.get_cookie("__Host-portico_member", domain="northlight.localhost")
    assert dana.post("/sign-out", {}, page="/account").status_code == 302
    dana.client.set_cookie("__Host-portico_member", cookie.value, domain="northlight.localhost", secure=True)
    assert dana.get("/account").status_code == 302


def test_a_session_of_the_portal_is_nothing_in_its_sandbox(browser) -> None:
    dana = browser("dana")
    cookie = dana.client.get_cookie("__Host-portico_member", domain="northlight.localhost")
    dana.client.set_cookie("__Host-portico_member", cookie.value, domain="northlight--main.localhost", secure=True)
    assert dana.client.get("/account", base_url="http://northlight--main.localhost").status_code == 302
    assert dana.get("/account").status_code == 200


def test_a_form_from_elsewhere_is_refused(browser) -> None:
    dana = browser("dana")
    assert dana.client.post("/sign-out", base_url=dana.base).status_code == 403
    foreign = dana.post(
        "/account/name", {"name": "Mallory"}, page="/account", headers={"Origin": "http://evil.example"}
    )
    assert foreign.status_code == 403
    assert dana.post("/account/name", {"name": "Dana W."}, page="/account").status_code == 302
    assert "Dana W." in dana.get("/account").get_data(as_text=True)


def test_one_person_acts_for_several_companies_one_at_a_time(browser, northlight) -> None:
    with entered(northlight.live), transaction():
        kestrel = clients.create_client(northlight.owner, name="Kestrel Partners")
        member = joining.invite_member(northlight.owner, kestrel, email="dana@acme.example", roles=("rol_finance",))
        token = joining.invitation_token(member)[1]
    dana = browser("dana")
    assert "Your companies" not in dana.get("/account").get_data(as_text=True)
    joined = browser()
    accepted = {"name": "Dana Whitfield", "leg_terms": "1", "leg_privacy": "1"}
    assert joined.post(f"/invitation/{token}", accepted).status_code == 302
    assert "Kestrel Partners" in joined.get("/").get_data(as_text=True)
    page = dana.get("/account").get_data(as_text=True)
    switch = re.search(r'action="(/account/place/[0-9a-f-]+)"', page).group(1)
    assert switch.endswith(str(member))
    assert 'href="/t/shop"' in page, "a buyer at Acme orders"
    assert dana.post(switch, {}, page="/account").status_code == 302
    assert 'href="/t/shop"' not in dana.get("/account").get_data(as_text=True), "finance at Kestrel does not"
    stranger = browser("lee")
    assert stranger.post(switch, {}, page="/account").status_code == 404
