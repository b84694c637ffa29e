"""The appointment field."""
