"""Declaration of the file field."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from portal_config.kinds import Kind, registry
from portal_config.settings import Items, Settings, Text, Whole, refuse

_TYPE = re.compile(r"[a-z]+/(?:\*|[a-z0-9][a-z0-9.+\-]{0,80})", re.ASCII)
MOST_FILES = 20
MOST_MEGABYTES = 2_000


class MediaType(Text):
    """A media type (``application/pdf``), or all of one family (``image/*``)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not _TYPE.fullmatch(text):
            refuse("media_type_invalid", "This is no media type.", "Write it like application/pdf or image/*.")
        return text


class FileSettings(Settings):
    accept = Items(MediaType(at_most=100), at_most=20, unique=True, label="Only these types of files")
    max_files = Whole(at_least=1, at_most=MOST_FILES, default=5, label="Files at most")
    max_mb = Whole(at_least=1, at_most=MOST_MEGABYTES, default=20, label="Megabytes of each at most")


@registry.register
class FileField(Kind):
    name, family, label, icon, group = "file", "field", "Files", "clip", "Files"
    answers = "list:text"
    engine = "planned"
    Settings = FileSettings
    example: ClassVar[Mapping[str, Any]] = {
        "type": "file",
        "key": "brief",
        "label": "Your briefing",
        "accept": ["application/pdf", "image/*"],
        "max_files": 3,
    }
