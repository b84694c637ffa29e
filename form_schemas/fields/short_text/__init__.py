"""The short text field."""
