"""The yes no field."""
