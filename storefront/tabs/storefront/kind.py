"""Declaration of the storefront tab."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Ref, Refs, Settings


class StorefrontTabSettings(Settings):
    page = Ref("pag", label="Page above the services")
    services = Refs("svc", label="Services, in order; none: all")
    layout = Choice(("cards", "list"), default="cards", label="Layout")


@registry.register
class StorefrontTab(Kind):
    name, family, label, icon, group = "storefront", "tab", "Services", "grid", "Orders"
    Settings = StorefrontTabSettings
    example = {"type": "storefront", "label": "Services", "icon": "grid", "layout": "cards"}
    needs = "price.read"
    varies = ("client", "currency", "day")
