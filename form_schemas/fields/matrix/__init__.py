"""The matrix field."""
