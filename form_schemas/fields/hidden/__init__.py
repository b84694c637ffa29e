"""The hidden field."""
