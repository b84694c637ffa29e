"""The signature field."""
