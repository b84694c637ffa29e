"""A guest sends files with a form: by script with progress, on a phone, and without script; nobody else's browser gets at them."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from e2e import people
from e2e.people import MIA, PORTAL
from e2e.test_form_story import first_step, picture
from tests.workspace.files import samples

STATUS = "async (path) => (await fetch(path, { redirect: 'manual' })).status"
QUESTION = "[data-field=fld_story_files]"


def last_steps(page: Page, email: str) -> None:
    page.get_by_label("Name", exact=True).fill("Lee Ray")
    people.onwards(page)
    page.get_by_label("Bank transfer").check()
    page.get_by_label("Your name").fill("Greta Gast")
    page.locator("#email").fill(email)
    page.get_by_label("I accept the Terms of service").check()
    page.get_by_role("button", name="Place order").last.click()
    expect(page.get_by_role("heading", name="Thank you, your order is in")).to_be_visible()


def test_a_guest_sends_a_file_and_finds_it_at_the_order(server, cast, watched, looked):
    guest, other = watched.open(phone=True), watched.open()
    first_step(guest, server, visit="No")
    with guest.expect_file_chooser() as chosen:
        guest.locator(f"{QUESTION} label.btn").click()
    chosen.value.set_files(
        [
            {"name": "leaflet.png", "mimeType": "image/png", "buffer": picture()},
            {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": samples.PROGRAM},
        ]
    )
    row = guest.locator(f"{QUESTION} .upload-row", has_text="leaflet.png")
    expect(row).to_have_attribute("data-state", "ready")
    refused = guest.locator(f"{QUESTION} .upload-row", has_text="invoice.pdf")
    expect(refused).to_contain_text("This file holds a program, whatever its name says.")
    looked(guest)
    refused.get_by_role("button", name="Remove invoice.pdf").click()
    guest.wait_for_function("() => document.querySelector('.upload-row img')?.naturalWidth > 0")
    thumb = str(guest.locator(".upload-row img").get_attribute("src"))
    people.onwards(guest)

    # Left and found again with its file; somebody else's browser has nothing of it.
    guest.goto(server.address(PORTAL, "/services/story?step=fpg_story"))
    expect(guest.locator(f"{QUESTION} .upload-row")).to_contain_text("leaflet.png")
    watched.expect("the server responded with a status of 404")
    other.goto(server.address(PORTAL, "/services/story"))
    assert (guest.evaluate(STATUS, thumb), other.evaluate(STATUS, thumb)) == (200, 404)
    people.onwards(guest)
    last_steps(guest, "greta@leaflet.example")
    assert guest.evaluate(STATUS, thumb) == 404, "after the order the letter's link opens it, not the browser"
    number = people.number_on(guest)

    guest.goto(server.link_in_mail_to("greta@leaflet.example", subject=number))
    guest.get_by_role("button", name="Sign in and see the order").click()
    expect(guest).to_have_url(server.address(PORTAL, f"/orders/{number}"))
    link = guest.get_by_role("link", name="leaflet.png").first
    expect(link).to_be_visible()
    looked(guest)
    assert guest.evaluate("async (path) => (await fetch(path)).status", link.get_attribute("href")) == 200

    # The desk has it as well.
    staff = watched.open()
    people.sign_in(staff, server, MIA, host=people.BUILDER)
    staff.goto(server.address(people.BUILDER, f"/p/northlight/desk/orders/{number}"))
    expect(staff.locator("main").get_by_role("link", name="leaflet.png").first).to_be_visible()


def test_without_script_a_guest_s_files_come_with_the_form(server, cast, browser: Browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900}, locale="en-GB")
    try:
        page = context.new_page()
        first_step(page, server, visit="No")
        # Larger than any other form may be.
        large = samples.picture("PNG", 900, 600, compress_level=0)
        page.locator("#fld_story_files").set_input_files(
            [{"name": "hall.png", "mimeType": "image/png", "buffer": large}]
        )
        people.onwards(page)
        expect(page.locator(".form-steps [aria-current=step]")).to_contain_text("People to talk to")
        page.goto(server.address(PORTAL, "/services/story?step=fpg_story"))
        expect(page.locator(QUESTION)).to_contain_text("hall.png")
        people.onwards(page)
        last_steps(page, "greta@plain.example")
        number = people.number_on(page)
        found = server.rows(
            "SELECT f.name, f.subject IS NOT NULL AS placed FROM files f JOIN orders o ON o.id = f.order_id WHERE o.number = %(n)s",
            n=number,
        )
        assert found == [{"name": "hall.png", "placed": True}]
        assert re.match(r"NL-", number)
    finally:
        context.close()
