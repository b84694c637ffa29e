"""Types of files."""

from __future__ import annotations

import re
from typing import Any

from portal_config.settings.base import refuse
from portal_config.settings.fields import Text

_TYPE = re.compile(r"[a-z]+/(?:\*|[a-z0-9][a-z0-9.+\-]{0,80})", re.ASCII)
MOST_FILES = 20
MOST_MEGABYTES = 2_000
"""Of one question: how many files it may take, and how large each may be."""


class MediaType(Text):
    """A media type (``application/pdf``), or all of one family (``image/*``)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not _TYPE.fullmatch(text):
            refuse("media_type_invalid", "This is no media type.", "Write it like application/pdf or image/*.")
        return text
