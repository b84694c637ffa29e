"""The repeat field."""
