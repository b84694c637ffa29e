"""Declaration of the file field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Items, Settings, Whole
from portal_config.settings.media import MOST_FILES, MOST_MEGABYTES, MediaType


class FileSettings(Settings):
    accept = Items(MediaType(at_most=100), at_most=20, unique=True, label="Only these types of files")
    max_files = Whole(at_least=1, at_most=MOST_FILES, default=5, label="Files at most")
    max_mb = Whole(at_least=1, at_most=MOST_MEGABYTES, default=20, label="Megabytes of each at most")


@registry.register
class FileField(Kind):
    name, family, label, icon, group = "file", "field", "Files", "clip", "Files"
    answers = "list:text"
    Settings = FileSettings
    example = {
        "type": "file",
        "key": "brief",
        "label": "Your briefing",
        "accept": ["application/pdf", "image/*"],
        "max_files": 3,
    }
