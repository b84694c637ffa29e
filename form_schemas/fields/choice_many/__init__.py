"""The choice many field."""
