"""Engines by price model. An engine stands beside its kind's declaration and is registered when the kind's package is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from portal_config.compiled import Price


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an amount. ``unit`` is the price of one in minor units, exact; ``net`` is the part's amount in minor units, not yet rounded."""

    label: str
    quantity: Decimal
    unit: Decimal
    net: Decimal


class Engine(Protocol):
    """How much ``quantity`` costs by ``price``, in parts."""

    def __call__(self, price: Price, quantity: Decimal) -> tuple[Part, ...]: ...


_engines: dict[str, Engine] = {}


def engine(model: str) -> Callable[[Engine], Engine]:
    """Register the engine of a price model. Raises ValueError for a model that has one already."""

    def register(function: Engine) -> Engine:
        if model in _engines:
            raise ValueError(f"the price model {model} has two engines")
        _engines[model] = function
        return function

    return register


def engine_of(model: str) -> Engine:
    """The engine of a price model. Raises LookupError when the model's package has not been imported."""
    try:
        return _engines[model]
    except KeyError:
        raise LookupError(f"the price model {model} has no engine; were the kinds discovered?") from None
