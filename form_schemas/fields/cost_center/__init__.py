"""The cost center field."""
