"""A day at the desk: several orders moved and assigned at once, a task, a client with two people, by mouse and by keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from e2e import people
from e2e.people import BUILDER, DANA, JONAS, MIA

DESK = "/p/northlight/desk"


def test_several_orders_are_moved_and_taken_back(server, demo, watched, looked):
    mia = watched.open()
    people.sign_in(mia, server, MIA, host=BUILDER)
    mia.goto(server.address(BUILDER, f"{DESK}/orders?sort=oldest&status=sts_doing"))
    mia.get_by_role("checkbox", name=re.compile("^Select SEO articles")).first.check()
    bar = mia.get_by_role("form", name="Selected orders")
    expect(bar).to_contain_text("1 selected")
    bar.get_by_label("Move selected orders to").select_option(label="Waiting for your review")
    bar.get_by_role("button", name="Move", exact=True).click()
    toast = mia.locator("[data-toast]")
    expect(toast).to_contain_text("1 order moved to Waiting for your review.")
    looked(mia)
    toast.get_by_role("button", name="Undo").click()
    expect(mia.locator("[data-toast]")).to_contain_text("1 order moved back.")

    # A stretch by Shift, one of which cannot.
    mia.goto(server.address(BUILDER, f"{DESK}/orders?view=open"))
    boxes = mia.locator("tbody input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(mia.get_by_role("form", name="Selected orders")).to_contain_text("3 selected")
    looked(mia)
    mia.keyboard.press("Escape")
    expect(mia.get_by_role("form", name="Selected orders")).to_be_hidden()
    mia.get_by_role("checkbox", name="Select all orders on this page").check()
    expect(boxes.nth(1)).to_be_checked()
    mia.get_by_label("Assign selected orders to").select_option(label="Jonas Feld")
    mia.get_by_role("button", name="Assign", exact=True).click()
    expect(mia.locator("[data-toast]")).to_contain_text("given to Jonas Feld")
    expect(mia.get_by_role("row").nth(1)).to_contain_text("Jonas Feld")
    mia.get_by_role("button", name="Undo").click()
    expect(mia.locator("[data-toast]")).to_contain_text("given back")


def test_a_ticket_is_assigned_by_keyboard(server, demo, watched, looked):
    jonas = watched.open()
    people.sign_in(jonas, server, JONAS, host=BUILDER)
    jonas.goto(server.address(BUILDER, f"{DESK}/"))
    link = jonas.get_by_role("link", name=re.compile("^Assign ")).first
    number = link.locator("xpath=ancestor::article").get_attribute("data-ticket")
    link.focus()
    jonas.keyboard.press("Enter")
    menu = jonas.get_by_role("dialog", name="Assign to")
    expect(menu).to_be_visible()
    looked(jonas)
    jonas.keyboard.press("Home")
    expect(menu.get_by_role("button", name="Jonas Feld")).to_be_focused()
    jonas.keyboard.press("Enter")
    expect(jonas.locator("[data-toast]")).to_contain_text("is Jonas Feld’s now.")
    jonas.locator("summary").filter(has_text="Whose orders").click()
    jonas.get_by_role("link", name="Mine", exact=True).click()
    expect(jonas).to_have_url(re.compile(r"assignee=mine"))
    expect(people.ticket(jonas, number)).to_be_visible()
    expect(jonas.get_by_role("link", name=re.compile("^Assign "))).to_have_count(0)


def test_a_task_from_the_orders_page_to_done(server, demo, watched, looked):
    jonas, phone = watched.open(), watched.open(phone=True)
    people.sign_in(jonas, server, JONAS, host=BUILDER)
    jonas.goto(server.address(BUILDER, f"{DESK}/orders/NL-2026-0008"))
    at = jonas.url
    jonas.get_by_label("New task").fill("Ask for the pump curves")
    jonas.keyboard.press("Enter")
    card = jonas.locator("#tasks")
    expect(card).to_contain_text("Ask for the pump curves")
    assert jonas.url == at, "the page stayed where it was"
    expect(jonas.get_by_label("New task")).to_be_focused()
    looked(jonas)

    people.sign_in(phone, server, JONAS, host=BUILDER)
    phone.goto(server.address(BUILDER, f"{DESK}/tasks"))
    expect(phone.get_by_text("Ask for the pump curves", exact=True)).to_be_visible()
    looked(phone)
    phone.get_by_role("button", name="Done: Ask for the pump curves").click()
    expect(phone.locator("[data-toast]")).to_contain_text("is done")
    phone.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(phone.get_by_role("button", name="Done: Ask for the pump curves")).to_be_visible()


def test_a_client_is_made_with_two_people(server, demo, watched, looked):
    mia = watched.open()
    people.sign_in(mia, server, MIA, host=BUILDER)
    mia.goto(server.address(BUILDER, f"{DESK}/clients"))
    looked(mia)
    mia.get_by_role("link", name="New client").click()
    looked(mia)
    mia.get_by_label("Name", exact=True).fill("Finca Olivar")
    mia.get_by_label("Customer number").fill("C-2001")
    mia.get_by_label("E-mail addresses").fill("Marta Olivares <marta@olivar.example>, luis@olivar.example")
    mia.get_by_role("button", name="Create client").click()
    expect(mia.get_by_role("heading", name="Finca Olivar")).to_be_visible()
    expect(mia.locator("[data-toast]")).to_contain_text("2 invitations are on their way.")
    looked(mia)
    mia.get_by_role("link", name="Members").click()
    expect(mia.get_by_role("row", name=re.compile("Marta Olivares"))).to_contain_text("Invited")
    looked(mia)
    assert "/invitation/" in server.link_in_mail_to("marta@olivar.example", containing="/invitation/")
    assert "/invitation/" in server.link_in_mail_to("luis@olivar.example", containing="/invitation/")
    mia.get_by_role("link", name="Overview").click()
    mia.get_by_label("New note").fill("Prefers to talk in Spanish.")
    mia.get_by_role("button", name="Add note").click()
    expect(mia.locator("#notes")).to_contain_text("Prefers to talk in Spanish.")
    looked(mia)


def test_what_a_client_writes_is_answered_from_the_inbox(server, demo, watched, looked):
    dana, mia, phone = watched.open(), watched.open(), watched.open(phone=True)
    people.sign_in(dana, server, DANA)
    theirs = server.rows(
        "SELECT o.number FROM orders o JOIN clients c ON c.tenant_id = o.tenant_id AND c.id = o.client_id"
        " JOIN staff s ON s.id = o.assignee_id WHERE c.name = 'Acme Industries' AND s.email = %(jonas)s"
        " ORDER BY o.placed_at DESC LIMIT 1",
        jonas=JONAS,
    )[0]["number"]
    dana.goto(server.address(people.PORTAL, f"/orders/{theirs}"))
    title = dana.get_by_role("heading", level=1).inner_text()
    dana.get_by_label("Message", exact=True).fill("Could the pump be a little larger?")
    dana.get_by_role("button", name="Send").click()
    expect(dana.get_by_role("log")).to_contain_text("Could the pump be a little larger?")

    people.sign_in(mia, server, MIA, host=BUILDER)
    mia.get_by_role("link", name="Open desk").first.click()
    expect(mia).to_have_url(re.compile(r"/desk/inbox$"))
    looked(mia)
    # It opens on what is not somebody else's; the order is Jonas's, and everybody can look.
    expect(mia.get_by_role("link", name="Mine", exact=True)).to_have_attribute("aria-current", "true")
    expect(mia.locator("[data-inbox]")).not_to_contain_text("Could the pump be a little larger?")
    mia.get_by_role("link", name="All", exact=True).click()
    first = mia.locator("[data-inbox] a").first
    expect(first).to_contain_text("Could the pump be a little larger?")
    expect(first).to_contain_text(title)
    item = (first.get_attribute("href") or "").partition("open=")[2]
    mia.keyboard.press("j")
    expect(first).to_be_focused()
    mia.keyboard.press("Enter")
    expect(mia.get_by_role("log")).to_contain_text("Could the pump be a little larger?")
    looked(mia)
    mia.get_by_label("Message", exact=True).fill("Twice as large, if you like.")
    mia.get_by_role("button", name="Send").click()
    expect(mia.get_by_role("log")).to_contain_text("Twice as large, if you like.")
    mia.get_by_role("button", name="Done", exact=True).click()
    expect(mia.locator("[data-toast]")).to_contain_text("It comes back when something new happens.")
    expect(mia.get_by_role("region", name="Nothing opened")).to_be_visible()
    expect(mia.locator(f"[data-inbox] a[href*='{item}']")).to_have_count(0)
    mia.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(mia.locator(f"[data-inbox] a[href*='{item}']")).to_have_count(1)

    # One after the other on a phone.
    people.sign_in(phone, server, MIA, host=BUILDER)
    phone.goto(server.address(BUILDER, f"{DESK}/inbox?whose=all"))
    looked(phone)
    phone.locator("[data-inbox] a").first.click()
    expect(phone.get_by_role("log")).to_be_visible()
    expect(phone.locator("[data-inbox]")).to_be_hidden()
    looked(phone)
    phone.get_by_role("link", name="Inbox", exact=True).last.click()
    expect(phone.locator("[data-inbox]")).to_be_visible()


def test_the_inbox_follows_a_colleague_and_leaves_one_where_one_is(server, demo, watched):
    """What one does is seen by the other; what has the focus keeps it and is not drawn anew."""
    number = server.ordered(DANA)
    mia, jonas = watched.open(), watched.open()
    for page, who in ((mia, MIA), (jonas, JONAS)):
        people.sign_in(page, server, who, host=BUILDER)
        page.goto(server.address(BUILDER, f"{DESK}/inbox?whose=all"))
    waits = mia.locator("[data-inbox] > li", has_text=number).filter(has_text="nobody has it yet")
    expect(waits).to_have_count(1)
    mia.locator("[data-inbox] > li a").last.focus()
    mia.evaluate(
        "() => { window.stays = document.activeElement; document.addEventListener('focusout', () => { window.left = true; }); }"
    )
    jonas.locator("[data-inbox] > li", has_text=number).get_by_role("link").click()
    jonas.get_by_role("button", name="Assign to me").click()
    expect(waits).to_have_count(0)
    assert mia.evaluate("() => window.stays === document.activeElement && !window.left")


def test_counts_beside_the_navigation_follow_on_every_page(server, demo, watched):
    mia = watched.open()
    people.sign_in(mia, server, MIA, host=BUILDER)
    mia.goto(server.address(BUILDER, f"{DESK}/clients"))
    expect(mia.locator("html")).to_have_attribute("data-listening", "live")
    board = mia.locator("[data-count-of=Board]")
    before = int(board.inner_text())
    mia.evaluate("window.stayed = true")
    server.ordered(DANA)
    expect(board).to_have_text(str(before + 1))
    assert mia.evaluate("window.stayed")
