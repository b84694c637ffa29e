"""The whole promise, once: sign up → build → preview → publish → invite → order → pay → chat → deliver, by an owner and a client at the same time,
and the client's part again on a domain of the seller's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

from e2e.people import BUILDER
from tests.deploy.conftest import deployment  # noqa: F401  (a fixture)
from tests.deploy.prepare import PASSWORD as DEPLOYED_PASSWORD
from tests.deploy.prepare import PROVEN

if TYPE_CHECKING:
    from e2e.conftest import Server
    from tests.deploy.conftest import Deployment
    from tests.nameserver import NameServer

OWNER, CLIENT = "nora@morrow-finch.example", "ada@harbour-lights.example"
PASSWORD = "copper kettle orbit lantern"
SLUG, NAME = "morrow-and-finch", "Morrow & Finch"
PORTAL, SANDBOX = f"{SLUG}.localhost", f"{SLUG}--main.localhost"
OWN_HOST = "portal.morrow-finch.test"
STUDIO = f"/p/{SLUG}/sandbox/main/studio"


def hear(page: Page, words: str) -> None:
    """What the other side said comes by itself."""
    expect(page.get_by_role("log", name="Messages")).to_contain_text(words)


def say(page: Page, words: str) -> None:
    page.get_by_label("Message", exact=True).fill(words)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("log", name="Messages")).to_contain_text(words)


def saved(page: Page) -> None:
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")


def sign_up(page: Page, server: Server, looked: Any) -> None:
    """From nothing to the studio."""
    page.goto(server.address(BUILDER, "/sign-in"))
    page.get_by_role("link", name="New here? Sign up").click()
    page.get_by_label("Your name").fill("Nora Finch")
    page.get_by_label("Work e-mail").fill(OWNER)
    page.get_by_label("Password", exact=True).fill("password12")
    expect(page.get_by_text("easy to guess")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    expect(page.get_by_text("A very good password.")).to_be_visible()
    page.get_by_label("I accept the terms of use").check()
    looked(page)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Which portal is closest to yours?")).to_be_visible()
    expect(page.get_by_role("radio", name="Content and SEO agency")).to_be_checked()
    page.get_by_role("radio", name="Manufacturer after-sales").check(force=True)
    expect(page.locator("input[name=accent][value=teal]")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Small and simple")).to_be_checked()
    page.get_by_label("Name of the portal").fill(NAME)
    expect(page.get_by_label("Address", exact=True)).to_have_value(SLUG)
    expect(page.get_by_text("This address is free.")).to_be_visible()
    page.locator("label.swatch-brick").click()
    looked(page)
    page.get_by_role("button", name="Make my portal").click()
    expect(page).to_have_url(server.address(BUILDER, f"{STUDIO}/pages"))


def build(page: Page, looked: Any) -> None:
    """Rename a tab, add a widget, change the accent; each is in the preview at once."""
    canvas = page.frame_locator("[data-frame]")
    expect(canvas.get_by_role("heading", level=1)).to_be_visible()
    page.locator("[data-row='/tabs/tab_orders']").click()
    page.get_by_role("textbox", name="Name of the tab").fill("Deliveries")
    expect(canvas.locator("[data-ptr='/tabs/tab_orders']").first).to_have_text("Deliveries")
    saved(page)
    page.locator("[data-row='/tabs/tab_home'] .name").first.click()
    expect(page.get_by_role("heading", name="Tab “Home”")).to_be_visible()
    # Who pays has a first look of its own; this is everybody else's.
    page.locator("[data-row='/dashboards/dsh_home'] .name").first.click()
    expect(page.get_by_role("heading", name="Dashboard “Home”")).to_be_visible()
    page.locator("#adds > summary").click()
    page.locator("#adds").get_by_role("button", name="A few words of yours").click()
    expect(canvas.get_by_text("We answer within one working day.")).to_be_visible()
    saved(page)
    looked(page)
    page.get_by_role("navigation", name="Builder").get_by_role("link", name="Brand").click()
    page.get_by_role("button", name="Teal").click()
    expect(canvas.locator(".mark").first).to_have_css("background-color", "rgb(15, 118, 110)")
    saved(page)


def publish(page: Page, looked: Any) -> None:
    """What was built goes live, from the studio's own button, which has counted along."""
    page.get_by_role("link", name="Review 3 changes", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Publish 3 changes")
    expect(page.locator("main")).to_contain_text("Deliveries")
    looked(page)
    page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.get_by_role("heading", name="Nothing to publish")).to_be_visible()


def invite(page: Page, server: Server, looked: Any) -> None:
    page.goto(server.address(BUILDER, f"/p/{SLUG}/desk/clients"))
    page.get_by_role("link", name="New client").first.click()
    page.get_by_label("Name", exact=True).fill("Harbour Lights")
    page.get_by_label("E-mail addresses").fill(CLIENT)
    looked(page)
    page.get_by_role("button", name="Create client").click()
    expect(page.get_by_role("heading", name="Harbour Lights")).to_be_visible()


def join(page: Page, server: Server, looked: Any) -> None:
    page.goto(server.link_in_mail_to(CLIENT, containing="/invitation/"))
    page.get_by_label("Your name").fill("Ada Harbour")
    page.get_by_label("Choose a password").fill(PASSWORD)
    for consent in page.get_by_role("checkbox").all():
        consent.check()
    looked(page)
    page.get_by_role("button", name=re.compile("^Join")).click()
    expect(page.get_by_role("heading", name="Hello Ada")).to_be_visible()
    looked(page)


