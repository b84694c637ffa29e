"""The messages tab."""
