"""Declaration of the storefront tab."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Items, Planned, Ref, Refs, Settings, Text


class StorefrontTabSettings(Settings):
    page = Ref("pag", label="Page above the services")
    services = Refs("svc", label="Services, in order; none: all")
    filter = Planned("A filter", Items(Text(at_least=1, at_most=80), at_most=50, unique=True))
    layout = Choice(("cards", "list"), default="cards", label="Layout")


@registry.register
class StorefrontTab(Kind):
    name, family, label, icon, group = "storefront", "tab", "Services", "grid", "Orders"
    Settings = StorefrontTabSettings
    example = {"type": "storefront", "label": "Services", "icon": "grid", "layout": "cards"}
    needs = "price.read"
    varies = ("client", "currency", "day")
