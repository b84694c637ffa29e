"""How a letter looks: the portal's name, mark and accent, and the seller's name in the footer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.tenancy import maybe_scope

if TYPE_CHECKING:
    from portal_config.compiled import Compiled

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Brand:
    """Colours are ``#rrggbb`` literals, because mail programs know no variables; anything else raises ValueError.

    ``mark`` is the one or two letters in the logo square; ``seller`` the name in the footer, ``origin`` where the portal's name links to.
    """

    name: str
    seller: str = ""
    mark: str = ""
    accent: str = "#3455a4"
    on_accent: str = "#ffffff"
    origin: str = ""
    logo: str = ""
    """Address of a picture that stands in place of the square; the name always stands beside it, for whoever sees no pictures."""

    def __post_init__(self) -> None:
        for colour in (self.accent, self.on_accent):
            if not _COLOUR.fullmatch(colour):
                raise ValueError(f"{colour!r} is no colour a letter can use")

    @property
    def letters(self) -> str:
        """One or two characters for the logo square."""
        return self.mark.strip()[:2] or (self.name.strip() or "P")[0].upper()

    @property
    def signed_by(self) -> str:
        return self.seller or self.name


def present_brand() -> Brand:
    """The brand of the entered portal as far as its scope tells, else the platform's own."""
    scope = maybe_scope()
    if scope is None:
        return Brand(name="Portico")
    return Brand(name=scope.portal_name, origin=scope.origin)


def brand_of(compiled: Compiled) -> Brand:
    """The brand of a compiled document, with the contrast its theme computed."""
    scope = maybe_scope()
    light = compiled.brand.light
    return Brand(
        name=compiled.brand.name,
        mark=compiled.brand.mark,
        accent=_colour(light, "--accent", "#3455a4"),
        on_accent=_colour(light, "--on-accent", "#ffffff"),
        origin=scope.origin if scope else "",
        logo=f"{scope.origin}/-/brand/{compiled.brand.logo.path}" if scope and compiled.brand.logo else "",
    )


def _colour(tokens: Mapping[str, str], name: str, otherwise: str) -> str:
    value = tokens.get(name, "").strip()
    return value if _COLOUR.fullmatch(value) else otherwise
