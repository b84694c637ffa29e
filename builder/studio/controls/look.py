"""What a portal looks like: its accent colour and its logo."""

from __future__ import annotations

import json

from builder.studio.controls.control import Control, Option, Setting, renders
from portal_config import branding
from portal_config.branding import AccentValue
from portal_config.findings import pointer

PRESETS = (
    ("Indigo", "#4f46e5"),
    ("Blue", "#294fb5"),
    ("Teal", "#0f766e"),
    ("Green", "#2f6b3a"),
    ("Amber", "#b45309"),
    ("Red", "#b42318"),
    ("Plum", "#86317a"),
    ("Ink", "#27303f"),
)


@renders(AccentValue)
def accent(setting: Setting) -> Control:
    """A colour, with what is written on it computed: text on it always reads."""
    raw = setting.raw if isinstance(setting.raw, dict) else {}
    chosen = str(raw.get("hex") or branding.DEFAULT_ACCENT).lower()
    return setting.control(
        "colour",
        value=chosen,
        options=tuple(Option(value, name, value == chosen) for name, value in PRESETS),
        extra={"reads": reads(chosen)},
    )


@renders(name="logo")
def logo(setting: Setting) -> Control:
    """A picture that is uploaded; it stands in place of the letters of the mark."""
    here = setting.here
    present = here.compiled.brand.logo
    gone = [{"op": "set", "ptr": setting.ptr, "value": None}]
    if isinstance(setting.raw, str) and here.raw(pointer("assets", setting.raw)) is not None:
        gone.append({"op": "remove", "ptr": pointer("assets", setting.raw)})
    return setting.control(
        "logo",
        extra={
            "url": f"{here.root}/logo/{present.path}" if present else "",
            "remove": json.dumps(gone) if setting.raw else "",
            "action": "logo",
        },
    )


def reads(accent_colour: str) -> str:
    """How well text reads on the colour, in a sentence. Numbers are contrast ratios of WCAG 2.2, of which 4.5 is needed."""
    shades = branding.shades(accent_colour, dark=False)
    ratio = branding.contrast(shades.on, accent_colour)
    ink = "White" if shades.on == "#ffffff" else "Dark"
    sentence = f"{ink} text on it reads at {ratio:.1f} : 1."
    if shades.text != accent_colour:
        sentence += f" As a text colour it is darkened to {shades.text}."
    return sentence
