"""The choice one field."""
