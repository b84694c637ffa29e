"""Orders with their frozen parts, their one state machine and their history."""
