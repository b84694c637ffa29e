"""Field kinds, one folder each."""
