"""Tiers of a price: each ends at ``up_to`` inclusive, the last has no end."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from portal_config import limits
from portal_config.faults import Fault
from portal_config.settings.base import Settings
from portal_config.settings.fields import DecimalNumber, Items, Part


class TierSettings(Settings):
    up_to = DecimalNumber(positive=True, label="Up to")
    unit_amount = DecimalNumber(required=True, at_least=Decimal(0), label="Price of one, in minor units")
    flat_amount = DecimalNumber(default=Decimal(0), at_least=Decimal(0), label="Added once, in minor units")


class PercentTierSettings(Settings):
    up_to = DecimalNumber(positive=True, label="Up to, in minor units")
    percent = DecimalNumber(required=True, at_least=Decimal(0), label="Percent")
    flat_amount = DecimalNumber(default=Decimal(0), at_least=Decimal(0), label="Added once, in minor units")


class Tiers(Items):
    """At least one tier, each ending after the one before it, the last without an end."""

    def __init__(self, schema: type[Settings] = TierSettings, **options: Any) -> None:
        super().__init__(Part(schema), at_least=1, at_most=limits.TIERS, required=True, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        tiers = super()._deserialize(value, attr, data, **kwargs)
        faults = dict(_faults(tiers))
        if faults:
            raise ValidationError(faults, valid_data=tiers)
        return tiers


def _faults(tiers: Sequence[Any]) -> Any:
    before = Decimal(0)
    for place, tier in enumerate(tiers):
        end, last = tier["up_to"], place == len(tiers) - 1
        if last and end is not None:
            yield place, {"up_to": [Fault("tier_open", "The last tier has no end.", "Write null.")]}
        elif not last and end is None:
            yield place, {"up_to": [Fault("tier_open", "Only the last tier has no end.", "Say where it ends.")]}
        elif end is not None and end <= before:
            yield place, {"up_to": [Fault("tier_order", "A tier ends after the one before it.", "Raise it.")]}
        before = end if end is not None else before
