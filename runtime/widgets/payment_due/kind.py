"""Declaration of the widget with unpaid orders."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Settings, Source, Whole


class PaymentDueSettings(Settings):
    source = Source("payments", limit=Whole(at_least=1, at_most=20, default=6, label="At most"))


@registry.register
class PaymentDue(Kind):
    name, family, label, icon, group = "payment_due", "widget", "Payment due", "card", "Money"
    Settings = PaymentDueSettings
    example = {"type": "payment_due", "size": "half", "title": "To pay", "source": {"from": "payments", "limit": 5}}
    needs = "order.pay"
    varies = ("client", "member", "currency", "day")
