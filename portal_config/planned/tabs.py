"""Tabs without an engine."""

from __future__ import annotations

from functools import partial

from portal_config.planned.declared import declared
from portal_config.settings import Choice, Choices, Flag, MoneyAmount, Period, Ref, Refs, Text, Url, Whole

tab = partial(declared, "tab")

tab(
    "quick_order", icon="bolt", group="Orders", needs="order.create",
    entry=Choices(("sku", "csv"), default=("sku", "csv"), label="Ways to order"),
    saved_lists=Flag(label="Saved lists", default=True),
    min_order=MoneyAmount(label="Least that can be ordered"),
)  # fmt: skip
tab(
    "deliverables", icon="box", group="Work together", needs="order.read",
    columns=Choices(("name", "order", "version", "status", "due"), default=("name", "order", "status"), label="Columns"),
    views=Choices(("waiting_for_you", "accepted", "all"), default=("waiting_for_you", "all"), label="Views"),
    review=Flag(label="Review", default=True), comment=Flag(label="Comment", default=True), request_change=Flag(label="Ask for changes", default=True),
)  # fmt: skip
tab(
    "requests", icon="inbox", group="Work together", needs="request.create",
    forms=Refs("frm", label="Forms offered"), layout=Choice(("list", "table", "board"), default="list", label="Layout"),
    show_sla=Flag(label="Says when somebody answers"),
)  # fmt: skip
tab(
    "tickets", icon="life-buoy", group="Work together", needs="request.create",
    desks=Refs("dsk", label="Desks"), show_sla=Flag(label="Says when somebody answers"),
)  # fmt: skip
tab(
    "returns", icon="rotate", group="Orders", needs="claim.create",
    form=Ref("frm", label="Form"), within=Period(label="Months in which something can be returned"), photos=Flag(label="With photos", default=True),
    credit_note=Flag(label="Shows credit notes", default=True),
)  # fmt: skip
tab(
    "quotes", icon="quote", group="Money", needs="quote.read",
    compare=Flag(label="Compare"), accept=Flag(label="Accept", default=True), sign=Flag(label="Sign", default=True), convert=Flag(label="Turn into an order", default=True),
)  # fmt: skip
tab(
    "approvals", icon="check", group="Money", needs="approval.decide",
    views=Choices(("queue", "decided", "all"), default=("queue", "decided"), label="Views"), delegate=Flag(label="Delegate", default=True),
    budget=Flag(label="Shows the budget", default=True),
)  # fmt: skip
tab(
    "subscription", icon="gauge", group="Orders", needs="subscription.read",
    services=Refs("svc", label="Services"), pause=Flag(label="Pause", default=True), change=Flag(label="Change the plan", default=True),
    usage=Flag(label="Usage", default=True), seats=Flag(label="Seats"),
)  # fmt: skip
tab(
    "invoices", icon="receipt", group="Money", needs="invoice.read",
    search_by=Choices(("number", "po_number"), default=("number",), label="Search by"), pay=Flag(label="Pay", default=True),
    statement=Flag(label="Statement of account"), credit_notes=Flag(label="Credit notes", default=True), export=Flag(label="Export"),
)  # fmt: skip
tab(
    "account", icon="card", group="Money", needs="invoice.read",
    shows=Choices(("credit", "balance", "terms", "addresses"), default=("balance", "terms", "addresses"), label="Shows"),
)  # fmt: skip
tab(
    "contracts", icon="signature", group="Work together", needs="file.read",
    folders=Refs("fol", label="Folders"), validity=Flag(label="Shows how long they hold", default=True), sign=Flag(label="Sign"),
    by_product=Flag(label="Documents per product"),
)  # fmt: skip
tab(
    "reports", icon="chart", group="Money", needs="report.read",
    reports=Choices(("spend", "orders", "usage", "budgets", "results"), default=("spend", "orders"), label="Reports"), export=Flag(label="Export"),
    schedule=Flag(label="Sends reports"),
)  # fmt: skip
tab(
    "budgets", icon="wallet", group="Money", needs="report.read",
    cost_centers=Flag(label="Cost centres", default=True), limits=Flag(label="Limits", default=True), spend=Flag(label="Spend", default=True),
)  # fmt: skip
tab(
    "help", icon="help", group="People",
    articles=Refs("art", label="Articles; none: all"), questions=Refs("qst", label="Questions; none: all"), contact=Flag(label="Ways to ask", default=True),
)  # fmt: skip
tab(
    "link",
    icon="link",
    group="Overview",
    url=Url(required=True, label="Address"),
    new_window=Flag(label="In a window of its own"),
)
tab(
    "embed", icon="window", group="Overview",
    url=Url(required=True, label="Address"), title=Text(translated=True, label="Title"), height=Whole(at_least=100, at_most=4_000, default=600, label="Height in pixels"),
)  # fmt: skip
