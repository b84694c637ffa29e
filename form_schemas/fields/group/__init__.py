"""The group field."""
