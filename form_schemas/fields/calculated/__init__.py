"""The calculated field."""
