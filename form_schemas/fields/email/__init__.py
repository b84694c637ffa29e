"""The email field."""
