"""The address field."""
