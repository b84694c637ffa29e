"""A client is put into a group at the desk: its people see what the group is shown, and nobody else does."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from e2e import people
from e2e.people import BUILDER, MIA, PORTAL
from e2e.prepare import HASTY, KNOWN
from e2e.test_studio_story import ROOT, canvas, saved, studio

CLIENTS = "/p/northlight/desk/clients"


def has_tab(page: Page, server, *, there: bool) -> None:
    """Whether the member has the tab of the group, in the menu and at its address."""
    page.goto(server.address(PORTAL))
    tab = page.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link", name="Key account", exact=True)
    expect(tab).to_have_count(1 if there else 0)
    answer = page.goto(server.address(PORTAL, "/t/key"))
    assert answer is not None and answer.status == (200 if there else 404)
    expect(page.get_by_role("heading", name="Your own team")).to_have_count(1 if there else 0)


def test_a_group_at_the_desk_is_a_tab_in_the_portal(server, cast, watched, looked):
    watched.expect("404")
    mia, nora, ole = watched.open(), watched.open(), watched.open()
    people.sign_in(nora, server, KNOWN.email)
    people.sign_in(ole, server, HASTY.email)
    for member in (nora, ole):
        has_tab(member, server, there=False)

    # Mia puts Nora's company into the group, by keyboard.
    people.sign_in(mia, server, MIA, host=BUILDER)
    mia.goto(server.address(BUILDER, f"{CLIENTS}?q=Halden"))
    mia.get_by_role("link", name=KNOWN.company).first.click()
    card = mia.locator("#groups")
    looked(mia)
    choice = card.get_by_label("Group", exact=True)
    choice.select_option(label="Key accounts")
    choice.press("Tab")
    mia.keyboard.press("Enter")
    expect(card.get_by_role("link", name="Key accounts")).to_be_visible()
    expect(mia.locator("[data-toast]")).to_contain_text("Halden Packaging is in Key accounts now.")
    looked(mia)
    has_tab(nora, server, there=True)
    looked(nora)
    has_tab(ole, server, there=False)

    # The list of clients is narrowed to the group; that stands in the address.
    card.get_by_role("link", name="Key accounts").click()
    expect(mia).to_have_url(re.compile(r"\?group=grp_key$"))
    expect(mia.get_by_role("link", name=KNOWN.company)).to_be_visible()
    expect(mia.get_by_role("link", name=HASTY.company)).to_have_count(0)
    looked(mia)

    # Taken out again, on a phone.
    phone = watched.open(phone=True)
    people.sign_in(phone, server, MIA, host=BUILDER)
    phone.goto(mia.url)
    phone.get_by_role("link", name=KNOWN.company).first.click()
    looked(phone)
    phone.get_by_role("button", name="Remove from Key accounts").click()
    expect(phone.locator("#groups").get_by_role("link", name="Key accounts")).to_have_count(0)
    for member in (nora, ole):
        has_tab(member, server, there=False)


def test_the_studio_makes_a_group_and_shows_a_tab_to_it_alone(server, cast, watched, looked):
    page = watched.open()
    studio(page, server, "/people")
    page.locator("#add-group > summary").click()
    page.get_by_role("button", name=re.compile("^Group")).click()
    name = page.get_by_role("textbox", name="Name of the group")
    expect(name).to_have_value("New group")
    name.fill("Friends of the house")
    saved(page)
    expect(page.locator("[data-row^='/groups/'] .name", has_text="Friends of the house")).to_be_visible()
    expect(page.get_by_text("You put them in, on the client’s page at your desk.")).to_be_visible()
    looked(page)

    # The sample client is not in it, so whoever looks through its eyes sees the tab no longer; another role keeps its groups.
    page.goto(server.address(BUILDER, f"{ROOT}/pages?at=/tabs/tab_orders"))
    frame = canvas(page)
    tab = frame.locator(".side-nav [data-ptr='/tabs/tab_orders']")
    expect(tab).to_have_count(1)
    who = page.get_by_role("group", name="Who sees it")
    who.get_by_label("Friends of the house").check()
    expect(tab).to_have_count(0)
    saved(page)
    who.get_by_label("Viewer").uncheck()
    saved(page)
    expect(page.locator("[data-row='/tabs/tab_orders']")).to_contain_text("only for Friends of the house")
    expect(who.get_by_label("Friends of the house")).to_be_checked()
    expect(who.get_by_label("Viewer")).not_to_be_checked()
    looked(page)
    who.get_by_label("Viewer").check()
    who.get_by_label("Friends of the house").uncheck()
    expect(tab).to_have_count(1)
    saved(page)
    page.goto(server.address(BUILDER, f"{ROOT}/people"))
    page.locator("[data-row^='/groups/'] .name", has_text="Friends of the house").click()
    page.get_by_role("button", name="Remove group").click()
    expect(page.locator("[data-row^='/groups/']")).to_have_count(1)
    saved(page)
