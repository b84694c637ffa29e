"""While developing: the style guide. Nothing of it exists in production."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from foundation.errors import NotFound
from foundation.settings import settings
from foundation.web.routes import PUBLIC, needs
from foundation.web.styleguide import style_guide

guide = Blueprint("guide", __name__)


@guide.get("/styleguide")
@needs(PUBLIC)
def parts() -> ResponseReturnValue:
    """Every page component in every state."""
    if not settings().development:
        raise NotFound()
    return style_guide()
