"""Declaration of the cost center field: no room keeps the lists of clients yet."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Settings


@registry.register
class CostCenter(Kind):
    name, family, label, icon, group = "cost_center", "field", "Cost center", "company", "Orders"
    answers = "text"
    engine = "planned"
    Settings = Settings
    example = {"type": "cost_center", "key": "cost_center", "label": "Cost center"}
