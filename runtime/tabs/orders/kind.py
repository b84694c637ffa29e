"""Declaration of the orders tab."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choices, Flag, Planned, Settings, Whole

COLUMNS = ("number", "service", "status", "due", "placed", "requester", "po_number", "total")
VIEWS = ("open", "waiting_for_you", "done", "all")


class OrdersTabSettings(Settings):
    columns = Choices(COLUMNS, at_least=1, default=("number", "service", "status", "due", "total"), label="Columns")
    views = Choices(VIEWS, at_least=1, default=("open", "waiting_for_you", "all"), label="Views")
    reorder = Planned("Ordering again", Flag(), obeyed=False)
    partial_deliveries = Planned("Partial deliveries", Flag(), obeyed=False)
    tracking = Planned("Tracking", Flag(), obeyed=False)
    search = Flag(default=True, label="Search by number and PO number")
    page_size = Whole(at_least=5, at_most=100, default=25, label="Orders on a page")


@registry.register
class OrdersTab(Kind):
    name, family, label, icon, group = "orders", "tab", "Orders", "list", "Orders"
    Settings = OrdersTabSettings
    example = {"type": "orders", "label": "Orders", "icon": "list", "columns": ["number", "status"], "views": ["open"]}
    needs = "order.read"
    varies = ("client", "member", "day")
