"""Engines by payment method type. An engine stands beside its kind's declaration and is registered when the kind's package is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from portal_config.compiled import PaymentMethod


@dataclass(frozen=True, slots=True)
class Opening:
    """How a payment begins: at which gateway and in which state. ``order_state`` is what a new order is meanwhile: ``submitted`` waits for
    the money, ``confirmed`` does not."""

    gateway: str
    state: Literal["checkout", "pending"]
    order_state: Literal["submitted", "confirmed"]


class Engine(Protocol):
    """How a payment by this method begins in the entered tenant; None where the method cannot be used."""

    def __call__(self, method: PaymentMethod) -> Opening | None: ...


_engines: dict[str, Engine] = {}


def engine(kind: str) -> Callable[[Engine], Engine]:
    """Register the engine of a payment method type. Raises ValueError for a type that has one already."""

    def register(function: Engine) -> Engine:
        if kind in _engines:
            raise ValueError(f"the payment method type {kind} has two engines")
        _engines[kind] = function
        return function

    return register


def opening(method: PaymentMethod) -> Opening | None:
    """How a payment by ``method`` begins in the entered tenant; None where it cannot be used. Raises LookupError when the kinds were not
    discovered."""
    try:
        begin = _engines[method.type]
    except KeyError:
        raise LookupError(f"the payment method type {method.type} has no engine; were the kinds discovered?") from None
    return begin(method)
