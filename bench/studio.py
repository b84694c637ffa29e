"""The studio in a real browser: from a key press to the preview that shows it, and from a choice to the page the server draws anew."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import stage
from bench.figures import Figure, percentile
from foundation.postgres import Server
from portico.demo.load import PASSWORD, SLUG, STAFF

KEYS = 60
CHOICES = 20
PACE = 90
"""Milliseconds between two key presses: somebody who types fast."""
FIELDS = (
    ("pages", "/tabs/tab_work", "Name of the tab"),
    ("pages", "/dashboards/dsh_default/widgets/wdg_hi", "Greeting"),
    ("services", "/services/svc_banner", "One sentence"),
)
# From the event of the key to the word that the frame has painted it. A key that replaces one still on its way counts from its own press.
_WATCH = """() => {
  const studio = document.querySelector("[data-studio]");
  window.measured = [];
  let pressed = null;
  const begin = ({ timeStamp }) => { pressed ??= timeStamp; };
  document.addEventListener("keydown", begin, true);
  document.addEventListener("click", begin, true);
  new MutationObserver(() => {
    if (pressed === null) return;
    window.measured.push(performance.now() - pressed);
    pressed = null;
  }).observe(studio, { attributes: true, attributeFilter: ["data-painted"] });
}"""


def figures(server: Server, place: Path) -> list[Figure]:
    """Measured on the demo's own portal; without rounds where there is no browser."""
    names = ("studio: key press to repainted preview, p95", "studio: choice to the page drawn anew, p95")
    from e2e import chromium

    program = chromium.find()
    if program is None:
        return [Figure(names[0], "ms", (), 100), Figure(names[1], "ms")]
    with _web(server, place) as port:
        typed, chosen = _measured(program, port)
    return [
        Figure(names[0], "ms", (percentile(sorted(typed), 0.95),), 100),
        Figure(names[1], "ms", (percentile(sorted(chosen), 0.95),)),
    ]


def _measured(program: str, port: int) -> tuple[list[float], list[float]]:
    from playwright.sync_api import sync_playwright

    builder = f"http://app.{stage.BASE_DOMAIN}:{port}"
    studio = f"{builder}/p/{SLUG}/sandbox/main/studio"
    typed: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-quic"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{builder}/sign-in")
        page.fill("#email", STAFF[0].email)
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{builder}/")
        for mode, ptr, label in FIELDS:
            _open(page, f"{studio}/{mode}?at={ptr}")
            page.get_by_role("textbox", name=label).first.press("End")
            for number in range(KEYS // len(FIELDS)):
                page.keyboard.press("abcdefghij"[number % 10])
                page.wait_for_timeout(PACE)
            page.wait_for_timeout(400)
            typed += page.evaluate("window.measured.slice(1)")
        _open(page, f"{studio}/pages?at=/dashboards/dsh_default/widgets/wdg_next")
        for number in range(CHOICES):
            page.get_by_role("group", name="Width").get_by_role("button", name=("Full", "Half")[number % 2]).click()
            page.wait_for_timeout(400)
        chosen = page.evaluate("window.measured")
        browser.close()
    if len(typed) < KEYS // 2 or len(chosen) < CHOICES // 2:
        raise stage.CannotMeasure("The preview did not show what was typed; open the studio and look.")
    return typed, chosen


def _open(page: Any, address: str) -> None:
    page.goto(address)
    page.frame_locator("[data-frame]").locator("[data-ptr]").first.wait_for()
    page.wait_for_timeout(300)
    page.evaluate(_WATCH)


@contextmanager
def _web(server: Server, place: Path) -> Iterator[int]:
    """One web process that a browser can talk to without a proxy in front."""
    port = stage.free_port()
    environ = stage.production(server, stage.RUN, place, port) | {"DEVELOPMENT": "1", "PUBLIC_SCHEME": "http"}
    with (place / "studio.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "portico.cli", "web"], env=environ, cwd=stage.ROOT, stdout=log, stderr=log
        )
        try:
            stage.answers(int(environ["INTERNAL_PORT"]), b"GET /readyz HTTP/1.0\r\n\r\n")
            yield port
        finally:
            process.terminate()
            process.wait(40)
