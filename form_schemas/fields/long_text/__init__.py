"""The long text field."""
