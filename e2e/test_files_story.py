"""Sending files, seeing how far they are, looking at them: with script, without it, and by somebody who may not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from e2e import looks, people
from e2e.people import DANA, FIONA, LEE, PORTAL
from tests.workspace.files import samples

SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 1_500_000}
"""A line on which some megabytes take a few seconds, so that there is something to see on the way."""


FETCH = """async ([url, headers]) => {
  const answer = await fetch(url, { headers });
  const body = await answer.arrayBuffer();
  return {
    status: answer.status, url: answer.url, size: body.byteLength, type: answer.headers.get("content-type"),
    policy: answer.headers.get("content-security-policy"), text: new TextDecoder().decode(body.slice(0, 20)),
  };
}"""
"""What a page of this host is given; only a browser knows names below localhost."""


@pytest.fixture
def sent(tmp_path: Path) -> dict[str, str]:
    """Files of a person's machine by what they are."""
    made = {
        "photo": ("hall seven.png", samples.picture("PNG", 1800, 1200, compress_level=0)),
        "small": ("mark.png", samples.picture()),
        "offer": ("Angebot für die Messe.pdf", samples.pdf()),
        "liar": ("invoice.pdf", samples.PROGRAM),
        "empty": ("empty.txt", b""),
    }
    for name, content in made.values():
        (tmp_path / name).write_bytes(content)
    return {key: str(tmp_path / name) for key, (name, _) in made.items()}


