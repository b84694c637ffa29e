"""Widgets of a dashboard, one folder a kind."""
