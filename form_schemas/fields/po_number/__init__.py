"""The po number field."""