def test_files_are_sent_with_progress_and_looked_at(server, cast, watched, looked, sent):
    page = watched.open()
    people.sign_in(page, server, DANA)
    page.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link", name="Files").click()
    expect(page.get_by_role("heading", name="Files", level=1)).to_be_visible()
    looked(page)

    # Four at once: two good ones, one that lies, one that is empty. The big one shows how far it is.
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.locator("[data-upload-pick]").set_input_files([sent["photo"], sent["offer"], sent["liar"], sent["empty"]])
    row = page.locator(".upload-row", has_text="hall seven.png")
    expect(row.get_by_role("progressbar")).to_be_visible()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.upload-row progress')].some((bar) => bar.value > 0 && bar.value < 100)"
    )
    expect(row).to_contain_text(re.compile(r"[\d.]+ MB of 6\.5 MB"))
    refused = page.locator(".upload-row", has_text="invoice.pdf")
    expect(refused).to_contain_text("This file holds a program, whatever its name says.")
    expect(page.locator(".upload-row", has_text="empty.txt")).to_contain_text("This file is empty")
    expect(page.get_by_text("2 files were added.")).to_be_visible(timeout=30_000)
    expect(row).to_have_count(0)
    looked(page)
    refused.get_by_role("button", name="Remove invoice.pdf").click()
    expect(refused).to_have_count(0)

    # Both stand in the list without the page having been loaded anew; the picture opens above it, then the PDF.
    table = page.get_by_role("region", name="Files")
    for name in ("hall seven.png", "Angebot für die Messe.pdf"):
        expect(table.get_by_role("link", name=name, exact=True)).to_be_visible()
    link = table.get_by_role("link", name="hall seven.png", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="hall seven.png")
    expect(dialog).to_be_visible()
    page.wait_for_function("() => document.querySelector('.preview img')?.naturalWidth === 1800")
    looked(page)
    title = page.locator("#preview-title")
    page.keyboard.press("ArrowRight")
    expect(title).not_to_have_text("hall seven.png")
    page.keyboard.press("ArrowLeft")
    expect(title).to_have_text("hall seven.png")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(link).to_be_focused()
    table.get_by_role("link", name="Angebot für die Messe.pdf", exact=True).click()
    expect(page.get_by_role("dialog", name="Angebot für die Messe.pdf")).to_be_visible()
    expect(page.locator(".preview iframe")).to_have_attribute("src", re.compile(r"/files/[0-9a-f-]+$"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    # What is sent is what was there, and as what it is.
    address = str(link.get_attribute("href"))
    whole = page.evaluate(FETCH, [address, {}])
    assert (whole["status"], whole["size"]) == (200, Path(sent["photo"]).stat().st_size)
    assert whole["type"] == "image/png"
    assert whole["policy"] == "sandbox; default-src 'none'"
    part = page.evaluate(FETCH, [whole["url"], {"Range": "bytes=1-3"}])
    assert (part["status"], part["text"]) == (206, "PNG")

    # A colleague sees them by order and searches; finance has no such tab and no such address.
    lee, fiona = watched.open(phone=True), watched.open()
    people.sign_in(lee, server, LEE)
    lee.goto(server.address(PORTAL, "/t/files?q=messe"))
    expect(lee.get_by_role("link", name="Angebot für die Messe.pdf", exact=True)).to_be_visible()
    expect(lee.get_by_role("link", name="hall seven.png", exact=True)).to_have_count(0)
    looked(lee)
    assert looks.too_small(lee) == []
    people.sign_in(fiona, server, FIONA)
    expect(fiona.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link", name="Files")).to_have_count(0)
    watched.expect("the server responded with a status of 40")
    for path in ("/t/files", address):
        assert fiona.evaluate(FETCH, [path, {}])["status"] == 404
    assert fiona.evaluate(FETCH, [whole["url"], {}])["status"] == 403, "a ticket is for the browser it was made for"

    # Dana takes one away again; on Lee's phone it goes without anybody touching it.
    lee.goto(server.address(PORTAL, "/t/files"))
    expect(lee.get_by_role("link", name="hall seven.png", exact=True)).to_be_visible()
    table.locator("summary", has_text="More for hall seven.png").click()
    table.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("“hall seven.png” was removed.")).to_be_visible()
    expect(page.get_by_role("link", name="hall seven.png", exact=True)).to_have_count(0)
    expect(lee.get_by_role("link", name="hall seven.png", exact=True)).to_have_count(0)


def test_an_upload_is_cancelled_and_one_that_was_lost_is_sent_again(server, cast, watched, sent):
    page = watched.open()
    watched.expect("net::ERR_")
    people.sign_in(page, server, DANA)
    page.goto(server.address(PORTAL, "/t/orders"))
    page.locator("a.title").first.click()
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    pick = page.locator("#order-files [data-upload-pick]")
    pick.set_input_files(sent["photo"])
    row = page.locator(".upload-row", has_text="hall seven.png")
    expect(row.get_by_role("progressbar")).to_be_visible()
    row.get_by_role("button", name="Remove hall seven.png").click()
    expect(row).to_have_count(0)
    expect(page.locator("#order-files").get_by_role("link", name="hall seven.png", exact=True)).to_have_count(0)

    # Of two that are sent together one is refused: its sentence stays when the other is there.
    page.locator("#order-files [data-upload-pick]").set_input_files([sent["liar"], sent["small"]])
    expect(page.get_by_text("mark.png was added.")).to_be_visible()
    expect(page.locator("#order-files").get_by_role("link", name="mark.png", exact=True)).to_be_visible()
    expect(page.locator(".upload-row", has_text="invoice.pdf")).to_contain_text("This file holds a program")

    # The line breaks once.
    page.route("**/-/files/**", lambda route: route.abort(), times=1)
    pick.set_input_files(sent["offer"])
    row = page.locator(".upload-row", has_text="Angebot")
    expect(row).to_contain_text("The connection was lost.")
    row.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Angebot für die Messe.pdf was added.")).to_be_visible()
    expect(
        page.locator("#order-files").get_by_role("link", name="Angebot für die Messe.pdf", exact=True)
    ).to_be_visible()


def test_a_message_goes_with_all_its_files_or_stays(server, cast, watched, sent):
    page = watched.open()
    people.sign_in(page, server, DANA)
    page.goto(server.address(PORTAL, f"/orders/{server.ordered(DANA)}"))
    composer = page.locator("[data-composer]")
    field, alert = composer.locator("textarea"), composer.locator("[role=alert]")
    pick = composer.locator("input[type=file]")
    notes = [{"name": f"note {n}.txt", "mimeType": "text/plain", "buffer": b"Hello %d" % n} for n in range(21)]
    pick.set_input_files(notes)
    expect(composer.locator(".upload-row[data-state=ready]")).to_have_count(21)
    expect(composer.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    field.fill("All of it")
    field.press("Control+Enter")
    expect(alert).to_have_text("A message takes at most 20 files, these are 21. Remove some.")
    expect(field).to_have_value("All of it")
    composer.locator(".upload-row [data-drop]").first.click()
    field.press("Control+Enter")
    expect(page.locator(".msg:not(.pending)", has_text="All of it").locator(".file-chip")).to_have_count(20)

    watched.expect("ERR_")
    page.route("**/complete", lambda route: route.abort())
    pick.set_input_files(sent["offer"])
    field.fill("With the offer")
    field.press("Control+Enter")
    expect(alert).to_have_text("A file could not be sent. Try again or remove it, then send the message.")
    expect(field).to_have_value("With the offer")
    page.unroute("**/complete")
    composer.get_by_role("button", name="Try again").click()
    expect(composer.locator(".upload-row[data-state=ready]")).to_have_count(1)
    field.press("Control+Enter")
    expect(page.locator(".msg:not(.pending)", has_text="With the offer").locator(".file-chip")).to_have_count(1)


def test_without_script_a_plain_form_sends_them(server, cast, browser: Browser, sent):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900}, locale="en-GB")
    try:
        page = context.new_page()
        page.goto(server.address(PORTAL, "/sign-in/password"))
        page.locator("#email").fill(LEE)
        page.get_by_label("Password", exact=True).fill(people.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.goto(server.address(PORTAL, "/t/files"))
        expect(page.get_by_text("Up to 20 MB together.")).to_be_visible()
        # Larger than any other form may be.
        page.locator("#files-pick").set_input_files([sent["offer"], sent["photo"]])
        page.get_by_role("button", name="Send the files").click()
        expect(page.get_by_text("2 files were added.")).to_be_visible()
        for name in ("Angebot für die Messe.pdf", "hall seven.png"):
            page.get_by_role("link", name=name, exact=True).first.wait_for()
        page.locator("#files-pick").set_input_files(sent["liar"])
        page.get_by_role("button", name="Send the files").click()
        expect(page.get_by_text("This file holds a program")).to_be_visible()
    finally:
        context.close()
