"""Building a portal in the browser: with the mouse, with the keyboard alone, on a phone, offline, and two at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from e2e import looks
from e2e.people import BUILDER, MIA, sign_in

if TYPE_CHECKING:
    from e2e.conftest import Server

ROOT = "/p/northlight/sandbox/main/studio"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def canvas(page: Page) -> FrameLocator:
    """The portal in the frame."""
    return page.frame_locator("[data-frame]")


def saved(page: Page) -> None:
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")


def row(page: Page, ptr: str) -> Any:
    return page.locator(f"[data-row='{ptr}']")


def name_field(page: Page) -> Any:
    return page.get_by_role("textbox", name="Name of the tab")


def studio(page: Page, server: Server, path: str = "/pages") -> None:
    """Come in as the owner and open the studio."""
    sign_in(page, server, MIA, host=BUILDER)
    page.goto(server.address(BUILDER, f"{ROOT}{path}"))
    expect(canvas(page).locator("main")).to_be_visible()


def order_of_tabs(page: Page) -> list[str]:
    return [each.get_attribute("data-row") or "" for each in page.locator("[data-row^='/tabs/']").all()]


def test_an_owner_builds_and_sees_it_at_once(server, cast, watched, looked):
    page = watched.open()
    sign_in(page, server, MIA, host=BUILDER)
    page.get_by_role("link", name="Open studio of Northlight Studio").click()
    expect(page).to_have_url(re.compile(r"/studio/pages$"))
    frame = canvas(page)
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    looked(page)

    # What is pressed in the preview is selected, and the page follows the link.
    frame.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link", name="Orders").click()
    expect(page.get_by_role("heading", name="Tab “Orders”")).to_be_visible()
    expect(row(page, "/tabs/tab_orders")).to_have_attribute("aria-selected", "true")

    # A name is in the frame while it is typed, then saved.
    name_field(page).fill("Aufträge und Bestellungen")
    expect(frame.locator(".side-nav [data-ptr='/tabs/tab_orders']").first).to_have_text("Aufträge und Bestellungen")
    saved(page)
    expect(row(page, "/tabs/tab_orders").locator(".name").first).to_have_text("Aufträge und Bestellungen")
    expect(page.get_by_role("button", name="Undo: Name of the tab")).to_be_enabled()

    # A widget is added from the palette, resized, and taken back with the toast.
    row(page, "/tabs/tab_home").locator("[data-twist]").first.click()
    row(page, "/dashboards/dsh_default").locator(".name").first.click()
    page.locator("#adds > summary").click()
    page.locator("#adds").get_by_role("button", name="A few words of yours").click()
    expect(page.get_by_role("status").get_by_text("“Text” was added")).to_be_visible()
    expect(frame.get_by_text("We answer within one working day.")).to_be_visible()
    page.get_by_role("group", name="Width").get_by_role("button", name="Full").click()
    saved(page)
    expect(frame.locator(".full", has_text="We answer within one working day.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo")).first.click()
    page.get_by_role("button", name=re.compile("^Undo")).first.click()
    expect(frame.get_by_text("We answer within one working day.")).to_have_count(0)

    # A greeting with a placeholder is filled in while it is typed.
    page.locator("[data-row^='/dashboards/dsh_default/widgets/']", has_text="Welcome").locator(".name").click()
    page.get_by_role("textbox", name="Greeting").fill("Guten Tag, {{user.first_name}}")
    expect(frame.get_by_role("heading", level=1)).to_have_text(re.compile(r"^Guten Tag, \w+$"))
    saved(page)

    # Services: a price; forms: a question.
    page.get_by_role("navigation", name="Builder").get_by_role("link", name="Services").click()
    row(page, "/services/svc_articles").click()
    expect(frame.get_by_role("heading", name="Order articles")).to_be_visible()
    drawn_anew: list[Route] = []
    page.route("**/parts?*", lambda route: drawn_anew.append(route))
    with page.expect_request("**/parts?*"):
        page.get_by_role("textbox", name="Price of one").fill("275.50")
        saved(page)
    expect(frame.get_by_text("275.50").first).to_be_visible()
    page.get_by_role("textbox", name="Price of one").fill("ten")
    expect(page.get_by_text("Write an amount such as 240.00.")).to_be_visible()
    # What was saved before is drawn anew around what was not taken.
    with page.expect_response("**/parts?*"):
        drawn_anew[-1].continue_()
    page.unroute("**/parts?*")
    expect(page.get_by_role("textbox", name="Price of one")).to_have_value("ten")
    expect(page.get_by_text("Write an amount such as 240.00.")).to_be_visible()
    looked(page)
    page.get_by_role("navigation", name="Builder").get_by_role("link", name="Forms").click()
    row(page, "/forms/frm_article").locator("[data-twist]").first.click()
    row(page, "/forms/frm_article/pages/fpg_what").locator("[data-twist]").first.click()
    row(page, "/forms/frm_article/fields/fld_topics").click()
    page.get_by_role("textbox", name="Question").fill("Themen oder Stichwörter")
    expect(frame.get_by_text("Themen oder Stichwörter")).to_be_visible()
    page.get_by_role("checkbox", name="Required").uncheck()
    saved(page)
    expect(frame.locator("[data-field=fld_topics]")).to_contain_text("optional")
    looked(page)


def test_a_form_is_added_seen_by_itself_and_removed(server, cast, watched, looked):
    page = watched.open()
    studio(page, server, "/forms?at=/forms/frm_article/fields/fld_topics")
    frame = canvas(page)
    # What script adds to a question is there after its page was drawn anew.
    expect(frame.get_by_role("button", name="One step more")).to_be_visible()
    page.get_by_role("checkbox", name="Required").uncheck()
    saved(page)
    expect(frame.locator("[data-field=fld_topics]")).to_contain_text("optional")
    expect(frame.get_by_role("button", name="One step more")).to_be_visible()
    row(page, "/forms/frm_article/fields/fld_count").click()
    page.get_by_role("textbox", name="Help").fill("As many as you have subjects for.")
    saved(page)
    expect(frame.get_by_text("As many as you have subjects for.")).to_be_visible()
    expect(frame.get_by_role("button", name="One step more")).to_be_visible()

    page.locator("#add-form > summary").click()
    page.locator("#add-form").get_by_role("button", name="Brand brief").click()
    expect(frame.get_by_text("No service asks these questions yet")).to_be_visible()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Brand brief")
    looked(page)
    page.get_by_role("button", name="Remove form").click()
    expect(row(page, "/forms/frm_brand_brief")).to_have_count(0)
    saved(page)


def test_the_brand_is_seen_at_once_and_reads(server, cast, watched, looked):
    page = watched.open()
    studio(page, server, "/brand")
    frame = canvas(page)
    page.get_by_role("button", name="Teal").click()
    expect(page.locator("[data-reads]")).to_contain_text("White text on it reads at")
    expect(frame.locator(".mark").first).to_have_css("background-color", "rgb(15, 118, 110)")
    saved(page)
    page.locator("[data-logo]").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(frame.locator("img.logo").first).to_be_visible()
    expect(page.get_by_alt_text("The present logo")).to_be_visible()
    looked(page)
    page.locator("[data-logo]").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": b"<svg onload='alert(1)'/>"}
    )
    expect(page.get_by_text("An SVG can carry a script")).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(frame.locator("img.logo")).to_have_count(0)


def test_a_tab_is_duplicated_and_undone(server, cast, watched, looked):
    page = watched.open()
    studio(page, server, "/pages?at=/tabs/tab_work")
    before = order_of_tabs(page)
    page.get_by_role("button", name="Duplicate").click()
    expect(page.locator("[data-row^='/tabs/']")).to_have_count(len(before) + 1)
    saved(page)
    now = order_of_tabs(page)
    place = before.index("/tabs/tab_work")
    assert now[: place + 1] == before[: place + 1] and now[place + 2 :] == before[place + 1 :]
    expect(row(page, now[place + 1])).to_have_attribute("aria-selected", "true")
    expect(name_field(page)).to_have_value(re.compile(r" \(copy\)$"))
    expect(canvas(page).locator(".side-nav a", has_text="(copy)")).to_have_count(1)
    looked(page)
    page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(page.locator("[data-row^='/tabs/']")).to_have_count(len(before))
    saved(page)
    assert order_of_tabs(page) == before


def test_the_keyboard_does_it_all(server, cast, watched):
    page = watched.open()
    studio(page, server)
    home = row(page, "/tabs/tab_home")
    before = order_of_tabs(page)
    home.focus()
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.dataset.row")
    assert second == before[1]
    page.keyboard.press("Space")
    expect(page.locator("[data-announce]")).to_contain_text(f"2 of {len(before)}")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-announce]")).to_have_text(re.compile(rf", 3 of {len(before)}$"))
    page.keyboard.press("Escape")
    expect(page.locator("[data-announce]")).to_contain_text("is back at 2")
    assert order_of_tabs(page) == before
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    saved(page)
    expect(canvas(page).locator(".side-nav a").first).to_have_attribute("data-ptr", before[1])
    assert order_of_tabs(page)[:2] == [before[1], before[0]]

    # Rename with F2, undo with Ctrl+Z from the tree.
    row(page, before[1]).focus()
    page.keyboard.press("F2")
    expect(name_field(page)).to_be_focused()
    page.keyboard.type("Keyboard")
    expect(row(page, before[1]).locator(".name").first).to_have_text("Keyboard")
    saved(page)
    row(page, before[1]).focus()
    page.keyboard.press("Control+z")
    expect(row(page, before[1]).locator(".name").first).not_to_have_text("Keyboard")
    page.keyboard.press("Control+z")
    expect(canvas(page).locator(".side-nav a").first).to_have_attribute("data-ptr", before[0])

    # Add a tab from the palette and remove it with Delete.
    page.locator("#add-tab > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row^='/tabs/']")).to_have_count(len(before) + 1)
    added = next(each for each in order_of_tabs(page) if each not in before)
    expect(row(page, added)).to_have_attribute("aria-selected", "true")
    row(page, added).focus()
    page.keyboard.press("Delete")
    expect(page.locator("[data-row^='/tabs/']")).to_have_count(len(before))


def test_offline_it_is_kept_and_sent_once(server, cast, watched):
    watched.expect("Failed to fetch")
    watched.expect("ERR_INTERNET_DISCONNECTED")
    page = watched.open()
    studio(page, server, "/pages?at=/tabs/tab_work")
    page.context.set_offline(True)
    name_field(page).fill("Kept while away")
    expect(page.locator(".save-state")).to_have_attribute("data-state", "offline")
    page.context.set_offline(False)
    saved(page)
    found = server.rows(
        "select count(*) as n from draft_operations where edits like %(words)s", words="%Kept while away%"
    )
    assert found[0]["n"] == 1


def test_two_at_one_word_see_both(server, cast, watched):
    watched.expect("Failed to fetch")
    watched.expect("ERR_INTERNET_DISCONNECTED")
    one, other = watched.open(), watched.open()
    for page in (one, other):
        studio(page, server, "/pages?at=/tabs/tab_billing")
    name_field(one).fill("Seen by both")
    expect(row(other, "/tabs/tab_billing").locator(".name").first).to_have_text("Seen by both")
    expect(name_field(other)).to_have_value("Seen by both")
    other.context.set_offline(True)
    name_field(other).fill("What the other wrote")
    expect(other.locator(".save-state")).to_have_attribute("data-state", "offline")
    name_field(one).fill("What one wrote")
    saved(one)
    other.context.set_offline(False)
    dialog = other.get_by_role("dialog", name="Somebody else changed this")
    expect(dialog).to_contain_text("What the other wrote")
    expect(dialog).to_contain_text("What one wrote")
    dialog.get_by_role("button", name="Use mine").click()
    saved(other)
    expect(row(other, "/tabs/tab_billing").locator(".name").first).to_have_text("What the other wrote")


@pytest.mark.parametrize("mode", ["pages", "services", "forms", "brand"])
def test_on_a_phone_panels_are_sheets(server, cast, watched, looked, mode):
    page = watched.open(phone=True)
    studio(page, server, f"/{mode}")
    expect(page.get_by_role("button", name="Structure", exact=True)).to_be_visible()
    looked(page)
    assert looks.too_small(page) == []
    # Every mode is in sight and reached without scrolling, also where the phone is narrower than most.
    modes = page.get_by_role("navigation", name="Builder").get_by_role("link")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert modes.all_inner_texts() == [
            "Pages",
            "Services",
            "Forms",
            "People",
            "Flow",
            "Notifications",
            "Brand",
            "Settings",
        ]
        for link in modes.all():
            expect(link).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 390, "height": 844})
    # One's own menu stands at the end of the one row above the modes.
    page.locator(".studio-bar .account summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_in_viewport(ratio=1)
    assert page.locator(".studio-bar").bounding_box()["height"] < 160
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Structure", exact=True).click()
    expect(page.get_by_role("heading", name="Structure")).to_be_visible()
    looked(page)
    page.locator("[data-row] .name").first.click()
    expect(page.locator("[data-inspected]")).to_be_visible()
    looked(page)
    assert looks.too_small(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Close settings").click() if page.locator("[data-inspected]").is_visible() else None
    expect(canvas(page).locator("main")).to_be_visible()


def test_the_preview_is_drawn_at_its_own_size_and_takes_the_room_of_the_panels(server, cast, watched):
    page = watched.open(width=1440)
    studio(page, server)
    frame = page.locator("[data-frame]")
    beside = frame.bounding_box()
    assert beside is not None
    assert canvas(page).locator("body").evaluate("() => innerWidth") == round(beside["width"])
    page.get_by_role("button", name="Hide the panels").click()
    expect(page.get_by_role("navigation", name="Structure")).to_be_hidden()
    expect(page.get_by_role("complementary", name="Settings of what is selected")).to_be_hidden()
    alone = frame.bounding_box()
    assert alone is not None
    assert alone["width"] > 1380
    page.get_by_role("button", name="Hide the panels").click()
    expect(page.get_by_role("navigation", name="Structure")).to_be_visible()


def test_the_walk_ends_with_the_sign_out(server, cast, watched):
    watched.expect("404")
    page = watched.open()
    studio(page, server)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    walk = opened.value
    expect(walk.get_by_role("navigation", name="Tabs", exact=True)).to_be_visible()
    walk.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link").nth(1).click()
    assert "/~" in walk.url
    page.goto(server.address(BUILDER))
    page.locator("details.account summary").first.click()
    page.get_by_role("button", name="Sign out").first.click()
    walk.reload()
    expect(walk.get_by_text("There is nothing at this address.")).to_be_visible()
