"""The line items field."""
