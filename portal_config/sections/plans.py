"""``plans`` of a subscription: sizes paid per period."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from portal_config import limits
from portal_config.compiled import Plan, Price
from portal_config.faults import Fault
from portal_config.reader import Reader, immutable
from portal_config.settings import DecimalNumber, Items, Ref, Setting, Settings, Text, refuse

UNITS = 10


class Included(Setting):
    """Unit (``hour``, ``credit``) → how many of it a period holds."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Decimal]:  # noqa: ARG002
        if not isinstance(value, dict):
            refuse("wrong_type", "An object of units is needed here.", 'Write {"hour": 10}.')
        if len(value) > UNITS:
            refuse("limit_exceeded", f"At most {UNITS}.", "Remove some.")
        number = DecimalNumber(positive=True)
        read: dict[str, Any] = {}
        messages: dict[str, Any] = {}
        for unit, amount in value.items():
            try:
                read[unit] = number.deserialize(amount)
            except ValidationError as error:
                messages[unit] = error.messages
        if messages:
            raise ValidationError(messages)
        return read


class PlanSettings(Settings):
    name = Text(required=True, at_least=1, at_most=60, translated=True, label="Name")
    price = Ref("prc", required=True, label="Price")
    includes = Included(default=None)
    features = Items(Text(at_least=1, at_most=limits.NAME, translated=True), at_most=20, label="What is in it")
    highlight = Text(at_most=40, translated=True, label="Words that single it out")


_PLAN = PlanSettings()


def read_plans(reader: Reader, raw: Mapping[str, Any], prices: Mapping[str, Price], at: str) -> tuple[Plan, ...]:
    """The plans of the service ``raw`` in order; one that cannot be read is left out. One at most is singled out, all are paid per period and in one
    currency."""
    plans: list[Plan] = []
    for entry in reader.entries(raw, "plans", "plan_order", "pln", at):
        read = reader.part(_PLAN, entry.raw, entry.at, planned=True)
        price = prices.get(read.values["price"] or "")
        if read.broken is not None:
            continue
        if price is None:
            reader.error(entry.at + "/price", Fault("price_broken", "Its price cannot be read.", "Correct the price."))
            continue
        if price.every_months is None:
            fault = Fault("plan_period", "A plan is paid per period.", "Give its price a period in “every”.")
            reader.error(entry.at + "/price", fault)
        if plans and price.currency != plans[0].price.currency:
            fault = Fault("currency_mixed", "The plans are sold in several currencies.", "Choose one.")
            reader.error(entry.at + "/price", fault)
        if read.text("highlight") and any(plan.highlight for plan in plans):
            fault = Fault("highlight_twice", "Another plan is singled out already.", "Keep one of the two.")
            reader.error(entry.at + "/highlight", fault)
        features = tuple(each for each in read.values["features"] if each)
        includes = immutable(read.values["includes"] or {})
        plans.append(Plan(entry.id, read.text("name"), price, includes, features, read.text("highlight")))
    if not plans:
        fault = Fault("plans_missing", "A subscription needs a plan.", "Add one with its price.")
        reader.error(at + "/plans", fault)
    return tuple(plans)
