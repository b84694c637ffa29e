"""The money field."""
