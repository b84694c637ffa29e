"""`make gallery`: a picture of every screen at 1440 and 390 px, light and dark, of the demo on a server of its own, into test-results/gallery/.

The pictures are for people: to be looked at, and compared with what was meant.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from e2e import chromium

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "test-results" / "gallery"
PASSWORD = "demo-portal-2026"
LOOKS = [(width, height, scheme) for width, height in ((1440, 900), (390, 844)) for scheme in ("light", "dark")]

DESK, BOX = "/p/northlight/desk", "/p/northlight/sandbox/main"
FIRST, NORA, ADA = "morrow-and-finch", "nora@morrow-finch.example", "ada@harbour-lights.example"


@dataclass(frozen=True)
class Screens:
    """What one person is shown on one host. ``follow``: name → (page, a link on it that leads to the screen); ``press``: name → (page, what is pressed there)."""

    host: str
    email: str
    paths: dict[str, str]
    follow: dict[str, tuple[str, str]] = field(default_factory=dict)
    press: dict[str, tuple[str, str]] = field(default_factory=dict)


ALL = (
    Screens(
        "northlight",
        "",
        {
            "sign-in": "/sign-in",
            "sign-in-password": "/sign-in/password",
            "services": "/services",
            "guest-checkout": "/services/audit",
            "terms": "/pages/terms",
        },
    ),
    Screens(
        "northlight",
        "dana@acme-industries.example",
        {
            "home": "/",
            "shop": "/t/shop",
            "orders": "/t/orders",
            "messages": "/t/chat",
            "files": "/t/files",
            "page": "/t/work",
            "account": "/account",
            "notifications": "/notifications",
            "checkout": "/services/articles",
            "order-talk": "/orders/NL-2026-0002",
            "pay": "/orders/NL-2026-0012/payment",
            "no-match": "/t/orders?view=all&q=no-such-order",
            "not-found": "/nothing-here",
        },
        {"order": ("/t/orders", "a[href*='/orders/NL-']"), "thread": ("/t/chat", "main a[href*='/messages/']")},
        {"bell-open": ("/", ".portal-bar .bell > summary"), "account-open": ("/", ".portal-bar .account > summary")},
    ),
    Screens("northlight", "fiona@acme-industries.example", {"home-finance": "/", "billing": "/t/billing"}),
    Screens(
        "northlight",
        "lee@acme-industries.example",
        {"home-approver": "/", "team": "/t/team", "team-invite": "/team/invitations"},
        {"team-member": ("/t/team", "main a[href*='/team/']:not([href$='invitations'])")},
    ),
    Screens("halden", "", {"sign-in": "/sign-in"}),
    Screens(
        "halden",
        "carmen@finca-olivar.example",
        {"range": "/", "deliveries": "/t/orders", "account": "/t/account", "ask": "/t/chat", "delivery": "/t/delivery"},
    ),
    Screens(
        "app",
        "",
        {"sign-up": "/sign-up", "sign-in": "/sign-in", "forgotten": "/sign-in/forgotten", "terms": "/terms"},
        press={"sign-up-refused": ("/sign-up", "form button"), "sign-in-refused": ("/sign-in", "form button")},
    ),
    Screens(
        "app",
        "mia@northlight.example",
        {
            "portals": "/",
            "new-portal": "/portals/new",
            "address": "/p/northlight/office/domains",
            "board": f"{DESK}/",
            "board-sandbox": f"{BOX}/desk/",
            "inbox": f"{DESK}/inbox",
            "inbox-all": f"{DESK}/inbox?whose=all",
            "list": f"{DESK}/orders?view=all",
            "list-none": f"{DESK}/orders?q=no-such-order",
            "tasks": f"{DESK}/tasks?whose=all",
            "clients": f"{DESK}/clients",
            "clients-of-a-group": f"{DESK}/clients?group=grp_key",
            "new-client": f"{DESK}/clients/new",
            "bell": f"{DESK}/notifications",
            "choices": f"{DESK}/notifications/choices",
            "desk-order-talk": f"{DESK}/orders/NL-2026-0002",
            "studio": f"{BOX}/studio/pages",
            "studio-services": f"{BOX}/studio/services",
            "studio-forms": f"{BOX}/studio/forms",
            "studio-people": f"{BOX}/studio/people?at=/groups/grp_key",
            "studio-folders": f"{BOX}/studio/people?at=/folders/fol_contracts",
            "studio-seen": f"{BOX}/studio/pages?at=/tabs/tab_key",
            "studio-notifications": f"{BOX}/studio/notifications?at=/notifications/ntf_client_order_moved",
            "studio-brand": f"{BOX}/studio/brand",
            "studio-tab": f"{BOX}/studio/pages?at=/tabs/tab_orders",
            "changes": f"{BOX}/studio/changes",
            "history": f"{BOX}/studio/history",
            "mailbox": "/mailbox/northlight",
            "styleguide": "/styleguide",
            "not-found": "/p/northlight/nothing-here",
        },
        {
            "desk-order": (f"{DESK}/orders", "a[href*='/desk/orders/NL-']"),
            "client": (f"{DESK}/clients", "main td a[href*='/desk/clients/']"),
            "client-orders": (f"{DESK}/clients", "main td a[href*='/desk/clients/'] >> /orders"),
            "client-members": (f"{DESK}/clients", "main td a[href*='/desk/clients/'] >> /members"),
            "client-files": (f"{DESK}/clients", "main td a[href*='/desk/clients/'] >> /files"),
            "client-talk": (f"{DESK}/clients", "main td a[href*='/desk/clients/'] >> /conversation"),
            "revision": (f"{BOX}/studio/history", "main a[href*='/studio/history/']"),
            "letter": ("/mailbox/northlight", ".mails a"),
        },
        {
            "bell-open": (f"{DESK}/", ".bell > summary"),
            "person-open": (f"{DESK}/", ".rail-foot summary"),
            "inbox-item": (f"{DESK}/inbox", ".inbox a"),
            "studio-phone": (f"{BOX}/studio/pages", "[data-device=phone]"),
            "studio-dark-canvas": (f"{BOX}/studio/pages", "[data-canvas-mode=dark]"),
            "studio-adds": (f"{BOX}/studio/pages", "#adds > summary"),
        },
    ),
)
NEW = (
    {
        "first-board": "/desk/",
        "first-inbox": "/desk/inbox",
        "first-list": "/desk/orders",
        "first-tasks": "/desk/tasks",
        "first-clients": "/desk/clients",
        "first-bell": "/desk/notifications",
        "first-studio": "/sandbox/main/studio/pages",
        "first-changes": "/sandbox/main/studio/changes",
        "first-history": "/sandbox/main/studio/history",
        "first-address": "/office/domains",
    },
    {
        "home": "/",
        "shop": "/t/shop",
        "orders": "/t/orders",
        "messages": "/t/chat",
        "team": "/t/team",
        "news": "/notifications",
    },
)
"""Of a portal in which nothing has happened yet: what its seller sees, and its first client."""


def main(only: str = "") -> int:
    """Take them all, or those whose name contains ``only``."""
    program = chromium.find()
    if program is None:
        print(chromium.MISSING, file=sys.stderr)
        return 1
    if not only:
        shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True, exist_ok=True)
    missing: list[str] = []
    with running() as port, sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=["--disable-quic", *flags])
        for screens in (*ALL, *first(browser, port)):
            missing += take(browser, screens, port, only)
        browser.close()
    taken = sorted(TARGET.glob("*.png"))
    print(f"{len(taken)} pictures in {TARGET.relative_to(ROOT)}")
    for each in missing:
        print(f"  no such screen: {each}")
    return 0


def first(browser: Browser, port: int) -> tuple[Screens, ...]:
    """A portal in which nothing has happened yet, made as anybody makes one: what its seller sees, and its first client."""
    app = f"http://app.localhost:{port}"
    seller = browser.new_page()
    seller.goto(f"{app}/sign-up")
    seller.get_by_label("Your name").fill("Nora Finch")
    seller.get_by_label("Work e-mail").fill(NORA)
    seller.get_by_label("Password", exact=True).fill(PASSWORD)
    seller.get_by_label("I accept the terms of use").check()
    seller.get_by_role("button", name="Create account").click()
    seller.get_by_text("Small and simple").click()
    seller.get_by_label("Name of the portal").fill("Morrow & Finch")
    seller.get_by_label("Address", exact=True).fill(FIRST)
    seller.get_by_role("button", name="Make my portal").click()
    seller.wait_for_url("**/studio/pages")
    rename(seller, "Deliveries")
    seller.goto(f"{app}/p/{FIRST}/sandbox/main/studio/changes")
    seller.get_by_role("button", name=re.compile("^Publish")).click()
    seller.get_by_role("heading", name="Nothing to publish").wait_for()
    seller.goto(f"{app}/p/{FIRST}/sandbox/main/studio/pages")
    rename(seller, "Parcels")
    seller.goto(f"{app}/p/{FIRST}/desk/clients/new")
    seller.get_by_label("Name", exact=True).fill("Harbour Lights")
    seller.get_by_label("E-mail addresses").fill(ADA)
    seller.get_by_role("button", name="Create client").click()
    seller.goto(f"{app}/mailbox/{FIRST}")
    seller.locator(".mails a", has_text=ADA).first.click()
    invitation = seller.locator(".mail-text a[href*='/invitation/']").first.get_attribute("href") or ""
    buyer = browser.new_page()
    buyer.goto(invitation)
    buyer.get_by_label("Your name").fill("Ada Harbour")
    buyer.get_by_label("Choose a password").fill(PASSWORD)
    for consent in buyer.get_by_role("checkbox").all():
        consent.check()
    buyer.get_by_role("button", name=re.compile("^Join")).click()
    buyer.get_by_role("heading", level=1).wait_for()
    for page in (seller, buyer):
        page.close()
    seen, met = NEW
    return (
        Screens(
            "app",
            NORA,
            {name: f"/p/{FIRST}{path}" for name, path in seen.items()},
            {"first-revision": (f"/p/{FIRST}/sandbox/main/studio/history", "main a[href*='/studio/history/']")},
        ),
        Screens(FIRST, ADA, met),
    )


def rename(page: Page, name: str) -> None:
    """Give the tab of orders another name in the studio."""
    drawn(page)
    page.locator("[data-row='/tabs/tab_orders']").click()
    page.get_by_role("textbox", name="Name of the tab").fill(name)
    expect(page.locator("[data-row='/tabs/tab_orders'] .name").first).to_have_text(name)


def take(browser: Browser, screens: Screens, port: int, only: str) -> list[str]:
    """Pictures of one person's screens in every look; what was not there."""
    base = f"http://{screens.host}.localhost:{port}"
    cookies = None
    if screens.email:
        context = browser.new_context()
        sign_in(context.new_page(), base, screens)
        cookies = context.storage_state()
        context.close()
    missing = []
    for width, height, scheme in LOOKS:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            storage_state=cookies,
            reduced_motion="reduce",
            is_mobile=width < 600,
            has_touch=width < 600,
            locale="en-GB",
            timezone_id="Europe/Berlin",
        )
        missing += [f"{screens.host} {name}" for name in pictures(context, screens, base, f"{width}-{scheme}", only)]
        context.close()
    return sorted(set(missing))


