"""The files tab."""
