"""Placing an order: the one action that asks every room in turn."""