def pictures(context: BrowserContext, screens: Screens, base: str, look: str, only: str) -> Iterator[str]:
    """Take them; yields the names of screens that are not there."""
    page = context.new_page()
    wanted = re.compile(only)
    for name, path in screens.paths.items():
        if wanted.search(f"{screens.host}-{name}"):
            answer = page.goto(base + path)
            if answer is not None and answer.status >= 400 and name != "not-found":
                yield name
            else:
                shoot(page, screens, name, look)
    for name, (path, link) in screens.follow.items():
        if wanted.search(f"{screens.host}-{name}"):
            page.goto(base + path)
            selector, _, below = link.partition(" >> ")
            target = page.locator(selector).first
            if target.count() == 0:
                yield name
            else:
                page.goto(base + re.sub(r"^https?://[^/]+", "", target.get_attribute("href") or "/") + below)
                shoot(page, screens, name, look)
    for name, (path, pressed) in screens.press.items():
        if wanted.search(f"{screens.host}-{name}"):
            page.goto(base + path)
            if "studio" in name:
                drawn(page)
            target = page.locator(pressed).locator("visible=true").first
            # Some are drawn in one width only.
            if target.count():
                target.click()
                shoot(page, screens, name, look)


def shoot(page: Page, screens: Screens, name: str, look: str) -> None:
    page.wait_for_load_state("load")
    if "studio" in name:
        drawn(page)
    page.wait_for_timeout(400)
    # A page that was pressed is shown as it stands in the window.
    page.screenshot(
        path=TARGET / f"{screens.host}-{name}-{look}.png", full_page="studio" not in name and not name.endswith("-open")
    )


def drawn(page: Page) -> None:
    """Wait until the portal stands in the studio's frame."""
    expect(page.frame_locator("[data-frame]").locator("main").first).to_be_attached(timeout=15_000)


def sign_in(page: Page, base: str, screens: Screens) -> None:
    page.goto(base + ("/sign-in" if screens.host == "app" else "/sign-in/password"))
    page.locator("#email").fill(screens.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(base + "/")


@contextmanager
def running() -> Iterator[int]:
    """A server with the demo, on ports and data of its own."""
    with tempfile.TemporaryDirectory(prefix="portico-gallery-") as place:
        Path(place).chmod(0o711)
        ports = []
        for _ in range(2):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                ports.append(free.getsockname()[1])
        environ = {
            **os.environ,
            "PORT": str(ports[0]),
            "INTERNAL_PORT": str(ports[1]),
            "DATA_DIR": f"{place}/var",
            "LOG_LEVEL": "WARNING",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "portico.cli", "run"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL
        )
        try:
            deadline = time.monotonic() + 120
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{ports[1]}/readyz", timeout=2).close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise SystemExit("the server did not start") from None
                    time.sleep(0.2)
            yield ports[0]
        finally:
            process.terminate()
            process.wait(30)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
