"""The image choice field."""
