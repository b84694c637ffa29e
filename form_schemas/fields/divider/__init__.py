"""The divider field."""
