"""The date field."""