def order(page: Page, wish: str) -> str:
    """Order the small package by transfer: the order's number."""
    page.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link", name="Order", exact=True).click()
    page.get_by_role("link", name=re.compile("^Order Small package")).click()
    page.get_by_label("What can we do for you?").fill(wish)
    page.get_by_label("Bank transfer").check()
    page.get_by_label("I accept the Terms of service").check()
    page.get_by_role("button", name="Place order").last.click()
    expect(page).to_have_url(re.compile(r"/orders/[A-Z]+-\d{4}-\d+$"))
    return page.url.rsplit("/", 1)[1]


def test_from_sign_up_to_delivery(server: Server, watched: Any, looked: Any, names: NameServer, browser: Any) -> None:
    watched.expect("Cross-Origin-Opener-Policy header has been ignored")
    owner, client = watched.open(width=1720), watched.open()
    sign_up(owner, server, looked)
    build(owner, looked)
    publish(owner, looked)
    invite(owner, server, looked)
    join(client, server, looked)
    expect(client.get_by_text("We answer within one working day.")).to_be_visible()
    expect(client.get_by_role("link", name="Deliveries").first).to_be_visible()

    number = order(client, "A sign for the new entrance, please.")
    looked(client)
    desk = server.address(BUILDER, f"/p/{SLUG}/desk/orders/{number}")
    owner.goto(desk)
    expect(owner.get_by_text("A sign for the new entrance, please.")).to_be_visible()

    # They talk, each on their own page.
    say(client, "Which size do you need the logo in?")
    hear(owner, "Which size do you need the logo in?")
    say(owner, "As large as you have it.")
    hear(client, "As large as you have it.")
    looked(owner)

    # Paid by transfer: announced here, confirmed there.
    client.reload()
    client.get_by_role("button", name="I have sent the transfer").click()
    owner.goto(desk)
    owner.get_by_role("button", name="Mark as paid").click()
    expect(owner.get_by_role("button", name="Mark as paid")).to_have_count(0)

    # Worked on, looked at, delivered: the client says the last word.
    for status in ("sts_doing", "sts_look"):
        owner.goto(desk)
        owner.locator(f"button[name=status][value={status}]").first.click()
        expect(owner.locator("[data-toasts]")).to_contain_text("is now")
    client.reload()
    expect(client.get_by_role("heading", name="Your decision")).to_be_visible()
    looked(client)
    client.locator("form", has=client.locator("input[name=status][value=sts_done]")).get_by_role("button").click()
    expect(client.locator("[aria-current=step]")).to_contain_text("Done")
    owner.goto(desk)
    expect(owner.locator("[aria-current=step]")).to_contain_text("Done")

    # The client's part again, on a domain of the seller's own.
    confirm = server.mail_to(OWNER, subject="Confirm your address", table="staff_outbox")["text"]
    link = re.search(r"https?://\S+/confirm/\S+", confirm)
    assert link is not None
    owner.goto(link.group())
    owner.get_by_role("button", name="Yes, confirm it").click()
    owner.goto(server.address(BUILDER, f"/p/{SLUG}/office/domains"))
    owner.get_by_label("Name", exact=True).fill(OWN_HOST)
    owner.get_by_role("button", name="Add it").click()
    card = owner.get_by_role("listitem").filter(has=owner.get_by_role("heading", name=OWN_HOST))
    token = card.locator("code", has_text=re.compile("^portico-")).inner_text()
    names.text(f"_portico.{OWN_HOST}", token)
    looked(owner)
    card.get_by_role("button", name="Check now").click()
    expect(card.get_by_text("Live", exact=True)).to_be_visible()
    again = watched.open()
    again.goto(server.address(OWN_HOST, "/sign-in/password"))
    again.locator("#email").fill(CLIENT)
    again.get_by_label("Password", exact=True).fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("heading", name="Hello Ada")).to_be_visible()
    order(again, "One more sign, for the back door.")
    say(again, "Same size as the first one.")
    assert {cookie["domain"] for cookie in again.context.cookies()} == {OWN_HOST}
    looked(again)


def test_the_clients_part_over_https(deployment: Deployment, browser: Any, looked: Any) -> None:  # noqa: F811
    """Through Caddy, with a certificate of the very host: the portal, signed in, ordering and talking."""
    context = browser.new_context(ignore_https_errors=True, reduced_motion="reduce", locale="en-GB", timezone_id="UTC")
    try:
        page = context.new_page()
        page.goto(f"https://{PROVEN}:{deployment.port('HTTPS_PORT')}/sign-in/password")
        page.locator("#email").fill("dana@acme.example")
        page.get_by_label("Password", exact=True).fill(DEPLOYED_PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Hello Dana")).to_be_visible()
        assert page.evaluate("window.isSecureContext")
        assert all(
            cookie["secure"] and cookie["httpOnly"] and cookie["name"].startswith("__Host-")
            for cookie in context.cookies()
        )
        order(page, "A sign for the harbour office.")
        say(page, "It should be readable from the quay.")
        looked(page)
    finally:
        context.close()
