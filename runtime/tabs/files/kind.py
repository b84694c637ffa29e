"""Declaration of the files tab."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Flag, Planned, Refs, Settings, Whole


class FilesTabSettings(Settings):
    first = Choice(("newest", "order"), default="newest", label="Shown first")
    folders = Refs("fol", label="Folders it shows")
    validity = Planned("How long files hold", Flag(), obeyed=False)
    page_size = Whole(at_least=5, at_most=100, default=25, label="Files on a page")


@registry.register
class FilesTab(Kind):
    name, family, label, icon, group = "files", "tab", "Files", "folder", "Work together"
    Settings = FilesTabSettings
    example = {"type": "files", "label": "Files", "icon": "folder", "first": "order"}
    needs = "file.read"
    varies = ("client", "member", "day")
