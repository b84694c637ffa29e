"""The rating field."""
