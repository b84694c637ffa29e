"""Orders as their buyer sees them: the list, one order's page, the moves a client may make."""
