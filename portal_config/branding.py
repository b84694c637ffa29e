"""Brand tokens as CSS custom properties, light and dark, with every derived colour readable (WCAG 2.2: text 4.5:1, marks 3:1)."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from coloraide import Color

from portal_config import canonical
from portal_config.compiled import Asset, Brand
from portal_config.reader import Reader, immutable
from portal_config.settings import (
    Choice,
    Fault,
    Flag,
    Items,
    Part,
    Planned,
    Ref,
    Setting,
    Settings,
    Text,
    Whole,
    refuse,
)

DEFAULT_ACCENT = "#294fb5"
READABLE = 4.5
VISIBLE = 3.0
FAINT = 2.0
"""Below it, a shape hardly stands out from the page."""

# Grounds of assets/src/css/tokens.css on which an accent may stand.
_LIGHT_GROUNDS = ("#ffffff", "#f5f6f8", "#f0f2f4")
_DARK_GROUNDS = ("#0d0f12", "#14161a", "#1b1e23", "#23262b")
_LIGHT_TINT, _DARK_TINT = 0.08, 0.26

_HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_FONT = re.compile(r"[A-Za-z][A-Za-z0-9 \-]{0,39}", re.ASCII)
_GENERIC = frozenset(
    {"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif", "ui-sans-serif"}
)
_SPACES = ("srgb", "srgb-linear", "display-p3", "oklch", "oklab", "hsl")


@dataclass(frozen=True, slots=True)
class Shades:
    """One accent made usable in one mode: ``accent`` fills, ``on`` stands on it, ``text`` on the page, ``mark`` is for thin shapes."""

    accent: str
    hover: str
    on: str
    text: str
    mark: str


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio of two colours."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=8192)
def _luminance(color: str) -> float:
    return float(Color(color).luminance())


def on_color(accent: str) -> str:
    """Text that reads on ``accent``: white, near-black, or black where near-black falls short."""
    for ink in ("#ffffff", "#111318"):
        if contrast(accent, ink) >= READABLE:
            return ink
    return "#000000"


def accent_text(accent: str, *grounds: str) -> str:
    """``accent`` moved in lightness until it reads as text on each of ``grounds``."""
    color = Color(accent).convert("oklch")
    step = -0.01 if Color(grounds[0]).luminance() > 0.18 else 0.01
    while min(contrast(_hex(color), ground) for ground in grounds) < READABLE and 0 <= color["lightness"] <= 1:
        color["lightness"] += step
    return _hex(color)


@lru_cache(maxsize=4096)
def shades(accent: str, *, dark: bool) -> Shades:
    """Every colour derived from ``accent`` (``#rrggbb``) for one mode."""
    grounds = _DARK_GROUNDS if dark else _LIGHT_GROUNDS
    fill = _lifted(accent, grounds[1]) if dark else accent
    ink = on_color(fill)
    tint = _hex(Color(grounds[1 if dark else 0]).mix(fill, _DARK_TINT if dark else _LIGHT_TINT, space="oklab"))
    text = accent_text(fill, *grounds, tint)
    seen = min(contrast(fill, ground) for ground in grounds) >= VISIBLE
    return Shades(fill, _hover(fill, ink), ink, text, text if dark or not seen else fill)


def _hex(color: Any) -> str:
    return str(color.clone().convert("srgb").fit(method="clip").to_string(hex=True))


def _lifted(accent: str, ground: str) -> str:
    color = Color(accent).convert("oklch")
    while contrast(_hex(color), ground) < VISIBLE and color["lightness"] <= 1:
        color["lightness"] += 0.01
    return _hex(color)


def _hover(fill: str, ink: str) -> str:
    away = -0.055 if ink == "#ffffff" else 0.055
    for step in (away, -away, -away / 2):
        color = Color(fill).convert("oklch")
        color["lightness"] = min(max(color["lightness"] + step, 0), 1)
        if _hex(color) != fill and contrast(_hex(color), ink) >= READABLE:
            return _hex(color)
    return fill


class ColorValue(Settings):
    colorSpace = Choice(_SPACES, required=True)
    components = Items(Setting(), at_most=3)
    hex = Text(at_most=7)


class AccentValue(Setting):
    """A colour of the design tokens format (``colorSpace``, ``components``, ``hex``), read as ``#rrggbb``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, dict):
            refuse(
                "color_invalid",
                "This is not a colour.",
                'Write {"colorSpace": "srgb", "components": [0, 0, 0], "hex": "#000000"}.',
            )
        space, components, written = value.get("colorSpace", "srgb"), value.get("components"), value.get("hex")
        if set(value) - {"colorSpace", "components", "hex"} or not isinstance(space, str) or space not in _SPACES:
            refuse("color_invalid", "This is not a colour.", f"Use one of the colour spaces {', '.join(_SPACES)}.")
        if written is not None and (not isinstance(written, str) or not _HEX.fullmatch(written.lower())):
            refuse("color_invalid", "The hex value is not a colour.", "Write it like #294fb5.")
        if components is None:
            if written is None:
                refuse("color_invalid", "The colour has no value.", "Give its components or its hex value.")
            return str(written).lower()
        if not isinstance(components, list) or len(components) != 3 or not all(map(_component, components)):
            refuse("color_invalid", "A colour has three components.", "Write three numbers.")
        return _from_components(space, tuple(float(part) for part in components), written)


class LinkValue(AccentValue):
    """A colour, or the one of another token: ``{color.accent}``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return "accent" if value == "{color.accent}" else super()._deserialize(value, attr, data, **kwargs)


class Logo(Ref):
    """The id of an asset, or that with the words that say what it shows: ``{"asset": "ast_logo", "alt": "Northlight"}``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, dict) or "asset" not in value:
            return super()._deserialize(value, attr, data, **kwargs)
        if set(value) - {"asset", "alt"} or not isinstance(value.get("alt", ""), str):
            refuse("logo_invalid", "A logo is an asset and words.", 'Write {"asset": "ast_…", "alt": "…"}.')
        return super()._deserialize(value["asset"], attr, data, **kwargs)


def _component(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1000 <= value <= 1000


@lru_cache(maxsize=1024)
def _from_components(space: str, components: tuple[float, float, float], written: str | None) -> str:
    color = _hex(Color(space, components))
    if written is not None and Color(color).delta_e(written.lower(), method="76") > 3:
        refuse(
            "color_mismatch",
            "The components and the hex value are two colours.",
            "Keep one of the two.",
            keep=written.lower(),
        )
    # Rounded components and their hex may differ by one step; the hex is what the seller picked.
    return written.lower() if written else color


class FontValue(Items):
    """A list of font names."""

    def __init__(self) -> None:
        super().__init__(Text(at_most=40), at_least=1, at_most=8, required=True)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        names = super()._deserialize(value, attr, data, **kwargs)
        for name in names:
            if not _FONT.fullmatch(name):
                refuse("font_invalid", "A font name has letters, digits, spaces and hyphens.", "Write it like Inter.")
        return names


class RadiusValue(Settings):
    value = Whole(at_most=24, required=True)
    unit = Choice(("px",), required=True)


def _token(value: Any) -> type[Settings]:
    return Settings.from_dict({"$value": value, "$type": Text(at_most=40)}, name="TokenSettings")


_Typed = {"$type": Text(at_most=40)}
_Color = Settings.from_dict(
    {
        **_Typed,
        "accent": Part(_token(AccentValue(required=True, label="Accent colour")), optional=True),
        "surface": Planned("A surface colour", Part(_token(AccentValue(required=True)))),
        "link": Planned("A link colour", Part(_token(LinkValue(required=True)))),
    },
    name="ColorSettings",
)
_Radius = Settings.from_dict(
    {**_Typed, "card": Part(_token(Part(RadiusValue, required=True)), optional=True)}, name="RadiusSettings"
)
_Font = Settings.from_dict({**_Typed, "body": Part(_token(FontValue()), optional=True)}, name="FontSettings")


class TokenSettings(Settings):
    color = Part(_Color, optional=True)
    radius = Part(_Radius, optional=True)
    font = Part(_Font, optional=True)


class BrandingSettings(Settings):
    theme = Choice(("quiet",), planned=("editorial", "wholesale"), default="quiet", label="Theme")
    mark = Text(at_most=2, label="Letters of the mark")
    tokens = Part(TokenSettings, optional=True)
    density = Choice(("comfortable",), planned=("compact",), default="comfortable")
    platform_badge = Flag(planned="A badge of the platform")
    logo = Logo("ast", label="Logo")
    logo_has_name = Flag(label="The logo shows the name itself")


_BRANDING = BrandingSettings()


def read_branding(reader: Reader, portal_name: str, assets: Mapping[str, Asset]) -> Brand:
    """The ``branding`` section with every colour derived; what cannot be read takes the default look."""
    read = reader.part(_BRANDING, reader.document.get("branding", {}), "/branding")
    tokens = read.values["tokens"] or {}
    accent = _value(tokens, "color", "accent") or DEFAULT_ACCENT
    _warn_of_faint(reader, accent)
    radius = _value(tokens, "radius", "card") or {}
    fonts = _value(tokens, "font", "body") or ()
    mark = read.text("mark").strip() or next((letter for letter in portal_name if letter.isalnum()), "P").upper()
    names = tuple(name for name in fonts if isinstance(name, str) and _FONT.fullmatch(name))
    made = brand(portal_name, read.values["theme"], mark, accent, radius.get("value"), names)
    logo = assets.get(read.values["logo"] or "")
    return replace(made, logo=logo, named_logo=bool(read.values["logo_has_name"])) if logo else made


def _warn_of_faint(reader: Reader, accent: str) -> None:
    """Text on an accent, and the accent as text, always read; what cannot be helped is an accent as pale as the page."""
    ratio = contrast(accent, _LIGHT_GROUNDS[0])
    if ratio < FAINT:
        message = (
            f"The accent hardly stands out from a light page ({ratio:.1f} : 1); links and marks take a darker shade."
        )
        reader.warn("/branding/tokens/color/accent", Fault("contrast_low", message, "Choose a stronger colour."))


def _value(tokens: Any, group: str, name: str) -> Any:
    return ((tokens.get(group) or {}).get(name) or {}).get("$value")


@lru_cache(maxsize=1024)
def brand(name: str, theme: str, mark: str, accent: str, radius: int | None, fonts: tuple[str, ...]) -> Brand:
    """The brand of an accent (``#rrggbb``), a card radius in px (None: the theme's) and font names (none: the theme's)."""
    shape = _shape(radius, fonts)
    light = {**_colors(shades(accent, dark=False), dark=False), **shape}
    dark = _colors(shades(accent, dark=True), dark=True)
    css = _stylesheet(light, dark)
    return Brand(name, theme, mark, immutable(light), immutable({**dark, **shape}), css, canonical.digest_text(css))


def _colors(shade: Shades, *, dark: bool) -> dict[str, str]:
    soft, line = ("26%", "60%") if dark else ("8%", "32%")
    return {
        "--accent": shade.accent,
        "--accent-hover": shade.hover,
        "--on-accent": shade.on,
        "--accent-text": shade.text,
        "--accent-mark": shade.mark,
        "--accent-soft": f"color-mix(in oklab, var(--accent) {soft}, var(--surface))",
        "--accent-line": f"color-mix(in oklab, var(--accent) {line}, var(--surface))",
        "--primary": "var(--accent)",
        "--primary-hover": "var(--accent-hover)",
        "--on-primary": "var(--on-accent)",
        "--focus": "0 0 0 2px var(--surface), 0 0 0 4px var(--accent-mark)",
    }


def _shape(radius: int | None, fonts: tuple[str, ...]) -> dict[str, str]:
    shape = {}
    if radius is not None:
        for token, share in (("--r-xs", 4), ("--r-sm", 6), ("--r-md", 8), ("--r-lg", 12), ("--r-xl", 16)):
            shape[token] = f"{radius * share // 12}px"
    if fonts:
        listed = ", ".join(font if font in _GENERIC else f'"{font}"' for font in fonts)
        shape["--font-body"] = shape["--font-display"] = listed
    return shape


def _stylesheet(light: dict[str, str], dark: dict[str, str]) -> str:
    def rules(tokens: dict[str, str]) -> str:
        return "".join(f"{name}:{value};" for name, value in tokens.items())

    return (
        f'@layer tokens{{:root,[data-mode="light"]{{{rules(light)}}}'
        f'[data-mode="dark"]{{{rules(dark)}}}'
        f'@media (prefers-color-scheme: dark){{:root:not([data-mode="light"]){{{rules(dark)}}}}}}}\n'
    )


__all__ = ["DEFAULT_ACCENT", "Shades", "accent_text", "brand", "contrast", "on_color", "read_branding", "shades"]
