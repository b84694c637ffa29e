"""What every page of a story is held to, whatever it shows."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

NARROW = 360
TARGET = 44
_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > width + 1);
  return wide.slice(0, 5).map((each) => each.outerHTML.slice(0, 120));
}"""
# A link inside a sentence is exempt (WCAG 2.5.8), a checkbox is pressed by its label, and what is not drawn is not pressed.
_TOO_SMALL = """(least) => {
  const drawn = (each) => each.checkVisibility({ visibilityProperty: true }) && each.getBoundingClientRect().width > 1;
  const told = (each) => {
    const { width, height } = each.getBoundingClientRect();
    const words = (each.getAttribute("aria-label") || each.innerText || each.name || "").trim().slice(0, 40);
    return `${each.tagName.toLowerCase()} “${words}” ${Math.round(width)} × ${Math.round(height)}`;
  };
  const pressed = "button, summary, select, a.btn, nav a, .portal-bar a, .portal-side a, .radio-card, label.check, .menu a, .input, .textarea, .rows a.btn";
  return [...document.querySelectorAll(pressed)].filter(drawn)
    .filter((each) => !each.closest(".crumbs, .sr, .skip, [data-no-script]"))
    .filter((each) => { const { width, height } = each.getBoundingClientRect(); return height < least - 0.5 || width < least - 0.5; })
    .map(told);
}"""


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways at 360 px; empty when nothing does."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": NARROW, "height": 780})
    try:
        found: list[str] = page.evaluate(_TOO_WIDE)
    finally:
        page.set_viewport_size(size)
    return found


def too_small(page: Page) -> list[str]:
    """Buttons and links of navigation and forms that a finger misses, on a phone's page."""
    found: list[str] = page.evaluate(_TOO_SMALL, TARGET)
    return found


def faults(page: Page, axe: Callable[..., list[str]]) -> list[str]:
    """What is wrong with the page as it stands now: for readers of any kind, in light and in dark, and on a narrow phone."""
    page.emulate_media(color_scheme="light")
    found = [f"light: {fault}" for fault in axe(page)]
    # Nothing but the colours depends on the scheme.
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in axe(page, ("color-contrast",))]
    page.emulate_media(color_scheme="light")
    return found + [f"sideways at {NARROW} px: {wide}" for wide in too_wide(page)]
