"""Declaration of the order list widget."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Condition, Planned, Settings, Source, Whole


class OrderListSettings(Settings):
    source = Source(
        "orders",
        view=Choice(("open", "waiting_for_you", "done", "all"), default="open", label="Which orders"),
        sort=Choice(("due", "newest"), default="due", label="Order"),
        limit=Whole(at_least=1, at_most=20, default=6, label="At most"),
        where=Planned("A rule", Condition(scope="order")),
    )


@registry.register
class OrderList(Kind):
    name, family, label, icon, group = "order_list", "widget", "Orders", "list", "Orders"
    Settings = OrderListSettings
    example = {
        "type": "order_list",
        "size": "full",
        "title": "In progress",
        "source": {"from": "orders", "view": "open"},
    }
    needs = "order.read"
    varies = ("client", "member", "day")
