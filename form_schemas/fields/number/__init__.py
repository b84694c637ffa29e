"""The number field."""
