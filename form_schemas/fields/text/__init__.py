"""The text field."""
