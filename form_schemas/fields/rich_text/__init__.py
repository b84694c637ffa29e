"""The rich text field."""
