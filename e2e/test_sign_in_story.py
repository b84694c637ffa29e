"""Ways in and out, and the hosts that lead there."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from e2e import people
from e2e.people import BUILDER, LEE, MIA, PASSWORD, PORTAL, SANDBOX
from e2e.prepare import DOMAIN, PLAIN, TRAVELLER, UNPROVEN


def test_in_by_a_mailed_link_and_by_password(server, cast, watched, looked):
    page = watched.open()
    page.goto(server.address(PORTAL, "/t/orders"))
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    looked(page)
    page.get_by_role("button", name="Send me a sign-in link").click()
    expect(page.get_by_text("Fill this in.")).to_be_visible()
    page.get_by_label("Work e-mail").fill(TRAVELLER.email)
    page.get_by_role("button", name="Send me a sign-in link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    known = page.locator("main").inner_text()
    looked(page)

    page.goto(server.link_in_mail_to(TRAVELLER.email, subject="Sign in to"))
    expect(page.get_by_text(TRAVELLER.email)).to_be_visible()
    looked(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(server.address(PORTAL, "/t/orders"))
    people.sign_out(page)

    # An address nobody has gets the same answer, and no mail.
    page.get_by_label("Work e-mail").fill("nobody@nowhere.example")
    page.get_by_role("button", name="Send me a sign-in link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    assert page.locator("main").inner_text().replace("nobody@nowhere.example", TRAVELLER.email) == known
    assert server.rows("SELECT 1 FROM mail_outbox WHERE to_email = 'nobody@nowhere.example'") == []

    # A wrong password says so, keeps the address, and the right one leads on.
    page.goto(server.address(PORTAL, "/sign-in/password"))
    page.get_by_label("Work e-mail").or_(page.get_by_label("E-mail")).first.fill(TRAVELLER.email)
    page.get_by_label("Password", exact=True).fill("not the right one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#password-error")).to_be_visible()
    expect(page.locator("#email")).to_have_value(TRAVELLER.email)
    looked(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(server.address(PORTAL))


def test_sign_out_the_others_ends_their_sessions(server, cast, watched, looked):
    here, elsewhere = watched.open(), watched.open()
    for each in (elsewhere, here):
        people.sign_in(each, server, TRAVELLER.email)
    here.goto(server.address(PORTAL, "/account"))
    expect(here.get_by_text("This device")).to_have_count(1)
    looked(here)
    here.get_by_label("Name", exact=True).fill("Tove Lind-Berg")
    here.get_by_role("button", name="Save name").click()
    expect(here.get_by_role("status")).to_contain_text("Your name was saved.")
    here.get_by_role("button", name="Sign out the others").click()
    expect(here.get_by_role("status")).to_contain_text("signed out")
    elsewhere.goto(server.address(PORTAL, "/t/orders"))
    expect(elsewhere).to_have_url(re.compile(r"/sign-in"))
    here.reload()
    expect(here.get_by_role("heading", name="Your account")).to_be_visible()


def test_staff_sign_in_and_out(server, cast, watched, looked):
    page = watched.open(dark=True)
    page.goto(server.address(BUILDER, "/p/northlight/desk/"))
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    looked(page)
    page.get_by_label("E-mail").fill(MIA)
    page.get_by_label("Password", exact=True).fill("wrong password here")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".error:visible, [role=alert]:visible").first).to_be_visible()
    looked(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(server.address(BUILDER, "/p/northlight/desk/"))
    page.goto(server.address(BUILDER, "/mailbox/northlight"))
    looked(page)
    invitation = page.locator("main a").filter(has_text="join Northlight Studio").first
    while not invitation.count():  # newer letters of other stories may stand before it
        page.get_by_role("link", name="Older").click()
    invitation.click()
    expect(page.get_by_role("link", name=re.compile("invitation"))).to_be_visible()
    looked(page)
    page.goto(server.address(BUILDER))
    people.sign_out(page)
    page.goto(server.address(BUILDER, "/p/northlight/desk/"))
    expect(page).to_have_url(re.compile(r"/sign-in"))


def test_the_sandbox_says_so_and_keeps_what_happens_in_it(server, cast, watched, looked):
    server.drafted()
    page, live, staff = watched.open(), watched.open(), watched.open()
    page.goto(server.address(SANDBOX, "/sign-in"))
    expect(page.get_by_role("complementary", name="Sandbox")).to_contain_text("nothing here is real")
    looked(page)
    people.sign_in(page, server, "buyer@sample.example", host=SANDBOX)
    expect(page.get_by_role("complementary", name="Sandbox")).to_contain_text("Draft")
    looked(page)
    page.goto(server.address(SANDBOX, "/services/articles"))
    people.fill_articles(page, pay_by="Bank transfer")
    page.get_by_role("button", name="Place order").last.click()
    expect(page).to_have_url(re.compile(r"/orders/"))
    number = page.url.rsplit("/", 1)[1]
    looked(page)
    for email in ("approver@sample.example", "finance@sample.example"):
        colleague = watched.open()
        people.sign_in(colleague, server, email, host=SANDBOX)
        expect(colleague.locator("main")).to_contain_text(number)

    # The live portal knows neither these people nor this order.
    live.goto(server.address(PORTAL, "/sign-in/password"))
    expect(live.get_by_role("complementary", name="Sandbox")).to_have_count(0)
    live.locator("#email").fill("buyer@sample.example")
    live.get_by_label("Password", exact=True).fill(PASSWORD)
    live.get_by_role("button", name="Sign in").click()
    expect(live.locator("#password-error")).to_be_visible()
    modes = "SELECT t.mode FROM orders o JOIN tenants t ON t.id = o.tenant_id WHERE o.contact_email = 'buyer@sample.example'"
    assert {each["mode"] for each in server.rows(modes)} == {"sandbox"}
    people.sign_in(staff, server, MIA, host=BUILDER)
    staff.goto(server.address(BUILDER, "/p/northlight/sandbox/main/desk/"))
    expect(staff.get_by_role("complementary", name="Sandbox")).to_be_visible()
    expect(people.ticket(staff, number)).to_be_visible()
    looked(staff)


def test_a_proven_domain_serves_the_portal_and_an_unproven_one_nothing(server, cast, watched, looked):
    # Without TLS a browser trusts localhost alone and says so of every other host.
    watched.expect("Cross-Origin-Opener-Policy header has been ignored")
    page = watched.open()
    page.goto(server.address(DOMAIN, "/services"))
    expect(page.get_by_role("heading", name="SEO articles")).to_be_visible()
    looked(page)
    people.sign_in(page, server, PLAIN.email, host=DOMAIN)
    expect(page.get_by_role("heading", name="Hello Pia")).to_be_visible()
    assert {cookie["domain"] for cookie in page.context.cookies()} == {DOMAIN}

    stranger = watched.open()
    for host in (UNPROVEN, "nobody-lives-here.localhost"):
        answer = stranger.goto(server.address(host, "/sign-in"))
        assert answer is not None
        assert (answer.status, answer.headers["content-type"].split(";")[0]) == (404, "text/plain")
    assert stranger.context.cookies() == []


def test_what_a_role_does_not_include_is_said_plainly(server, cast, watched, looked):
    page = watched.open()
    people.sign_in(page, server, LEE)
    for path, status, words in (
        ("/nothing-here", 404, "There is nothing here"),
        ("/orders/NL-2026-9999", 404, "There is nothing here"),
        ("/invitation/not-a-token", 410, "This link is used up"),
    ):
        answer = page.goto(server.address(PORTAL, path))
        assert answer is not None and answer.status == status
        expect(page.get_by_role("heading", level=1)).to_have_text(words)
        looked(page)
