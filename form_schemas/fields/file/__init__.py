"""The file field."""
