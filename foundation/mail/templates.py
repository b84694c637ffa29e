"""Turning a template and its values into HTML and text. HTML is escaped, colours and sizes end up in the elements, as mail programs need it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import css_inline
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from foundation.mail.brand import Brand
from words import language, templates

_HERE = Path(__file__).parent / "pages"
_folders: list[Path] = []


@dataclass(frozen=True, slots=True)
class Rendered:
    """Both forms of a letter."""

    html: str
    text: str


def add_templates(path: Path | str) -> None:
    """Let a room bring templates of its own. A folder named twice counts once; raises ValueError for a name another folder has."""
    folder = Path(path)
    if folder in _folders:
        return
    taken = {found.name for known in (_HERE, *_folders) for found in known.iterdir()}
    twice = sorted(found.name for found in folder.iterdir() if found.is_file() and found.name in taken)
    if twice:
        raise ValueError(f"there are two mail templates called {', '.join(twice)}")
    _folders.append(folder)
    _environment.cache_clear()


def render(template: str, context: Mapping[str, Any], *, subject: str, brand: Brand) -> Rendered:
    """Render ``<template>.html`` and ``<template>.txt``.

    Templates see ``brand`` and ``subject`` beside their context, and speak the present language. Raises jinja2.TemplateNotFound, jinja2.UndefinedError for a value that is
    missing, and ValueError for a link that does not start with http:// or https://.
    """
    values = {**context, "brand": brand, "subject": subject, "lang": language()}
    html = _environment().get_template(f"{template}.html").render(values)
    text = _environment().get_template(f"{template}.txt").render(values)
    return Rendered(html=_inliner().inline(html), text=_tidy(text))


def web_address(link: str) -> str:
    """The link itself. Raises ValueError where it is no http or https address, so that no letter carries a script or a relative link."""
    parts = urlsplit(link)
    if parts.scheme not in ("http", "https") or not parts.netloc or any(ord(character) <= 32 for character in link):
        raise ValueError(f"{link[:100]!r} cannot be a link in a mail")
    return link


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(_HERE), *(FileSystemLoader(folder) for folder in _folders)]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["web_address"] = web_address
    templates.install(made)
    return made


@functools.cache
def _inliner() -> css_inline.CSSInliner:
    # Media queries stay in the head, for phones and dark mode; everything else moves into the elements.
    return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


def _tidy(text: str) -> str:
    """No trailing spaces, no more than one empty line in a row."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
