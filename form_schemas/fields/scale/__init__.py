"""The scale field."""
