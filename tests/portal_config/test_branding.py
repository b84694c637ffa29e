"""Derived colours: readable on every ground of the look, in light and in dark, whatever accent a seller picks."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from coloraide import Color

import portal_config
from portal_config import branding
from portal_config.branding import brand, contrast, shades
from portal_config.compiled import Compiled

COUNT = int(os.environ.get("COUNT", "300"))
SEED = int(os.environ.get("SEED", "20261121"))


def mixed(share: float, accent: str, ground: str) -> str:
    return Color(ground).mix(accent, share, space="oklab").convert("srgb").fit(method="clip").to_string(hex=True)


def assert_readable(accent: str, *, dark: bool) -> None:
    shade = shades(accent, dark=dark)
    grounds = ("#0d0f12", "#14161a", "#1b1e23", "#23262b") if dark else ("#ffffff", "#f5f6f8", "#f0f2f4")
    tint = mixed(0.26 if dark else 0.08, shade.accent, grounds[1 if dark else 0])
    assert contrast(shade.on, shade.accent) >= 4.5, (accent, dark, shade)
    assert contrast(shade.on, shade.hover) >= 4.5, (accent, dark, shade)
    for ground in (*grounds, tint):
        assert contrast(shade.text, ground) >= 4.5, (accent, dark, shade, ground)
    for ground in grounds:
        assert contrast(shade.mark, ground) >= 3, (accent, dark, shade, ground)


def test_random_accents_are_readable_in_both_modes() -> None:
    print(f"seed {SEED}, {COUNT} accents")
    chosen = random.Random(SEED)
    for _ in range(COUNT):
        accent = f"#{chosen.randrange(2**24):06x}"
        for dark in (False, True):
            assert_readable(accent, dark=dark)


@pytest.mark.parametrize(
    "accent",
    ["#000000", "#ffffff", "#ffe600", "#294fb5", "#ff0000", "#777777", "#767676", "#00ff00", "#0000ff", "#111318"],
)
def test_accents_at_the_edges(accent: str) -> None:
    for dark in (False, True):
        assert_readable(accent, dark=dark)


def test_the_oracle_can_fail() -> None:
    assert contrast("#ffe600", "#ffffff") < 3
    assert branding.on_color("#ffe600") == "#111318"
    assert branding.on_color("#294fb5") == "#ffffff"
    assert contrast(branding.on_color("#767676"), "#767676") >= 4.5


def test_grounds_are_those_of_the_stylesheet() -> None:
    """Accent text reads on the grounds as the token stylesheet has them, not only on the copies kept beside the code."""
    tokens = Path(__file__).parents[2] / "assets" / "src" / "css" / "tokens.css"
    text = tokens.read_text()
    for ground in ("--bg", "--surface", "--sunken", "--raised", "--hover"):
        found = re.search(rf"{ground}: light-dark\((#[0-9a-f]+|oklch\([^)]+\)), (oklch\([^)]+\))\);", text)
        assert found, ground
        for dark in (False, True):
            color = Color(found[2 if dark else 1]).convert("srgb").to_string(hex=True)
            for accent in ("#294fb5", "#ffe600", "#14543c", "#000000", "#ffffff"):
                assert contrast(shades(accent, dark=dark).text, color) >= 4.5, (ground, dark, accent)


def test_stylesheet_sets_both_modes_in_the_token_layer(compiled: Compiled) -> None:
    css = compiled.brand.css
    assert css.startswith('@layer tokens{:root,[data-mode="light"]{--accent:#294fb5;')
    dark = f"--accent:{compiled.brand.dark['--accent']};"
    assert f'[data-mode="dark"]{{{dark}' in css
    assert f'@media (prefers-color-scheme: dark){{:root:not([data-mode="light"]){{{dark}' in css
    assert css.count("{") == css.count("}") == 5
    assert '--font-body:"Inter Variable", "Inter", system-ui, sans-serif;' in css
    assert "--r-lg:12px;" in css and "--r-md:8px;" in css
    assert compiled.brand.css_hash.startswith("sha256:") and compiled.brand.mark == "N"


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/branding/tokens/font/body/$value", ['x"};body{display:none', "Inter"]),
        ("/branding/tokens/font/body/$value", ["</style><script>"]),
        ("/branding/tokens/color/accent/$value", {"colorSpace": "srgb", "components": [0, 0, 0], "hex": "#000;}*{x"}),
        ("/branding/tokens/color/accent/$value", {"colorSpace": "srgb", "components": ["0;}", 0, 0]}),
        ("/branding/tokens/color/accent/$value", {"colorSpace": "srgb;}", "components": [0, 0, 0]}),
        ("/branding/tokens/radius/card/$value", {"value": "1px;}", "unit": "px"}),
    ],
)
def test_nothing_of_the_seller_reaches_the_stylesheet_unread(
    changed: Callable[[str, Any], dict[str, Any]], pointer: str, value: Any
) -> None:
    css = portal_config.compile(changed(pointer, value), strict=False).brand.css
    assert not re.search(r"display:none|script|\*|x\"|</", css)
    assert css.count("{") == 5


def test_other_colour_spaces_become_srgb(changed: Callable[[str, Any], dict[str, Any]]) -> None:
    value = {"colorSpace": "oklch", "components": [0.5, 0.19, 283]}
    accent = portal_config.compile(changed("/branding/tokens/color/accent/$value", value), strict=True).brand.light[
        "--accent"
    ]
    assert re.fullmatch(r"#[0-9a-f]{6}", accent)
    assert accent != "#294fb5"


def test_a_brand_is_computed_once() -> None:
    assert brand("N", "quiet", "N", "#123456", None, ()) is brand("N", "quiet", "N", "#123456", None, ())
    assert "--r-lg" not in brand("N", "quiet", "N", "#123456", None, ()).css


def test_a_badge_nobody_draws_cannot_be_switched_on() -> None:
    document = portal_config.load(
        (Path(portal_config.__file__).parents[1] / "builder" / "library" / "northlight.json").read_bytes()
    )
    document["branding"]["platform_badge"] = False
    assert portal_config.check(document) == []
    document["branding"]["platform_badge"] = True
    assert [(one.code, one.pointer) for one in portal_config.check(document, publish=True)] == [
        ("engine_planned", "/branding/platform_badge")
    ]
