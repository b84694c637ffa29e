"""The team tab."""
