"""The phone field."""
