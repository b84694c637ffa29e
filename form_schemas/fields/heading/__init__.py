"""The heading field."""
