"""What something costs: one engine per price model, one way to round."""

from commerce.pricing.engines import Engine, From, Part, Row, engine
from commerce.pricing.offers import costs, least, least_of, table
from commerce.pricing.quote import PriceLine, Quoted, quote
from commerce.pricing.rounding import half_away

__all__ = [
    "Engine",
    "From",
    "Part",
    "PriceLine",
    "Quoted",
    "Row",
    "costs",
    "engine",
    "half_away",
    "least",
    "least_of",
    "quote",
    "table",
]
