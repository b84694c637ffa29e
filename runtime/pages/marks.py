"""Where in the document a part of a page stands: told on the studio's canvas, and nowhere else."""

from __future__ import annotations

from markupsafe import Markup

from runtime.pages.passes import in_studio

NOTHING = Markup()


def mark(ptr: str | None) -> Markup:
    """The attribute of an element that shows the part of the document at ``ptr``; nothing where nobody builds."""
    return Markup(' data-ptr="{}"').format(ptr) if ptr and in_studio() else NOTHING


def says(ptr: str | None) -> Markup:
    """The attributes of an element whose whole text is the text at ``ptr``, placeholders filled in."""
    return Markup(' data-ptr="{}" data-says').format(ptr) if ptr and in_studio() else NOTHING
