"""A client and a project manager talk about an order, both at once, each in a browser of their own."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from e2e import people
from e2e.people import BUILDER, DANA, JONAS, PORTAL


def open_order(page: Page, server) -> str:
    """The newest order of Dana's company; the id of its conversation."""
    page.goto(server.address(PORTAL, "/t/orders?view=all"))
    page.locator("table a.title").first.click()
    card = page.locator("[data-thread]")
    expect(card).to_be_visible()
    return str(card.get_attribute("data-thread"))


def at_desk(page: Page, server, thread: str) -> None:
    page.goto(server.address(BUILDER, f"/p/northlight/desk/threads/{thread}"))
    expect(page.locator("[data-thread]")).to_be_visible()


def write(page: Page, text: str) -> None:
    """Write a message and send it by keyboard."""
    field = page.locator("[data-composer] textarea")
    field.fill(text)
    field.press("Control+Enter")


def said(page: Page, text: str):
    """A message that the server has."""
    return page.locator(".msg:not(.pending)").filter(has_text=text)


def test_two_people_talk_about_an_order(server, cast, watched, looked):
    dana, jonas = watched.open(), watched.open()
    people.sign_in(dana, server, DANA)
    people.sign_in(jonas, server, JONAS, host=BUILDER)
    thread = open_order(dana, server)
    address = dana.url
    write(dana, "Could the pump sit on the right? <b>Please</b>")
    expect(said(dana, "Could the pump sit on the right? <b>Please</b>")).to_have_count(1)
    expect(dana.locator("[data-composer] textarea")).to_have_value("")
    expect(dana.locator("[data-composer] textarea")).to_be_focused()
    assert dana.url == address
    looked(dana)

    at_desk(jonas, server, thread)
    expect(said(jonas, "Could the pump sit on the right?")).to_have_count(1)
    jonas.get_by_text("Internal note", exact=True).last.click()
    write(jonas, "They pay late, ask first")
    note = said(jonas, "They pay late, ask first")
    expect(note).to_have_class(re.compile("internal"))
    # Dana's page is still open: it hears of the answer, of its being written, and of the note nothing.
    jonas.get_by_text("Reply", exact=True).click()
    jonas.locator("[data-composer] textarea").press_sequentially("It")
    expect(dana.locator("[data-typing]")).to_contain_text("writing")
    write(jonas, "It does now")
    expect(said(dana, "It does now")).to_have_count(1)
    expect(dana.locator("[data-typing]")).to_be_empty()
    expect(jonas.locator("[data-seen]")).to_contain_text("Read by Dana")
    assert "They pay late" not in dana.content()
    expect(said(jonas, "It does now")).to_have_count(1)
    looked(jonas)

    dana.goto(server.address(PORTAL, f"/messages/{thread}"))
    expect(said(dana, "It does now")).to_have_count(1)
    assert "They pay late" not in dana.content()
    looked(dana)
    write(dana, "Thank you")
    expect(said(jonas, "Thank you")).to_have_count(1)


def test_what_was_written_offline_is_sent_once(server, cast, watched):
    page = watched.open()
    people.sign_in(page, server, DANA)
    open_order(page, server)
    page.context.set_offline(True)
    write(page, "Written in a tunnel")
    waiting = page.locator(".msg.pending").filter(has_text="Written in a tunnel")
    expect(waiting).to_contain_text("Waiting for connection")
    page.context.set_offline(False)
    expect(said(page, "Written in a tunnel")).to_have_count(1)
    expect(waiting).to_have_count(0)
    page.reload()
    expect(said(page, "Written in a tunnel")).to_have_count(1)
    assert server.rows("SELECT count(*) AS n FROM messages WHERE text = 'Written in a tunnel'")[0]["n"] == 1


def test_drafts_are_kept_and_own_words_corrected_by_keyboard(server, cast, watched):
    page = watched.open()
    people.sign_in(page, server, DANA)
    open_order(page, server)
    write(page, "The pmup is late")
    mine = said(page, "The pmup is late")
    expect(mine).to_have_count(1)
    page.locator("[data-composer] textarea").fill("Not yet sent")
    page.reload()
    expect(page.locator("[data-composer] textarea")).to_have_value("Not yet sent")
    mine.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(mine.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(mine.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    mine.locator("textarea").fill("The pump is late")
    page.keyboard.press("Control+Enter")
    expect(said(page, "The pump is late")).to_contain_text("edited")
    page.locator("[data-composer] textarea").fill("")
    last = said(page, "The pump is late")
    last.locator("summary").focus()
    page.keyboard.press("Enter")
    last.get_by_role("button", name="Take it back").click()
    expect(page.locator(".event.taken").last).to_contain_text("You took a message back")
