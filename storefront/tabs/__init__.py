"""Tabs of shopping, one folder a kind."""
