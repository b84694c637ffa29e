"""The url field."""
