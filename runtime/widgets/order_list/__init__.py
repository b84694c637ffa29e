"""The order list widget."""
