"""The image field."""
