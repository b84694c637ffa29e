"""A new member's first day: welcomed, ticking off, led on, through with some of it, and left in peace."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from e2e import looks
from e2e.people import PORTAL
from e2e.prepare import NEWCOMER, ON_A_PHONE

FILM = re.compile(r"^https://www\.youtube-nocookie\.com/")


@pytest.mark.parametrize(("who", "phone"), [(NEWCOMER, False), (ON_A_PHONE, True)], ids=["desk", "phone"])
def test_a_new_member_is_welcomed_and_led_on(server, cast, watched, looked, who, phone):
    page = watched.open(phone=phone)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.context.route(FILM, lambda route: route.fulfill(content_type="text/html", body="<title>Film</title><p>A film"))
    page.goto(server.link_in_mail_to(who.email, containing="/invitation/"))
    page.get_by_label("Your name").fill("Iris Lund")
    page.get_by_label("Choose a password").fill("four unrelated garden words")
    for consent in page.get_by_role("checkbox").all():
        consent.check()
    page.get_by_role("button", name=re.compile("^Join ")).click()

    # The first page welcomes, and asks nobody elsewhere for anything.
    welcome = page.locator("#first-steps")
    expect(welcome.get_by_role("heading", name="First steps with Northlight")).to_be_visible()
    expect(welcome).to_contain_text(f"look after {who.company}")
    expect(welcome).to_contain_text("0 of 4 done")
    looked(page)
    if phone:
        assert looks.too_small(page) == []
    assert [url for url in asked if f"//{PORTAL}" not in url] == []
    welcome.get_by_role("link", name="Watch: A film we like").click()
    expect(page.frame_locator("#first-steps iframe").get_by_text("A film")).to_be_visible()
    assert len([url for url in asked if FILM.match(url)]) == 1

    # One step is ticked where it stands: the page stays, and so does the place one was at.
    page.evaluate("window.stays = true")
    welcome.get_by_role("button", name="Done: Read how we work").click()
    expect(welcome).to_contain_text("1 of 4 done")
    tick = welcome.get_by_role("button", name="Done: Read how we work")
    expect(tick).to_have_attribute("aria-pressed", "true")
    expect(tick).to_be_focused()
    assert page.evaluate("window.stays")
    looked(page)

    # A card leads on; what is ordered there ticks itself.
    welcome.get_by_role("link", name="What we make").click()
    page.locator("main a[href$='/services/audit']").first.click()
    page.get_by_label("Website", exact=True).fill("https://lumen.example")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Order for free").last.click()
    expect(page).to_have_url(re.compile(r"/orders/"))
    page.goto(server.address(PORTAL))
    expect(welcome).to_contain_text("2 of 4 done")
    expect(welcome.locator("#chk_order")).to_contain_text("Done")

    # Hidden, and back on the account page.
    welcome.get_by_role("button", name="Hide this").click()
    expect(page.get_by_role("status")).to_contain_text("The first steps are hidden.")
    expect(welcome).to_have_count(0)
    page.goto(server.address(PORTAL, "/account"))
    looked(page)
    page.get_by_role("button", name="Show them again").click()
    expect(welcome).to_contain_text("2 of 4 done")

    # What is left says where it is done.
    for step, words in (("chk_hello", "Write a message"), ("chk_logo", "Open the files")):
        expect(welcome.locator(f"#{step}").get_by_role("link", name=words)).to_be_visible()


def test_without_script_it_is_ticked_hidden_and_watched_all_the_same(server, cast, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    context.route(FILM, lambda route: route.fulfill(content_type="text/html", body="<p>A film"))
    try:
        page.goto(server.address(PORTAL, "/sign-in/password"))
        page.get_by_label("mail", exact=False).first.fill("pia@roth.example")
        page.get_by_label("Password", exact=True).fill("demo-portal-2026")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Done: Read how we work").click()
        expect(page.locator("#first-steps")).to_contain_text("1 of 4 done")
        page.get_by_role("link", name="Watch: A film we like").click()
        expect(page).to_have_url(server.address(PORTAL, "/first-steps/film"))
        expect(page.frame_locator("iframe").get_by_text("A film")).to_be_visible()
        page.get_by_role("link", name="Back").click()
        page.get_by_role("button", name="Done: Read how we work").click()
        expect(page.locator("#first-steps")).to_contain_text("0 of 4 done")
        page.get_by_role("button", name="Hide this").click()
        expect(page.locator("#first-steps")).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#first-steps")).to_be_visible()
    finally:
        context.close()
