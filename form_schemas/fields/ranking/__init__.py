"""The ranking field."""
