"""Page components: the Jinja macros every face of Portico builds its pages from, and what a template environment needs for them.

Templates name them ``components/<file>.html``; themes are found as ``themes/<theme>/layout.html``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, PrefixLoader

from foundation import formats
from foundation.web.assets import asset_url
from foundation.web.icons import icon
from words import templates

FOLDER = Path(__file__).resolve().parent
THEMES = FOLDER.parents[2] / "themes"


def loader() -> BaseLoader:
    """Return the loader of ``components/…`` and ``themes/…``, to stand beside an app's own templates."""
    return PrefixLoader({"components": FileSystemLoader(FOLDER), "themes": FileSystemLoader(THEMES)})


def install(environment: Environment) -> None:
    """Give an environment the globals ``icon`` and ``asset_url``, ``mark`` and ``says`` (a portal's own app says more), those of
    ``words.templates``, and the filters of ``foundation.formats``.

    The web layer adds ``csrf_field`` and ``url_for``, which know the request.
    """
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.globals.update(icon=icon, asset_url=asset_url, mark=_nothing, says=_nothing)
    formats.install(environment)
    templates.install(environment)


def _nothing(_ptr: str | None) -> str:
    """Only a portal's app tells where in the document a part of a page stands."""
    return ""


def macro(environment: Environment, template: str, name: str) -> Callable[..., str]:
    """A macro of ``components/<template>``, to draw one part outside of a page. It knows no request and no ``formats``."""
    found: Callable[..., str] = getattr(environment.get_template(f"components/{template}").module, name)
    return found
