"""The company number field."""
