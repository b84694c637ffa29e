"""The country field."""
