"""The date range field."""
