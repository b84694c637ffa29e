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
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from e2e import chromium

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "test-results" / "gallery"
PASSWORD = "demo-portal-2026"
LOOKS = [(width, height, scheme) for width, height in ((1440, 900), (390, 844)) for scheme in ("light", "dark")]

DESK, BOX = "/p/northlight/desk", "/p/northlight/sandbox/main"


@dataclass(frozen=True)
class Screens:
    """What one person is shown on one host. ``follow``: name → (page, a link on it that leads to the screen)."""

    host: str
    email: str
    paths: dict[str, str]
    follow: dict[str, tuple[str, str]]


ALL = (
    Screens("northlight", "", {"sign-in": "/sign-in", "services": "/services", "terms": "/pages/terms"}, {}),
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
            "checkout": "/services/articles",
            "not-found": "/nothing-here",
        },
        {"order": ("/t/orders", "a[href*='/orders/NL-']")},
    ),
    Screens("northlight", "fiona@acme-industries.example", {"home-finance": "/", "billing": "/t/billing"}, {}),
    Screens("northlight", "lee@acme-industries.example", {"team": "/t/team"}, {}),
    Screens("halden", "", {"sign-in": "/sign-in"}, {}),
    Screens(
        "halden",
        "carmen@finca-olivar.example",
        {"range": "/", "deliveries": "/t/orders", "account": "/t/account", "ask": "/t/chat", "delivery": "/t/delivery"},
        {},
    ),
    Screens(
        "app",
        "",
        {"sign-up": "/sign-up", "sign-in": "/sign-in", "forgotten": "/sign-in/forgotten", "terms": "/terms"},
        {},
    ),
    Screens(
        "app",
        "mia@northlight.example",
        {
            "portals": "/",
            "new-portal": "/portals/new",
            "address": "/p/northlight/office/domains",
            "board": f"{DESK}/",
            "inbox": f"{DESK}/inbox",
            "list": f"{DESK}/orders",
            "tasks": f"{DESK}/tasks",
            "clients": f"{DESK}/clients",
            "new-client": f"{DESK}/clients/new",
            "bell": f"{DESK}/notifications",
            "studio": f"{BOX}/studio/pages",
            "studio-services": f"{BOX}/studio/services",
            "studio-forms": f"{BOX}/studio/forms",
            "studio-notifications": f"{BOX}/studio/notifications?at=/notifications/ntf_client_order_moved",
            "studio-brand": f"{BOX}/studio/brand",
            "changes": f"{BOX}/studio/changes",
            "history": f"{BOX}/studio/history",
            "styleguide": "/styleguide",
        },
        {
            "desk-order": (f"{DESK}/orders", "a[href*='/desk/orders/NL-']"),
            "client": (f"{DESK}/clients", "td a[href*='/desk/clients/']"),
        },
    ),
)


def main() -> int:
    program = chromium.find()
    if program is None:
        print(chromium.MISSING, file=sys.stderr)
        return 1
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    missing: list[str] = []
    with running() as port, sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=["--disable-quic", *flags])
        for screens in ALL:
            missing += take(browser, screens, port)
        browser.close()
    taken = sorted(TARGET.glob("*.png"))
    print(f"{len(taken)} pictures in {TARGET.relative_to(ROOT)}")
    for each in missing:
        print(f"  no such screen: {each}")
    return 0


def take(browser: Browser, screens: Screens, port: int) -> list[str]:
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
        missing += [f"{screens.host} {name}" for name in pictures(context, screens, base, f"{width}-{scheme}")]
        context.close()
    return sorted(set(missing))


def pictures(context: BrowserContext, screens: Screens, base: str, look: str) -> Iterator[str]:
    """Take them; yields the names of screens that are not there."""
    page = context.new_page()
    for name, path in screens.paths.items():
        answer = page.goto(base + path)
        if answer is not None and answer.status >= 400 and name != "not-found":
            yield name
            continue
        shoot(page, screens, name, look)
    for name, (path, link) in screens.follow.items():
        page.goto(base + path)
        target = page.locator(link).first
        if target.count() == 0:
            yield name
            continue
        page.goto(base + re.sub(r"^https?://[^/]+", "", target.get_attribute("href") or "/"))
        shoot(page, screens, name, look)


def shoot(page: Page, screens: Screens, name: str, look: str) -> None:
    page.wait_for_load_state("load")
    page.wait_for_timeout(400)
    page.screenshot(path=TARGET / f"{screens.host}-{name}-{look}.png", full_page="studio" not in name)


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
        environ = {**os.environ, "PORT": str(ports[0]), "INTERNAL_PORT": str(ports[1]), "DATA_DIR": f"{place}/var"}
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
    sys.exit(main())
