"""Price models: one folder each, with the declaration (``kind.py``) and the engine."""
