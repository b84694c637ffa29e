"""Draws the orders tab; the list itself is ``runtime.orders``."""

from runtime.orders.views import orders_tab

__all__ = ["orders_tab"]
