"""Services and payment methods without an engine."""

from __future__ import annotations

from portal_config import limits
from portal_config.planned.declared import declared
from portal_config.settings import (
    Choice,
    DayCount,
    DecimalNumber,
    Flag,
    MoneyAmount,
    Part,
    Period,
    Ref,
    Refs,
    Settings,
    Template,
    Text,
    Whole,
)

TERMS = ("due_now", "net_7", "net_14", "net_30", "net_45", "net_60", "net_90")


class ChangeSettings(Settings):
    """When a subscription moves to another plan."""

    upgrade = Choice(("now_prorated", "now_full", "period_end"), default="now_prorated", label="To a larger one")
    downgrade = Choice(("now_prorated", "period_end"), default="period_end", label="To a smaller one")


class SubscriptionBillingSettings(Settings):
    collect = Refs("pmt", "env", words=("invoice",), label="Ways to pay")
    rollover = Period(label="Months that what is left is kept")
    pause_max = Period(label="Months it may rest")
    change = Part(ChangeSettings, label="Changing the plan")
    overage = Ref("prc", label="Price of what is used beyond")
    notice = DayCount(label="Days before its end until which it can be ended")
    terms = Choice(TERMS, label="Payment terms")
    po_number = Choice(("off", "optional", "required"), default="off", label="PO number")


class QuoteSettings(Settings):
    valid = DayCount(label="Days it holds")
    sign = Choice(("none", "typed_name", "drawn"), default="typed_name", label="Signature")
    deposit_percent = DecimalNumber(positive=True, label="Deposit in percent")
    negotiable = Flag(default=True, label="Clients may answer with a wish")


declared(
    "service", "subscription", icon="gauge", group="Services",
    billing=Part(SubscriptionBillingSettings, label="Payment"), request_form=Ref("frm", label="Questions of a request"),
    setup=Ref("prc", label="Price of the set-up"), trial=DayCount(label="Days of trial"),
    requests=Whole(at_least=1, at_most=100, label="Requests at a time"),
)  # fmt: skip
declared(
    "service", "custom_quote", "Service by quote", icon="quote", group="Services",
    quote=Part(QuoteSettings, label="Quote"), from_=MoneyAmount(label="Priced from"),
)  # fmt: skip
declared(
    "payment_method", "invoice", icon="receipt", group="Payment",
    terms=Choice(TERMS, default="net_30", label="Payment terms"), instructions=Template(at_most=2_000, label="How to pay"),
)  # fmt: skip
declared(
    "payment_method", "sepa_debit", "SEPA direct debit", icon="bank", group="Payment",
    account=Ref("env", required=True, label="Payment account"), mandate=Text(at_most=limits.SENTENCE, translated=True, label="Words of the mandate"),
)  # fmt: skip
