"""The time field."""
