"""Engine of the price summary."""

from __future__ import annotations

from form_schemas.field import FieldEngine


class PriceSummaryEngine(FieldEngine):
    """Stores nothing: the price lines stand with the order. The page around it draws the price (``data-price``), which only the server works out."""

    kind = "price_summary"
    template = "price_summary/field.html"
    asks = False
