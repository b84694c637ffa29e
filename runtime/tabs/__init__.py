"""Tabs of a portal, one folder a kind."""
