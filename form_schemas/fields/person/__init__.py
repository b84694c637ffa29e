"""The person field."""
