"""Declaration of the page tab."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Ref, Settings


class PageTabSettings(Settings):
    page = Ref("pag", required=True, label="Page")


@registry.register
class PageTab(Kind):
    name, family, label, icon, group = "page", "tab", "Page", "page", "Overview"
    Settings = PageTabSettings
    example = {"type": "page", "label": "How we work", "icon": "page", "page": "pag_example"}
