"""The words that fill the placeholders of the seller's texts."""

from __future__ import annotations

from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled


def words_of(viewer: Viewer, compiled: Compiled) -> dict[str, str]:
    """Path → word, for every text that is read by somebody who is signed in (``portal_config.texts.PERSON``)."""
    return {
        "user.first_name": viewer.first_name,
        "user.name": viewer.name,
        "user.email": viewer.email,
        "client.name": viewer.client_name,
        "portal.name": compiled.name,
    }
