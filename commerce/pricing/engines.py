"""Engines by price model. An engine stands beside its kind's declaration and is registered when the kind's package is imported."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, TypeVar

from portal_config.compiled import Price


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an amount. ``unit`` is the price of one in minor units, exact; ``net`` is the part's amount in minor units, not yet rounded. ``times``:
    whether the amount is ``quantity`` times ``unit``, or stands for itself."""

    label: str
    quantity: Decimal
    unit: Decimal
    net: Decimal
    times: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a quantity table: from more than ``after`` to ``up_to`` (None: without end), ``unit`` for each and ``flat`` once, in minor units."""

    after: Decimal
    up_to: Decimal | None
    unit: Decimal
    flat: Decimal


@dataclass(frozen=True, slots=True)
class From:
    """What something costs before anybody says how much of it: ``minor`` units for one ``unit`` (empty: as a whole); not ``exact``: at least."""

    minor: Decimal
    unit: str
    exact: bool


class Engine:
    """How much something costs by one model."""

    model: ClassVar[str]

    def parts(self, price: Price, quantity: Decimal, base: Decimal) -> tuple[Part, ...]:
        """What ``quantity`` costs, in parts. ``base``: net amount of the service in minor units, for models that come from it."""
        raise NotImplementedError

    def least(self, price: Price) -> From:
        """What it costs before anybody says how much of it."""
        raise NotImplementedError

    def rows(self, price: Price) -> tuple[Row, ...]:  # noqa: ARG002 - for models that have a table
        """The quantity table; nothing where the price of one does not depend on the quantity."""
        return ()

    def free(self, price: Price) -> bool:
        """Whether no quantity of it costs anything."""
        return self.least(price).minor == 0


_engines: dict[str, Engine] = {}
_Class = TypeVar("_Class", bound=type[Engine])


def engine(made: _Class) -> _Class:
    """Register the engine of a price model. Raises ValueError for a model that has one already."""
    if made.model in _engines:
        raise ValueError(f"the price model {made.model} has two engines")
    _engines[made.model] = made()
    return made


def engine_of(model: str) -> Engine:
    """The engine of a price model. Raises LookupError when the model's package has not been imported."""
    try:
        return _engines[model]
    except KeyError:
        raise LookupError(f"the price model {model} has no engine; were the kinds discovered?") from None
