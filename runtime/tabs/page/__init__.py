"""The page tab."""
