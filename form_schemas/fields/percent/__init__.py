"""The percent field."""
