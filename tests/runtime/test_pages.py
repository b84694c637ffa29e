"""Tabs, dashboards and pages of a portal over HTTP."""

from __future__ import annotations


def test_a_buyer_signs_in_and_sees_home(browser) -> None:
    answer = browser("dana").get("/")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Dana" in page
    assert 'aria-current="page"' in page


def test_tabs_follow_the_role(browser) -> None:
    buyer = browser("dana").get("/").get_data(as_text=True)
    viewer = browser("vic").get("/").get_data(as_text=True)
    assert 'href="/t/shop"' in buyer
    assert 'href="/t/shop"' not in viewer
    assert browser("dana").get("/t/shop").status_code == 200
    assert browser("vic").get("/t/shop").status_code == 404


def test_a_guest_is_asked_to_sign_in_and_comes_back(browser) -> None:
    guest = browser()
    answer = guest.get("/t/orders")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/t/orders"


def test_an_unknown_host_is_a_plain_404_without_a_cookie() -> None:
    from portico.apps import app_for

    assert app_for("nobody.localhost") is None


def test_the_sellers_colours_are_served_under_their_digest(browser, northlight) -> None:
    digest = northlight.compiled.brand.css_hash.removeprefix("sha256:")[:16]
    answer = browser().get(f"/-/theme/{digest}.css")
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert browser().get("/-/theme/0000000000000000.css").headers["Cache-Control"] == "no-store"


def test_a_public_page_is_open_and_a_private_one_is_not_there(browser) -> None:
    assert browser().get("/pages/terms").status_code == 200
    assert browser().get("/pages/nothing").status_code == 404
