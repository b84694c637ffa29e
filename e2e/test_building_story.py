"""An owner makes a form from nothing, the way its orders go, a role, and the portal's second language; by clicking and by keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from e2e import looks, people
from e2e.people import BUILDER
from e2e.test_studio_story import ROOT, canvas, row, saved, studio


def fill(page: Page, name: str, value: str) -> None:
    page.get_by_role("textbox", name=re.compile(rf"^{name}( \(needed\))?$")).fill(value)
    saved(page)


def inspected(page: Page) -> str:
    found = page.locator("[data-inspected]").get_attribute("data-inspected")
    assert found is not None
    return found


def add(page: Page, what: str, place: str = "adds") -> None:
    page.locator(f"#{place} > summary").click()
    page.locator(f"#{place}").get_by_role("button", name=re.compile(f"^{what}")).click()
    saved(page)


def test_a_form_is_made_from_nothing(server, cast, watched, looked):
    server.drafted()
    page = watched.open()
    studio(page, server, "/forms")
    frame = canvas(page)
    add(page, "Empty form", "add-form")
    expect(page.get_by_role("heading", name="Form “New form”")).to_be_visible()
    form = inspected(page)
    fill(page, "Title", "Photo day")
    row(page, form).locator("[data-row*='/fields/'] .name").click()
    expect(page.get_by_role("heading", name="Short text")).to_be_visible()
    fill(page, "Question", "Where do we come to?")
    expect(frame.get_by_label("Where do we come to?")).to_be_visible()

    # One more below it, with its answers.
    page.locator("#adds > summary").click()
    looked(page)
    page.locator("#adds").get_by_role("button", name=re.compile("^One of several")).click()
    expect(page.get_by_role("heading", name="One of several")).to_be_visible()
    choice = inspected(page)
    fill(page, "Question", "Which light?")
    page.get_by_label("Options, 1").fill("Daylight")
    saved(page)
    page.get_by_role("button", name="Add one to Options").click()
    saved(page)
    page.get_by_label("Options, 3").fill("Flash")
    saved(page)
    page.get_by_role("button", name="Move “Flash” up").click()
    saved(page)
    page.get_by_role("button", name="Remove “Answer 2”").click()
    saved(page)
    expect(frame.get_by_role("radio")).to_have_count(2)
    expect(frame.get_by_label("Daylight")).to_be_visible()
    looked(page)

    # It goes first by keyboard alone.
    row(page, choice).focus()
    for key in ("Space", "ArrowUp", "Space"):
        page.keyboard.press(key)
    saved(page)
    expect(row(page, form).locator("[data-row*='/fields/'] .name").first).to_have_text("Which light?")
    expect(frame.locator("[data-field]").first).to_contain_text("Which light?")

    # A second page, to which a question is moved; the form is seen whole.
    row(page, form).locator(".name").first.click()
    expect(page.get_by_role("heading", name="Form “Photo day”")).to_be_visible()
    add(page, "Page")
    expect(page.get_by_role("heading", name="Page “New page”")).to_be_visible()
    fill(page, "Title", "The day")
    add(page, "Date")
    expect(page.get_by_role("heading", name="Date", exact=True)).to_be_visible()
    row(page, form).locator("[data-row*='/pages/'] > .tree-row [data-twist]").first.click()
    row(page, choice).locator(".name").first.click()
    expect(page.get_by_role("heading", name="One of several")).to_be_visible()
    page.locator("#moves > summary").click()
    page.get_by_role("button", name="To page “The day”").click()
    saved(page)
    second = row(page, form).locator("[data-row*='/pages/']").last
    expect(second.locator("[data-row*='/fields/']")).to_have_count(2)
    expect(frame.get_by_text("The day")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo: ")).first.click()
    expect(second.locator("[data-row*='/fields/']")).to_have_count(1)

    phone = watched.open(phone=True)
    people.sign_in(phone, server, people.MIA, host=BUILDER)
    phone.goto(server.address(BUILDER, f"{ROOT}/forms?at={choice}"))
    phone.get_by_role("button", name="Settings", exact=True).click()
    assert looks.too_small(phone) == []
    looked(phone)
    server.drafted()


def test_how_orders_go_who_may_what_and_in_which_language(server, cast, watched, looked):
    server.drafted()
    page = watched.open()
    studio(page, server, "/flow")
    row(page, "/pipelines/pip_work").locator(".name").first.click()
    add(page, "Waits for the client")
    expect(page.get_by_role("heading", name="Status “Waits for the client”")).to_be_visible()
    fill(page, "Name", "With your printer")
    row(page, "/pipelines/pip_work").locator(".name").first.click()
    page.get_by_role("button", name="Add a move").click()
    saved(page)
    looked(page)
    last = page.locator(".part-fold").last
    last.locator("summary").click()
    last.get_by_role("group", name="To").get_by_label("With your printer").check()
    saved(page)
    expect(page.locator(".part-fold").last.locator("summary")).to_contain_text("With your printer")

    # A role of its own: it reads and does not see prices.
    page.goto(server.address(BUILDER, f"{ROOT}/people"))
    add(page, "Role", "add-client_role")
    fill(page, "Name of the role", "Warehouse")
    page.get_by_label("See prices").select_option(label="No")
    page.get_by_label("Read orders").select_option(label="Their own")
    saved(page)
    looked(page)
    role = inspected(page)

    # A second language, and what a tab is called in it.
    page.goto(server.address(BUILDER, f"{ROOT}/settings"))
    page.get_by_label("Deutsch").check()
    saved(page)
    looked(page)
    page.get_by_role("link", name="Translations").click()
    page.get_by_label("Find a text").fill("Warehouse")
    page.get_by_label("Find a text").press("Enter")
    field = page.get_by_label(re.compile("^Deutsch: “Warehouse”"))
    field.fill("Lager")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("1 text was saved.")).to_be_visible()
    expect(page.get_by_label(re.compile("^Deutsch: “Warehouse”"))).to_have_value("Lager")
    looked(page)

    # All of it is told as changes, in sentences.
    page.goto(server.address(BUILDER, f"{ROOT}/changes"))
    for words in ("With your printer", "Warehouse"):
        expect(page.locator("main")).to_contain_text(words)
    assert role.rpartition("/")[2] not in page.locator("main").inner_text(), "nobody reads ids"

    phone = watched.open(phone=True)
    people.sign_in(phone, server, people.MIA, host=BUILDER)
    for at in ("flow?at=/pipelines/pip_work", f"people?at={role}", "settings?at=/portal"):
        phone.goto(server.address(BUILDER, f"{ROOT}/{at}"))
        phone.get_by_role("button", name="Settings", exact=True).click()
        assert looks.too_small(phone) == [], at
        looked(phone)
    server.drafted()
