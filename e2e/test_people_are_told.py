"""People look after their own company, and are told what happens: in the portal, by mail, and no more than they want."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from e2e import people
from e2e.people import BUILDER, DANA, JONAS, LEE, PORTAL


def test_an_administrator_invites_three_at_once_and_one_address_is_wrong(server, cast, watched, looked):
    lee, invited = watched.open(), watched.open()
    people.sign_in(lee, server, LEE)
    lee.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link", name="Team").click()
    expect(lee.get_by_role("row", name=re.compile("Dana Whitfield"))).to_be_visible()
    looked(lee)
    lee.get_by_role("link", name="Invite people").click()
    looked(lee)
    lee.get_by_label("E-mail addresses").fill(
        "Nina New <nina.new@acme-industries.example>, otto@acme-industries.example\nnina.at.acme"
    )
    lee.get_by_role("checkbox", name=re.compile("^Viewer")).check()
    lee.get_by_role("button", name="Check addresses").click()
    expect(lee.get_by_role("heading", name="2 people are invited as Viewer")).to_be_visible()
    expect(lee.locator("#main")).to_contain_text("This is no e-mail address.")
    looked(lee)
    lee.get_by_role("button", name="Send 2 invitations").click()
    expect(lee.get_by_role("status")).to_contain_text("2 invitations are on the way. 1 address was left out.")
    expect(lee.get_by_role("row", name=re.compile("Nina New"))).to_contain_text("Invited")
    looked(lee)

    # Otto's is withdrawn, Nina's link works.
    link = server.link_in_mail_to("otto@acme-industries.example", containing="/invitation/")
    lee.get_by_role("link", name="otto@acme-industries.example").click()
    looked(lee)
    lee.locator("summary", has_text="Withdraw invitation").click()
    lee.get_by_role("dialog").get_by_role("button", name="Withdraw invitation").click()
    expect(lee.get_by_role("row", name=re.compile("otto"))).to_have_count(0)
    invited.goto(server.link_in_mail_to("nina.new@acme-industries.example", containing="/invitation/"))
    expect(invited.get_by_role("heading", name="Join Acme Industries")).to_be_visible()
    answer = invited.goto(link)
    assert answer is not None and answer.status == 410


def test_a_move_rings_the_bell_comes_by_mail_and_the_mails_end(server, cast, watched, looked):
    dana, jonas, stranger = watched.open(), watched.open(), watched.open()
    number = server.ordered(DANA)
    people.sign_in(jonas, server, JONAS, host=BUILDER)
    jonas.goto(server.address(BUILDER, f"/p/northlight/desk/orders/{number}"))
    jonas.get_by_role("button", name="Planned").first.click()
    expect(jonas.locator(".stepper [aria-current=step]")).to_contain_text("Planned")
    mailed = server.mail_to(DANA, subject=number)
    assert "Planned" in mailed["subject"]

    people.sign_in(dana, server, DANA)
    bell = dana.locator("[data-bell]")
    expect(bell.locator("summary")).to_contain_text(re.compile(r"Notifications, \d+ new"))
    bell.locator("summary").click()
    entry = bell.get_by_role("link", name=re.compile("Planned")).first
    expect(entry).to_be_visible()
    looked(dana)
    entry.click()
    expect(dana).to_have_url(server.address(PORTAL, f"/orders/{number}"))
    # The page stays open, and the bell rings again by itself.
    dana.goto(server.address(PORTAL, "/notifications"))
    dana.get_by_role("button", name="Mark all as read").first.click()
    expect(dana.locator("[data-bell-words]")).to_have_text("Notifications")
    jonas.get_by_role("button", name="In progress").first.click()
    expect(jonas.locator(".stepper [aria-current=step]")).to_contain_text("In progress")
    expect(dana.locator("[data-bell-words]")).to_have_text("Notifications, 1 new", timeout=20_000)
    dana.locator("[data-bell] summary").click()
    expect(dana.locator("[data-bell]").get_by_role("link", name=re.compile("In progress")).first).to_be_visible()
    dana.get_by_role("link", name="All notifications").click()
    looked(dana)
    if dana.get_by_role("button", name="Mark all as read").count():
        dana.get_by_role("button", name="Mark all as read").click()
    dana.get_by_role("link", name="Unread").click()
    expect(dana.get_by_text("You have seen everything")).to_be_visible()

    # The letter's own link, and the address that ends letters like it, for whoever is not signed in.
    dana.goto(next(one for one in re.findall(r"https?://\S+", mailed["text"]) if f"/orders/{number}" in one))
    expect(dana.get_by_role("heading", level=1)).to_be_visible()
    (fewer,) = re.findall(r"Fewer mails: (\S+)", mailed["text"])
    assert mailed["headers"]["List-Unsubscribe"] == f"<{fewer}>"
    stranger.goto(fewer)
    looked(stranger)
    stranger.get_by_role("button", name="Stop these mails").click()
    expect(stranger.get_by_role("heading", name="No more mails of this kind")).to_be_visible()
    looked(stranger)
    stranger.get_by_role("link", name="choose what you are told").click()
    expect(stranger).to_have_url(re.compile("/sign-in"))
    dana.goto(server.address(PORTAL, "/account"))
    choice = dana.get_by_role("checkbox", name="By mail: your order moves on", exact=True)
    expect(choice).not_to_be_checked()
    choice.check()
    dana.locator("#notifications").get_by_role("button", name="Save").click()
    expect(dana.get_by_role("checkbox", name="By mail: your order moves on", exact=True)).to_be_checked()
    looked(dana)
