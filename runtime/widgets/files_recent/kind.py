"""Declaration of the recent files widget."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Refs, Settings, Source, Whole


class FilesRecentSettings(Settings):
    source = Source(
        "files",
        limit=Whole(at_least=1, at_most=20, default=5, label="At most"),
        folders=Refs("fol", label="Of these folders"),
    )


@registry.register
class FilesRecent(Kind):
    name, family, label, icon, group = "files_recent", "widget", "Recent files", "folder", "Work together"
    Settings = FilesRecentSettings
    example = {"type": "files_recent", "size": "half", "title": "New files", "source": {"from": "files", "limit": 5}}
    needs = "file.read"
    varies = ("client", "day")
