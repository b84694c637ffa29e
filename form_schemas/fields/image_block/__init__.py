"""The picture field."""
