"""The consent field."""
