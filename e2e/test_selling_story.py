"""An owner sells something new, by clicking alone: packages, tiers, an add-on and a rule; then a client orders it and pays what was set."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from e2e import looks, people
from e2e.people import BUILDER, DANA
from e2e.test_studio_story import ROOT, canvas, row, saved, studio

FIELD = "/forms/frm_design/fields/fld_start"


def fill(page: Page, name: str, value: str) -> None:
    page.get_by_role("textbox", name=re.compile(rf"^{name}( \(needed\))?$")).fill(value)
    saved(page)


def tier(page: Page, number: int, **cells: str) -> None:
    """Type into a row of the table of tiers: ``up_to``, ``each``, ``once``."""
    here = page.get_by_role("group", name=f"Tier {number}", exact=True)
    for name, value in cells.items():
        here.get_by_label(f"{name.capitalize().replace('_', ' ')}, tier {number}").fill(value)
    saved(page)


def add_package(page: Page, service: str, name: str) -> None:
    page.locator(f"[data-row='{service}'] > .tree-row .name").click()
    page.get_by_role("button", name=re.compile("^(Sell it in packages|Add package)$")).click()
    expect(page.get_by_role("heading", name=re.compile("^Package “"))).to_be_visible()
    fill(page, "Name", name)
    expect(canvas(page).locator(".package-name", has_text=name)).to_be_visible()


def test_something_new_is_built_published_and_ordered(server, cast, watched, looked):
    server.drafted()
    watched.expect("422")
    page = watched.open()
    studio(page, server, "/services")
    frame = canvas(page)

    # A service, with the questions of banners, sold in packages.
    page.locator("#add-service > summary").click()
    page.locator("#add-service").get_by_role("button", name=re.compile("^Fixed service")).click()
    expect(page.get_by_role("heading", name="Service “New service”")).to_be_visible()
    service = page.locator("[data-inspected]").get_attribute("data-inspected")
    assert service is not None
    fill(page, "Name", "Trade fair wall")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Trade fair wall")
    page.get_by_label("Questions at the checkout").select_option(label="Banner set")
    expect(frame.get_by_label("Name of the campaign")).to_be_visible()
    expect(frame.locator(".grand dd")).to_contain_text("100.00")
    looked(page)
    add_package(page, service, "Panel")
    page.get_by_label("What is in it").fill("Printed on fabric\nDelivered to the fair")
    saved(page)
    expect(frame.locator(".package-features li")).to_have_text(["Printed on fabric", "Delivered to the fair"])

    # Its price has three tiers, typed into a table.
    page.get_by_label("How it is priced").select_option(label="Graduated price")
    fill(page, "What one is called", "panel")
    for number, ends in enumerate(("10", "20"), 1):
        page.get_by_role("button", name="Add tier").click()
        expect(page.get_by_label(f"Up to, tier {number}")).to_be_focused()
        expect(page.get_by_label(f"Up to, tier {number}")).to_have_value(ends)
        saved(page)
    tier(page, 1, each="100")
    tier(page, 2, each="70.00")
    tier(page, 3, each="60")
    expect(page.locator(".worked")).to_contain_text(
        re.compile(r"12 panels cost EUR\s1,140\.00: 10\s×\s100\.00 \+ 2\s×\s70\.00\.")
    )
    tier(page, 2, up_to="9")
    expect(page.get_by_role("group", name="Tier 2", exact=True)).to_contain_text("A tier ends after the one before it.")
    expect(page.locator(".worked")).to_have_count(0)
    looked(page)
    tier(page, 2, up_to="20")
    expect(page.locator(".worked")).to_be_visible()

    # Two more begin with a copy of it; one is singled out.
    add_package(page, service, "Wall")
    tier(page, 1, each="150")
    tier(page, 2, each="120.50")
    page.get_by_role("checkbox", name="Single it out").check()
    expect(frame.locator(".package-flag")).to_have_text("Most chosen")
    fill(page, "Words that single it out", "For most stands")
    expect(frame.locator(".package.highlight .package-flag")).to_have_text("For most stands")
    add_package(page, service, "Island")
    looked(page)
    page.locator("#moves > summary").click()
    page.get_by_role("button", name="Move to the top").click()
    expect(frame.locator(".package-name")).to_have_text(["Island", "Panel", "Wall"])
    page.get_by_role("button", name="Undo: “Island” is now 1 of 3").click()
    expect(frame.locator(".package-name")).to_have_text(["Panel", "Wall", "Island"])

    # What is pressed in the preview is selected: a package as well.
    frame.locator(".package-name", has_text="Panel").click()
    expect(page.get_by_role("heading", name="Package “Panel”")).to_be_visible()

    # An add-on, offered at the new service.
    page.locator("#add-addon > summary").click()
    page.locator("#add-addon").get_by_role("button", name=re.compile("^Add-on at a fixed price")).click()
    expect(page.get_by_text("No service offers it yet: tick one below.")).to_be_visible()
    fill(page, "Name", "Set up by us")
    fill(page, "Price", "49.50")
    page.get_by_role("checkbox", name="Trade fair wall").check()
    expect(page.get_by_text("No service offers it yet")).to_have_count(0)
    page.locator(f"[data-row='{service}'] > .tree-row .name").click()
    expect(frame.get_by_text("Set up by us")).to_be_visible()
    looked(page)

    # A question that only some are asked: a rule, chosen by keyboard.
    page.goto(server.address(BUILDER, f"{ROOT}/forms?at={FIELD}"))
    expect(frame.get_by_label("First day online")).to_be_visible()
    menu = page.locator("summary", has_text="Shown only when…")
    menu.press("Enter")
    page.get_by_role("button", name="“Name of the campaign”").press("Enter")
    line = page.get_by_role("group", name="Condition 1")
    expect(line.get_by_label("How it is compared")).to_be_focused()
    expect(page.get_by_role("group", name="Shown when")).to_be_visible()
    line.get_by_label("How it is compared").select_option(label="contains")
    saved(page)
    line.get_by_label("Value").fill("launch")
    saved(page)
    expect(frame.locator("[data-field=fld_start]")).to_be_hidden()
    looked(page)
    page.get_by_text("Write it as text").click()
    written = page.get_by_label("The rule as text")
    expect(written).to_have_value('contains(fld_campaign, "launch")')
    written.fill('contains(fld_campaign, "launch"')
    written.press("Tab")
    expect(page.get_by_text("“)” is needed before the end.")).to_be_visible()
    written.fill('contains(fld_campaign, "launch") or contains(fld_campaign, "Launch")')
    written.press("Tab")
    expect(page.get_by_label("All or one")).to_have_value("or")
    looked(page)
    phone = watched.open(phone=True)
    people.sign_in(phone, server, people.MIA, host=BUILDER)
    for at in (f"/services?at={service}", "/services?at=/services/svc_letters", f"/forms?at={FIELD}"):
        phone.goto(server.address(BUILDER, f"{ROOT}{at}"))
        phone.get_by_role("button", name="Settings", exact=True).click()
        assert looks.too_small(phone) == [], at
        looked(phone)

    # Published, and ordered by a client.
    page.goto(server.address(BUILDER, f"{ROOT}/changes"))
    page.get_by_label("Note").fill("Trade fairs")
    page.get_by_role("button", name=re.compile("^Publish \\d+ changes$")).click()
    expect(page.get_by_role("heading", name="Nothing to publish")).to_be_visible()
    try:
        client = watched.open()
        people.sign_in(client, server, DANA)
        client.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link", name="Services").click()
        client.get_by_role("link", name="Order Trade fair wall").click()
        client.get_by_role("radio", name=re.compile("^Panel")).check()
        client.get_by_label("Set up by us").check()
        expect(client.get_by_label("First day online")).to_be_hidden()
        client.get_by_label("Name of the campaign").fill("Our launch in May")
        expect(client.get_by_label("First day online")).to_be_visible()
        client.get_by_label("What should people understand").fill("People should come and see our pumps at work.")
        client.locator("input[name=quantity]").fill("12")
        expect(client.locator(".grand dd")).to_contain_text("1,189.50")
        client.get_by_label("Bank transfer").check()
        client.get_by_label("I accept the Terms of service").check()
        looked(client)
        client.get_by_role("button", name=re.compile("^(Place order|Order)")).first.click()
        expect(client.locator("main")).to_contain_text("1,189.50")
        people.number_on(client)
    finally:
        page.goto(server.address(BUILDER, f"{ROOT}/history"))
        page.get_by_role("button", name="Undo last publish").click()
        expect(page.get_by_text("Live was rolled back")).to_be_visible()
        server.drafted()
    assert row(page, service).count() == 0
