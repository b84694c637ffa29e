"""The orders tab."""
