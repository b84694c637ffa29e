"""The date and time field."""
