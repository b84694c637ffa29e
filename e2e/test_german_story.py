"""A member reads the portal in German: the page, what it says when something is wrong, what script says, and the letter."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from e2e.people import PASSWORD, SANDBOX

BUYER = "buyer@sample.example"
GERMAN = (
    {"op": "set", "ptr": "/portal/locales", "value": ["en", "de"]},
    {
        "op": "set",
        "ptr": "/texts",
        "value": {"de": {"svc_articles.name": "SEO-Artikel", "tab_orders.label": "Aufträge"}},
    },
)


def test_a_german_member_orders_and_is_told_in_german(server, cast, watched, looked):
    server.drafted(*GERMAN)
    try:
        server.forgive()
        page = watched.open(locale="de-DE")
        page.goto(server.address(SANDBOX, "/sign-in"))
        expect(page.get_by_role("complementary", name="Sandbox")).to_contain_text("hier ist nichts echt")
        expect(page.get_by_role("button", name="Anmeldelink senden")).to_be_visible()
        looked(page)
        page.get_by_role("link", name="Stattdessen mit Passwort").click()
        page.get_by_role("button", name="Anmelden").click()
        # Script speaks German too.
        expect(page.get_by_text("Füllen Sie das aus.").first).to_be_visible()
        page.get_by_label("Geschäftliche E-Mail").fill(BUYER)
        page.get_by_label("Passwort", exact=True).fill("wrong and long enough")
        watched.expect("422")
        page.get_by_role("button", name="Anmelden").click()
        expect(page.get_by_text("E-Mail-Adresse und Passwort passen nicht zusammen.").first).to_be_visible()
        page.get_by_label("Geschäftliche E-Mail").fill(BUYER)
        page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        expect(page).to_have_url(server.address(SANDBOX))
        looked(page)

        # The form says in German what is missing; the order is placed all the same.
        page.goto(server.address(SANDBOX, "/services/articles"))
        expect(page.locator("html")).to_have_attribute("lang", "de")
        page.get_by_role("button", name="Weiter").last.click()
        expect(page.locator("#fld_topics-error")).to_have_text("Füllen Sie dieses Feld aus.")
        expect(page.locator("[data-field=fld_lang]")).to_contain_text("Wählen Sie mindestens eine Möglichkeit.")
        looked(page)
        page.get_by_role("button", name="Eins mehr").click()
        expect(page.locator(".grand dd")).to_contain_text("1.200,00")
        page.get_by_label("Topics or keywords").fill("Dichtungen für die Lebensmittelindustrie")
        page.get_by_label("English").check()
        page.get_by_role("button", name="Weiter").last.click()
        page.get_by_role("radiogroup", name="May we talk").get_by_label("Ja").check()
        page.get_by_role("button", name="Weiter").last.click()
        page.get_by_label("Bank transfer").check()
        page.get_by_role("button", name="Bestellen", exact=True).last.click()
        expect(
            page.get_by_text("Stimmen Sie „Terms of service“ zu").or_(page.get_by_text("Kreuzen Sie das an")).first
        ).to_be_visible()
        looked(page)
        page.get_by_label("Ich stimme zu: Terms of service").check()
        page.get_by_role("button", name="Bestellen", exact=True).last.click()
        expect(page).to_have_url(re.compile(r"/orders/"))
        expect(page.get_by_text("Vielen Dank. Ihre Bestellung hat die Nummer")).to_be_visible()
        expect(page.locator("main")).to_contain_text("Wartet auf die Überweisung")
        expect(page.locator("main")).to_contain_text("5 × 240,00 EUR je article")
        looked(page)

        letter = server.mail_to(BUYER, subject="Ihre Bestellung")
        assert 'lang="de"' in letter["html"]
        for words in ("Vielen Dank für Ihre Bestellung", "Summe netto: 1.200,00", "Zuzüglich anfallender Steuern."):
            assert words in letter["text"], letter["text"]
        assert "Thank you" not in letter["text"]

        # Who asks for English reads the same page in English.
        other = watched.open()
        other.goto(server.address(SANDBOX, "/sign-in"))
        expect(other.get_by_role("button", name="Send me a sign-in link")).to_be_visible()
        expect(other.locator("html")).to_have_attribute("lang", "en")
    finally:
        server.drafted()
