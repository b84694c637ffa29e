"""``payment_methods``: how orders are paid, and which of them a service takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from portal_config.compiled import PaymentMethod
from portal_config.findings import pointer
from portal_config.reader import Reader, immutable
from portal_config.settings import DecimalNumber, Fault, MoneyAmount, Part, Planned, Settings, Text
from portal_config.settings.base import planned

INVOICE = "invoice"
"""Stands in ``collect`` for paying by invoice."""


class FeeSettings(Settings):
    percent = DecimalNumber(positive=True, at_most=Decimal(100), label="Percent")
    money = MoneyAmount(at_least=1, label="Amount")


class PaymentMethodSettings(Settings):
    type = Text(required=True, at_least=1)
    label = Text(required=True, at_least=1, at_most=60, translated=True, label="Name at the checkout")
    fee = Planned("A fee per payment method", Part(FeeSettings))


_METHOD = PaymentMethodSettings()


def read_payment_methods(reader: Reader) -> dict[str, PaymentMethod]:
    """The ``payment_methods`` section in order; one that cannot be read is left out."""
    methods = {}
    for entry in reader.entries(reader.document, "payment_methods", "payment_method_order", "pmt", ""):
        common, own, kind = reader.typed(_METHOD, "payment_method", entry.raw, entry.at)
        if kind is None or common.broken or own.broken:
            continue
        methods[entry.id] = PaymentMethod(
            entry.id,
            kind.name,
            common.text("label"),
            own.values.get("account"),
            own.text("instructions"),
            immutable(own.values),
        )
    return methods


def collected(
    reader: Reader,
    named: Sequence[str],
    methods: dict[str, PaymentMethod],
    slots: Mapping[str, str],
    at: str,
    *,
    told: bool,
) -> tuple[str, ...]:
    """The payment methods a service names: by their id, or a slot of a payment account, which is one without further settings. ``told``: what has no engine
    yet is told of here, and not with the service as a whole."""
    collected = []
    for place, name in enumerate(named):
        if name == INVOICE:
            if told:
                reader.plan(at + pointer(place), planned("“invoice”"))
        elif name in slots and name not in methods:
            if slots[name] != "payment_account":
                fault = Fault("slot_kind", f"“{name}” is no payment account.", "Choose a slot of that kind.")
                reader.error(at + pointer(place), fault)
                continue
            label = reader.document["env"][name].get("label")
            words = label if isinstance(label, str) and label else "Card"
            methods[name] = PaymentMethod(name, "gateway", words, name, "", immutable({"account": name}))
        if name in methods:
            collected.append(name)
    return tuple(collected)
