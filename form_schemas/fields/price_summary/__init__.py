"""The price summary field."""
