"""Widgets without an engine."""

from __future__ import annotations

from functools import partial
from typing import Any

from portal_config import limits
from portal_config.planned.declared import declared
from portal_config.settings import (
    Choice,
    Choices,
    Condition,
    Day,
    DecimalNumber,
    Flag,
    Items,
    MoneyAmount,
    Period,
    Ref,
    Refs,
    Source,
    Template,
    Text,
    Url,
    Whole,
)

widget = partial(declared, "widget")


def _limit(default: int = 5) -> Whole:
    return Whole(at_least=1, at_most=20, default=default, label="At most")


def _lines(name: str, *sorts: str, scope: str = "order", **more: Any) -> Any:
    """A source of rows: which of them, in which order, how many."""
    return Source(
        name, where=Condition(default=True, scope=scope), sort=Choice(sorts, default=sorts[0], label="Order"), limit=_limit(), **more
    )  # fmt: skip


_PERIOD = Period(label="Months back")
_WARN = Whole(at_least=1, at_most=100, default=80, label="Warns from so many percent")

widget(
    "announcement", icon="megaphone", group="Words",
    text=Template(required=True, at_least=1, at_most=4_000, label="Text"), tone=Choice(("calm", "warning"), default="calm", label="Tone"),
    from_=Day(label="From"), until=Day(label="Until"),
)  # fmt: skip
widget(
    "image", icon="image", group="Words",
    asset=Ref("ast", required=True, label="Picture"), alt=Text(at_most=limits.SENTENCE, translated=True, label="What it shows"),
    to=Ref("tab", "pag", "svc", label="Leads to"), url=Url(label="Address elsewhere"),
)  # fmt: skip
widget(
    "approval_queue", icon="check", group="Money", needs="approval.decide",
    source=Source("tasks", of=Choices(("approval",), default=("approval",)), tier=Whole(at_least=1, at_most=5), at_least=MoneyAmount(),
                  at_most=MoneyAmount(), limit=_limit()),
)  # fmt: skip
for _name, _from in (("status_tracker", "orders"), ("shipments", "deliveries"), ("deliverables", "outputs")):
    widget(_name, icon="box", group="Orders", needs="order.read", source=_lines(_from, "due", "newest"))
for _name, _from in (("reorder", "history"), ("saved_lists", "lists"), ("stock_watch", "catalogue")):
    widget(
        _name, icon="rotate", group="Orders", needs="order.create",
        source=Source(_from, services=Refs("svc"), limit=_limit()), quantities=Flag(default=True, label="Quantities"),
        threshold=Whole(at_least=0, at_most=1_000_000, label="Tells from so few on"),
    )  # fmt: skip
widget("quick_add", icon="bolt", group="Orders", needs="order.create", lines=_limit(3))
widget(
    "invoice_list", icon="receipt", group="Money", needs="invoice.read",
    source=_lines("invoices", "due", "newest", scope="invoice"), actions=Choices(("pay", "download"), default=("pay", "download"), label="Actions"),
    ageing=Flag(label="By age"),
)  # fmt: skip
widget(
    "balance", icon="wallet", group="Money", needs="invoice.read",
    source=Source("account", metrics=Choices(("open", "overdue", "credit_limit", "credit_left"), at_least=1, default=("open", "overdue"))),
)  # fmt: skip
widget("credit", icon="wallet", group="Money", needs="invoice.read", source=Source("account"), warn_at=_WARN)
widget(
    "usage_meter", icon="gauge", group="Orders", needs="subscription.read",
    source=Source("subscription", service=Ref("svc"), unit=Text(at_most=40)), warn_at=_WARN, upgrade=Flag(default=True, label="Button to a larger plan"),
)  # fmt: skip
for _name in ("plan_card", "plan_compare", "renewal"):
    widget(
        _name, icon="layers", group="Orders", needs="subscription.read",
        source=Source("subscription", service=Ref("svc")), upgrade=Flag(default=True, label="Button to a larger plan"),
    )  # fmt: skip
widget(
    "service_highlight", icon="star", group="Orders", needs="price.read",
    source=Source("services", services=Refs("svc", at_least=1)), highlight=Text(at_most=60, translated=True, label="Words beside it"),
)  # fmt: skip
widget(
    "spend_chart", icon="chart", group="Money", needs="report.read",
    source=Source("invoices", period=_PERIOD, by=Choice(("service", "cost_center", "location", "member"), default="service")),
    target=MoneyAmount(label="Target"),
)  # fmt: skip
widget(
    "budget_meter", icon="gauge", group="Money", needs="report.read",
    source=Source("budgets", by=Choice(("cost_center", "location"), default="cost_center")), warn_at=_WARN,
)  # fmt: skip
widget(
    "kpi", icon="chart", group="Money", needs="report.read",
    source=Source("metrics", metric=Text(required=True, at_least=1, at_most=80), period=_PERIOD), target=DecimalNumber(label="Target"),
)  # fmt: skip
widget(
    "report_chart", icon="chart", group="Money", needs="report.read",
    source=Source("metrics", metrics=Items(Text(at_least=1, at_most=80), at_least=1, at_most=5, unique=True), period=_PERIOD),
    shape=Choice(("bars", "lines"), default="bars", label="Shape"),
)  # fmt: skip
widget(
    "results_table", icon="table", group="Money", needs="report.read",
    source=Source("metrics", metrics=Items(Text(at_least=1, at_most=80), at_least=1, at_most=10, unique=True), period=_PERIOD),
)  # fmt: skip
widget(
    "contracts_expiring", icon="signature", group="Work together", needs="file.read",
    source=Source("files", folders=Refs("fol"), days=Whole(at_least=1, at_most=366, default=60), limit=_limit()),
)  # fmt: skip
widget(
    "tickets", icon="life-buoy", group="People", needs="request.create",
    source=Source("tickets", desks=Refs("dsk"), limit=_limit()), show_sla=Flag(label="Says when somebody answers"),
)  # fmt: skip
widget(
    "account_manager",
    icon="user",
    group="People",
    source=Source("staff", role=Ref("rol")),
    text=Template(at_most=300, lines=False, label="Sentence"),
)
widget(
    "calendar", icon="calendar", group="People", source=Source("slots", days=Whole(at_least=1, at_most=90, default=14))
)
widget(
    "feedback", icon="smile", group="People",
    question=Text(required=True, at_least=1, at_most=limits.SENTENCE, translated=True, label="Question"), scale=Choice(("stars", "nps"), default="stars", label="Scale"),
)  # fmt: skip
