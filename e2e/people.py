"""What people do on the pages, said once: signing in, filling in a form, reading a number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from e2e.conftest import Server

PORTAL = "northlight.localhost"
SANDBOX = "northlight--main.localhost"
BUILDER = "app.localhost"
PASSWORD = "demo-portal-2026"
DANA, LEE, FIONA = (f"{name}@acme-industries.example" for name in ("dana", "lee", "fiona"))
MIA, JONAS = "mia@northlight.example", "jonas@northlight.example"
NUMBER = re.compile(r"\bNL-\d{4}-\d{4,}\b")


def sign_in(page: Page, server: Server, email: str, *, host: str = PORTAL, password: str = PASSWORD) -> None:
    """Sign in with a password and wait for the first page."""
    server.forgive()
    page.goto(server.address(host, "/sign-in/password" if host != BUILDER else "/sign-in"))
    page.get_by_label("mail", exact=False).first.fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(server.address(host))


def sign_out(page: Page) -> None:
    """By the menu behind one's own picture."""
    page.locator("details.account summary").first.click()
    page.get_by_role("button", name="Sign out").first.click()
    expect(page).to_have_url(re.compile(r"/sign-in$"))


def fill_articles(page: Page, *, count: str = "3", talk: str = "Yes", pay_by: str = "Card") -> None:
    """The order form of SEO articles, with everything it wants."""
    page.get_by_label("How many articles?").fill(count)
    page.get_by_label("Topics or keywords").fill("Seals for food plants\nWhat a pump curve tells you")
    page.get_by_label("English").check()
    onwards(page)
    page.get_by_role("radiogroup", name="May we talk").get_by_label(talk).check()
    onwards(page)
    page.get_by_label(pay_by).check()
    page.get_by_label("I accept the Terms of service").check()


def onwards(page: Page) -> None:
    """To the next step of a form that is answered page by page."""
    page.get_by_role("button", name="Next").last.click()


def fill_audit(page: Page, *, name: str, email: str, company: str = "") -> None:
    """The order form of the free audit as a guest sees it."""
    page.get_by_label("Your name").fill(name)
    if company:
        page.locator("#company").fill(company)
    page.locator("#email").fill(email)
    page.get_by_label("Website", exact=True).fill("https://www.guest.example")
    page.locator("#fld_ok").check()
    page.get_by_label("I accept the Terms of service").check()


def number_on(page: Page) -> str:
    """The order number that the page names."""
    found = NUMBER.search(page.locator("main").inner_text())
    assert found is not None, page.locator("main").inner_text()[:500]
    return found.group()


def ticket(page: Page, number: str) -> Locator:
    """An order on the board."""
    return page.locator(f"[data-ticket='{number}']")


def column(page: Page, name: str) -> Locator:
    """A column of the board."""
    return page.get_by_role("region", name=name, exact=True)


def history(page: Page) -> list[str]:
    """What happened to the order, newest first."""
    return page.locator(".timeline li b").all_inner_texts()
