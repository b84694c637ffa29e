"""A form of several steps: rows, pages that come and go, packages, add-ons, left and found again; and the same without script."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import Page, expect

from e2e import people
from e2e.people import PORTAL

DANA = "dana@acme-industries.example"


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()


def first_step(page: Page, server, *, visit: str) -> None:
    page.goto(server.address(PORTAL, "/services/story"))
    page.get_by_label("Whose story is it?").fill("Hansa Pumps")
    page.get_by_role("radiogroup", name="May we visit").get_by_label(visit).check()
    page.get_by_label("What do they use").fill("CS 200, since 2019")


def test_a_package_is_ordered_step_by_step(server, cast, watched):
    member = watched.open()
    people.sign_in(member, server, DANA)
    first_step(member, server, visit="Yes")
    total = member.locator(".grand dd")
    expect(total).to_contain_text("1,950.00")
    member.locator("label.package", has_text="Film").click()
    expect(total).to_contain_text("4,800.00")
    # A file is on its way at once, straight to the store, and stands with the order later.
    with member.expect_file_chooser() as chosen:
        member.locator("[data-field=fld_story_files] label.btn").click()
    chosen.value.set_files([{"name": "leaflet.png", "mimeType": "image/png", "buffer": picture()}])
    expect(member.locator("[data-field=fld_story_files] [data-state=ready]")).to_contain_text("leaflet.png")
    people.onwards(member)

    # What is missing is said at the row it is missing in.
    expect(member.locator(".form-steps [aria-current=step]")).to_contain_text("People to talk to")
    people.onwards(member)
    expect(member.get_by_label("Name", exact=True)).to_be_focused()
    member.get_by_label("Name", exact=True).fill("Lee Ray")
    member.get_by_role("button", name="Add person").click()
    expect(member.get_by_label("Name", exact=True).last).to_be_focused()
    member.get_by_label("Name", exact=True).last.fill("Ann Bo")
    member.get_by_role("button", name="Duplicate person 2: Ann Bo").click()
    member.get_by_role("button", name="Remove person 3").click()
    expect(member.get_by_label("Name", exact=True)).to_have_count(2)
    people.onwards(member)
    expect(member.locator(".form-steps [aria-current=step]")).to_contain_text("The place")

    # Left here, found again on another day.
    member.goto(server.address(PORTAL, "/t/shop"))
    member.goto(server.address(PORTAL, "/services/story"))
    expect(member.get_by_text("You began this")).to_be_visible()
    member.get_by_label("Where is it").fill("Kiel, by the harbour")
    people.onwards(member)

    # Everything once more, with an add-on; a step back and forth loses nothing.
    review = member.locator("main")
    expect(review).to_contain_text("Hansa Pumps")
    expect(review).to_contain_text("Ann Bo")
    member.get_by_label("How many of “Photos on site”").fill("7")
    expect(total).to_contain_text("5,700.00")
    member.get_by_role("button", name="Change The customer").click()
    expect(member.get_by_label("Whose story is it?")).to_have_value("Hansa Pumps")
    member.get_by_role("radiogroup", name="May we visit").get_by_label("No").check()
    people.onwards(member)
    people.onwards(member)
    expect(member.locator(".form-steps")).not_to_contain_text("The place")
    expect(review).not_to_contain_text("Kiel")
    expect(member.get_by_label("How many of “Photos on site”")).to_have_value("7")
    member.get_by_label("Bank transfer").check()
    member.get_by_label("I accept the Terms of service").check()
    member.get_by_role("button", name="Place order").last.click()
    expect(member).to_have_url(re.compile(r"/orders/NL-"))
    order = member.locator("main")
    for words in ("leaflet.png", "Customer story, Film", "Photos on site", "2 × EUR 450.00", "5,700.00", "Lee Ray"):
        expect(order).to_contain_text(words)

    # The draft went with the order.
    member.goto(server.address(PORTAL, "/services/story"))
    expect(member.get_by_label("Whose story is it?")).to_have_value("")


def test_questions_follow_answers_at_once(server, cast, watched):
    guest = watched.open()
    guest.goto(server.address(PORTAL, "/services/letters"))
    address = guest.get_by_role("radiogroup", name="Form of address")
    expect(address).to_be_hidden()
    guest.get_by_label("German").check()
    expect(address).to_be_visible()
    address.get_by_label("Du").check()
    guest.get_by_label("German").uncheck()
    expect(address).to_be_hidden()
    guest.get_by_label("German").check()
    expect(address.get_by_label("Du")).to_be_checked()
    expect(guest.locator("[data-computed]")).to_have_text("6 hours")
    guest.get_by_label("English").check()
    guest.get_by_label("How many letters?").fill("12")
    expect(guest.locator("[data-computed]")).to_have_text("30 hours")
    expect(guest.locator(".grand dd")).to_contain_text("2,565.00")
    express = guest.get_by_label("Express")
    expect(express).to_be_hidden()
    guest.get_by_label("How many letters?").fill("5")
    expect(express).to_be_visible()
    express.check()
    expect(guest.locator(".grand dd")).to_contain_text("1,462.50")
    other = guest.get_by_label("What is it called?")
    expect(other).to_be_hidden()
    guest.get_by_label("Something else").check()
    expect(other).to_be_visible()
    guest.get_by_role("button", name="Place order").last.click()
    expect(guest.locator("#fld_letter_other-error")).to_have_text("Fill in this field.")
