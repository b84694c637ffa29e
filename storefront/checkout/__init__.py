"""Ordering one service and paying for it."""
