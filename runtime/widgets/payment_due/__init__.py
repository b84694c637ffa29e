"""The payment due widget."""
