"""Sections of a page as its template draws them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from portal_config.compiled import Page
from portal_config.findings import pointer
from runtime.engines import SECTIONS
from runtime.pages.portal import Portal


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """``broken`` is None, or a sentence that stands with a section that cannot be shown; clients are told nothing of the document's faults."""

    type: str
    heading: str
    level: int
    paragraphs: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]
    html: Markup | None
    broken: str | None
    ptr: str = ""
    heading_ptr: str = ""
    paragraph_ptrs: tuple[str, ...] = ()


def drawn_sections(page: Page, here: Portal) -> list[DrawnSection]:
    """The sections of a page in order. One that is broken, or whose engine is missing, becomes a quiet placeholder."""
    made: list[DrawnSection] = []
    headed = False
    for section in page.sections:
        at = pointer("pages", page.id, "sections", section.id)
        heading, heading_at, texts, texts_at = "", "", [], []
        for block in section.blocks:
            if block.broken is not None:
                continue
            if block.type == "heading" and not heading:
                heading = str(block.settings.get("text", ""))
                heading_at = at + pointer("blocks", block.id, "text")
            elif block.type in ("text", "heading"):
                texts.append(str(block.settings.get("text", "")))
                texts_at.append(at + pointer("blocks", block.id, "text"))
        html, broken = None, "" if section.broken else None
        if section.type in ("service_grid", "form") and broken is None:
            engine = SECTIONS.get(section.type)
            if engine is None:
                broken = ""
            else:
                html = engine(section, here.compiled, here.viewer)
        made.append(
            DrawnSection(
                section.type,
                heading,
                2 if headed or not heading else 1,
                tuple(texts),
                (),
                html,
                broken,
                at,
                heading_at,
                tuple(texts_at),
            )
        )
        headed = headed or bool(heading)
    return made
