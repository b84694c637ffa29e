"""The callout field."""
