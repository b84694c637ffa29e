"""The public catalogue and the storefront tab."""

from __future__ import annotations

import re

from foundation.db import statements, transaction
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.revisions.queries import draft_document, forget_pointers
from foundation.tenancy import entered
from runtime.pages.portal import MODE_COOKIE
from tests.commerce import cast


def test_a_guest_sees_public_services_with_their_prices(house, browse):
    page = browse(house).get("/services")
    assert page.status == 200
    assert "EUR 240.00 per article" in page.words
    assert "EUR 680.00" in page.words
    assert "Free content audit" in page.words
    assert 'href="/services/banner"' in page.text
    assert "LinkedIn posts" not in page.words, "a service for members only"
    assert "Set-Cookie" not in page.response.headers


def test_a_guest_s_second_look_asks_the_database_nothing(house, browse):
    browser = browse(house)
    first = browser.get("/services")
    with statements() as sent:
        second = browser.get("/services")
    assert sent == []
    assert second.text == first.text


def test_what_is_published_is_seen_and_what_was_kept_is_not(house, browse):
    browser = browse(house)
    assert "Ten findings" in browser.get("/services").words
    with entered(house.sandbox), transaction():
        number, _ = draft_document()
        save_draft(cast.document(svc_audit={"summary": "Twelve findings"}), base=number, author="system")
        publish(author="system")
    forget_pointers()
    words = browser.get("/services").words
    assert "Twelve findings" in words
    assert "Ten findings" not in words


def test_light_and_dark_are_kept_apart(house, browse):
    browser = browse(house)
    shown = {}
    for mode in ("light", "dark"):
        browser.client.set_cookie(f"__Host-{MODE_COOKIE}", mode, domain="northlight.localhost", secure=True)
        shown[mode] = browser.get("/services")
    light, dark = shown["light"], shown["dark"]
    assert 'data-mode="light"' in light.text
    assert 'data-mode="dark"' in dark.text


def test_a_member_is_led_to_the_tab_and_sees_what_members_see(house, browse):
    browser = browse(house, "dana")
    page = browser.get("/services")
    assert page.location == "/t/shop"
    tab = page.follow()
    assert "LinkedIn posts" in tab.words
    assert re.search(r'<a href="/t/shop" aria-current="page">', tab.text)


def test_a_member_without_the_tab_sees_the_catalogue_without_prices_and_buttons(house, browse):
    page = browse(house, "vic").get("/services")
    assert page.status == 200
    assert "SEO articles" in page.words
    assert "240.00" not in page.words
    assert 'href="/services/' not in page.text
    assert "Your role does not allow ordering" in page.words


def test_a_form_section_leads_to_its_service(house, browse):
    page = browse(house).get("/pages/free-audit")
    assert page.status == 200
    assert 'href="/services/audit"' in page.text
    assert 'href="/services/banner"' not in page.text


def test_of_several_lists_on_a_page_one_way_leads(clean_caches, browse):
    source = cast.document()
    page = source["pages"]["pag_shop"]
    page["section_order"].append("sec_more")
    page["sections"]["sec_more"] = {"type": "service_grid", "services": ["svc_banner", "svc_audit"], "layout": "cards"}
    house = cast.build("northlight", source=source)
    cast.add_client(house, "Acme", {"dana": "rol_buyer"})
    shown = browse(house, "dana").get("/t/shop").text
    ways = re.findall(r'class="btn full( primary)?" href="(/services/[^"]+)"', shown)
    assert [url for _, url in ways].count("/services/banner") == 2, "both lists are there"
    assert [primary for primary, _ in ways] == [" primary"] + [""] * (len(ways) - 1)


def test_nothing_is_promised_where_nothing_is_offered(clean_caches, browse):
    source = cast.document()
    source["pages"].pop("pag_audit")
    source.pop("onboarding")
    for service in source["services"].values():
        service.pop("public", None)
    house = cast.build("northlight", source=source)
    assert "No services to order at the moment" in browse(house).get("/services").words
