"""What something costs: one engine per price model, one way to round."""

from commerce.pricing.engines import Engine, engine
from commerce.pricing.quote import PriceLine, Quoted, quote
from commerce.pricing.rounding import half_away

__all__ = ["Engine", "PriceLine", "Quoted", "engine", "half_away", "quote"]
